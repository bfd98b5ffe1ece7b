//! What somebody writes who has not read the manual: it is understood, or the answer shows the right form.

use crate::{Dir, SMALL, small_log};

/// Runs a spec with one change and gives `summary.csv`'s values of a column.
fn values(dir: &Dir, spec: &str, key: &str) -> Vec<String> {
    dir.write("spec.toml", spec);
    let plan = dir.json(&["plan", "spec.toml", "--json"]);
    let points = plan["points"].as_array().unwrap();
    points.iter().map(|point| point[key].to_string().replace('"', "")).collect()
}

/// What an error says on stderr.
fn error(dir: &Dir, arguments: &[&str]) -> String {
    let output = dir.hotset(arguments);
    assert_eq!(output.status, 2, "{arguments:?}: {}{}", output.stdout, output.stderr);
    output.stderr
}

/// The answer to a spec that cannot be understood.
fn spec_error(spec: &str) -> String {
    let dir = Dir::new();
    dir.write("spec.toml", spec);
    error(&dir, &["plan", "spec.toml"])
}

fn has(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "{word:?} is not in:\n{text}");
    }
}

#[test]
fn ranges_work_over_everything_that_has_a_size() {
    let dir = Dir::new();
    let range =
        |key: &str, range: &str| values(&dir, &format!("[sweep]\n\"{key}\" = {range}\n"), key);
    assert_eq!(
        range("servers.cache", "{ from = \"0.1%\", to = \"10%\", steps = 5, scale = \"log\" }"),
        ["0.1%", "0.3162%", "1%", "3.162%", "10%"]
    );
    assert_eq!(
        range("servers.cache", "{ from = 0.1, to = 0.3, steps = 3 }"),
        ["10%", "20%", "30%"]
    );
    assert_eq!(
        range("servers.cache", "{ from = \"1MB\", to = \"4MB\", steps = 3, scale = \"log\" }"),
        ["1MB", "2000000B", "4MB"]
    );
    assert_eq!(
        range("bin_s", "{ from = \"1min\", to = \"5min\", steps = 3 }"),
        ["60", "180", "300"]
    );
    assert_eq!(
        range("overflow", "{ from = \"1%\", to = \"3%\", steps = 3 }"),
        ["0.01", "0.02", "0.03"]
    );
    let mixed =
        spec_error("[sweep]\n\"servers.cache\" = { from = \"1%\", to = \"1GB\", steps = 3 }\n");
    has(&mixed, &["two sizes of one kind", "spec.toml:2"]);
    let words =
        spec_error("[sweep]\n\"layout.kind\" = { from = \"hot\", to = \"hashed\", steps = 3 }\n");
    has(&words, &["expected numbers"]);
}

#[test]
fn quantities_take_units_wherever_they_stand() {
    let dir = Dir::new();
    for (spec, key, value) in [
        ("[servers]\ncache = 0.1\n", "servers.cache", "10%"),
        (
            "[layout]\nkind = \"adaptive\"\nhot.objects = 5\nadaptive.epoch_s = \"5 s\"\n",
            "layout.adaptive.epoch_s",
            "5",
        ),
        (
            "time = \"queueing\"\n[servers]\nbytes_per_s = \"1Gbit/s\"\n",
            "servers.bytes_per_s",
            "125000000",
        ),
        ("bin_s = \"1min\"\n", "bin_s", "60"),
        ("sample = \"5%\"\n", "sample", "0.05"),
        ("warm_up = \"25%\"\n", "warm_up", "0.25"),
        ("[workload]\nobjects = \"20k\"\n", "workload.objects", "20000"),
    ] {
        assert_eq!(values(&dir, spec, key), [value], "{spec}");
    }
    // The same value, however it is written, is the same experiment.
    let folder = |bin: &str| {
        dir.write(
            "spec.toml",
            format!("{SMALL}\n").replace("seed = 7", &format!("seed = 7\nbin_s = {bin}")),
        );
        let run = dir.json(&["run", "spec.toml", "--set", "replications=1", "--json"]);
        run["folder"].as_str().unwrap().to_owned()
    };
    assert_eq!(folder("\"0.05 min\""), folder("3"));
    has(&spec_error("bin_s = \"1 parsec\"\n"), &["1 parsec", "250ms, 5s, 1h", "spec.toml:1"]);
    has(&spec_error("[servers]\nbytes_per_s = \"1Gb/s\"\n"), &["1Gbit/s", "125MB/s"]);
    has(&spec_error("[servers]\ncache = 10\n"), &["64MiB", "1000obj", "0.01"]);
}

