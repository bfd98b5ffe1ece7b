//! What varies: workloads, the reserve study, counts over time, twins.

use crate::{Dir, small_log};
use serde_json::Value;
use std::fmt::Write;

/// Thirty days of hourly counts of two pages, one with a burst, under a daily cycle.
fn views() -> String {
    let mut table = String::from("page,hour,views\n");
    for page in ["quiet", "loud"] {
        for hour in 0..720u64 {
            let cycle = if (8..20).contains(&(hour % 24)) { 150 } else { 50 };
            let since = hour as i64 - 400;
            let burst = if page == "loud" && (0..60).contains(&since) {
                20_000.0 * libm::exp(-since as f64 / 6.0)
            } else {
                0.0
            };
            // A little unevenness, so that ranks can change.
            let views = cycle + (hour * hour) % 7 + burst as u64;
            let (day, clock) = (hour / 24 + 1, hour % 24);
            writeln!(table, "{page},2024-06-{day:02} {clock:02}:00:00,{views}").unwrap();
        }
    }
    table
}

#[test]
fn counts_over_time_are_analysed() {
    let dir = Dir::new();
    dir.write("views.csv", views());
    let found = dir.json(&["analyze", "views.csv", "--json"]);
    let day = &found["daily"];
    assert!((day["amplitude"].as_f64().unwrap() - 0.6).abs() < 0.1, "{day}");
    assert!(found["weekly"]["variance_share"].as_f64().unwrap() < 0.2);
    let bursts = &found["bursts"];
    assert_eq!((&bursts["bursts"], &bursts["exogenous"]), (&1.into(), &1.into()), "{bursts}");
    let folder = std::fs::read_dir(dir.path().join("out")).unwrap().next().unwrap().unwrap().path();
    let table = std::fs::read_to_string(folder.join("bursts.csv")).unwrap();
    let row: Vec<&str> = table.lines().nth(1).unwrap().split(',').collect();
    let column = |name: &str| {
        let place = table.lines().next().unwrap().split(',').position(|c| c == name).unwrap();
        row[place]
    };
    assert_eq!((column("object"), column("decay")), ("loud", "exponential"));
    let tau_s: f64 = column("tau_s").parse().unwrap();
    assert!((tau_s / 21_600.0 - 1.0).abs() < 0.05, "{tau_s}");
    for figure in ["analysis", "variation", "bursts", "heat"] {
        assert!(folder.join(format!("figures/{figure}.png")).exists(), "{figure}");
    }
}

