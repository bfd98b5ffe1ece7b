//! Every kind of figure: its axes have their labels, and no panel is empty.

#![allow(clippy::unwrap_used)]

use hotset_results::figures::{
    Choice, Drawing, FigureError, FigureFiles, Look, PrintStyle, access_figures, analysis_figure,
    chosen_figure, curve_figure, experiment_figures, hit_ratio_figure, overview_figure,
    variation_figures,
};
use hotset_results::{Row, Summary, Table};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;

fn row(value: Value) -> Row {
    value.as_object().unwrap().clone()
}

fn table(rows: impl IntoIterator<Item = Value>) -> Table {
    Table { rows: rows.into_iter().map(row).collect() }
}

/// The figures of an experiment that left these tables.
fn experiment(tables: &[(&str, &Table)]) -> FigureFiles {
    let folder = tempfile::tempdir().unwrap();
    for (name, table) in tables {
        fs::write(folder.path().join(name), table.to_csv()).unwrap();
    }
    experiment_figures(folder.path(), &Drawing::default()).unwrap()
}

fn text_of<'a>(files: &'a FigureFiles, name: &str) -> &'a str {
    let name = format!("figures/{name}");
    let (_, bytes) = files.iter().find(|(file, _)| *file == name).unwrap();
    str::from_utf8(bytes).unwrap()
}

/// The labels of the vertical axes in a drawing: they alone are turned.
fn vertical_labels(svg: &str) -> BTreeSet<String> {
    let texts = svg.split("<text").skip(1).filter(|text| text.contains("rotate(270"));
    let label = |text: &str| text.split(['>', '<']).nth(1).unwrap().trim().replace("&gt;", ">");
    texts.map(label).filter(|label| !label.is_empty()).collect()
}

/// Checks that a figure is there in all forms, has these labels, and points in each panel.
fn check(files: &FigureFiles, name: &str, horizontal: &str, vertical: &[&str]) {
    let svg = text_of(files, &format!("{name}.svg"));
    assert!(svg.contains(horizontal), "no {horizontal:?} in {name}");
    // A label that is longer than its axis stands in two lines.
    let lines = vertical_labels(svg);
    let is_drawn = |label: &&&str| {
        let breaks = label.match_indices(' ').map(|(at, _)| [&label[..at], &label[at + 1..]]);
        lines.contains(**label)
            || breaks.into_iter().any(|halves| halves.iter().all(|half| lines.contains(*half)))
    };
    let drawn: Vec<&&str> = vertical.iter().filter(is_drawn).collect();
    assert_eq!(drawn.len(), vertical.len(), "{name} has {lines:?}");
    let points = Table::from_csv(text_of(files, &format!("{name}.csv")).as_bytes()).unwrap();
    let panels = points.rows.iter().filter_map(|row| row.get("y_label"));
    let panels = panels.map(|panel| panel.as_str().unwrap_or_default().to_owned());
    let panels: BTreeSet<String> = panels.filter(|label| !label.is_empty()).collect();
    let labels: BTreeSet<String> = vertical.iter().map(|&label| label.to_owned()).collect();
    assert_eq!(labels, panels, "a panel of {name} has no points");
    let png = files.iter().find(|(file, _)| *file == format!("figures/{name}.png")).unwrap();
    assert!(png.1.starts_with(b"\x89PNG"));
}

fn names(files: &FigureFiles) -> Vec<&str> {
    let drawn = files.iter().filter_map(|(name, _)| name.strip_suffix(".svg"));
    drawn.filter_map(|name| name.strip_prefix("figures/")).collect()
}

fn point(layout: &str, alpha: f64, capacity: Value) -> Value {
    json!({"workload.popularity.alpha": alpha, "layout.kind": layout, "replications": 2,
        "total_per_egress": 1.5 + alpha, "total_per_egress_ci95": 0.1, "cost_per_egress": 1.5 + alpha,
        "origin_per_egress": 0.5 + alpha / 10.0, "capacity_per_egress": capacity,
        "capacity_per_egress_geomean": capacity})
}

