//! Traces written: converted from others, and drawn from specs.

use crate::{Dir, small_log};
use serde_json::Value;

fn counts(dir: &Dir, file: &str) -> Vec<Value> {
    let arguments = ["replay", file, "--policy", "lru,belady", "--cache", "3obj,9obj", "--json"];
    let rows = dir.json(&arguments);
    rows.as_array().unwrap().iter().map(|row| row["misses"].clone()).collect()
}

#[test]
fn a_converted_trace_has_the_counts_of_the_one_it_was() {
    let dir = Dir::new();
    dir.write("a.log", small_log());
    let of_log = counts(&dir, "a.log");
    for out in ["a.csv", "a.csv.zst", "a.oracleGeneral.bin", "b.bin.gz", "c.hotset"] {
        let output = dir.hotset(&["convert", "a.log", out]);
        assert_eq!(output.status, 0, "{}", output.stderr);
        assert!(output.stderr.contains("malformed"), "{}", output.stderr);
        assert_eq!(counts(&dir, out), of_log, "{out}");
    }
    // What the file tells of next accesses holds, and the way that goes by it finds the same.
    let row = dir.json(&["replay", "a.oracleGeneral.bin", "--cache", "3obj", "--json"]);
    assert_eq!(
        (&row[0]["misses"], &row[0]["read"]["next_access_holds"]),
        (&of_log[0], &true.into())
    );
    // Back, from columns.
    assert_eq!(dir.hotset(&["convert", "c.hotset", "back.csv"]).status, 0);
    assert_eq!(counts(&dir, "back.csv"), of_log);
}

#[test]
fn no_output_replaces_an_input_or_a_file_of_something_else() {
    let dir = Dir::new();
    dir.write("a.log", small_log());
    dir.write("precious.csv", "mine");
    let refused = |arguments: &[&str], word: &str| {
        let output = dir.hotset(arguments);
        assert_eq!(output.status, 2, "{arguments:?}: {}", output.stderr);
        assert!(output.stderr.contains(word), "{arguments:?}: {}", output.stderr);
    };
    refused(&["convert", "a.log", "precious.csv"], "--force");
    refused(&["convert", "a.log", "a.log", "--to", "csv", "--force"], "is an input");
    refused(&["convert", "a.log", "odd.txt"], "--to");
    refused(&["analyze", "a.log", "--twin", "a.log"], "is an input");
    refused(&["analyze", "a.log", "--twin", "precious.csv"], "--force");
    refused(&["generate", "-o", "precious.csv"], "--force");
    assert_eq!(std::fs::read(dir.path().join("precious.csv")).unwrap(), b"mine");
    assert_eq!(std::fs::read_to_string(dir.path().join("a.log")).unwrap(), small_log());
    #[cfg(unix)]
    refused(&["convert", "a.log", "/dev/null", "--to", "csv", "--force"], "device");
    assert_eq!(dir.hotset(&["convert", "a.log", "precious.csv", "--force"]).status, 0);
}

#[test]
fn names_that_a_spreadsheet_would_run_are_made_harmless_and_stay_apart() {
    let dir = Dir::new();
    dir.write("t.csv", "time,object,size\n1,=1+1,5\n2,'=1+1,5\n3,\"a\tb\",5\n4,=1+1,5\n");
    assert_eq!(dir.hotset(&["convert", "t.csv", "safe.csv"]).status, 0);
    let text = std::fs::read_to_string(dir.path().join("safe.csv")).unwrap();
    assert!(text.contains(",'=1+1,") && text.contains(",''=1+1,") && text.contains(r"'a\u{9}b"));
    assert_eq!(counts(&dir, "safe.csv"), counts(&dir, "t.csv"));
}

#[test]
fn what_a_table_cannot_tell_is_refused_and_what_it_can_is_kept() {
    let dir = Dir::new();
    dir.write("d.csv", "time,op,key,size\n1,GET,a,1\n2,DELETE,a,1\n3,GET,a,1\n");
    for out in ["x.csv", "x.bin"] {
        let output = dir.hotset(&["convert", "d.csv", out]);
        assert_eq!(output.status, 2, "{}", output.stderr);
        assert!(output.stderr.contains(".hotset"), "{}", output.stderr);
        assert!(!dir.path().join(out).exists());
    }
    assert_eq!(dir.hotset(&["convert", "d.csv", "d.hotset"]).status, 0);
    assert_eq!(counts(&dir, "d.hotset"), counts(&dir, "d.csv"));
    let output = dir.hotset(&["convert", "d.csv", "d.hotset"]);
    assert!(output.status == 2 && output.stderr.contains("--force"), "{}", output.stderr);
    dir.write("t.csv", "time,key,size,ttl\n0,a,1,1\n0,b,1,9\n5,a,1,1\n5,b,1,9\n");
    assert_eq!(dir.hotset(&["convert", "t.csv", "t.hotset"]).status, 0);
    assert_eq!(dir.hotset(&["convert", "t.hotset", "u.csv"]).status, 0);
    let misses = |file: &str| {
        dir.json(&["replay", file, "--policy", "ttl", "--cache", "9obj", "--json"])[0]["misses"]
            .clone()
    };
    assert_eq!((misses("t.hotset"), misses("u.csv")), (3.into(), 3.into()));
    dir.write("n.csv", b"time,key\n1,a\xff\n2,a\xfe\n");
    assert_eq!(dir.hotset(&["convert", "n.csv", "m.csv"]).status, 0);
    assert_eq!(counts(&dir, "m.csv"), counts(&dir, "n.csv"));
    dir.write("m.toml", "[workload]\npopularity.kind = 'empirical'\npopularity.file = 'm.csv'\n");
    let output = dir.hotset(&["generate", "m.toml", "-o", "m.csv", "--force"]);
    assert!(output.status == 2 && output.stderr.contains("is an input"), "{}", output.stderr);
}

