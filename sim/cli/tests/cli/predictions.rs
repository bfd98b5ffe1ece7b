//! Closed forms beside the simulation.

use crate::Dir;
use serde_json::Value;

/// Independent requests, of sizes that vary little, in caches that are full when measuring begins.
const STATIONARY: &str = r#"
name = "stationary"
replications = 3
bounds = "none"
[workload]
objects = 10_000
sites = 8
requests = 600_000
sizes = { kind = "lognormal", median_bytes = 10_000, sigma = 0.5 }
[servers]
count = 8
cache = "1%"
[layout]
hot.objects = 50
[sweep]
"layout.kind" = ["dedicated", "packed", "mirrored", "hashed", "cooperative", "hot", "tiered", "adaptive"]
"layout.entry" = ["owner", "any"]
"#;

fn number(row: &Value, column: &str) -> f64 {
    row[column].as_f64().unwrap_or_else(|| panic!("no {column} in {row}"))
}

#[test]
fn closed_forms_are_what_is_simulated() {
    let dir = Dir::new();
    dir.write("spec.toml", STATIONARY);
    for policy in ["lru", "fifo", "random", "static-lfu"] {
        let setting = format!("servers.policy={policy}");
        let kinds = match policy {
            // What is placed ahead cannot follow a hot set that adapts.
            "static-lfu" => "sweep.layout.kind=[dedicated, packed, mirrored, hashed]",
            _ => "replications=3",
        };
        let settings = ["--set", &setting, "--set", kinds];
        let run = dir.hotset(&[&["run", "spec.toml", "--quiet"], &settings[..]].concat());
        assert_eq!(run.status, 0, "{}", run.stderr);
        let rows = dir.json(&[&["predict", "spec.toml", "--json"], &settings[..]].concat());
        let mut known = 0;
        for row in rows.as_array().unwrap() {
            if row["model"].as_str().unwrap().starts_with("none") {
                continue;
            }
            known += 1;
            assert_eq!(row["broken_assumptions"], "", "{row}");
            for metric in ["origin_per_egress", "inter_server_per_egress"] {
                let simulated = number(row, &format!("simulated_{metric}"));
                let off = (number(row, metric) - simulated).abs();
                assert!(off < 0.012, "{policy}: {metric} {off} off: {row}");
            }
        }
        // Hashed and hot have an entry each; cooperative servers and hot sets have forms for LRU alone.
        let expected = if policy == "lru" { 8 } else { 5 };
        assert_eq!(known, expected, "{policy}: {rows}");
    }
}

#[test]
fn what_a_spec_breaks_is_named() {
    let dir = Dir::new();
    let predicted = dir.hotset(&["predict"]);
    assert_eq!(predicted.status, 0, "{}", predicted.stderr);
    for words in ["flash crowds", "churn", "sites that peak at different times", "Che, Tung"] {
        assert!(predicted.stdout.contains(words), "{words} is not in:\n{}", predicted.stdout);
    }
    assert!(predicted.stdout.contains("none: no closed form of a hot set that adapts"));
}
