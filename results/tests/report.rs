//! Reports: the same from the same files, in one file, with everything out of files as text.

#![allow(clippy::unwrap_used)]

use flate2::{Compression, write::GzEncoder};
use hotset_results::{ReportError, Row, Table, report};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;

fn row(value: Value) -> Row {
    value.as_object().unwrap().clone()
}

fn table(rows: impl IntoIterator<Item = Value>) -> Vec<u8> {
    Table { rows: rows.into_iter().map(row).collect() }.to_csv()
}

fn point(layout: &str, alpha: f64, origin: f64) -> Value {
    json!({"workload.popularity.alpha": alpha, "layout.kind": layout, "replications": 3,
        "origin_bytes": 1e9 * origin, "origin_bytes_ci95": 1e7,
        "total_per_egress": 1.0 + origin, "total_per_egress_ci95": 0.01,
        "origin_per_egress": origin, "origin_per_egress_ci95": 0.01,
        "capacity_per_egress": 3.0, "capacity_per_egress_ci95": 0.2,
        "origin_bytes_change": origin - 0.5, "origin_bytes_change_ci95": 0.02,
        "capacity_per_egress_geomean": 2.9, "capacity_per_egress_geomean_low": 2.5,
        "capacity_per_egress_geomean_high": 3.4, "warnings": "shot-noise"})
}

fn summary() -> Vec<u8> {
    let points = [0.6, 0.8, 1.0].into_iter();
    table(points.flat_map(|alpha| {
        [point("dedicated", alpha, 0.5), point("hashed", alpha, 0.4), point("hot", alpha, 0.405)]
    }))
}

/// The report of a folder with these files.
fn report_of(files: &[(&str, &[u8])]) -> Result<String, ReportError> {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let experiment = folder.path().join("named");
    fs::create_dir(&experiment).unwrap();
    for (name, _) in files {
        fs::rename(folder.path().join(name), experiment.join(name)).unwrap();
    }
    report(&experiment)
}

/// A name that would run a script, and end the element that it stands in, if it were not text.
const HOSTILE: &str = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&";

/// All files of an experiment, with a hostile text wherever a file can have one.
fn hostile_files() -> Vec<(&'static str, Vec<u8>)> {
    let point = |value: f64, layout: &str| {
        json!({"workload.path": HOSTILE, "layout.kind": layout, "layout.hot.objects": 6,
            "replications": 2, "origin_per_egress": value, "origin_per_egress_ci95": 0.01,
            "capacity_per_egress": 2.0, HOSTILE: 1.5, "warnings": "<b>warning</b> drops"})
    };
    let run = |replication: u64, layout: &str| {
        json!({"workload.path": HOSTILE, "layout.kind": layout, "layout.hot.objects": 6,
            "replication": replication, "run_id": format!("{layout}{replication}"),
            "origin_per_egress": 0.5, "warnings": ""})
    };
    let bin = |time_s: u64, layout: &str| {
        json!({"run_id": format!("{layout}0"), "bin": time_s / 60, "time_s": time_s,
            "origin_bytes": 7 * time_s})
    };
    let names = [HOSTILE, "hashed"];
    let each = |of: &dyn Fn(&str) -> Vec<Value>| table(names.iter().flat_map(|name| of(name)));
    let manifest = json!({"hotset": HOSTILE, "git_revision": HOSTILE, "name": HOSTILE, "seed": 1,
        "identity_sha256": HOSTILE, "runs": 4, "machine": {"os": HOSTILE, "arch": "x", "threads": 2},
        "inputs": [{"file": HOSTILE, "sha256": HOSTILE}], "read": [{"text": HOSTILE}],
        "outputs": [{"file": HOSTILE, "sha256": "0"}]});
    let claim = json!({"workload.path": HOSTILE, "layout": HOSTILE, "metric": HOSTILE,
        "base_change": 0.1, "base_significant": true, "variation": HOSTILE, "change": 0.2,
        "verdict": HOSTILE});
    let winner = json!({"workload.path": HOSTILE, "metric": "origin_per_egress", "winner": HOSTILE,
        "winner_value": 0.4, "runner_up": HOSTILE, "runner_up_value": 0.5, "significant": true});
    let bound =
        json!({"workload.path": HOSTILE, "replication": 0, "bound": HOSTILE, "hit_ratio": 0.5});
    let prediction = json!({"workload.path": HOSTILE, "model": HOSTILE, "hit_ratio": 0.5});
    let spec = format!("name = \"x\"\nbaseline = \"dedicated\"\n# {HOSTILE}\n");
    vec![
        ("summary.csv", each(&|name| vec![point(0.5, name)])),
        ("runs.csv", each(&|name| vec![run(0, name), run(1, name)])),
        ("series.csv", each(&|name| vec![bin(0, name), bin(60, name), bin(120, name)])),
        ("answer.txt", format!("{HOSTILE}: origin -1 %\n").into_bytes()),
        ("winners.csv", table([winner])),
        ("robustness.csv", table([claim])),
        ("bounds.csv", table([bound])),
        ("predictions.csv", table([prediction])),
        ("manifest.json", manifest.to_string().into_bytes()),
        ("spec.resolved.toml", spec.into_bytes()),
    ]
}