#[test]
fn traffic_along_the_axis_of_a_sweep() {
    let points = [0.6, 0.8, 1.0].into_iter().flat_map(|alpha| {
        ["dedicated", "hashed"].map(|layout| point(layout, alpha, json!(3.0 + alpha)))
    });
    let files = experiment(&[("summary.csv", &table(points))]);
    assert_eq!(names(&files), ["plane", "traffic"]);
    let capacity = "Capacity over mean client load";
    check(&files, "traffic", "Zipf exponent", &["Total traffic per client byte", capacity]);
    check(&files, "plane", "Origin traffic per client byte", &[capacity]);
    assert!(text_of(&files, "traffic.svg").contains("Consistent hashing"));
}

#[test]
fn a_metric_that_is_null_throughout_has_no_panel() {
    // The capacity of a sample is not known.
    let points = ["dedicated", "hashed"].map(|layout| point(layout, 0.8, Value::Null));
    let files = experiment(&[("summary.csv", &table(points))]);
    assert_eq!(names(&files), ["traffic"]);
    check(&files, "traffic", "Dedicated", &[]);
    let svg = text_of(&files, "traffic.svg");
    assert!(svg.contains("Total traffic per client byte") && !svg.contains("Capacity"));
}

#[test]
fn a_metric_that_is_null_at_one_point_leaves_that_point_out() {
    let points = [point("dedicated", 0.8, Value::Null), point("hashed", 0.8, json!(4.5))];
    let files = experiment(&[("summary.csv", &table(points))]);
    let points = Table::from_csv(text_of(&files, "traffic.csv").as_bytes()).unwrap();
    let capacities: Vec<f64> = points
        .rows
        .iter()
        .filter(|row| row["x_label"] == "Capacity over mean client load")
        .map(|row| row["x"].as_f64().unwrap())
        .collect();
    assert_eq!(capacities, [4.5]);
}

#[test]
fn the_best_layouts_as_a_map() {
    let winner = |servers: u64, alpha: f64, winner: &str| {
        json!({"servers.count": servers, "workload.popularity.alpha": alpha,
            "metric": "origin_per_egress", "winner": winner, "winner_value": 0.3, "significant": true})
    };
    let winners = table([
        winner(4, 0.6, "hashed"),
        winner(4, 1.0, "dedicated"),
        winner(8, 0.6, "hashed"),
        winner(8, 1.0, "hot"),
    ]);
    let summary = table([point("hashed", 0.6, json!(3.0))]);
    let files = experiment(&[("summary.csv", &summary), ("winners.csv", &winners)]);
    check(&files, "map", "Best by origin", &["Zipf exponent"]);
}

#[test]
fn timed_runs_bin_by_bin() {
    let bin = |bin: u64, latency_ns: Value| {
        json!({"layout.kind": "hashed", "replication": 0, "bin": bin, "time_s": 10 * bin,
            "begun_requests": 9, "answered_requests": 9, "dropped_requests": 0,
            "latency_ns_p50": latency_ns, "origin_bytes": 1_000_000 * bin})
    };
    let series = table([
        bin(0, json!(2_000_000)),
        bin(1, Value::Null),
        bin(2, json!(4_000_000)),
        bin(3, json!(8_000_000)),
    ]);
    let summary = table([point("hashed", 0.8, json!(3.0))].map(|mut point| {
        point.as_object_mut().unwrap().shift_remove("workload.popularity.alpha");
        point
    }));
    let files = experiment(&[("summary.csv", &summary), ("series.csv", &series)]);
    // Nothing is dropped, and nothing migrates.
    check(&files, "timeline", "Time (s)", &["Latency, median (ms)", "Origin traffic (MB/s)"]);
    // Neither a bin without latencies nor the remainder at the end has a point.
    let points = Table::from_csv(text_of(&files, "timeline.csv").as_bytes()).unwrap();
    let latencies: Vec<(f64, f64)> = points
        .rows
        .iter()
        .filter(|row| row["panel"] == "Latency, median (ms)")
        .map(|row| (row["x"].as_f64().unwrap(), row["y"].as_f64().unwrap()))
        .collect();
    assert_eq!(latencies, [(5.0, 2.0), (25.0, 4.0)]);
}

