//! Eviction policies against a baseline, over traces.

use super::columns::short_key;
use hotset_results::{Row, Table, terminal_table};
use serde_json::Value;

/// What the table is of, in the names of its columns: of objects, and of bytes.
const OBJECTS: Of = Of { prefix: "", noun: "miss ratio" };
const BYTES: Of = Of { prefix: "byte_", noun: "byte miss ratio" };

/// Fewer traces than this have no quantiles worth reading.
const TRACES_MIN: u64 = 5;

/// Whose miss ratio is reduced.
#[derive(Clone, Copy)]
struct Of {
    prefix: &'static str,
    noun: &'static str,
}

impl Of {
    fn reduction(self, row: &Row, end: &str) -> Option<f64> {
        row.get(&format!("{}miss_ratio_reduction_{end}", self.prefix))?.as_f64()
    }

    fn count(self, row: &Row, name: &str) -> Option<u64> {
        row.get(&format!("{}{name}", self.prefix))?.as_u64()
    }
}

/// By how much less policies miss than the baseline: objects, and in a second table bytes where they differ.
/// Empty where there is nothing to compare.
pub(in crate::commands::run) fn policies_table(table: &Table) -> String {
    let Some(baseline) = table.rows.first().map(|row| text(row, "baseline")) else {
        return String::new();
    };
    let differ = table.rows.iter().any(|row| {
        let of = |of: Of| of.reduction(row, "mean");
        of(BYTES).is_some_and(|bytes| of(OBJECTS).is_none_or(|own| (own - bytes).abs() > 1e-9))
    });
    let mut parts = vec![part(table, OBJECTS, &baseline)];
    parts.extend(differ.then(|| part(table, BYTES, &baseline)));
    parts.join("\n\n")
}

/// The table of one miss ratio with what it says: the best on average first at each size.
fn part(table: &Table, of: Of, baseline: &str) -> String {
    let keys: Vec<String> = table.columns().into_iter().take_while(|key| key != POLICY).collect();
    let quantiles: &[(&str, &str)] = match has_quantiles(table, of) {
        true => &[("P10", "p10"), ("P50", "p50"), ("P90", "p90")],
        false => &[],
    };
    let mut header: Vec<String> = keys.iter().map(|key| short_key(key)).collect();
    header.extend(["policy", "traces", "mean"].map(str::to_owned));
    header.extend(quantiles.iter().map(|(name, _)| (*name).to_owned()));
    header.push("wins".to_owned());
    let cells = |row: &&Row| {
        let mut cells: Vec<String> = keys.iter().map(|key| text(row, key)).collect();
        cells.push(text(row, POLICY));
        cells.push(of.count(row, "traces").unwrap_or(0).to_string());
        let rival = text(row, POLICY) != baseline;
        cells.push(percent(of.reduction(row, "mean").filter(|_| rival)));
        let enough = rival && of.count(row, "traces") >= Some(TRACES_MIN);
        let quantile = |end: &str| percent(of.reduction(row, end).filter(|_| enough));
        cells.extend(quantiles.iter().map(|(_, end)| quantile(end)));
        cells.push(wins(row, of));
        cells
    };
    let rows: Vec<Vec<String>> = ranked(table, &keys, of).iter().map(cells).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    format!("{}{}", terminal_table(&header, &rows), footer(table, of, baseline))
}

const POLICY: &str = "servers.policy";

fn has_quantiles(table: &Table, of: Of) -> bool {
    table.rows.iter().any(|row| of.count(row, "traces") >= Some(TRACES_MIN))
}

/// The rows: sizes in their order, and at each the best on average first.
fn ranked<'a>(table: &'a Table, keys: &[String], of: Of) -> Vec<&'a Row> {
    let context = |row: &Row| -> Vec<String> { keys.iter().map(|key| text(row, key)).collect() };
    let mut contexts: Vec<Vec<String>> = Vec::new();
    for own in table.rows.iter().map(context) {
        if !contexts.contains(&own) {
            contexts.push(own);
        }
    }
    let mut rows: Vec<&Row> = table.rows.iter().collect();
    let place = |row: &Row| contexts.iter().position(|known| *known == context(row));
    let mean = |row: &Row| of.reduction(row, "mean").unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|a, b| place(a).cmp(&place(b)).then(mean(b).total_cmp(&mean(a))));
    rows
}