fn hostile_report() -> String {
    let files = hostile_files();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    report_of(&files).unwrap()
}

/// The page without the texts of its styles and scripts, which are of this crate and its chart library.
fn markup(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some(place) = ["<style>", "<script>"].iter().filter_map(|tag| rest.find(tag)).min() {
        out.push_str(&rest[..place]);
        rest = &rest[place..];
        let end = if rest.starts_with("<style>") { "</style>" } else { "</script>" };
        rest = &rest[rest.find(end).unwrap() + end.len()..];
    }
    out + rest
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let files: &[(&str, &[u8])] = &[("summary.csv", &summary())];
    assert_eq!(report_of(files).unwrap(), report_of(files).unwrap());
    assert_eq!(hostile_report(), hostile_report());
}

#[test]
fn the_answer_comes_first_with_intervals_and_warnings() {
    let page = report_of(&[
        ("summary.csv", &summary()),
        ("answer.txt", b"hashed: origin -10.0 +- 1 %\n"),
        ("spec.resolved.toml", b"name = \"mine\"\nbaseline = \"dedicated\"\n[layout]\n"),
    ]);
    let page = page.unwrap();
    assert!(page.contains("<h1>mine</h1>"));
    let answer = page.find("id=\"answer\"").unwrap();
    assert!(answer < page.find("id=\"explore\"").unwrap());
    assert!(page.contains("Hashed: origin \u{2212}10.0"));
    assert!(page.contains("<strong>hashed</strong>: 3 of 3 contexts"));
    assert!(page.contains("0.400 (0.390 to 0.410)"));
    assert!(page.contains("\u{2212}10.0 % (\u{2212}12.0 to \u{2212}8.0 %)"));
    assert!(page.contains("<strong>shot-noise</strong>: More than half of the reserve"));
}

/// What a page has for its scripts.
fn data_of(page: &str) -> Value {
    let data = page.split("id=\"data\">").nth(1).unwrap().split("</script>").next().unwrap();
    assert!(!data.contains('<'));
    serde_json::from_str(data).unwrap()
}

