//! Runs in time from the command line.

use crate::experiments::{folder, summary_with};
use crate::{Dir, SMALL};
use hotset_results::{RunRow, Table};
use std::collections::{BTreeMap, BTreeSet};

/// SMALL in time, without the layout that asks its siblings.
fn small_in_time() -> String {
    SMALL.replace("\"cooperative\", ", "").replace(
        "seed = 7",
        "seed = 7\ntime = \"queueing\"\nfetches = \"each\"\nclient_timeout_s = 0.5\n\
         origin = { bytes_per_s = 4_000_000, jobs_max = 50 }\n\
         links = { inter_server_latency_s = 2e-4, origin_latency_s = 1e-3 }",
    )
}

#[test]
fn runs_in_time_tell_latencies_and_are_the_same_at_any_number_of_threads() {
    let dir = Dir::new();
    // So many requests a second that they go in windows.
    let spec = small_in_time().replace("requests = 40_000", "requests = 40_000\nrate_per_s = 1e6");
    dir.write("spec.toml", spec.replace("count = 4", "count = 4\nbytes_per_s = 1e9"));
    let mut tables: Vec<Vec<Vec<u8>>> = Vec::new();
    for threads in ["1", "2", "7"] {
        let output = dir.hotset(&["run", "spec.toml", "--threads", threads, "--out", threads]);
        assert_eq!(output.status, 0, "{}", output.stderr);
        assert!(output.stdout.contains("latency p50"), "{}", output.stdout);
        assert!(output.stdout.contains("overloaded"), "{}", output.stdout);
        let folder = folder(&dir, threads);
        let read = |file: &str| std::fs::read(folder.join(file)).unwrap();
        tables.push(["runs.csv", "series.csv", "servers.csv", "summary.csv"].map(read).to_vec());
    }
    assert!(tables[0] == tables[1] && tables[1] == tables[2]);
    let runs = String::from_utf8(tables[0][0].clone()).unwrap();
    for column in
        ["latency_ns_p99", "dropped_requests", "origin_utilisation", "overloaded_stations"]
    {
        assert!(runs.lines().next().unwrap().contains(column), "{column}");
    }
}

/// A crowd on one object is too much for its owner, not for all servers: the time to recover tells, and
/// so do the quantiles of latency by bin.
#[test]
fn the_time_to_recover_from_a_crowd_is_significant() {
    let dir = Dir::new();
    let spec = r#"
name = "crowd"
seed = 7
replications = 2
time = "queueing"
bins = 100
bounds = "none"
servers = { count = 4, cache = "50%", bytes_per_s = 800_000, jobs_max = 100 }
[workload]
objects = 1_000
duration_s = 50
rate_per_s = 200
sizes = { bytes = 1_000 }
flash = { at_s = 20.2, on = "new-object", shape = "ramp", plateau_s = 10, decay_s = 5 }
[sweep]
"layout.kind" = ["mirrored", "hashed"]
"#;
    dir.write("spec.toml", spec);
    let rows = summary_with(&dir, &[]);
    let recovery = |row: &serde_json::Value| row["recovery_s"].as_f64().unwrap();
    assert_eq!((recovery(&rows[0]), &rows[0]["dropped_requests"]), (0.0, &0.0.into()));
    let hashed = recovery(&rows[1]);
    // The plateau and some of the decay, to the end of a bin of half a second.
    assert!((10.0..16.0).contains(&hashed), "{hashed}");
    let by_bin = quantiles(&dir, "series.csv");
    assert!(by_bin.len() > 390, "two layouts, two replications, 100 bins");
    // The owner of the crowd's object is one of four, in two replications of one of the layouts.
    let by_server = quantiles(&dir, "servers.csv");
    assert_eq!(by_server.len(), 16);
    assert_eq!(by_server.iter().filter(|(_, high)| *high > 1e8).count(), 2);
    for told in [by_bin, by_server] {
        assert!(told.iter().all(|(median, high)| median <= high));
        assert!(told.iter().any(|(_, high)| *high > 1e8), "nobody waits for a tenth of a second");
    }
}

/// A link that is too slow: the table warns, and what came in is what was answered, dropped or still
/// waits, in every bin.
#[test]
fn a_slow_link_is_significant_and_every_request_is_accounted_for() {
    let dir = Dir::new();
    let spec = r#"
seed = 7
time = "queueing"
bins = 20
bounds = "none"
servers = { count = 2, cache = "1%" }
links = { origin_bytes_per_s = 200_000, jobs_max = 30 }
[workload]
objects = 1_000
requests = 10_000
rate_per_s = 1_000
sizes = { bytes = 1_000 }
"#;
    dir.write("spec.toml", spec);
    let row = &summary_with(&dir, &[])[0];
    assert!(row["origin_link_utilisation_max"].as_f64().unwrap() > 1.5, "{row}");
    assert_eq!(row["overloaded_stations"], 2.0, "the two links, no server");
    assert_eq!(row["link_jobs_max"], 30.0);
    assert!(row["link_refused"].as_f64() > Some(1_000.0));
    // 30 each, and those that joined them.
    assert!(row["waiting_requests"].as_f64() >= Some(55.0), "{row}");
    let warning = dir.hotset(&["run", "spec.toml"]).stdout;
    assert!(warning.contains("overloaded servers, links"), "{warning}");
    assert!(row["warnings"].as_str().unwrap().contains("overload"), "{row}");
    let series = std::fs::read_to_string(folder(&dir, "out").join("series.csv")).unwrap();
    let mut lines = series.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let (mut begun, mut over) = (0, 0);
    for row in lines {
        let of = |name: &str| -> u64 {
            row[header.iter().position(|column| *column == name).unwrap()].parse().unwrap()
        };
        begun += of("begun_requests");
        over += of("answered_requests") + of("dropped_requests");
        assert_eq!(begun, over + of("waiting_requests"), "{row:?}");
    }
    assert_eq!((begun, over), (10_000, 10_000));
}