#[test]
fn too_little_is_said_to_be_too_little() {
    let dir = Dir::new();
    dir.write("short.txt", "5\n7\n9\n");
    let output = dir.hotset(&["analyze", "short.txt"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert!(output.stdout.matches("not enough data").count() >= 3, "{}", output.stdout);
    dir.write("one.csv", "time,count,name\n0,5,a\n");
    let output = dir.hotset(&["analyze", "one.csv"]);
    assert_eq!(output.status, 2);
    assert!(output.stderr.contains("single bin of unknown width"), "{}", output.stderr);
    let output = dir.hotset(&["analyze", "one.csv", "--series-bin-s", "60"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    dir.write("back.csv", "time,count\n60,5\n0,5\n");
    let output = dir.hotset(&["analyze", "back.csv"]);
    assert_eq!(output.status, 2);
    assert!(output.stderr.contains("back.csv:3: time runs backwards"), "{}", output.stderr);
}

const VARYING: &str = r#"
name = "varying"
seed = 3
bins = 40
[workload]
objects = 2_000
sites = 6
overlap = 0.3
duration_s = 20_000
rate_per_s = 2
[workload.rhythm]
amplitude = 0.5
phases = "uniform"
weekend = 0.8
[workload.flash]
per_day = 4
shape = "television"
magnitude_alpha = 1.5
[workload.churn]
turnover_per_day = 1.0
[servers]
count = 3
cache = "5%"
[sweep]
"layout.kind" = ["dedicated", "packed", "mirrored", "hashed", "cooperative"]
"#;

fn runs(dir: &Dir, threads: &str) -> Vec<u8> {
    let out = format!("out{threads}");
    let output = dir.hotset(&["run", "spec.toml", "--quiet", "--threads", threads, "--out", &out]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let folder = std::fs::read_dir(dir.path().join(out)).unwrap().next().unwrap().unwrap().path();
    std::fs::read(folder.join("runs.csv")).unwrap()
}

#[test]
fn varying_workloads_give_the_same_bytes_at_any_number_of_threads() {
    let dir = Dir::new();
    dir.write("spec.toml", VARYING);
    assert!(runs(&dir, "1") == runs(&dir, "3"), "runs.csv differs with the threads");
}

#[test]
fn keys_that_cannot_be_are_refused_by_name() {
    let dir = Dir::new();
    dir.write("spec.toml", VARYING);
    for (setting, expected) in [
        ("workload.rhythm.amplitude=1.5", "workload.rhythm.amplitude"),
        ("workload.duration_s=600", "no longer than the stream"),
        ("workload.churn.reach=1", "workload.churn.reach"),
        ("workload.flash.shape=\"newz\"", "did you mean \"news\""),
        ("workload.requests=5", "found both `requests` and `duration_s`"),
        ("workload.overlap=2", "workload.overlap"),
    ] {
        let output = dir.hotset(&["run", "spec.toml", "--set", setting]);
        assert_eq!(output.status, 2, "{setting}: {}", output.stdout);
        assert!(output.stderr.contains(expected), "{setting}: {}", output.stderr);
    }
}

/// Sites that fit on no server are named, by the names that they have in the log.
#[test]
fn packing_names_what_it_cannot_place() {
    let dir = Dir::new();
    dir.write("access.log", small_log());
    dir.write(
        "spec.toml",
        "name = \"log\"\nbins = 5\n[workload]\nkind = \"trace\"\npath = \"access.log\"\n\
         sites_by = \"directory\"\n[servers]\ncount = 2\ncache = \"10%\"\n\
         requests_per_s = 0.01\n[layout]\nkind = \"packed\"\n",
    );
    let output = dir.hotset(&["run", "spec.toml"]);
    assert_eq!(output.status, 2, "{}", output.stdout);
    assert!(output.stderr.contains("fit on none of 2 servers: d0, d1, d2"), "{}", output.stderr);
    let room = ["run", "spec.toml", "--set", "servers.requests_per_s=2", "--json"];
    let document = dir.json(&room);
    assert!(document["summary"][0]["requests"].as_f64().unwrap() > 0.0);
}

#[test]
fn the_reserve_of_a_small_pool() {
    let dir = Dir::new();
    dir.write(
        "spec.toml",
        r#"
name = "reserve"
study = "reserve"
overflow = 1e-2
bin_s = 3_600
[workload]
objects = 64
rate_per_s = 1_000
duration_s = 63_072_000
[workload.rhythm]
amplitude = 0.5
[workload.flash]
per_day = 0.02
on = "site"
shape = "on-off"
plateau_s = 43_200
magnitude = 10
[servers]
count = 1
[sweep]
"layout.kind" = ["dedicated", "packed"]
"workload.sites" = [16, 64]
"#,
    );
    let document = dir.json(&["run", "spec.toml", "--json"]);
    let utilisation = |rows: &Value, kind: &str, sites: i64, model: Option<&str>| {
        let rows = rows.as_array().unwrap();
        let row = rows.iter().find(|row| {
            row["layout.kind"] == kind
                && row["workload.sites"].as_i64() == Some(sites)
                && model.is_none_or(|model| row["model"] == model)
        });
        row.unwrap_or_else(|| panic!("no {kind} {sites}"))["utilisation"].as_f64().unwrap()
    };
    let (summary, predictions) = (&document["summary"], &document["predictions"]);
    let alone = utilisation(summary, "dedicated", 16, None);
    let together = utilisation(summary, "packed", 64, None);
    assert!(alone < 0.12 && together > 0.4, "{alone} {together}");
    // Two years have few independent crowds in the busy hour: a wide band.
    let closed = utilisation(predictions, "packed", 64, Some("independent-crowds"));
    assert!((together - closed).abs() < 0.08, "{together} for {closed}");
    let floor = utilisation(predictions, "packed", 64, Some("floor"));
    assert!((floor - 2.0 / 3.0).abs() < 1e-12 && together < floor);
    let out = dir.path().join("out");
    let folder = std::fs::read_dir(out).unwrap().next().unwrap().unwrap().path();
    assert!(folder.join("figures/reserve.png").exists());
}

#[test]
fn requests_are_drawn_from_counts() {
    let dir = Dir::new();
    dir.write("views.csv", views());
    dir.write(
        "spec.toml",
        "name = \"series\"\n[workload]\nkind = \"series\"\npath = \"views.csv\"\n\
         series = { rows = \"sites\", scale = 0.5 }\nobjects = 100\n[servers]\ncount = 2\n\
         cache = \"10%\"\n[sweep]\n\"layout.kind\" = [\"dedicated\", \"hashed\"]\n",
    );
    let document = dir.json(&["run", "spec.toml", "--json", "--set", "warm_up=0"]);
    let rows = document["summary"].as_array().unwrap();
    assert_eq!(rows[0]["requests"], rows[1]["requests"], "the same requests for both");
    let expected: u64 = views()
        .lines()
        .skip(1)
        .map(|l| l.rsplit(',').next().unwrap().parse::<u64>().unwrap())
        .sum();
    let found = rows[0]["requests"].as_f64().unwrap() / (0.5 * expected as f64);
    assert!((found - 1.0).abs() < 0.02, "{found}");
}

/// A twin keeps what it is asked to keep, and is a spec like any other.
#[test]
fn a_twin_of_a_log_is_a_spec() {
    let dir = Dir::new();
    dir.write("access.log", small_log());
    let found = dir.json(&["analyze", "access.log", "--twin", "twin.toml", "--json"]);
    let figures = found["twin"].as_array().unwrap();
    let of = |name: &str, which: &str| {
        let row = figures.iter().find(|row| row["figure"] == name).unwrap();
        row[which].as_f64().unwrap()
    };
    for name in ["requests", "objects", "one-hit share"] {
        assert_eq!(of(name, "trace"), of(name, "twin"), "{name}");
    }
    let spec = std::fs::read_to_string(dir.path().join("twin.toml")).unwrap();
    assert!(!spec.contains("html"), "no name of the log is in its twin");
    let document = dir.json(&["run", "twin.toml", "--json", "--set", "warm_up=0"]);
    assert!(document["summary"][0]["requests"].as_f64().unwrap() > 300.0);
    dir.write("broken.toml", spec.replace("objects = 1", "objects = 0"));
    let output = dir.hotset(&["run", "broken.toml"]);
    assert_eq!(output.status, 2);
    assert!(output.stderr.contains("workload.twin.classes"), "{}", output.stderr);
}

/// An object that grows with every request has one size in the twin, which says that it is not like that.
#[test]
fn a_twin_that_is_not_like_its_log_says_so() {
    let dir = Dir::new();
    let line = |n: u64| {
        format!("{n},{},{}\n", if n.is_multiple_of(3) { 0 } else { n * n % 97 }, 100 + 50 * n)
    };
    let lines: String = (0..3_000).map(line).collect();
    dir.write("growing.csv", format!("time,id,size\n{lines}"));
    let output = dir.hotset(&["analyze", "growing.csv", "--twin", "twin.toml"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert!(output.stderr.contains("the twin is not like the trace"), "{}", output.stderr);
    assert!(output.stdout.lines().any(|line| line.contains(" off |")), "{}", output.stdout);
}

/// Of less than a day, bins are as narrow as the requests allow, and said to be; no panel is empty.
#[test]
fn bins_follow_the_length_of_a_short_trace() {
    let dir = Dir::new();
    let line = |n: u64| format!("{},{},1\n", 1_700_000_000 + n, n * n % 97);
    dir.write("short.csv", (0..2_640).map(line).fold("time,id,size\n".to_owned(), |a, b| a + &b));
    let output = dir.hotset(&["analyze", "short.csv"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    // 44 minutes in at most 200 bins.
    assert!(output.stderr.contains("bins: 15 s wide, as the trace is short"), "{}", output.stderr);
    assert!(output.stdout.contains("busiest 15 s over the average"), "{}", output.stdout);
    let found = dir.json(&["analyze", "short.csv", "--json"]);
    assert_eq!((&found["bin_s"], &found["bins"]), (&15.0.into(), &177.into()));
    assert_eq!(found["dated"], true);
    let hourly = dir.json(&["analyze", "short.csv", "--json", "--bin-s", "3600"]);
    assert_eq!(hourly["bin_s"], 3_600.0);
    dir.write("moment.csv", "time,id,size\n5,a,1\n5,b,1\n5,a,1\n");
    let output = dir.hotset(&["analyze", "moment.csv"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let drawn = |output: &str| output.lines().filter(|line| line.starts_with("figure:")).count();
    assert_eq!(drawn(&output.stderr), 1, "{}", output.stderr);
    dir.write("one.csv", "time,id,size\n5,a,1\n");
    let output = dir.hotset(&["analyze", "one.csv"]);
    assert_eq!((output.status, drawn(&output.stderr)), (0, 0), "{}", output.stderr);
}

/// Lines of logs and block traces end with two numbers, as page views do.
#[test]
fn logs_are_not_taken_for_page_views() {
    let dir = Dir::new();
    let line = |n: u32| {
        format!("h{n} - - [09/Jul/1995:00:00:{n:02} -0400] \"GET /{n} HTTP/1.0\" 200 9{n}\n")
    };
    dir.write("clean-19950709-00.log", (0..60).map(line).collect::<String>());
    assert_eq!(dir.json(&["analyze", "clean-19950709-00.log", "--json"])["requests"], 60);
    dir.write("blocks.lis", (0..60).map(|n| format!("{n} 1 0 {n}\n")).collect::<String>());
    assert_eq!(dir.json(&["analyze", "blocks.lis", "--json"])["requests"], 60);
}

/// Long series get wider bins, wherever they begin.
#[test]
fn a_long_series_off_the_clock_is_analysed() {
    let dir = Dir::new();
    let rows = (0..100_002u64).map(|n| format!("{},1\n", 1_700_000_001 + n));
    dir.write("long.csv", format!("unix_s,count\n{}", rows.collect::<String>()));
    let found = dir.json(&["analyze", "long.csv", "--bin-s", "1", "--json"]);
    assert_eq!((&found["requests"], &found["bin_s"]), (&100_002.into(), &2.0.into()));
}
