//! Traces on the command line.

use crate::{Dir, small_log};

#[test]
fn a_log_is_replayed_with_what_it_left_out() {
    let dir = Dir::new();
    dir.write("access.log", small_log());
    let output =
        dir.hotset(&["replay", "access.log", "--policy", "lru,sieve", "--cache", "10%,5obj"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    // 400 lines and one late: 8 POSTs that are no 404 as well, 40 with status 404.
    for word in ["403 records", "2 malformed", "method POST 16", "status 404 32", "1 out of order"]
    {
        assert!(output.stderr.contains(word), "{word:?} is not in:\n{}", output.stderr);
    }
    let rows = output.stdout.lines().filter(|line| line.starts_with('|')).count();
    assert_eq!(rows, 2 + 4 + 1, "{}", output.stdout);
    assert!(output.stdout.contains("infinite"), "{}", output.stdout);
}

/// The contract for comparing with other simulators, on a trace small enough to do by hand.
#[test]
fn replay_rows_follow_the_contract() {
    let dir = Dir::new();
    dir.write(
        "t.csv",
        "time,object,size\n1,a,10\n2,b,20\n3,a,10\n4,c,30\n5,b,20\n6,a,10\n7,d,100\n",
    );
    let rows = dir.json(&["replay", "t.csv", "--policy", "lru,belady", "--cache", "40B", "--json"]);
    let lru = &rows[0];
    // a b a(hit) c(evicts b) b(evicts a, c) a d(larger than the cache)
    for (key, value) in [
        ("policy", serde_json::json!("lru")),
        ("cache_bytes", 40.into()),
        ("requests", 7.into()),
        ("hits", 1.into()),
        ("misses", 6.into()),
        ("bytes", 200.into()),
        ("hit_bytes", 10.into()),
        ("miss_bytes", 190.into()),
        ("evictions", 3.into()),
    ] {
        assert_eq!(lru[key], value, "{key} of {lru}");
    }
    assert!(lru["requests_per_s"].as_f64().unwrap() > 0.0);
    assert!(rows[1]["hits"].as_u64() >= lru["hits"].as_u64());
    let unit = dir.json(&["replay", "t.csv", "--cache", "2obj", "--ignore-size", "--json"]);
    assert_eq!((&unit[0]["cache_objects"], &unit[0]["bytes"]), (&2.into(), &7.into()));
}

#[test]
fn a_request_without_a_target_is_malformed() {
    let dir = Dir::new();
    let line = |request: &str| format!("h - - [17/May/2015:10:05:03 +0000] \"{request}\" 200 10\n");
    let requests =
        ["GET", "GET ", "GET  HTTP/1.0", "GET HTTP/1.1", "GET http://", "GET /x HTTP/1.1"];
    let plain = requests.map(line);
    let with_host = requests.map(|request| format!("v.example:80 {}", line(request)));
    for (lines, malformed) in [(plain, 5), (with_host, 4)] {
        dir.write("access.log", lines.concat());
        let output = dir.hotset(&["replay", "access.log", "--cache", "1obj"]);
        assert_eq!(output.status, 0, "{}", output.stderr);
        let told = format!("{malformed} malformed (a request without a target {malformed})");
        assert!(output.stderr.contains(&told), "{told:?} is not in:\n{}", output.stderr);
    }
}

/// The host is a part of the name, wherever the log has it, and makes the sites.
#[test]
fn objects_of_different_hosts_are_different() {
    let dir = Dir::new();
    let line = |minute: u32, host: &str, target: &str| {
        format!(
            "{host}192.0.2.1 - - [2024-03-01T00:{minute:02}:00+00:00] \"GET {target} HTTP/1.1\" 200 10\n"
        )
    };
    let log = [
        line(1, "a.example:80 ", "/x"),
        line(2, "B.example:443 ", "/x"),
        line(3, "b.example ", "/x"),
        line(4, "", "HTTP://a.example/x"),
        line(5, "", "/x"),
    ];
    dir.write("access.log", log.concat());
    let replayed = dir.json(&["replay", "access.log", "--cache", "9obj", "--json"]);
    assert_eq!((&replayed[0]["requests"], &replayed[0]["hits"]), (&5.into(), &2.into()));
    let spec = "warm_up = 0\nservers.cache = '9obj'\nlayout.kind = 'dedicated'\n\
                [workload]\nkind = 'trace'\npath = 'access.log'\nsites_by = 'host'\n";
    dir.write("spec.toml", spec);
    let run = dir.hotset(&["run", "spec.toml", "--out", "out", "--set", "replications=1"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let folder = std::fs::read_dir(dir.path().join("out")).unwrap().next().unwrap().unwrap();
    // The hosts a.example, b.example, and none, on a server each.
    let servers = std::fs::read_to_string(folder.path().join("servers.csv")).unwrap();
    assert_eq!(servers.lines().count(), 1 + 3, "{servers}");
}

/// The rule for sizes that change: a part or a confirmation keeps the last whole size.
#[test]
fn changing_sizes_follow_the_stated_rule() {
    let dir = Dir::new();
    let line = |second: u32, status: u32, bytes: &str| {
        format!(
            "h - - [24/Oct/1994:13:41:{second:02} -0600] \"GET /x HTTP/1.0\" {status} {bytes}\n"
        )
    };
    let log = [line(1, 200, "100"), line(2, 304, "-"), line(3, 206, "7"), line(4, 200, "300")];
    dir.write("access.log", log.concat());
    let bytes = |arguments: &[&str]| {
        let base = ["replay", "access.log", "--cache", "1obj", "--json"];
        let all: Vec<&str> = base.iter().chain(arguments).copied().collect();
        dir.json(&all)[0]["bytes"].as_u64().unwrap()
    };
    assert_eq!(bytes(&[]), 100 + 100 + 100 + 300);
    assert_eq!(bytes(&["--size-rule", "as-logged"]), 100 + 7 + 300);
}

#[test]
fn analysis_tells_popularity_and_rate() {
    let dir = Dir::new();
    dir.write("access.log", small_log());
    let found = dir.json(&["analyze", "access.log", "--bin-s", "60", "--json"]);
    assert_eq!(found["malformed"]["blank or overlong line"], 1);
    assert_eq!(found["requests"], 353);
    assert_eq!(found["bins"], 7);
    assert!(found["zipf_alpha"].as_f64().unwrap() > 0.0);
    let mut folders = std::fs::read_dir(dir.path().join("out")).unwrap();
    let folder = folders.next().unwrap().unwrap().path();
    assert!(folder.file_name().unwrap().to_str().unwrap().starts_with("access-analysis-"));
    for file in [
        "popularity.csv",
        "rate.csv",
        "summary.json",
        "figures/analysis.svg",
        "figures/analysis.png",
    ] {
        assert!(folder.join(file).metadata().unwrap().len() > 0, "{file}");
    }
}

#[test]
fn an_experiment_on_a_log_divides_it_into_sites() {
    let dir = Dir::new();
    dir.write("access.log", small_log());
    dir.write(
        "spec.toml",
        "name = \"log\"\nbaseline = \"dedicated\"\n[workload]\nkind = \"trace\"\npath = \"access.log\"\n\
         sites_by = \"directory\"\n[servers]\ncount = 3\ncache = \"10%\"\n[sweep]\n\
         \"layout.kind\" = [\"dedicated\", \"mirrored\"]\n",
    );
    let document = dir.json(&["run", "spec.toml", "--json"]);
    let rows = document["summary"].as_array().unwrap();
    // Three directories, and the late object in the root.
    assert_eq!(rows[0]["servers"], 4.0);
    assert_eq!(rows[1]["servers"], 3.0);
    assert_eq!(document["traces"][0]["records"], 403);
}

/// Garbage spoils its own line only: line ends of another system, a quote left open, impossible
/// sizes and times.
#[test]
fn garbage_spoils_its_own_line() {
    let dir = Dir::new();
    dir.write("crlf.log", small_log().replace('\n', "\r\n"));
    assert_eq!(dir.json(&["replay", "crlf.log", "--json"])[0]["requests"], 353);
    dir.write(
        "q.csv",
        "time,object,size\n1,a,10\n2,\"b,20\n3,\"c,d\",30\n4,a,1000000000000000000\n1e99,a,1\nx\n5,a,10\n",
    );
    let output = dir.hotset(&["replay", "q.csv", "--cache", "2obj"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    for word in ["3 requests", "4 malformed", "size above 1 TiB 1"] {
        assert!(output.stderr.contains(word), "{word:?} is not in:\n{}", output.stderr);
    }
}

/// Compressed or plain, the counts are the same.
#[test]
fn compression_makes_no_difference() {
    let dir = Dir::new();
    dir.write("a.log", small_log());
    dir.write("b.log.zst", zstd::encode_all(small_log().as_bytes(), 3).unwrap());
    let hits = |file: &str| dir.json(&["replay", file, "--json"])[0]["hits"].clone();
    assert_eq!(hits("a.log"), hits("b.log.zst"));
}

/// The page about policies is what the program says of them.
#[test]
fn the_page_about_policies_is_what_the_program_says() {
    let page = include_str!("../../../core/POLICIES.md");
    let output = Dir::new().hotset(&["policies"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert!(page.contains(&output.stdout), "sim/core/POLICIES.md is not up to date");
}

#[test]
fn a_densified_trace_gives_the_same_counts_and_is_made_anew_when_the_trace_changes() {
    let dir = Dir::new();
    dir.write("access.log", small_log());
    let flags = ["--policy", "lru,s3-fifo,belady", "--cache", "10%,5obj", "--json"];
    let replay = || dir.json(&[&["replay", "access.log"], &flags[..]].concat());
    let counts = |rows: &serde_json::Value| -> Vec<(String, u64, u64)> {
        let rows = rows.as_array().unwrap();
        let number = |row: &serde_json::Value, key: &str| row[key].as_u64().unwrap();
        rows.iter()
            .map(|row| {
                (row["policy"].to_string(), number(row, "misses"), number(row, "miss_bytes"))
            })
            .collect()
    };
    let plain = counts(&replay());
    assert!(!dir.path().join("access.log.hotset").exists(), "kept without being asked to");
    assert_eq!(dir.hotset(&["densify", "access.log"]).status, 0);
    assert!(dir.path().join("access.log.hotset/object.npy").exists());
    assert_eq!(counts(&replay()), plain);
    assert_eq!(counts(&replay()), plain, "with the uses that the first replay left");
    let by_folder = dir.json(&[&["replay", "access.log.hotset"], &flags[..]].concat());
    assert_eq!(counts(&by_folder), plain);
    let requests = dir.path().join("access.log.hotset/object.npy");
    let mut bytes = std::fs::read(&requests).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&requests, bytes).unwrap();
    assert_eq!(counts(&replay()), plain, "a damaged one is made anew");
    dir.write("access.log", small_log().replace("GET /", "GET /x"));
    assert_eq!(counts(&replay()), plain, "one of another file too");
}

#[test]
fn densify_does_not_touch_a_folder_of_something_else() {
    let dir = Dir::new();
    dir.write("access.log", small_log());
    std::fs::create_dir(dir.path().join("thesis")).unwrap();
    dir.write("thesis/chapter.txt", "years of work");
    let output = dir.hotset(&["densify", "access.log", "--out", "thesis"]);
    assert_eq!(output.status, 2);
    assert!(output.stderr.contains("thesis") && output.stderr.contains("no dense trace"));
    let kept = std::fs::read_to_string(dir.path().join("thesis/chapter.txt")).unwrap();
    assert_eq!(kept, "years of work");
    // Results have a manifest, too.
    dir.write("thesis/manifest.json", "{}");
    assert_eq!(dir.hotset(&["densify", "access.log", "--out", "thesis"]).status, 2);
    assert!(dir.path().join("thesis/chapter.txt").is_file());
    std::fs::remove_file(dir.path().join("thesis/chapter.txt")).unwrap();
    assert_eq!(dir.hotset(&["densify", "access.log", "--out", "thesis"]).status, 2);
    assert!(dir.path().join("thesis/manifest.json").is_file());
    assert_eq!(dir.hotset(&["densify", "access.log", "--out", "made"]).status, 0);
    assert_eq!(dir.hotset(&["densify", "access.log", "--out", "made"]).status, 0, "made anew");
}

/// What stands in the place of a dense form stays as it is, and the trace is read all the same.
#[test]
fn a_replay_does_without_a_dense_form_that_it_cannot_use() {
    let dir = Dir::new();
    dir.write("access.log", small_log());
    let replay = ["replay", "access.log", "--policy", "lru,belady", "--cache", "50%", "--json"];
    let counts = || {
        let rows = dir.json(&replay);
        rows.as_array().unwrap().iter().map(|row| row["misses"].as_u64()).collect::<Vec<_>>()
    };
    let plain = counts();
    let folder = dir.path().join("access.log.hotset");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("notes.txt"), "mine").unwrap();
    assert_eq!(counts(), plain);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(dir.hotset(&["densify", "access.log"]).status, 0);
    assert_eq!(counts(), plain);
    // A manifest that was changed by hand is no longer taken at its word.
    let manifest = folder.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let changed = text.replace("\"object_bytes\": ", "\"object_bytes\": 1");
    assert_ne!(text, changed);
    std::fs::write(&manifest, changed).unwrap();
    assert_eq!(counts(), plain);
    assert_eq!(std::fs::read_to_string(&manifest).unwrap(), text, "made anew");
    // Somebody else's file keeps it from that.
    std::fs::write(folder.join("notes.txt"), "mine").unwrap();
    std::fs::write(&manifest, "{}").unwrap();
    assert_eq!(counts(), plain);
    assert_eq!(std::fs::read_to_string(folder.join("notes.txt")).unwrap(), "mine");
}

/// What decides by itself is in every sample, and what a sample cannot show is said.
#[test]
fn samples_tell_their_error_and_what_they_cannot_show() {
    let dir = Dir::new();
    let mut trace = "time,id,size\n".to_owned();
    let mut state = 1u64;
    for second in 0..60_000 {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let uniform = (state >> 33) as f64 / (1u64 << 31) as f64;
        // One object is a fifth of all requests.
        let object =
            if uniform < 0.2 { 0 } else { 1 + (4_000.0 * (uniform - 0.2) * uniform) as u64 };
        trace += &format!("{second},{object},{}\n", 10 + object % 7);
    }
    dir.write("trace.csv", trace);
    let replay = |more: &[&str]| {
        let plain = ["replay", "trace.csv", "--policy", "lru,s3-fifo", "--cache", "20%", "--json"];
        dir.json(&[&plain[..], more].concat()).as_array().unwrap().clone()
    };
    let number = |row: &serde_json::Value, column: &str| row[column].as_f64().unwrap();
    let whole = replay(&[]);
    let (mut within, mut all) = (0, 0);
    for seed in 1..=20 {
        let rows = replay(&["--sample", "0.25", "--seed", &seed.to_string()]);
        for (sampled, whole) in rows.iter().zip(&whole).take(2) {
            assert_eq!(sampled["requests"], 60_000);
            assert!(sampled["objects_left_out"].as_bool().unwrap());
            for ratio in ["hit_ratio", "byte_hit_ratio"] {
                let error = number(sampled, &format!("{ratio}_standard_error"));
                assert!(error > 0.0 && error < 0.02, "{sampled}");
                let off = (number(sampled, ratio) - number(whole, ratio)).abs();
                within += u32::from(off < 2.0 * error || !sampled["warnings"].is_null());
                all += 1;
            }
        }
    }
    assert!(f64::from(within) >= 0.9 * f64::from(all), "{within} of {all}");
    // What stands for ten is large beside a small cache: then nothing is left out, and all is exact.
    let small = ["replay", "trace.csv", "--cache", "500B", "--policy", "lru"];
    let output = dir.hotset(&[&small[..], &["--sample", "0.1"]].concat());
    assert!(output.stderr.contains("nothing was left out"), "{}", output.stderr);
    let exact = dir.json(&[&small[..], &["--json"]].concat());
    let sampled = dir.json(&[&small[..], &["--json", "--sample", "0.1"]].concat());
    assert_eq!(sampled[0]["misses"], exact[0]["misses"]);
    assert_eq!(sampled[0]["hit_ratio_standard_error"], 0.0);
    // Newcomers of LFU go first; policies that go by sizes are refused; of objects no bytes are told.
    let lfu = ["replay", "trace.csv", "--policy", "lfu", "--cache", "20%", "--sample", "0.25"];
    assert!(dir.hotset(&lfu).stdout.contains("lfu at"), "no warning");
    let gdsf = dir.hotset(&["replay", "trace.csv", "--policy", "gdsf", "--sample", "0.1"]);
    assert!(gdsf.status == 2 && gdsf.stderr.contains("is size-aware"), "{}", gdsf.stderr);
    let objects = ["replay", "trace.csv", "--cache", "700obj", "--sample", "0.25", "--json"];
    assert!(dir.json(&objects)[0]["byte_hit_ratio"].is_null());
}

/// A loop over nine objects and, from the middle on, over nine others: LRU of twelve hits all but the first
/// requests for each.
#[test]
fn a_replay_is_counted_after_its_warm_up_and_by_time() {
    let dir = Dir::new();
    let requests = (0..1_000).map(|n| format!("{n},{},{}\n", n % 9 + n / 500 * 9, 5));
    dir.write("trace.csv", "time,id,size\n".to_owned() + &requests.collect::<String>());
    let replay = |more: &[&str]| {
        let plain = ["replay", "trace.csv", "--cache", "12obj", "--json"];
        dir.json(&[&plain[..], &["--policy", "lru,fifo,belady", "--bounds"], more].concat())
    };
    for (share, requests, misses) in [("0", 1_000, 18), ("0.25", 750, 9), ("0.6", 400, 0)] {
        let rows = replay(&["--warm-up", share]);
        for row in rows.as_array().unwrap().iter().filter(|row| row["policy"] != "static-lfu") {
            let found = (row["requests"].as_u64(), row["misses"].as_u64(), row["bytes"].as_u64());
            let expected = (Some(requests), Some(misses), Some(5 * requests));
            // The bound may be below.
            assert!(found == expected || row["policy"] == "pfoo-l", "{share}: {row}");
        }
    }
    replay(&["--bins", "10"]);
    let table = std::fs::read_to_string(dir.path().join("out/trace.csv-bins/bins.csv")).unwrap();
    let of_lru = table.lines().filter(|line| line.starts_with("lru,"));
    let ratios: Vec<f64> =
        of_lru.map(|line| line.rsplit(',').nth(1).unwrap().parse().unwrap()).collect();
    let expected: Vec<f64> = (0..10).map(|bin| if bin % 5 == 0 { 0.91 } else { 1.0 }).collect();
    assert_eq!(ratios.len(), 10, "{table}");
    assert!(ratios.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 0.002), "{ratios:?}");
    assert!(dir.path().join("out/trace.csv-bins/figures/bins.png").exists());
    for wrong in [&["--warm-up", "1"][..], &["--bins", "1"], &["--bins", "5", "--mrc"]] {
        let output = dir.hotset(&[&["replay", "trace.csv"], wrong].concat());
        assert_eq!(output.status, 2, "{wrong:?}");
    }
}

#[test]
fn curves_samples_and_bounds() {
    let dir = Dir::new();
    dir.write("access.log", small_log());
    let output = dir.hotset(&[
        "replay",
        "access.log",
        "--mrc",
        "--ignore-size",
        "--policy",
        "lru,sieve",
        "--out",
        "curves",
    ]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let table = std::fs::read_to_string(dir.path().join("curves/access.log-mrc/mrc.csv")).unwrap();
    assert!(table.lines().any(|line| line.starts_with("lru,objects,1,")), "{table}");
    assert!(dir.path().join("curves/access.log-mrc/figures/mrc.png").exists());
    let bounds = dir.json(&["replay", "access.log", "--cache", "5obj", "--bounds", "--json"]);
    let names: Vec<&str> =
        bounds.as_array().unwrap().iter().filter_map(|row| row["policy"].as_str()).collect();
    assert_eq!(names, ["lru", "static-lfu", "belady", "pfoo-l", "infinite"]);
    let requests = (0..2_000).map(|n| format!("{n},{}\n", n * n % 311));
    dir.write("trace.csv", "time,id\n".to_owned() + &requests.collect::<String>());
    let sampled =
        dir.json(&["replay", "trace.csv", "--cache", "100obj", "--sample", "0.5", "--json"]);
    assert!(sampled[0]["hit_ratio_standard_error"].as_f64().unwrap() >= 0.0);
    for wrong in [
        &["--sample", "2"][..],
        &["--sample", "0.9"],
        &["--mrc", "--ignore-size", "--sample-objects", "0"],
        &["--mrc", "--ignore-size", "--sample-objects", "10", "--policy", "sieve"],
    ] {
        let output = dir.hotset(&[&["replay", "access.log"], wrong].concat());
        assert_eq!(output.status, 2, "{wrong:?}");
    }
}

/// Next accesses are found, not believed; a file that tells wrong ones is told of.
#[test]
fn next_accesses_that_lie_change_nothing_and_are_told() {
    let dir = Dir::new();
    let object = |n: u32| u64::from(n * n % 9);
    let records = |next: &dyn Fn(u32) -> i64| -> Vec<u8> {
        let record = |n: u32| {
            let mut bytes = n.to_le_bytes().to_vec();
            bytes.extend(object(n).to_le_bytes());
            bytes.extend(100u32.to_le_bytes());
            bytes.extend(next(n).to_le_bytes());
            bytes
        };
        (0..100).flat_map(record).collect()
    };
    let truth_of =
        |n: u32| (n + 1..100).find(|&later| object(later) == object(n)).map_or(-1, i64::from);
    dir.write("true.oracleGeneral.bin", records(&truth_of));
    dir.write("false.oracleGeneral.bin", records(&|n| truth_of(n).max(0) + i64::from(n + 1)));
    let replay = |file| dir.hotset(&["replay", file, "--policy", "belady", "--cache", "3obj"]);
    let (truth, lie) = (replay("true.oracleGeneral.bin"), replay("false.oracleGeneral.bin"));
    let told = "the next accesses in the file are wrong";
    assert!(lie.stderr.contains(told), "{}", lie.stderr);
    assert!(!truth.stderr.contains(told), "{}", truth.stderr);
    let counts = |text: &str| text.lines().nth(2).map(|row| row[..60].to_owned());
    assert_eq!(counts(&lie.stdout), counts(&truth.stdout));
    // Those of most records are true, and go unused as well.
    dir.write("half.oracleGeneral.bin", records(&|n| if n == 90 { -1 } else { truth_of(n) }));
    let replay = |file, more: &[&str]| {
        let rest = ["--policy", "lru,sieve,arc", "--cache", "3obj,20%", "--ignore-size"];
        let output = dir.hotset(&[&["replay", file], &rest[..], more].concat());
        assert_eq!(output.status, 0, "{}", output.stderr);
        let rows = output.stdout.lines().skip(2).map(|row| row[..60].to_owned());
        (rows.collect::<Vec<_>>(), output.stderr)
    };
    let (told, found) = ("do not hold", replay("true.oracleGeneral.bin", &["--keep"]));
    for threads in ["1", "2"] {
        let truth = replay("half.oracleGeneral.bin", &["--threads", threads]);
        assert!(truth.1.contains(told), "{}", truth.1);
        assert_eq!(truth.0, found.0);
    }
    std::fs::remove_dir_all(dir.path().join("true.oracleGeneral.bin.hotset")).unwrap();
    let handed_on = replay("true.oracleGeneral.bin", &[]);
    assert!(!handed_on.1.contains(told), "{}", handed_on.1);
    assert_eq!(handed_on.0, found.0);
}