#[test]
fn time_series_are_means_over_replications_in_few_bins() {
    let bins = 1_001;
    let run_id = |layout: &str, replication: u64| format!("r{layout}{replication}");
    let run = |layout: &str, replication: u64| {
        json!({"seed": 1, "workload.popularity.alpha": 0.6, "layout.kind": layout,
            "replication": replication, "run_id": run_id(layout, replication)})
    };
    let bin = |layout: &'static str, replication: u64| {
        (0..bins).map(move |bin| {
            json!({"run_id": run_id(layout, replication), "bin": bin,
                "time_s": 2.0 * f64::from(bin),
                "origin_bytes": if bin == 300 { 800 } else { 10 + 10 * replication },
                "begun_requests": 1})
        })
    };
    let rows = ["dedicated", "hashed"].into_iter().flat_map(|l| bin(l, 0).chain(bin(l, 1)));
    let summary = table(["dedicated", "hashed", "hot"].map(|layout| point(layout, 0.6, 0.5)));
    let runs = ["dedicated", "hashed"].into_iter().flat_map(|l| [run(l, 0), run(l, 1)]);
    let (runs, series) = (table(runs), table(rows));
    let files: &[(&str, &[u8])] =
        &[("summary.csv", &summary), ("runs.csv", &runs), ("series.csv", &series)];
    let time = &data_of(&report_of(files).unwrap())["time"];
    // The last bin is the remainder; three of the others make one.
    assert_eq!(
        (&time["together"], &time["bin_s"], &time["left_out"]),
        (&json!(3), &json!(2.0), &json!(1))
    );
    let line = &time["lines"][1];
    assert_eq!(line["times"].as_array().unwrap().len(), 334);
    let quantity = &time["quantities"][0];
    assert_eq!(
        (&quantity["label"], &quantity["unit"]),
        (&json!("Origin traffic"), &json!("bytes_per_s"))
    );
    let of = |place: usize| [0, 1, 2].map(|n| line["values"][0][n][place].as_f64().unwrap());
    assert_eq!(of(0), [7.5, 5.0, 10.0]);
    // A crowd of one bin stays visible.
    assert_eq!(of(100)[2], 400.0);
    // A long table is compressed.
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&series).unwrap();
    let series = gzip.finish().unwrap();
    let files: &[(&str, &[u8])] =
        &[("summary.csv", &summary), ("runs.csv", &runs), ("series.csv.gz", &series)];
    let page = report_of(files).unwrap();
    assert_eq!(&data_of(&page)["time"], time);
}

#[test]
fn a_series_of_an_earlier_version_is_left_out_and_the_page_says_so() {
    let series = table([json!({"layout.kind": "hashed", "replication": 0, "bin": 0, "time_s": 0})]);
    let files: &[(&str, &[u8])] = &[("summary.csv", &summary()), ("series.csv", &series)];
    let page = report_of(files).unwrap();
    assert!(page.contains("series.csv has no column run_id: it is of an earlier version"));
}

#[test]
fn layouts_that_noise_does_not_separate_are_named() {
    let run = |layout: &str, replication: usize, origin: f64| json!({"layout.kind": layout, "replication": replication, "origin_per_egress": origin});
    let runs = [0.9, 1.0, 1.1].into_iter().enumerate().flat_map(|(n, noise)| {
        let other = 0.4 * noise + [0.01, -0.02, 0.03][n];
        [run("dedicated", n, noise), run("hashed", n, 0.4 * noise), run("hot", n, other)]
    });
    let mean = |layout: &str, origin: f64| json!({"layout.kind": layout, "replications": 3, "origin_per_egress": origin});
    let summary = table([mean("dedicated", 1.0), mean("hashed", 0.4), mean("hot", 0.4067)]);
    let files: &[(&str, &[u8])] = &[("summary.csv", &summary), ("runs.csv", &table(runs))];
    let page = report_of(files).unwrap();
    assert!(page.contains("No more than noise between it and: hot."));
}