#[test]
fn utilisation_of_a_reserve_study() {
    let of = |sites: u64, utilisation: f64| {
        json!({"workload.sites": sites, "layout.kind": "packed", "replications": 2,
            "load_per_s": 10.0, "load_per_s_expected_peak": 15.0, "utilisation": utilisation,
            "utilisation_ci95": 0.01, "reserve_over_peak": 0.5 / utilisation})
    };
    let files = experiment(&[("summary.csv", &table([of(1, 0.2), of(10, 0.4), of(100, 0.5)]))]);
    assert_eq!(names(&files), ["reserve"]);
    check(&files, "reserve", "Sites consolidated", &["Utilisation (%)"]);
    assert!(text_of(&files, "reserve.svg").contains("Reserve above the expected peak (%)"));
}

/// The runs of three policies on some traces, with caches of some sizes.
fn policy_runs(traces: u32, sizes: &[&str]) -> Table {
    let policies = [("fifo", 0.0), ("sieve", 0.1), ("belady", 0.15), ("size", -0.02)];
    let mut runs = Vec::new();
    for (trace, size) in (0..traces).flat_map(|trace| sizes.iter().map(move |size| (trace, size))) {
        for (policy, gain) in policies {
            let misses = 0.5 * (1.0 - gain * f64::from(trace + 1));
            let byte_misses = if policy == "size" { 1.2 * misses } else { misses };
            runs.push(json!({"servers.policy": policy, "servers.cache": size,
                "workload.path": format!("trace{trace}.csv"), "replication": 0, "run_id": "x",
                "cache_bytes": 1000, "miss_ratio": misses, "byte_miss_ratio": byte_misses}));
        }
    }
    table(runs)
}

/// The figures of a study of policies, and what is drawn in the one of reductions.
fn policy_figure(runs: &Table, look: Look) -> (FigureFiles, Table) {
    let keys = ["servers.policy", "servers.cache", "workload.path"].map(str::to_owned);
    let summary = Summary::new(runs, &keys, None);
    let policies = hotset_results::compare::policies(&summary, "fifo");
    let folder = tempfile::tempdir().unwrap();
    for (name, table) in
        [("runs.csv", runs), ("summary.csv", &summary.to_table()), ("policies.csv", &policies)]
    {
        fs::write(folder.path().join(name), table.to_csv()).unwrap();
    }
    let drawing = Drawing { look, ..Drawing::default() };
    let files = experiment_figures(folder.path(), &drawing).unwrap();
    let points = Table::from_csv(text_of(&files, "policies.csv").as_bytes()).unwrap();
    (files, points)
}

/// The values of a column in the rows that have one of another.
fn column_of(table: &Table, column: &str, has: &str) -> Vec<Value> {
    let rows = table.rows.iter().filter(|row| row.contains_key(has));
    rows.map(|row| row.get(column).cloned().unwrap_or_default()).collect()
}

#[test]
fn reductions_of_policies_over_many_traces_are_boxes() {
    let runs = policy_runs(6, &["10%", "0.1%", "1%"]);
    let (files, points) = policy_figure(&runs, Look::default());
    assert_eq!(names(&files), ["policies", "miss_ratio", "byte_miss_ratio"]);
    // Sizes rise from left to right; objects stand above bytes.
    let panels: Vec<Value> = column_of(&points, "panel", "x_whisker_low");
    let panels: Vec<&str> = panels.iter().step_by(3).map(|panel| panel.as_str().unwrap()).collect();
    let expected =
        ["Cache 0.1%", "Cache 1%", "Cache 10%", "Bytes, 0.1%", "Bytes, 1%", "Bytes, 10%"];
    assert_eq!(panels, expected);
    // The reductions of SIEVE are 10 to 60 %.
    let rows = points.rows.iter().filter(|row| row.contains_key("x_whisker_low"));
    let sieve = rows.into_iter().find(|row| row["y_name"] == "SIEVE").unwrap();
    let ends = ["x_whisker_low", "x_quartile_low", "x", "x_quartile_high", "x_whisker_high"];
    for (end, value) in ends.into_iter().zip([15.0, 22.5, 35.0, 47.5, 55.0]) {
        assert!((sieve[end].as_f64().unwrap() - value).abs() < 1e-9, "{end}: {}", sieve[end]);
    }
    // The best on average is at the top; the baseline is the line at zero.
    assert_eq!(sieve["y"], 1.0);
    let baseline = points.rows.iter().filter(|row| row.get("series") == Some(&json!("FIFO")));
    assert!(baseline.clone().all(|row| row["x"] == 0.0) && baseline.count() == 12);
    let svg = text_of(&files, "policies.svg");
    assert!(svg.contains("Reduction of the miss ratio against FIFO (%)"));
    assert!(svg.contains("over 6 traces") && svg.contains("bounds (not shaded): Belady"));
    assert!(text_of(&files, "miss_ratio.svg").contains("Size of the cache (% of the bytes)"));
}