/// The median and the 99th percentile of latency in each row of a table that tells them.
fn quantiles(dir: &Dir, table: &str) -> Vec<(f64, f64)> {
    let table = std::fs::read_to_string(folder(dir, "out").join(table)).unwrap();
    let mut lines = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let column = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let (median, high) = (column("latency_ns_p50"), column("latency_ns_p99"));
    let told = lines.filter_map(|row| Some((row[median].parse().ok()?, row[high].parse().ok()?)));
    told.collect()
}

#[test]
fn a_run_in_which_nothing_comes_in_when_it_is_measured_is_refused() {
    let dir = Dir::new();
    let workload = "[workload]\nobjects = 1_000\nrequests = 1\nrate_per_s = 1\n";
    for time in ["none", "queueing"] {
        dir.write("spec.toml", format!("seed = 7\ntime = \"{time}\"\nbins = 4\n{workload}"));
        let output = dir.hotset(&["run", "spec.toml"]);
        assert!(
            output.status != 0 && output.stderr.contains("nothing is left to measure"),
            "{time}"
        );
    }
}

#[test]
fn without_delays_a_run_in_time_has_the_traffic_of_one_without() {
    let dir = Dir::new();
    let spec = SMALL.replace("\"cooperative\", ", "");
    dir.write("spec.toml", &spec);
    let at_once = summary_with(&dir, &[]);
    let links = "links = { inter_server_latency_s = 0, origin_latency_s = 0 }";
    let time = format!("seed = 7\ntime = \"queueing\"\n{links}");
    dir.write("spec.toml", spec.replace("seed = 7", &time));
    let in_time = summary_with(&dir, &[]);
    assert_eq!(at_once.len(), in_time.len());
    for (at_once, in_time) in at_once.iter().zip(&in_time) {
        for (metric, value) in at_once.as_object().unwrap() {
            assert_eq!(value, &in_time[metric], "{metric}");
        }
        assert_eq!(in_time["latency_ns_max"], 0.0);
    }
}

#[test]
fn a_sweep_over_time_has_tables_with_all_columns() {
    let dir = Dir::new();
    let spec = SMALL.replace("\"cooperative\", ", "");
    dir.write("spec.toml", spec.replace("[sweep]", "[sweep]\ntime = [\"none\", \"queueing\"]"));
    let output = dir.hotset(&["run", "spec.toml"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let folder = folder(&dir, "out");
    let read = |table: &str| std::fs::read_to_string(folder.join(table)).unwrap();
    for table in ["runs.csv", "series.csv", "servers.csv", "summary.csv"] {
        let text = read(table);
        let columns = |line: &str| line.matches(',').count();
        let first = columns(text.lines().next().unwrap());
        assert!(text.lines().all(|line| columns(line) == first), "{table}");
    }
    // Every run has an id of its own, by which its parameters are found.
    let rows = |table: &str| Table::from_csv(read(table).as_bytes()).unwrap().rows;
    let runs = rows("runs.csv");
    let time_of: BTreeMap<&str, &str> =
        runs.iter().map(|run| (RunRow(run).run_id(), run["time"].as_str().unwrap())).collect();
    assert_eq!(time_of.len(), runs.len());
    for table in ["series.csv", "servers.csv"] {
        let rows = rows(table);
        let times: BTreeSet<&str> = rows.iter().map(|row| time_of[RunRow(row).run_id()]).collect();
        assert_eq!(times.into_iter().collect::<Vec<_>>(), ["none", "queueing"], "{table}");
    }
}

#[test]
fn what_is_never_answered_is_a_result() {
    let dir = Dir::new();
    dir.write("spec.toml", small_in_time().replace("client_timeout_s = 0.5\n", ""));
    let rows = summary_with(&dir, &["servers.bytes_per_s=1", "sweep.fetches=['each']"]);
    for row in rows {
        assert_eq!(row["requests"], 0.0);
        assert!(row["server_utilisation_max"].as_f64().unwrap() > 1.0, "{row}");
        let byte_hit_ratio = row["byte_hit_ratio"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&byte_hit_ratio), "{byte_hit_ratio}");
    }
}