#[test]
fn a_report_loads_nothing() {
    for page in [hostile_report(), report_of(&[("summary.csv", &summary())]).unwrap()] {
        let markup = markup(&page);
        for attribute in [" src=\"", " href=\"", " srcset=\"", " action=\"", " data=\""] {
            for target in markup.split(attribute).skip(1) {
                assert!(target.starts_with('#') || target.starts_with("data:"), "{target:.80}");
            }
        }
        assert!(!markup.contains("<link") && !markup.contains("<iframe"));
        for loads in ["@import", "url("] {
            assert!(!page.contains(loads), "{loads}");
        }
        for sends in ["fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "import("] {
            assert!(!page.contains(sends), "{sends}");
        }
        let policy = page.split("Content-Security-Policy\" content=\"").nth(1).unwrap();
        let policy = policy.split('"').next().unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
        assert!(!policy.contains("unsafe"));
    }
}

#[test]
fn hostile_texts_stay_text_in_every_table() {
    let page = hostile_report();
    let markup = markup(&page);
    // One script for data, and none but that of the page.
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(!markup.contains("<img") && !markup.contains("<b>warning"));
    assert_eq!(data_of(&page)["name"], HOSTILE);
    for section in ["answer", "claims", "references", "provenance"] {
        let text = markup.split(&format!("<section id=\"{section}\"")).nth(1).unwrap();
        let text = text.split("</section>").next().unwrap();
        assert!(text.contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;"), "{section}");
    }
}

#[test]
fn a_summary_is_enough() {
    let page = report_of(&[("summary.csv", &summary())]).unwrap();
    assert!(page.contains("<h1>named</h1>"));
    assert!(!page.contains("<section id=\"timeline\"") && !page.contains("<section id=\"claims\""));
    // Even one that varies nothing, or knows no metric.
    let one = table([json!({"replications": 1, "hit_ratio": 0.5})]);
    assert!(report_of(&[("summary.csv", &one)]).unwrap().contains("One point"));
    let bare = table([json!({"servers.policy": "lru", "replications": 1, "mine": 0.5})]);
    assert!(report_of(&[("summary.csv", &bare)]).is_ok());
}

#[test]
fn what_cannot_be_read_is_named() {
    let error = |files: &[(&str, &[u8])]| report_of(files).unwrap_err().to_string();
    assert!(error(&[]).contains("summary.csv"));
    for broken in
        [&b""[..], b"a,replications\n", b"a,b\n1,2\n", b"a,replications\n1\n", b"\xff\n\xff\n"]
    {
        let error = error(&[("summary.csv", broken)]);
        assert!(error.contains("summary.csv: "), "{error}");
    }
    let summary = summary();
    for file in ["winners.csv", "robustness.csv", "series.csv", "manifest.json"] {
        let error = error(&[("summary.csv", &summary), (file, b"run_id,time_s\n1\n")]);
        assert!(error.contains(&format!("{file}: ")), "{error}");
    }
}

#[test]
fn a_sweep_of_a_thousand_points_stays_small() {
    let page = report_of(&[("summary.csv", &large_sweep())]).unwrap();
    assert!(page.len() < 8_000_000, "{}", page.len());
    // `.ci/report` measures how fast a browser is with it.
    if let Ok(folder) = std::env::var("HOTSET_REPORTS") {
        let folder = Path::new(&folder);
        fs::write(folder.join("large.html"), page).unwrap();
        fs::write(folder.join("hostile.html"), hostile_report()).unwrap();
    }
}

/// A thousand points with as many columns as a timed run has.
fn large_sweep() -> Vec<u8> {
    let noise = |n: usize| (n * 2_654_435_761 % 1_000_003) as f64 / 1_000_003.0;
    let points = (0..1_000).map(|n| {
        let mut point = row(json!({"workload.popularity.alpha": 0.6 + (n / 100) as f64 / 10.0,
            "servers.cache": format!("{}%", 1 << (n / 10 % 10)),
            "layout.kind": format!("layout {}", n % 10), "replications": 5,
            "origin_per_egress": noise(n), "capacity_per_egress": 1.0 + noise(n + 1)}));
        for metric in hotset_results::metrics::METRICS {
            point.insert(metric.name.to_owned(), noise(n + metric.name.len()).into());
            point.insert(metric.ci95(), (noise(n + metric.label.len()) / 10.0).into());
        }
        point.insert("warnings".into(), "".into());
        Value::Object(point)
    });
    table(points)
}

#[test]
fn citations_are_those_of_the_software() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../CITATION.cff");
    // A packaged crate has no such file.
    let Ok(text) = fs::read_to_string(file) else { return };
    let page = report_of(&[("summary.csv", &summary())]).unwrap();
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(name)).unwrap();
        line.trim().trim_matches('"').to_owned()
    };
    assert!(page.contains(&format!("author  = {{{{{}}}}}", field("- name:"))));
    assert!(page.contains(&format!("title   = {{{}}}", field("title:"))));
    assert!(page.contains(&format!("year    = {{{}}}", &field("date-released:")[..4])));
}