#[test]
fn reductions_on_few_traces_are_drawn_one_by_one() {
    let (files, points) = policy_figure(&policy_runs(3, &["1%"]), Look::default());
    assert!(column_of(&points, "x", "x_whisker_low").is_empty());
    let of = |trace: &str| -> Vec<(String, i64)> {
        let rows = points.rows.iter().filter(|row| row["series"] == trace);
        let rows = rows.filter(|row| row["panel"] == "Cache 1%");
        let point = |row: &Row| {
            (row["y_name"].as_str().unwrap().to_owned(), row["x"].as_f64().unwrap().round() as i64)
        };
        rows.map(point).collect()
    };
    let expected = [("Size", -6), ("SIEVE", 30), ("Belady", 45)];
    assert_eq!(of("trace2"), expected.map(|(name, value)| (name.to_owned(), value)));
    assert!(text_of(&files, "policies.svg").contains("Values of 3 traces"));
}

#[test]
fn a_column_has_room_for_the_ends_of_many_sizes() {
    let runs = policy_runs(5, &["0.1%", "0.3%", "1%", "3%", "10%"]);
    let panels = |look: Look| {
        let (files, points) = policy_figure(&runs, look);
        let note = text_of(&files, "policies.svg").contains("sizes");
        let panels = column_of(&points, "panel", "x_whisker_low").into_iter();
        let panels: BTreeSet<String> = panels.map(|name| name.as_str().unwrap().into()).collect();
        (panels.into_iter().collect::<Vec<_>>(), note)
    };
    let column = ["Bytes, 0.1%", "Bytes, 10%", "Cache 0.1%", "Cache 10%"].map(str::to_owned);
    assert_eq!(panels(Look::column(PrintStyle::Acm)), (column.to_vec(), true));
    let (all, note) = panels(Look::full(PrintStyle::Acm));
    assert_eq!((all.len(), note), (8, true));
}

#[test]
fn losses_of_more_than_all_misses_of_the_baseline_are_cut() {
    let mut runs = policy_runs(5, &["1%"]);
    for row in runs.rows.iter_mut().filter(|row| row["servers.policy"] == "size") {
        row.insert("byte_miss_ratio".into(), json!(2.0));
    }
    let (files, points) = policy_figure(&runs, Look::default());
    let ends: Vec<f64> = column_of(&points, "x_whisker_low", "x_whisker_low")
        .iter()
        .map(|end| end.as_f64().unwrap())
        .collect();
    assert_eq!(ends.iter().copied().fold(0.0, f64::min), -100.0, "{ends:?}");
    assert!(text_of(&files, "policies.svg").contains("drawn there"));
}

#[test]
fn a_study_of_one_size_has_no_bytes_where_they_do_not_differ() {
    let mut runs = policy_runs(1, &["64MiB"]);
    for row in &mut runs.rows {
        let misses = row["miss_ratio"].clone();
        row.insert("byte_miss_ratio".into(), misses);
    }
    let (files, points) = policy_figure(&runs, Look::default());
    assert_eq!(names(&files), ["policies", "miss_ratio"]);
    assert!(points.rows.iter().all(|row| row["panel"] == "Cache 64MiB"));
}

#[test]
fn a_folder_without_points_is_an_error_that_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("summary.csv"), "a,b\n").unwrap();
    let error = experiment_figures(folder.path(), &Drawing::default()).unwrap_err();
    assert!(error.to_string().contains("summary.csv"), "{error}");
}

#[test]
fn miss_ratios_by_the_size_of_the_cache() {
    let of = |policy: &str, cache: u64, miss_ratio: Value| json!({"policy": policy, "cache_unit": "bytes", "cache": cache, "miss_ratio": miss_ratio});
    let curves = table([
        of("lru", 1_000, json!(0.9)),
        of("lru", 100_000, json!(0.4)),
        of("sieve", 1_000, json!(0.8)),
        of("sieve", 100_000, Value::Null),
    ]);
    let files = curve_figure(&curves, &Drawing::default()).unwrap();
    check(&files, "mrc", "Size of the cache (bytes)", &["Miss ratio"]);
}

