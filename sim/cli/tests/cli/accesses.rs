//! How objects are accessed: the tables and figures of `hotset analyze` that are about it.

use crate::{Dir, small_log};
use hotset_results::Table;
use serde_json::Value;
use std::path::PathBuf;

/// The only folder of an analysis.
fn folder(dir: &Dir, out: &str) -> PathBuf {
    std::fs::read_dir(dir.path().join(out)).unwrap().next().unwrap().unwrap().path()
}

fn table(folder: &std::path::Path, file: &str) -> Table {
    let text = std::fs::read(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    Table::from_csv(&text).unwrap()
}

fn number(table: &Table, row: usize, column: &str) -> f64 {
    table.rows[row][column].as_f64().unwrap_or_else(|| panic!("no {column}"))
}

/// Sixty hours of requests, low numbers more often, each object of its own size.
fn trace() -> String {
    let line = |n: u64| {
        let object = (n * n % 997) * (n * 31 % 101) / 101;
        format!("{},o{object},{}\n", 1_700_000_000 + 54 * n, 100 + 7 * object)
    };
    (0..4_000).map(line).fold("time,id,size\n".to_owned(), |text, line| text + &line)
}

const TABLES: [&str; 9] = [
    "reuse_times.csv",
    "reuse_requests.csv",
    "stack_distances.csv",
    "miss_ratio.csv",
    "sizes.csv",
    "footprint.csv",
    "popularity_decay.csv",
    "one_hits.csv",
    "accesses.csv",
];

#[test]
fn tables_of_accesses_agree_with_each_other_and_with_replay() {
    let dir = Dir::new();
    dir.write("trace.csv", trace());
    let summary = dir.json(&["analyze", "trace.csv", "--json"]);
    let folder = folder(&dir, "out");
    for figure in ["reuse", "sizes", "footprint", "decay", "accesses"] {
        assert!(folder.join(format!("figures/{figure}.png")).exists(), "{figure}");
    }
    assert!(!folder.join("figures/overview.png").exists());
    let objects = summary["objects"].as_f64().unwrap();
    for file in ["reuse_times.csv", "reuse_requests.csv", "stack_distances.csv"] {
        let table = table(&folder, file);
        assert_eq!(number(&table, 0, "ccdf"), 1.0, "{file}");
        let reuses: f64 = (0..table.rows.len()).map(|row| number(&table, row, "reuses")).sum();
        assert_eq!(reuses, 4_000.0 - objects, "{file}");
    }
    let last = |file: &str, column: &str| {
        let table = table(&folder, file);
        number(&table, table.rows.len() - 1, column)
    };
    assert_eq!(last("footprint.csv", "footprint_objects"), objects);
    assert_eq!(
        last("footprint.csv", "footprint_bytes"),
        summary["footprint_bytes"].as_f64().unwrap()
    );
    assert_eq!(last("one_hits.csv", "one_hit_share"), summary["one_hit_share"].as_f64().unwrap());
    assert_eq!(last("sizes.csv", "cdf"), 1.0);
    let rate = table(&folder, "rate.csv");
    assert_eq!(number(&rate, 3, "bytes_per_s"), number(&rate, 3, "bytes") / 3_600.0);
    let decay = table(&folder, "popularity_decay.csv");
    let requests: f64 = (0..decay.rows.len()).map(|row| number(&decay, row, "requests")).sum();
    assert_eq!(requests, 4_000.0);
    let curve = table(&folder, "miss_ratio.csv");
    for row in [0, 10, 30, curve.rows.len() - 1] {
        let size = format!("{}obj", number(&curve, row, "cache"));
        let replay =
            ["replay", "trace.csv", "--policy", "lru", "--ignore-size", "--cache", &size, "--json"];
        let replayed = dir.json(&replay);
        let rows = replayed.as_array().or(replayed["rows"].as_array()).unwrap();
        let lru = rows.iter().find(|row| row["policy"] == "lru").unwrap();
        let expected = 1.0 - lru["hit_ratio"].as_f64().unwrap();
        assert!((number(&curve, row, "miss_ratio") - expected).abs() < 1e-12, "{size}");
    }
}

/// One page of nine panels, the same bytes every time.
#[test]
fn an_overview_is_one_page() {
    let dir = Dir::new();
    dir.write("trace.csv", trace());
    let read = |out: &str| {
        let arguments = ["analyze", "trace.csv", "--overview", "--quiet", "--out", out];
        let output = dir.hotset(&arguments);
        assert_eq!(output.status, 0, "{}", output.stderr);
        let folder = folder(&dir, out);
        let figures = ["svg", "pdf", "png", "csv"].map(|form| format!("figures/overview.{form}"));
        let files = TABLES.iter().map(|file| (*file).to_owned()).chain(figures);
        files.map(|file| std::fs::read(folder.join(file)).unwrap()).collect::<Vec<_>>()
    };
    let first = read("a");
    assert!(first == read("b"), "differs from one run to the next");
    let svg = String::from_utf8(first[TABLES.len()].clone()).unwrap();
    assert!(svg.contains(">(i)<") && !svg.contains(">(j)<"), "nine panels");
    assert!(svg.contains("Time in 2023 (UTC)"), "dates");
}

/// What there is no data for has no table, and no panel.
#[test]
fn next_to_nothing_has_no_tables() {
    for (name, text, written) in [
        ("one.csv", "time,id,size\n5,a,1\n", vec!["footprint.csv", "miss_ratio.csv"]),
        ("moment.csv", "time,id,size\n5,a,0\n5,b,0\n5,a,0\n", vec!["reuse_times.csv"]),
        ("object.csv", "time,id,size\n5,a,9\n6,a,9\n9,a,9\n", vec!["sizes.csv"]),
        ("sizeless.csv", "time,id\n5,a\n6,b\n9,a\n", vec!["stack_distances.csv"]),
    ] {
        let dir = Dir::new();
        dir.write(name, text);
        let output = dir.hotset(&["analyze", name, "--overview"]);
        assert_eq!(output.status, 0, "{name}: {}", output.stderr);
        let folder = folder(&dir, "out");
        let has = |file: &str| folder.join(file).exists();
        assert!(written.iter().all(|file| has(file)), "{name}");
        assert_eq!(has("reuse_times.csv"), name != "one.csv", "{name}");
        assert_eq!(has("sizes.csv"), name == "object.csv", "{name}");
        for file in TABLES.iter().filter(|file| has(file)) {
            assert!(!table(&folder, file).rows.is_empty(), "{name}: {file}");
        }
        for figure in ["reuse", "sizes", "decay", "accesses"] {
            assert!(!has(&format!("figures/{figure}.png")), "{name}: {figure}");
        }
    }
    let dir = Dir::new();
    dir.write("access.log", small_log());
    let found = dir.json(&["analyze", "access.log", "--overview", "--json"]);
    assert_eq!(found["stack_distance_sampling_rate"], Value::from(1.0));
}
