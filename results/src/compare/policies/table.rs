//! The table of the papers on eviction policies.

use super::columns::{MISSES, prefix, reduction_column};
use super::contest::{Contest, Outcome, Win, contests};
use super::distribution::insert_distribution;
use super::offline::is_offline;
use crate::metrics::Metric;
use crate::summary::POLICY;
use crate::tables::{distinct, identity};
use crate::{Row, Summary, Table};
use std::collections::BTreeMap;

/// The reduction of the miss ratio by each policy against a baseline, as its distribution over traces: the table
/// behind the figures of the papers on eviction policies (as S3-FIFO, Yang et al., SOSP 2023, section 5, and
/// SIEVE, Zhang et al., NSDI 2024, section 4). `baseline` is a value of `servers.policy`; without runs of it the
/// table is empty.
///
/// There is a row for each policy at each size of the cache, or if more than that is swept, in each combination
/// of what is neither the policy nor the workload. A trace is a combination of the swept keys of `workload`: a
/// file, or a generated workload. Replications are averaged first, paired with those of the baseline.
///
/// A reduction is (baseline - policy) / baseline on the same trace, at most 1; a policy that misses twice as much
/// has -1. Papers often bound the negative side by dividing by the larger of the two ratios, which makes losses
/// look smaller; this table does not.
///
/// Columns after the parameters:
/// - `baseline`, and `offline` for policies that know the requests to come: they are bounds, and do not win;
/// - `traces`, over which the row is, and `traces_without_misses`, which are left out because the baseline
///   misses nothing there;
/// - `miss_ratio_reduction_` with `mean`, `p10`, `p25`, `p50`, `p75` and `p90`, as shares of the baseline's miss
///   ratio;
/// - `wins`, traces on which no online policy misses less, of which `ties` are won together with others that
///   miss exactly as much; none for offline policies;
/// - `below_baseline`, traces on which the policy misses more than the baseline;
/// - the same in bytes, each with `byte_` before it, where byte miss ratios are known.
pub fn policies(summary: &Summary, baseline: &str) -> Table {
    let contests = contests(summary);
    let mut by_context: BTreeMap<String, Vec<&Contest<'_>>> = BTreeMap::new();
    for contest in &contests {
        by_context.entry(identity(&contest.context)).or_default().push(contest);
    }
    let mut table = Table::default();
    for context in &distinct(contests.iter().map(|contest| contest.context.clone())) {
        let here = by_context.remove(&identity(context)).unwrap_or_default();
        let rows = names(&here).into_iter().map(|policy| row(&here, context, policy, baseline));
        table.rows.extend(rows.flatten());
    }
    table
}