#[test]
fn hit_ratios_over_time() {
    let of = |cache: u64, time_s: u64| {
        json!({"policy": "lru", "cache_unit": "objects", "cache": cache, "time_s": time_s,
            "hit_ratio": 0.3})
    };
    let bins = table([of(10, 0), of(10, 60), of(1_000, 0), of(1_000, 60)]);
    let files = hit_ratio_figure(&bins, &Drawing::default()).unwrap();
    check(&files, "bins", "Time since the first request (seconds)", &["Hit ratio"]);
    assert!(text_of(&files, "bins.svg").contains("1,000 objects"));
}

#[test]
fn popularity_and_rate_of_a_trace() {
    let popularity = table(
        (1..9_u64).map(|rank| json!({"rank": rank, "requests": 100 / rank, "fitted": 90 / rank})),
    );
    let rate = table((0..9).map(|n| json!({"unix_s": 600 * n, "requests_per_s": n % 3})));
    let files = analysis_figure(&popularity, &rate, &Drawing::default()).unwrap();
    check(&files, "analysis", "Rank of the object", &["Requests", "Requests per second"]);
    // A rate of one bin is no curve.
    let files = analysis_figure(
        &popularity,
        &table([json!({"unix_s": 0, "requests_per_s": 1})]),
        &Drawing::default(),
    );
    check(&files.unwrap(), "analysis", "Rank of the object", &["Requests"]);
    assert!(
        analysis_figure(&Table::default(), &Table::default(), &Drawing::default())
            .unwrap()
            .is_empty()
    );
}

/// The tables of the accesses of a trace, by name.
fn access_tables() -> Vec<(&'static str, Table)> {
    let bins = |unit: &str, share: &str| {
        let (from, to) = (format!("from_{unit}"), format!("to_{unit}"));
        let row = |n: i32| json!({&from: 1 << n, &to: 2 << n, share: f64::from(n) / 9.0, "sampling_rate": 0.05});
        table((0..10).map(row))
    };
    let sizes = ["object", "request"].map(|by| {
        let bins = bins("bytes", "cdf").rows.into_iter();
        bins.map(move |mut row| {
            row.insert("by".into(), by.into());
            row
        })
    });
    let start = 804_556_800;
    let hours = |n: i32| start + 3_600 * n;
    let decay = (0..6).flat_map(|first| (first..6).map(move |n| (first, n)));
    vec![
        ("rate.csv", table((0..20).map(|n| json!({"unix_s": hours(n), "requests_per_s": n % 3, "bytes_per_s": n})))),
        ("reuse_times.csv", bins("s", "ccdf")),
        ("reuse_requests.csv", bins("requests", "ccdf")),
        ("stack_distances.csv", bins("objects", "ccdf")),
        ("miss_ratio.csv", table((1..9).map(|n| json!({"cache": 1 << n, "miss_ratio": 1.0 / f64::from(n)})))),
        ("sizes.csv", Table { rows: sizes.into_iter().flatten().collect() }),
        (
            "footprint.csv",
            table((0..20).map(|n| {
                json!({"unix_s": hours(n), "bin_s": 3600, "footprint_objects": 10 + n, "working_set_objects": 5 + n % 2,
                    "footprint_bytes": 100 + n, "working_set_bytes": 50})
            })),
        ),
        ("one_hits.csv", table((1..9).map(|n| json!({"requests": 100 << n, "one_hit_share": 0.5})))),
        (
            "popularity_decay.csv",
            table(decay.map(|(first, n)| {
                json!({"first_unix_s": hours(first), "unix_s": hours(n), "period_s": 3600, "requests": 10 * (n + 1)})
            })),
        ),
        (
            "accesses.csv",
            table((0..60).map(|n| json!({"rank": 1 + n / 20, "unix_s": hours(n % 20)}))),
        ),
    ]
}

