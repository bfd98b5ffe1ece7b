//! Whether points that are compared are measured over the same part of the run.

use super::row::SummaryRow;
use crate::layouts::VARIATION;
use crate::metrics::WARM_UP_S;
use crate::warnings::WARM_UPS_DIFFER;
use std::collections::BTreeMap;

/// Warm-ups that differ by less than this are the same but for the width of a bin.
const TOLERANCE: f64 = 0.01;

/// What points have in common that are compared along the axes of a sweep: the variation, since each is
/// compared within itself, and the trace, since each has a time of its own.
const COMPARED_WITHIN: [&str; 2] = [VARIATION, "workload.path"];

/// Adds the warning [`WARM_UPS_DIFFER`] to all points that are compared with each other while the longest of their
/// warm-ups exceeds the shortest by more than 1 %.
pub(super) fn warn_of_warm_ups(rows: &mut [SummaryRow]) {
    let group = |row: &SummaryRow| COMPARED_WITHIN.map(|parameter| row.parameter(parameter));
    let mut alike: BTreeMap<[String; COMPARED_WITHIN.len()], Vec<usize>> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        alike.entry(group(row)).or_default().push(place);
    }
    for here in alike.into_values() {
        let lengths = || here.iter().flat_map(|&at| rows[at].values(WARM_UP_S)).copied();
        let least = lengths().fold(f64::INFINITY, f64::min);
        let most = lengths().fold(0.0, f64::max);
        if least.is_finite() && most > (1.0 + TOLERANCE) * least {
            for at in here {
                rows[at].warnings.insert(WARM_UPS_DIFFER.to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Row, Summary, Table};
    use serde_json::json;

    #[test]
    fn points_of_one_sweep_have_one_warm_up_or_a_warning() {
        let run = |variation: &str, path: &str, cache: f64, warm_up_s: f64| -> Row {
            let run = json!({"variation": variation, "workload.path": path, "servers.cache": cache,
                "replication": 0, "warm_up_s": warm_up_s, "warnings": "few-bins"});
            run.as_object().cloned().unwrap()
        };
        let rows = vec![
            run("base", "a.log", 0.01, 100.0),
            run("base", "a.log", 0.02, 200.0),
            // Another trace has another time, and a variation is compared within itself.
            run("base", "b.log", 0.01, 300.0),
            run("base", "b.log", 0.02, 302.0),
            run("other", "a.log", 0.01, 400.0),
        ];
        let parameters = ["variation", "workload.path", "servers.cache"].map(str::to_owned);
        let summary = Summary::new(&Table { rows }, &parameters, None);
        let warnings: Vec<String> = summary.rows.iter().map(|row| row.warning_words()).collect();
        let differ = "few-bins warm-ups-differ";
        assert_eq!(warnings, [differ, differ, "few-bins", "few-bins", "few-bins"]);
        let table = summary.to_table();
        assert_eq!(table.rows[1]["warnings"], differ);
    }
}