/// The policies of some contests, each once.
fn names<'a>(contests: &[&'a Contest<'_>]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for name in contests.iter().flat_map(|contest| contest.policies()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The row of a policy; `None` if it has no trace in common with the baseline.
fn row(contests: &[&Contest<'_>], context: &Row, policy: &str, baseline: &str) -> Option<Row> {
    let mut row = context.clone();
    row.insert(POLICY.to_owned(), policy.into());
    row.insert("baseline".to_owned(), baseline.into());
    row.insert("offline".to_owned(), is_offline(policy).into());
    let alone = row.len();
    for metric in MISSES {
        let outcomes = contests.iter().filter_map(|of| of.outcome(policy, baseline, metric));
        insert_outcomes(&mut row, metric, is_offline(policy), &outcomes.collect::<Vec<_>>());
    }
    (row.len() > alone).then_some(row)
}

/// Puts what a policy does over traces into its row; nothing where the metric is not known.
fn insert_outcomes(row: &mut Row, metric: Metric, offline: bool, outcomes: &[Outcome]) {
    if outcomes.is_empty() {
        return;
    }
    let reductions: Vec<f64> = outcomes.iter().filter_map(Outcome::reduction).collect();
    let wins: Vec<Win> = outcomes.iter().filter_map(Outcome::win).collect();
    let insert = |row: &mut Row, name: &str, count: usize| {
        row.insert(format!("{}{name}", prefix(metric)), count.into());
    };
    insert(row, "traces", reductions.len());
    insert(row, "traces_without_misses", outcomes.len() - reductions.len());
    insert_distribution(row, &reduction_column(metric), &reductions);
    if !offline {
        insert(row, "wins", wins.len());
        insert(row, "ties", wins.iter().filter(|win| **win == Win::Tied).count());
    }
    insert(row, "below_baseline", reductions.iter().filter(|value| **value < 0.0).count());
}

impl Outcome {
    fn reduction(&self) -> Option<f64> {
        match self {
            Self::NoMisses => None,
            Self::Reduced { reduction, .. } => Some(*reduction),
        }
    }

    fn win(&self) -> Option<Win> {
        match self {
            Self::NoMisses => None,
            Self::Reduced { win, .. } => *win,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{number, text};
    use serde_json::{Value, json};

    /// Runs of policies, sizes and traces, each with the numbers of misses of its replications of 100 requests;
    /// bytes miss half as often.
    fn summary(runs: &[(&str, &str, &str, &[u32])]) -> Summary {
        let rows = runs.iter().flat_map(|(policy, size, trace, misses)| {
            misses.iter().enumerate().map(move |(replication, misses)| {
                let ratio = f64::from(*misses) / 100.0;
                let run: Value = json!({"servers.policy": policy, "servers.cache": size,
                    "workload.path": trace, "replication": replication, "run_id": "x",
                    "miss_ratio": ratio, "byte_miss_ratio": ratio / 2.0});
                run.as_object().unwrap().clone()
            })
        });
        let keys = [POLICY, "servers.cache", "workload.path"].map(str::to_owned);
        Summary::new(&Table { rows: rows.collect() }, &keys, None)
    }

    fn four_traces() -> Summary {
        let small = |policy: &'static str, misses: [&'static [u32]; 4]| {
            ["a", "b", "c", "d"].into_iter().zip(misses).map(move |(t, m)| (policy, "1%", t, m))
        };
        let mut runs: Vec<(&str, &str, &str, &[u32])> = Vec::new();
        runs.extend(small("fifo", [&[80], &[50], &[40], &[20]]));
        runs.extend(small("lru", [&[72], &[50], &[44], &[18]]));
        runs.extend(small("sieve", [&[60], &[40], &[48], &[18]]));
        runs.extend(small("belady", [&[40], &[25], &[20], &[10]]));
        // At the larger size one trace fits, and another has two replications.
        runs.extend([("fifo", "10%", "a", [40, 20].as_slice()), ("fifo", "10%", "b", &[0])]);
        runs.extend([("sieve", "10%", "a", [20, 10].as_slice()), ("sieve", "10%", "b", &[0])]);
        summary(&runs)
    }

    fn row_of(table: &Table, size: &str, policy: &str) -> Row {
        let here = |row: &&Row| text(row, "servers.cache") == size && text(row, POLICY) == policy;
        table.rows.iter().find(here).unwrap().clone()
    }

    #[test]
    fn quantiles_over_traces_are_as_worked_out_by_hand() {
        let table = policies(&four_traces(), "fifo");
        let sieve = row_of(&table, "1%", "sieve");
        // 0.25, 0.2, -0.2, 0.1.
        let expected = [
            ("mean", 0.0875),
            ("p10", -0.11),
            ("p25", 0.025),
            ("p50", 0.15),
            ("p75", 0.2125),
            ("p90", 0.235),
        ];
        for name in ["miss_ratio_reduction", "byte_miss_ratio_reduction"] {
            for (end, value) in expected {
                let own = number(&sieve, &format!("{name}_{end}")).unwrap();
                assert!((own - value).abs() < 1e-12, "{name}_{end}: {own}");
            }
        }
        assert_eq!((&sieve["traces"], &sieve["traces_without_misses"]), (&json!(4), &json!(0)));
        assert_eq!(
            (&sieve["below_baseline"], &sieve["byte_below_baseline"]),
            (&json!(1), &json!(1))
        );
        assert_eq!(sieve["baseline"], "fifo");
    }

    #[test]
    fn a_win_is_shared_by_those_that_miss_exactly_as_much() {
        let table = policies(&four_traces(), "fifo");
        let wins = |policy: &str| {
            let row = row_of(&table, "1%", policy);
            ["wins", "ties", "byte_wins"].map(|name| row.get(name).and_then(Value::as_u64))
        };
        // SIEVE alone on a and b, FIFO on c, SIEVE and LRU on d.
        assert_eq!(wins("sieve"), [Some(3), Some(1), Some(3)]);
        assert_eq!(wins("lru"), [Some(1), Some(1), Some(1)]);
        assert_eq!(wins("fifo"), [Some(1), Some(0), Some(1)]);
        // Belady misses least everywhere, but knows the requests to come.
        assert_eq!(wins("belady"), [None; 3]);
        let belady = row_of(&table, "1%", "belady");
        assert_eq!(
            (&belady["offline"], &belady["miss_ratio_reduction_p50"]),
            (&json!(true), &json!(0.5))
        );
    }

    #[test]
    fn replications_are_averaged_and_traces_without_misses_left_out() {
        let sieve = row_of(&policies(&four_traces(), "fifo"), "10%", "sieve");
        // 0.15 against 0.3.
        assert!((number(&sieve, "miss_ratio_reduction_mean").unwrap() - 0.5).abs() < 1e-12);
        assert_eq!((&sieve["traces"], &sieve["traces_without_misses"]), (&json!(1), &json!(1)));
        assert_eq!((&sieve["wins"], &sieve["byte_traces_without_misses"]), (&json!(1), &json!(1)));
    }

    #[test]
    fn without_the_baseline_there_is_nothing_to_compare() {
        assert_eq!(policies(&four_traces(), "arc"), Table::default());
        assert_eq!(policies(&Summary::default(), "fifo"), Table::default());
        // Parameters make a policy another one, but no less offline.
        let pair =
            summary(&[("fifo:a=1", "1%", "a", &[40]), ("belady+second-hit", "1%", "a", &[10])]);
        let table = policies(&pair, "fifo:a=1");
        assert_eq!(table.rows.len(), 2);
        assert_eq!(table.rows[1]["offline"], true);
        assert!(!table.rows[1].contains_key("wins") && table.rows[0]["wins"] == 1);
    }

    #[test]
    fn generated_workloads_are_traces_and_other_keys_are_contexts() {
        let run = |policy: &str, alpha: f64, ttl: u64, misses: f64| {
            let run = json!({"servers.policy": policy, "servers.ttl_s": ttl,
                "workload.popularity.alpha": alpha, "replication": 0, "miss_ratio": misses});
            run.as_object().unwrap().clone()
        };
        let rows = vec![
            run("fifo", 0.8, 60, 0.5),
            run("fifo", 1.0, 60, 0.4),
            run("fifo", 0.8, 9, 0.5),
            run("lru", 0.8, 60, 0.25),
            run("lru", 1.0, 60, 0.4),
            run("lru", 0.8, 9, 0.5),
        ];
        let keys = [POLICY, "servers.ttl_s", "workload.popularity.alpha"].map(str::to_owned);
        let table = policies(&Summary::new(&Table { rows }, &keys, None), "fifo");
        let traces =
            table.rows.iter().map(|row| (row["servers.ttl_s"].clone(), row["traces"].clone()));
        let traces: Vec<_> = traces.collect();
        assert_eq!(traces, [(60, 2), (60, 2), (9, 1), (9, 1)].map(|(a, b)| (json!(a), json!(b))));
        assert_eq!(table.rows[1]["miss_ratio_reduction_mean"], 0.25);
        // There are no bytes.
        assert!(!table.rows[1].contains_key("byte_traces"));
    }
}