const SPEC: &str = "warm_up = 0.25\nreplications = 2\n[workload]\nobjects = 3000\nrequests = 60000\n\
                    sites = 5\nsite_alpha = 0.8\noverlap = 0.3\n[workload.sizes]\nkind = 'lognormal'\n";
const REST: &str = "[servers]\ncount = 5\ncache = '2%'\n[layout.hot]\nservers = 1\n\
                    share_of_objects = 0.01\n[sweep]\n\
                    'layout.kind' = ['hashed', 'dedicated', 'hot', 'mirrored', 'tiered', 'cooperative']\n\
                    'servers.policy' = ['lru', 's3-fifo']\n";

/// A generated trace, run, gives the rows of the run that it stands for: all of its measures.
#[test]
fn a_generated_trace_runs_as_its_spec_does() {
    let dir = Dir::new();
    dir.write("spec.toml", format!("{SPEC}{REST}"));
    let output = dir.hotset(&["generate", "spec.toml", "-o", "drawn.hotset"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let trace =
        format!("warm_up = 0.25\n[workload]\nkind = 'trace'\npath = 'drawn.hotset'\n{REST}");
    dir.write("trace.toml", trace);
    let rows = |spec: &str| {
        let folder = dir.json(&["run", spec, "--json"])["folder"].as_str().unwrap().to_owned();
        let text = std::fs::read(dir.path().join(folder).join("runs.csv")).unwrap();
        hotset_results::Table::from_csv(&text).unwrap().rows
    };
    let (drawn, of_trace) = (rows("spec.toml"), rows("trace.toml"));
    // Further replications hash and break ties by numbers of their own.
    let of_spec = drawn.iter().filter(|row| row["replication"] == 0);
    let mut compared = 0;
    for (spec, trace) in of_spec.zip(&of_trace) {
        let measured =
            |column: &str| !column.starts_with("workload.") && column != hotset_results::RUN_ID;
        for (column, value) in spec.iter().filter(|(column, _)| measured(column)) {
            assert_eq!(Some(value), trace.get(column), "{column} of {spec:?}");
            compared += 1;
        }
    }
    assert!(compared > 12 * 40, "{compared}");
}

#[test]
fn a_spec_is_drawn_to_other_formats_too() {
    let dir = Dir::new();
    dir.write("spec.toml", SPEC.replace("replications = 2\n", ""));
    for out in ["a.hotset", "a.csv.zst", "a.bin"] {
        assert_eq!(dir.hotset(&["generate", "spec.toml", "-o", out]).status, 0);
    }
    let of_dense = counts(&dir, "a.hotset");
    assert_eq!(counts(&dir, "a.csv.zst"), of_dense);
    assert_eq!(counts(&dir, "a.bin"), of_dense);
    let sites = "[workload]\nkind = 'trace'\npath = 'a.csv.zst'\nsites_by = 'host'\n[layout]\nkind = \
                 'dedicated'\n[servers]\ncount = 5\n";
    dir.write("trace.toml", sites);
    assert_eq!(dir.hotset(&["run", "trace.toml", "--quiet"]).status, 0);
    let sweep = format!("{SPEC}[sweep]\n'workload.popularity.alpha' = [0.7, 0.9]\n");
    dir.write("sweep.toml", sweep);
    let output = dir.hotset(&["generate", "sweep.toml", "-o", "x.csv"]);
    assert_eq!(output.status, 2);
    assert!(output.stderr.contains("--set"), "{}", output.stderr);
}

#[test]
fn popularity_and_sizes_can_be_as_measured() {
    let dir = Dir::new();
    dir.write("m.csv", "requests,bytes\n90,1000\n9,10\n1,10\n");
    dir.write(
        "spec.toml",
        "[workload]\nobjects = 3\nrequests = 20000\npopularity.kind = 'empirical'\n\
         popularity.file = 'm.csv'\nsizes.kind = 'empirical'\nsizes.file = 'm.csv'\n",
    );
    assert_eq!(dir.hotset(&["generate", "spec.toml", "-o", "a.csv"]).status, 0);
    let text = std::fs::read_to_string(dir.path().join("a.csv")).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|row| row.split(',').collect()).collect();
    assert_eq!(rows.len(), 20_000);
    let hottest = rows.iter().filter(|row| row[1] == "0").count();
    assert!((17_700..18_300).contains(&hottest), "{hottest}");
    assert!(rows.iter().all(|row| ["1000", "10"].contains(&row[2])));
    let output = dir.hotset(&["run", "spec.toml", "--set", "workload.popularity.file='none.csv'"]);
    assert_eq!(output.status, 2, "{}", output.stderr);
    assert!(output.stderr.contains("none.csv"), "{}", output.stderr);
    for kind in ["zipf-mandelbrot", "uniform"] {
        let set = format!("workload.popularity.kind={kind}");
        let file = format!("{kind}.csv");
        dir.write("plain.toml", "[workload]\nobjects = 300\nrequests = 20000\n");
        let arguments = ["generate", "plain.toml", "-o", &file, "--set", &set];
        let output = dir.hotset(&arguments);
        assert_eq!(output.status, 0, "{}", output.stderr);
    }
}
