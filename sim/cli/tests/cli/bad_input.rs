//! Bad input: a message that says where, what was found and what is expected; exit 2; nothing left.

use crate::{Dir, SMALL, small_log};
use std::io::Write;

/// Runs a command that must refuse its input, and checks what it says.
fn refused(dir: &Dir, arguments: &[&str], words: &[&str]) {
    let before = dir.files();
    let output = dir.hotset(arguments);
    assert_eq!(output.status, 2, "{arguments:?}: {}{}", output.stdout, output.stderr);
    assert_eq!(output.stdout, "", "{arguments:?}");
    for word in words {
        assert!(output.stderr.contains(word), "{word:?} is not in:\n{}", output.stderr);
    }
    assert!(!output.stderr.contains("panicked"), "{}", output.stderr);
    assert_eq!(dir.files(), before, "{arguments:?} left files");
}

/// A spec with one change.
fn spec(dir: &Dir, from: &str, to: &str) {
    assert!(SMALL.contains(from));
    dir.write("spec.toml", SMALL.replace(from, to));
}

#[test]
fn missing_empty_and_garbage_traces() {
    let dir = Dir::new();
    dir.write("empty.log", "");
    let noise: Vec<u8> =
        (0..100_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    dir.write("noise.bin", &noise);
    dir.write("prose.log", "once upon a time\nthere was a log\n");
    for command in ["replay", "analyze"] {
        refused(&dir, &[command, "none.log"], &["none.log", "No such file"]);
        refused(&dir, &[command, "empty.log"], &["empty.log", "is empty"]);
        refused(&dir, &[command, "noise.bin"], &["noise.bin", "no known format", "oracle-general"]);
        let as_log = [command, "noise.bin", "--format", "log"];
        refused(&dir, &as_log, &["no cacheable request", "malformed"]);
        refused(&dir, &[command, "prose.log"], &["prose.log", "no known format"]);
        refused(&dir, &[command, "."], &["is a folder"]);
    }
}

#[test]
fn truncated_files_name_the_byte() {
    let dir = Dir::new();
    let compressed = zstd::encode_all(small_log().repeat(50).as_bytes(), 3).unwrap();
    dir.write("cut.log.zst", &compressed[..compressed.len() * 2 / 3]);
    refused(&dir, &["replay", "cut.log.zst"], &["cut.log.zst", "bytes", "cut off"]);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(small_log().repeat(50).as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    dir.write("cut.log.gz", &gz[..gz.len() / 2]);
    refused(&dir, &["analyze", "cut.log.gz"], &["cut.log.gz", "cut off"]);
    let mut records = Vec::new();
    for n in 0..100u32 {
        records.extend(n.to_le_bytes());
        records.extend(u64::from(n % 9).to_le_bytes());
        records.extend(100u32.to_le_bytes());
        records.extend((-1i64).to_le_bytes());
    }
    dir.write("cut.oracleGeneral.bin", &records[..24 * 50 + 7]);
    let words = ["after 1200 bytes", "7 bytes instead of 24"];
    refused(&dir, &["replay", "cut.oracleGeneral.bin"], &words);
    dir.write("spec.toml", SMALL.replace("objects = 2_000", "kind = \"trace\"\npath = \"cut.log.zst\"").replace(
        "sites = 8\nsite_alpha = 0.5\nrequests = 40_000\nsizes = { kind = \"lognormal\", median_bytes = 1_000, sigma = 1.0 }\n",
        "",
    ));
    refused(&dir, &["run", "spec.toml"], &["cut.log.zst", "cut off"]);
}

#[test]
fn specs_that_are_wrong_name_the_key_and_the_line() {
    let dir = Dir::new();
    let run: &[&str] = &["run", "spec.toml"];
    for (from, to, words) in [
        (
            "objects = 2_000",
            "objcts = 2_000",
            &["workload.objcts", "did you mean `workload.objects`", "spec.toml:7"][..],
        ),
        (
            "objects = 2_000",
            "objects = \"many\"",
            &["workload.objects", "string", "whole number", "spec.toml:7"],
        ),
        (
            "objects = 2_000",
            "objects = 2_000\npopularity = { alpha = -0.5 }",
            &["workload.popularity.alpha", "-0.5", "0 to 100"],
        ),
        ("cache = \"2%\"", "cache = \"0%\"", &["servers.cache", "0%", "positive size"]),
        ("cache = \"2%\"", "cache = 0", &["servers.cache", "integer", "64MiB", "0.01"]),
        ("cache = \"2%\"", "cache = \"1e-9%\"", &["servers.cache", "holds nothing"]),
        (
            "entry = \"any\"",
            "entry = \"any\"\nhot.servers = 5",
            &["layout.hot.servers", "5 hot servers of 4", "1 to 3"],
        ),
        (
            "entry = \"any\"",
            "entry = \"nay\"",
            &["layout.entry", "did you mean \"any\"", "spec.toml:16"],
        ),
        ("\"mirrored\"", "\"miror\"", &["layout.kind", "did you mean \"mirrored\""]),
        ("count = 4", "count = 0", &["servers.count", "1 to 4096"]),
        (
            "count = 4",
            "count = 4\npolicy = \"belady\"",
            &["servers.policy", "what caches hold", "mirrored"],
        ),
        ("seed = 7", "seed = 7\nbin_s = 1\nbins = 3", &["bin_s", "both"]),
        ("seed = 7", "seed = -7", &["seed", "-7"]),
        ("seed = 7", "bin_s = 11", &["bin_s", "11", "at least two"]),
        ("seed = 7", "bin_s = 0.00001", &["bin_s", "time bins", "20001"]),
        (
            "entry = \"any\"",
            "entry = \"any\"\nvnodes = 9_999_999",
            &["layout.vnodes", "1 to 2500000"],
        ),
        ("[0.001, 0.1]", "[0.1]\n\"seed\" = [1, 2]", &["seed", "cannot be swept"]),
        (
            "requests = 40_000",
            "requests = 40_000\nrate_per_s = 1e10",
            &["workload.rate_per_s", "1e9"],
        ),
        ("origin = 5", "origin = 1e308", &["cost.origin", "1000000000000"]),
        ("name = \"small\"", "name = \"../small\"", &["name", "letters"]),
        ("baseline = \"dedicated\"", "baseline = \"none\"", &["baseline", "layout.kind"]),
        ("[0.001, 0.1]", "[]", &["sweep.layout.hot.share_of_objects", "a list of values"]),
        ("[0.001, 0.1]", "{ from = 0, to = 1, steps = 3, scale = \"log\" }", &["positive ends"]),
        ("[0.001, 0.1]", "[1.5]", &["layout.hot.share_of_objects", "1.5", "0 to 1"]),
        ("sites = 8", "sites = 8\nsites_by = \"hash\"", &["workload.sites_by", "is not read"]),
        ("seed = 7", "sample = 0.3", &["sample", "1 over a whole number"]),
        ("seed = 7", "sample = 2", &["sample", "1"]),
        ("seed = 7", "seed = = 7", &["spec.toml:3"]),
    ] {
        spec(&dir, from, to);
        refused(&dir, run, words);
    }
    refused(&dir, &["run", "no.toml"], &["no.toml", "No such file"]);
    dir.write("spec.toml", SMALL);
    refused(&dir, &["run", "spec.toml", "--set", "servers.cout=3"], &["servers.count"]);
    refused(&dir, &["run", "spec.toml", "--set", "servers.count"], &["KEY=VALUE"]);
    refused(&dir, &["run", "spec.toml", "--threads", "0"], &["--threads 0"]);
    let in_time = |setting| ["run", "spec.toml", "--set", "time=queueing", "--set", setting];
    let hashed = "sweep.layout.kind=['hashed']";
    let in_time = |setting| [&in_time(hashed)[..], &["--set", setting]].concat();
    dir.write("spec.toml", SMALL.replace("\"layout.hot.share_of_objects\" = [0.001, 0.1]\n", ""));
    refused(&dir, &in_time("sample=0.5"), &["sample", "other queues"]);
    refused(&dir, &in_time("links.origin_latency_s=-1"), &["links.origin_latency_s", "from 0"]);
    refused(&dir, &in_time("origin.bytes_per_s=0"), &["origin.bytes_per_s", "from 1"]);
    refused(&dir, &in_time("servers.jobs_max=0"), &["servers.jobs_max", "from 1"]);
    refused(&dir, &in_time("links.jobs_max=5"), &["links.jobs_max", "not read"]);
    refused(&dir, &in_time("origin.channels=10001"), &["origin.channels", "origin.jobs_max"]);
    refused(&dir, &in_time("links.origin_bytes_per_s=0"), &["links.origin_bytes_per_s", "from 1"]);
    refused(&dir, &in_time("servers.channels=0"), &["servers.channels", "from 1"]);
    refused(&dir, &in_time("layout.bound=0.9"), &["layout.bound", "from 1"]);
    let bounded_jump = [&in_time("layout.bound=1.25")[..], &["--set", "layout.hash=jump"]].concat();
    refused(&dir, &bounded_jump, &["layout.bound", "round a ring"]);
    let mirrored = |setting| {
        [
            "run",
            "spec.toml",
            "--set",
            "sweep.layout.kind=['dedicated', 'mirrored']",
            "--set",
            setting,
        ]
    };
    refused(&dir, &mirrored("scaling.by=load"), &["scaling.by", "servers.bytes_per_s"]);
    let none_awake = [&mirrored("scaling.by=load")[..], &["--set", "servers.bytes_per_s=1e6"]];
    let none_awake = [&none_awake.concat()[..], &["--set", "scaling.servers_min=0"]].concat();
    refused(&dir, &none_awake, &["scaling.servers_min", "from 1"]);
    let asleep = ["--set", "scaling.by=load", "--set", "servers.bytes_per_s=1e6"];
    let by_load = [&mirrored("layout.routing=least-loaded")[..], &asleep].concat();
    refused(&dir, &by_load, &["layout.routing", "without time", "round-robin"]);
    let siblings = ["run", "spec.toml", "--set", "sweep.layout.kind=['dedicated', 'cooperative']"];
    refused(&dir, &[&siblings[..], &asleep].concat(), &["scaling.by", "siblings"]);
    let bounded = ["run", "spec.toml", "--set", "sweep.layout.kind=['dedicated', 'tiered']"];
    let bounded = [&bounded[..], &["--set", "layout.bound=1.25"]].concat();
    refused(&dir, &bounded, &["layout.bound", "hashed"]);
    refused(&dir, &mirrored("layout.routing=least"), &["layout.routing", "least-loaded"]);
    let tiered = ["run", "spec.toml", "--set", "sweep.layout.kind=['dedicated', 'tiered']"];
    let no_edge = [&tiered[..], &["--set", "layout.tiered.servers=4"]].concat();
    refused(&dir, &no_edge, &["layout.tiered.servers", "4 of 4", "one in front"]);
    let optimize = |settings: &[&str]| {
        let kinds = "sweep.layout.kind=['dedicated', 'hot']";
        let mut all: Vec<String> = ["run", "spec.toml", "--set", kinds].map(str::to_owned).into();
        let search = ["optimize.key=layout.hot.objects", "optimize.from=1", "optimize.to=9"];
        for setting in search.iter().chain(settings) {
            all.extend(["--set".to_owned(), (*setting).to_owned()]);
        }
        all
    };
    let wrong_searches: [(&[&str], &[&str]); 9] = [
        (&["optimize.key=layout.hot.objcts"], &["did you mean `layout.hot.objects`"]),
        (&["optimize.key=workload.objects"], &["optimize.key", "the same requests"]),
        (&["optimize.key=layout.vnodes"], &["layout.hot", "needs to know"]),
        (&["optimize.to=1"], &["optimize.to", "the larger one last"]),
        (&["optimize.to=9_999"], &["layout.hot.objects", "9999", "2000"]),
        (&["optimize.to=1e18"], &["optimize.to", "from 0 to 1000000000000000"]),
        (&["optimize.key=servers.count", "optimize.from=0"], &["optimize.from", "servers.count"]),
        (&["optimize.metric=costs"], &["optimize.metric", "costs"]),
        (&["optimize.metric=recovery_s"], &["optimize.metric", "workload.flash.at_s"]),
    ];
    for (settings, words) in wrong_searches {
        let arguments = optimize(settings);
        refused(&dir, &arguments.iter().map(String::as_str).collect::<Vec<_>>(), words);
    }
    refused(&dir, &in_time("fetches=one"), &["fetches", "collapsed, each"]);
    dir.write("spec.toml", SMALL);
    let adaptive = |setting| {
        let kind = "sweep.layout.kind=['dedicated', 'adaptive']";
        ["run", "spec.toml", "--set", kind, "--set", setting]
    };
    refused(&dir, &adaptive("servers.policy=static-lfu"), &["servers.policy", "placed ahead"]);
    let long = "layout.adaptive.epoch_s=1000";
    refused(&dir, &adaptive(long), &["layout.adaptive.epoch_s", "1000 s", "nothing is ever hot"]);
    let late = "layout.adaptive.delay_s=1e6";
    refused(&dir, &adaptive(late), &["layout.adaptive.delay_s", "100 epochs"]);
    let sampled = |setting| ["run", "spec.toml", "--sample", "0.5", "--set", setting];
    refused(&dir, &sampled("servers.cache=2%obj"), &["sample", "counts objects"]);
    refused(&dir, &sampled("servers.policy=gdsf"), &["sample", "gdsf is size-aware"]);
    let alike = ["run", "spec.toml", "--set", "servers.policy=lirs:like=libcachesim"];
    refused(&dir, &alike, &["servers.policy", "counts objects as in the cache that left it"]);
    let adaptive = "sweep.layout.kind=['dedicated', 'adaptive']";
    refused(&dir, &sampled(adaptive), &["sample", "number of objects"]);
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    dir.write("taken", "a file where a folder should be");
    refused(&dir, &["run", "spec.toml", "--out", "taken/out"], &["taken/out", "Not a directory"]);
    dir.write("access.log", small_log());
    refused(
        &dir,
        &["analyze", "access.log", "--out", "taken"],
        &["taken/access-", "Not a directory"],
    );
    refused(&dir, &["figures", "nowhere"], &["nowhere", "summary.csv"]);
}

#[test]
fn replay_options_that_are_wrong_say_what_is_right() {
    let dir = Dir::new();
    dir.write("access.log", small_log());
    for (arguments, words) in [
        (&["--policy", "lruu"][..], &["--policy", "lruu", "sieve"][..]),
        (&["--cache", "0%"], &["0%", "positive size"]),
        (&["--cache", "1000"], &["1000", "unit"]),
        (&["--cache", "64MiB", "--ignore-size"], &["64MiB", "objects"]),
        (&["--format", "elf"], &["--format", "elf", "oracle-general"]),
        (&["--size-rule", "first"], &["--size-rule", "last-whole"]),
    ] {
        let all: Vec<&str> = ["replay", "access.log"].iter().chain(arguments).copied().collect();
        refused(&dir, &all, words);
    }
    dir.write("odd.csv", "when,what\n1,a\n");
    refused(
        &dir,
        &["replay", "odd.csv"],
        &["odd.csv", "no time column", "when, what", "--time-column"],
    );
}