#[test]
fn flags_take_units() {
    let dir = Dir::new();
    dir.write("access.log", small_log());
    let bins = dir.json(&["analyze", "access.log", "--bin-s", "1min", "--json"]);
    assert_eq!(bins, dir.json(&["analyze", "access.log", "--bin-s", "60", "--json"]));
    let hits = |warm_up: &str| {
        let rows = dir.json(&["replay", "access.log", "--warm-up", warm_up, "--json"]);
        rows["rows"].as_array().unwrap_or(&vec![rows.clone()])[0]["hits"].clone()
    };
    assert_eq!(hits("25%"), hits("0.25"));
    dir.write("spec.toml", SMALL);
    let plan = |flag: &[&str]| {
        let arguments = [&["run", "spec.toml", "--json", "--set", "replications=1"], flag].concat();
        dir.json(&[&arguments[..], &["--set", "layout.kind=hashed"]].concat())["summary"].clone()
    };
    assert_eq!(plan(&["--sample", "50%"]), plan(&["--sample", "0.5"]));
}

#[test]
fn words_without_quotes_get_an_answer_with_quotes() {
    has(&spec_error("name = fig\n"), &["needs quotes", "write name = \"fig\"", "spec.toml:1"]);
    has(
        &spec_error("seed = 1\n[sweep]\n\"layout.kind\" = [mirrored, hashed]\n"),
        &["needs quotes", "write \"layout.kind\" = [\"mirrored\", \"hashed\"]", "spec.toml:3"],
    );
    has(&spec_error("[servers]\ncache = 1%\n"), &["write cache = \"1%\""]);
}

#[test]
fn sections_and_words_are_guessed() {
    has(&spec_error("[server]\ncount = 8\n"), &["server", "did you mean the section `[servers]`?"]);
    has(&spec_error("cache = \"1%\"\n"), &["did you mean `servers.cache`?"]);
    has(&spec_error("[layout]\nhott.objects = 3\n"), &["did you mean the section `[layout.hot]`?"]);
    has(&spec_error("[servers]\npolicy = \"lruu\"\n"), &["did you mean \"lru\"?"]);
    has(
        &spec_error("[servers]\ncache = [\"1%\", \"2%\"]\n"),
        &["one value", "under [sweep]", "servers.cache"],
    );
    let dir = Dir::new();
    // Sections below [sweep] are what their keys are without quotes.
    let nested = values(&dir, "[sweep]\nservers.cache = [\"1%\", \"2%\"]\n", "servers.cache");
    assert_eq!(nested, ["1%", "2%"]);
    let set = dir.json(&["plan", "--json", "--set", "sweep.layout.kind=[mirrored, hashed]"]);
    let kinds: Vec<&str> = set["points"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|p| p["layout.kind"].as_str())
        .collect();
    assert!(kinds.contains(&"mirrored") && kinds.contains(&"hashed"));
}

#[test]
fn policies_are_listed_as_people_list_them() {
    let dir = Dir::new();
    dir.write("access.log", small_log());
    let rows =
        dir.hotset(&["replay", "access.log", "--policy", "lru, sieve", "--cache", "1%, 10%"]);
    assert_eq!(rows.status, 0, "{}", rows.stderr);
    assert_eq!(rows.stdout.matches("| sieve ").count(), 2, "{}", rows.stdout);
    let apart = error(&dir, &["replay", "access.log", "--policy", "lru", "sieve"]);
    has(&apart, &["sieve", "commas: --policy lru,sieve"]);
    let wrong = error(&dir, &["replay", "access.log", "--policy", "lruu"]);
    has(&wrong, &["did you mean \"lru\"?"]);
    has(
        &error(&dir, &["replay", "access.log", "--policy", "s3fifo"]),
        &["did you mean \"s3-fifo\"?"],
    );
}

#[test]
fn a_trace_in_place_of_a_spec_is_told_what_reads_it() {
    let dir = Dir::new();
    dir.write("access.log", small_log());
    dir.write("access.log.zst", zstd::encode_all(small_log().as_bytes(), 3).unwrap());
    for trace in ["access.log", "access.log.zst"] {
        has(
            &error(&dir, &["run", trace]),
            &["trace", &format!("hotset init spec.toml --trace {trace}")],
        );
    }
    has(&error(&dir, &["run", "none.toml"]), &["hotset init"]);
}