/// How often a policy misses least; a bound does not compete.
fn wins(row: &Row, of: Of) -> String {
    match (of.count(row, "wins"), of.count(row, "ties")) {
        (None, _) => "bound".to_owned(),
        (Some(wins), Some(ties)) if ties > 0 => format!("{wins} ({ties} tied)"),
        (Some(wins), _) => wins.to_string(),
    }
}

fn percent(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), |share| format!("{:+.1} %", 100.0 * share))
}

fn footer(table: &Table, of: Of, baseline: &str) -> String {
    let noun = of.noun;
    let mut footer = format!(
        "\nreduction of the {noun} against {baseline} on the same trace, over traces (negative: it is higher); \
         wins: traces on which no online policy has a lower one"
    );
    if table.rows.iter().any(|row| row.get("offline") == Some(&Value::Bool(true))) {
        footer += "; bound: knows the requests to come";
    }
    if !has_quantiles(table, of) && table.rows.iter().any(|row| of.count(row, "traces") > Some(1)) {
        footer +=
            &format!("; quantiles of fewer than {TRACES_MIN} traces are in policies.csv alone");
    }
    let out = table.rows.iter().filter_map(|row| of.count(row, "traces_without_misses")).max();
    match out {
        Some(out) if out > 0 => {
            footer
                + &format!(
                    "\nup to {out} traces at a size are left out: {baseline} misses nothing there"
                )
        }
        _ => footer,
    }
}

fn text(row: &Row, key: &str) -> String {
    match row.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hotset_results::Summary;
    use hotset_results::compare::policies;
    use serde_json::json;

    /// The table of runs of policies on so many traces at two sizes; the miss ratio of SIEVE is that of FIFO less
    /// 10 to 50 %.
    fn table(traces: u32, byte_factor: f64) -> Table {
        let mut rows = Vec::new();
        for (size, trace) in
            ["1%", "10%"].into_iter().flat_map(|size| (0..traces).map(move |trace| (size, trace)))
        {
            let gain = 0.1 * f64::from(trace + 1);
            for (policy, ratio) in [("fifo", 0.5), ("sieve", 0.5 * (1.0 - gain)), ("belady", 0.1)] {
                let bytes = if policy == "sieve" { byte_factor * ratio } else { ratio };
                let run = json!({"servers.policy": policy, "servers.cache": size,
                    "workload.path": trace, "replication": 0, "miss_ratio": ratio,
                    "byte_miss_ratio": bytes});
                rows.extend(run.as_object().cloned());
            }
        }
        let keys = ["servers.policy", "servers.cache", "workload.path"].map(str::to_owned);
        policies(&Summary::new(&Table { rows }, &keys, None), "fifo")
    }

    #[test]
    fn the_best_on_average_stands_first_at_each_size() {
        let text = policies_table(&table(5, 1.0));
        let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect();
        let lines: Vec<Vec<String>> = text.lines().map(cells).collect();
        let expected = [
            "cache,policy,traces,mean,P10,P50,P90,wins",
            "1%,belady,5,+80.0 %,+80.0 %,+80.0 %,+80.0 %,bound",
            "1%,sieve,5,+30.0 %,+14.0 %,+30.0 %,+46.0 %,5",
            "1%,fifo,5,-,-,-,-,0",
            "10%,belady,5,+80.0 %,+80.0 %,+80.0 %,+80.0 %,bound",
        ];
        let own = [0, 2, 3, 4, 5].map(|line| lines[line][1..9].join(","));
        assert_eq!(own, expected);
        // Bytes do not differ.
        assert_eq!(text.matches("against fifo").count(), 1);
        assert!(text.contains("bound: knows the requests to come") && !text.contains("left out"));
    }

    #[test]
    fn bytes_that_differ_have_a_table_of_their_own() {
        let text = policies_table(&table(5, 1.2));
        let (_, bytes) = text.split_once("\n\n").unwrap();
        assert!(bytes.contains("reduction of the byte miss ratio against fifo"));
        // On the first trace SIEVE misses more bytes than FIFO.
        let sieve = bytes.lines().find(|line| line.contains("sieve")).unwrap();
        assert!(sieve.contains("+16.0 %") && sieve.ends_with(" 4 |"), "{sieve}");
    }

    #[test]
    fn few_traces_have_means_alone() {
        let text = policies_table(&table(2, 1.0));
        assert!(!text.contains("P50") && text.contains("quantiles of fewer than 5 traces"));
        assert_eq!(policies_table(&Table::default()), "");
    }
}
