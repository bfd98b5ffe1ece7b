//! Figures of real data that others have published.

use super::data;
use crate::Dir;
use hotset_results::Table;
use serde_json::Value;

fn analysed(file: &str, more: &[&str]) -> Value {
    let path = data(file);
    let mut arguments = vec!["analyze", path.to_str().unwrap(), "--json"];
    arguments.extend(more);
    Dir::new().json(&arguments)
}

fn near(found: &Value, expected: f64, within: f64) {
    let number = found.as_f64().unwrap_or(f64::NAN);
    assert!((number - expected).abs() <= within, "found {found}, expected {expected}");
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the traces in ../shared/data")]
fn the_world_cup_by_the_minute() {
    let found = analysed("wc98-per-minute.csv.zst", &[]);
    near(&found["peak_to_mean"], 17.1, 0.05);
    assert_eq!(found["requests"], 1_352_804_107u64);
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the traces in ../shared/data")]
fn nasa_in_july_by_the_second() {
    let found = analysed("nasa-199507-per-second.txt.zst", &[]);
    near(&found["peak_to_mean"], 5.22, 0.005);
    near(&found["daily"]["peak_to_mean"], 1.58, 0.005);
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the traces in ../shared/data")]
fn deaths_on_wikipedia() {
    let event = ["--event-column", "bin_death_index"];
    let found = analysed("wiki-deaths-2day-views.csv.zst", &event);
    near(&found["bursts"]["magnitude_median"], 324.0, 0.5);
    near(&found["bursts"]["next_bin_share_of_peak_median"], 0.24, 0.005);
    assert!(found["weekly"].as_str().unwrap().starts_with("not enough data"));
}

/// The twin of a log, drawn anew, is near the log in what a cache sees of it.
#[test]
#[cfg_attr(not(shared_data), ignore = "needs the traces in ../shared/data")]
fn the_twin_of_the_calgary_log() {
    let path = data("calgary-19941024-19950131.log.zst");
    let dir = Dir::new();
    let found = dir.json(&["analyze", path.to_str().unwrap(), "--twin", "twin.toml", "--json"]);
    for row in found["twin"].as_array().unwrap() {
        let (trace, twin) = (row["trace"].as_f64().unwrap(), row["twin"].as_f64().unwrap());
        let within = match row["figure"].as_str().unwrap() {
            "requests" | "objects" => 0.0,
            "bytes of all requests" => 0.05 * trace,
            "busiest hour over the average" => 0.15 * trace,
            "one-hit share" => 0.03,
            _ => 0.02,
        };
        assert!((trace - twin).abs() <= within, "{row}");
    }
}

/// Megiddo and Modha's table of LRU (FAST 2003), from stack distances.
#[test]
#[cfg_attr(not(shared_data), ignore = "needs the traces in ../shared/data")]
fn the_miss_ratios_of_oltp_are_those_of_the_arc_paper() {
    let path = data("arc-oltp.lis.zst");
    let dir = Dir::new();
    dir.json(&["analyze", path.to_str().unwrap(), "--json"]);
    let folder = std::fs::read_dir(dir.path().join("out")).unwrap().next().unwrap().unwrap();
    let curve = std::fs::read(folder.path().join("miss_ratio.csv")).unwrap();
    let curve = Table::from_csv(&curve).unwrap();
    for (objects, percent) in [(1_000, 32.83), (10_000, 60.70)] {
        let row = curve.rows.iter().find(|row| row["cache"] == objects).unwrap();
        near(&(100.0 - 100.0 * row["miss_ratio"].as_f64().unwrap()).into(), percent, 0.005);
    }
}