#[test]
fn a_fixed_axis_takes_what_only_its_values_read_with_it() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let output = dir.hotset(&["run", "spec.toml", "--set", "layout.kind=hashed"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    has(&output.stderr, &["layout.kind = \"hashed\" instead of the 5 values of its axis"]);
    has(&output.stderr, &["layout.hot.share_of_objects is not read any more"]);
    let fewer =
        dir.hotset(&["plan", "spec.toml", "--set", "sweep.layout.kind=[dedicated, hashed]"]);
    assert_eq!(fewer.status, 0, "{}", fewer.stderr);
    assert!(fewer.stdout.contains("2 points"), "{}", fewer.stdout);
    let twice = spec_error(
        "[sweep]\nseries_by = [\"total\"]\n[[sweep.together]]\nseries_by = [\"server\"]\n",
    );
    has(&twice, &["series_by", "two axes"]);
}

#[test]
fn a_cache_of_more_than_everything_is_warned_of() {
    let dir = Dir::new();
    dir.write("access.log", small_log());
    let replay = dir.hotset(&["replay", "access.log", "--cache", "200%"]);
    has(&replay.stderr, &["warning", "200%", "more than all objects"]);
    dir.write("spec.toml", SMALL.replace("2%", "200%"));
    let run = dir.hotset(&["run", "spec.toml"]);
    has(&run.stderr, &["warning", "200%", "more than the whole catalog"]);
    has(&run.stdout, &["warning (cache-holds-all), 6 of 6 rows"]);
}

#[test]
fn init_writes_specs_that_run() {
    let dir = Dir::new();
    dir.write("access.log", small_log());
    assert_eq!(dir.hotset(&["init"]).status, 0);
    has(&error(&dir, &["init"]), &["there already", "--force"]);
    let small = ["--set", "workload.requests=20000", "--set", "replications=2"];
    let run = dir.hotset(&[&["run", "spec.toml"], &small[..]].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(dir.hotset(&["init", "log.toml", "--trace", "access.log"]).status, 0);
    let run = dir.hotset(&["run", "log.toml", "--set", "sweep.servers.cache=[5%,20%]"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
}

#[test]
fn figures_of_a_wrong_folder_are_told_the_right_ones() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let small = ["run", "spec.toml", "--set", "workload.requests=20000"];
    let run = dir.json(&[&small[..], &["--json"]].concat());
    let folder = run["folder"].as_str().unwrap();
    has(&error(&dir, &["figures", "out"]), &["no summary.csv", folder]);
    has(&error(&dir, &["figures", "nowhere"]), &["nowhere", "is not there"]);
    has(&error(&dir, &["figures", "spec.toml"]), &["spec.toml", "is a file"]);
    let column = error(&dir, &["figures", folder, "--y", "orign_per_egress"]);
    has(&column, &["no column \"orign_per_egress\"", "did you mean origin_per_egress?"]);
    let value = error(&dir, &["figures", folder, "--where", "layout.kind=hashd"]);
    has(&value, &["layout.kind = hashd", "hashed"]);
    has(&error(&dir, &["figures", folder, "--width", "wide"]), &["column, full"]);
    has(&error(&dir, &["figures", folder, "--style", "acl"]), &["acm, ieee"]);
}

#[test]
fn a_figure_is_drawn_as_asked_for() {
    let dir = Dir::new();
    dir.write("spec.toml", format!("{SMALL}\n\"servers.cache\" = [\"1%\", \"2%\", \"5%\"]\n"));
    let small = ["run", "spec.toml", "--json", "--set", "workload.requests=20000"];
    let run = dir.json(&small);
    let folder = run["folder"].as_str().unwrap();
    let asked = [
        "figures",
        folder,
        "--x",
        "cache",
        "--y",
        "hit_ratio",
        "--where",
        "share_of_objects=0.1",
        "--width",
        "column",
        "--format",
        "svg,pdf",
        "--name",
        "hits",
        "--out",
        "paper",
    ];
    let output = dir.hotset(&asked);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let svg = std::fs::read_to_string(dir.path().join("paper/figures/hits.svg")).unwrap();
    has(
        &svg,
        &[
            "width=\"241pt\"",
            "Hit ratio",
            "Cache of each server",
            "Consistent hashing",
            "identity: ",
        ],
    );
    let pdf = std::fs::read(dir.path().join("paper/figures/hits.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    assert!(!dir.path().join("paper/figures/hits.png").exists());
    // What is drawn into the folder itself is listed in its manifest, as it now is.
    let manifest =
        || std::fs::read_to_string(dir.path().join(folder).join("manifest.json")).unwrap();
    let before = manifest();
    assert_eq!(dir.hotset(&["figures", folder, "--width", "column"]).status, 0);
    assert!(manifest() != before && manifest().matches("figures/traffic.svg").count() == 1);
    let drawn = std::fs::read(dir.path().join(folder).join("figures/traffic.svg")).unwrap();
    assert!(manifest().contains(&hotset_results::sha256_of_bytes(&drawn)));
    // Against the baseline, replication by replication.
    let ratio =
        ["figures", folder, "--y", "origin_bytes", "--baseline", "dedicated", "--name", "ratio"];
    assert_eq!(dir.hotset(&ratio).status, 0);
    let csv = std::fs::read_to_string(dir.path().join(folder).join("figures/ratio.csv")).unwrap();
    let of_baseline = csv.lines().filter(|line| line.contains(",Dedicated,"));
    assert!(
        of_baseline.clone().count() == 3 && of_baseline.clone().all(|line| line.contains(",1.0,")),
        "{csv}"
    );
}