#[test]
fn accesses_of_a_trace() {
    let tables = access_tables();
    let empty = Table::default();
    let find = |name: &str| tables.iter().find(|(n, _)| *n == name).map_or(&empty, |(_, t)| t);
    let files = access_figures(&find, &Drawing::default()).unwrap();
    let distances = "Share of reuses, by distance (CCDF)";
    let panels = ["Share of reuses (CCDF)", distances, "Miss ratio of LRU"];
    check(&files, "reuse", "from a sample of 5.00 % of the objects.", &panels);
    check(&files, "sizes", "Size (bytes)", &["Share (CDF)"]);
    let panels = ["Distinct objects", "Bytes of distinct objects", "One-hit objects (%)"];
    check(&files, "footprint", "Time on 1 July 1995 (UTC)", &panels);
    check(&files, "decay", "Time on 1 July 1995 (UTC)", &["Objects first requested"]);
    check(&files, "accesses", "Time on 1 July 1995 (UTC)", &["Rank of the object"]);
    assert!(access_figures(&|_| &empty, &Drawing::default()).unwrap().is_empty());
}

/// Nine panels of what there is data for; what is missing is replaced, and a rate that is level left out.
#[test]
fn the_overview_of_a_trace() {
    let mut tables = access_tables();
    let empty = Table::default();
    let by_rank = table((1..9).map(|n| json!({"rank": n, "requests": 90 / n, "fitted": 80 / n})));
    let panels = |tables: &[(&str, Table)]| {
        let find = |name: &str| tables.iter().find(|(n, _)| *n == name).map_or(&empty, |(_, t)| t);
        let files = overview_figure(&by_rank, &find, &Drawing::default()).unwrap();
        let points = Table::from_csv(text_of(&files, "overview.csv").as_bytes()).unwrap();
        let names = points.rows.iter().filter_map(|row| row["panel"].as_str()).map(str::to_owned);
        (names.collect::<BTreeSet<_>>(), text_of(&files, "overview.svg").contains("a sample of"))
    };
    let (names, told) = panels(&tables);
    assert_eq!((names.len(), told), (9, true), "{names:?}");
    assert!(names.contains("Requests per second, Request rate"), "{names:?}");
    tables.retain(|(name, _)| !["sizes.csv", "miss_ratio.csv", "rate.csv"].contains(name));
    tables.push(("rate.csv", table((0..20).map(|n| json!({"unix_s": n, "requests_per_s": 1})))));
    let (names, _) = panels(&tables);
    assert_eq!(names.len(), 6, "{names:?}");
    let files = overview_figure(&empty, &|_| &empty, &Drawing::default()).unwrap();
    assert!(files.is_empty());
}

#[test]
fn variation_of_a_trace() {
    let churn = table((0..5).map(|n| {
        json!({"bin_s": 3600, "k": 100, "unix_s": 3600 * n, "jaccard": 0.5, "jaccard_baseline": 0.9,
            "jaccard_baseline_sd": 0.01})
    }));
    let concentration = table((0..5).map(|n| {
        json!({"bin_s": 3600, "unix_s": 3600 * n, "top_1_percent_share": 0.4, "top_10_share": 0.1})
    }));
    let cycle = table(
        (0..24)
            .map(|hour| json!({"component": "daily", "phase": hour, "level": 1.0, "dated": true})),
    );
    let bursts = table((-3..4_i64).map(|bin| {
        json!({"class": "exogenous", "bins_after_peak": bin, "bin_s": 3600, "bursts": 5,
            "median": 0.5, "lower_quartile": 0.4, "upper_quartile": 0.6})
    }));
    let heat =
        table((0..4).map(
            |bin| json!({"width_s": 60, "time_s": 60 * bin, "unix_s": 60 * bin, "rank": 1, "share_of_highest": 0.5}),
        ));
    let empty = Table::default();
    let find = |name: &str| match name {
        "churn.csv" => &churn,
        "concentration.csv" => &concentration,
        "rhythm.csv" => &cycle,
        "burst_curves.csv" => &bursts,
        "heat.csv" => &heat,
        _ => &empty,
    };
    let files = variation_figures(&find, &Drawing::default()).unwrap();
    let panels = [
        "Top 100 in common, bin to bin",
        "Share of a bin's requests (%)",
        "Requests over their mean",
    ];
    check(&files, "variation", "Hour of the day (UTC)", &panels);
    check(&files, "bursts", "Hours after the peak", &["Requests over those of the peak"]);
    check(&files, "heat", "Time (seconds)", &["Rank of the object"]);
    assert!(variation_figures(&|_| &empty, &Drawing::default()).unwrap().is_empty());
}

