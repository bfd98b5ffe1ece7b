//! A summary for tests: two layouts under a base and a variation.

use crate::{Summary, Table};
use serde_json::json;

pub(super) fn summary() -> Summary {
    let run = |variation: &str, layout: &str, replication: usize, origin: f64, capacity: f64| {
        json!({"variation": variation, "layout.kind": layout, "replication": replication,
            "origin_per_egress": origin, "capacity_per_egress": capacity})
        .as_object()
        .unwrap()
        .clone()
    };
    let mut rows = Vec::new();
    for (n, noise) in [0.9, 1.0, 1.1].into_iter().enumerate() {
        rows.push(run("base", "dedicated", n, noise, 30.0 * noise));
        rows.push(run("base", "hashed", n, 0.7 * noise, 6.0 * noise));
        rows.push(run("other", "dedicated", n, noise, 3.0));
        rows.push(run("other", "hashed", n, 1.3 * noise, 3.0 * noise));
    }
    let parameters = ["variation".to_owned(), "layout.kind".to_owned()];
    Summary::new(&Table { rows }, &parameters, Some("dedicated"))
}
