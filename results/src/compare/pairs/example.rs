//! A summary for tests: three layouts in three replications.

use crate::{Row, Summary, Table};
use serde_json::json;

pub(super) fn run(layout: &str, replication: usize, origin: f64, capacity: f64) -> Row {
    json!({"layout.kind": layout, "replication": replication, "origin_per_egress": origin,
        "capacity_per_egress": capacity})
    .as_object()
    .cloned()
    .unwrap()
}

/// By origin, b is 10, 20 and 30 % above a, c about twice a. By capacity, c is a, and b is above it by the
/// exponentials of 0.1, 0.2 and 0.3.
pub(super) fn layouts() -> Vec<Row> {
    let mut runs = Vec::new();
    for (n, more) in [0.1, 0.2, 0.3].into_iter().enumerate() {
        runs.push(run("a", n, 1.0, 2.0));
        runs.push(run("b", n, 1.0 + more, 2.0 * libm::exp(more)));
        runs.push(run("c", n, [2.0, 2.02, 1.98][n], 2.0));
    }
    runs
}

pub(super) fn summary(rows: Vec<Row>) -> Summary {
    Summary::new(&Table { rows }, &["layout.kind".to_owned()], None)
}