/// A sweep over three parameters and layouts, with runs of two replications.
fn sweep() -> tempfile::TempDir {
    let mut summary = Vec::new();
    let mut runs = Vec::new();
    for (alpha, cache, servers) in [0.6, 0.8].into_iter().flat_map(|alpha| {
        ["1%", "2%", "5%"].into_iter().flat_map(move |cache| [4, 8].map(|n| (alpha, cache, n)))
    }) {
        for (layout, share) in [("hashed", Value::Null), ("hot", json!(0.01)), ("hot", json!(0.1))]
        {
            let of = |name: &str, value: Value| {
                json!({"workload.popularity.alpha": alpha, "servers.cache": cache, "servers.count": servers,
                    "layout.kind": layout, "layout.hot.share_of_objects": share, name: value})
            };
            let mut point = of("replications", json!(2));
            point["origin_per_egress"] = json!(0.5);
            point["cost_per_egress"] = json!(1.5);
            point["total_per_egress"] = json!(1.5);
            summary.push(point);
            for replication in 0..2 {
                let mut run = of("replication", json!(replication));
                let factor = if layout == "hashed" { 1.0 } else { 2.0 };
                run["origin_per_egress"] = json!(factor * (0.2 + 0.1 * f64::from(replication)));
                runs.push(run);
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("summary.csv"), table(summary).to_csv()).unwrap();
    fs::write(folder.path().join("runs.csv"), table(runs).to_csv()).unwrap();
    folder
}

/// The points of a figure that is asked for.
fn chosen(folder: &tempfile::TempDir, choice: &Choice) -> Result<Table, FigureError> {
    let files = chosen_figure(folder.path(), "figure", choice, &Drawing::default())?;
    Ok(Table::from_csv(text_of(&files, "figure.csv").as_bytes()).unwrap())
}

#[test]
fn no_line_passes_through_points_of_different_parameters() {
    let folder = sweep();
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    for choice in [
        Choice::default(),
        Choice { by: names(&["kind"]), ..Choice::default() },
        Choice { by: names(&["layout.kind"]), panel: names(&["alpha"]), ..Choice::default() },
        Choice { by: names(&["alpha"]), panel: names(&["alpha"]), ..Choice::default() },
        Choice { x: Some("servers.count".into()), panel: names(&["cache"]), ..Choice::default() },
    ] {
        let points = chosen(&folder, &choice).unwrap();
        let mut places = BTreeSet::new();
        for row in &points.rows {
            let place = ["panel", "series", "x"].map(|column| row[column].to_string());
            assert!(places.insert(place.clone()), "{choice:?} has {place:?} twice");
        }
        assert!(!places.is_empty());
    }
}

#[test]
fn ratios_to_a_baseline_are_paired_and_it_must_be_one_layout() {
    let folder = sweep();
    let over = |baseline: &str| {
        let baseline = Some(baseline.to_owned());
        chosen(
            &folder,
            &Choice { y: vec!["origin_per_egress".into()], baseline, ..Choice::default() },
        )
    };
    let points = over("hashed").unwrap();
    for row in &points.rows {
        let expected = if row["series"] == "Consistent hashing" { 1.0 } else { 2.0 };
        assert!((row["y"].as_f64().unwrap() - expected).abs() < 1e-12, "{row:?}");
    }
    for wrong in ["hot", "nobody"] {
        let error = over(wrong).unwrap_err().to_string();
        assert!(error.contains(wrong) && error.contains("hot 1 % of objects"), "{error}");
    }
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let folder = sweep();
    let error = |choice: Choice| chosen(&folder, &choice).unwrap_err().to_string();
    let by_word = error(Choice { x: Some("layout.kind".into()), ..Choice::default() });
    assert!(by_word.contains("layout.kind has no two numbers"), "{by_word}");
    let only = vec![("cache".to_owned(), "3%".to_owned())];
    assert!(error(Choice { only, ..Choice::default() }).contains("1%, 2%, 5%"));
    let no_metric = error(Choice { y: vec!["hits".into()], ..Choice::default() });
    assert!(no_metric.contains("no column \"hits\""), "{no_metric}");
}
