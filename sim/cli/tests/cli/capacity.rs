//! The capacity that must be held, and what layouts are told from each other by.

use crate::experiments::summary_with;
use crate::{Dir, SMALL};
use serde_json::Value;

fn number(row: &Value, column: &str) -> f64 {
    row[column].as_f64().unwrap_or_else(|| panic!("no {column} in {row}"))
}

/// A trace of requests of one byte to a few sites, over so many hours.
fn trace(hours: u64) -> String {
    let mut trace = "time,id,size\n".to_owned();
    for second in (0..hours * 3_600).step_by(7) {
        let site = second * second % 23 % 5;
        // A crowd on one site, for an hour.
        let times = if second / 3_600 == 31 && site == 2 { 6 } else { 1 };
        for n in 0..times {
            trace += &format!("{second},/s{site}/o{},1\n", (second + n) % 17);
        }
    }
    trace
}

const TRACE: &str = r#"
warm_up = 0
bounds = "none"
overflow = 0.05
workload = { kind = "trace", path = "trace.csv", sites_by = "directory" }
servers = { count = 3, cache = "10obj" }
"#;

/// The study of traffic and that of the reserve agree on the same loads, whichever machines are bought.
#[test]
fn both_studies_need_the_same_capacity() {
    let dir = Dir::new();
    dir.write("trace.csv", trace(60));
    dir.write("spec.toml", TRACE);
    let reserves = Dir::new();
    reserves.write("trace.csv", trace(60));
    let only_loads = TRACE
        .replace(
            "warm_up = 0\nbounds = \"none\"\n",
            "study = \"reserve\"\nreserve.hours = \"all\"\n",
        )
        .replace(", cache = \"10obj\"", "");
    reserves.write("spec.toml", only_loads);
    for (layout, machines) in
        [("dedicated", "equal"), ("dedicated", "each"), ("packed", "equal"), ("packed", "each")]
    {
        let layout = format!("layout.kind={layout}");
        let machines = format!("capacity.machines={machines}");
        let traffic = summary_with(&dir, &[&layout, &machines]);
        let reserve = summary_with(&reserves, &[&layout, &machines]);
        let (traffic, reserve) = (&traffic[0], &reserve[0]);
        assert_eq!(number(traffic, "bin_width_s"), 3_600.0);
        for column in ["reserve", "utilisation", "peak_to_mean"] {
            let (a, b) = (number(traffic, column), number(reserve, column));
            assert!((a - b).abs() < 1e-9, "{layout}, {machines}, {column}: {a} and {b}");
        }
    }
}

/// Machines that are all alike take no less than those made to measure, and what a hop between servers
/// needs is no load of the clients.
#[test]
fn capacity_is_over_what_clients_ask_for() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let equal = summary_with(&dir, &["bin_s=0.5"]);
    let each = summary_with(&dir, &["bin_s=0.5", "capacity.machines=each"]);
    for (equal, each) in equal.iter().zip(&each) {
        assert!(number(equal, "capacity_per_egress") >= number(each, "capacity_per_egress"));
        assert_eq!(equal["client_bytes_per_s"], equal["client_bytes_per_s"]);
        assert!(number(equal, "reserve_floor") >= number(equal, "reserve_imbalance"));
    }
    // Requests come in anywhere: nearly every byte is sent twice.
    let kind = |kind: &str| equal.iter().find(|row| row["layout.kind"] == kind).unwrap();
    let owner = summary_with(&dir, &["bin_s=0.5", "layout.entry=owner"]);
    let direct = owner.iter().find(|row| row["layout.kind"] == "hashed").unwrap();
    let ratio =
        number(kind("hashed"), "capacity_per_egress") / number(direct, "capacity_per_egress");
    assert!(ratio > 1.3, "{ratio}");
    for row in &equal {
        let clients = number(row, "client_bytes_per_s");
        let first = number(&equal[0], "client_bytes_per_s");
        assert!((clients / first - 1.0).abs() < 1e-12, "the same clients in every layout");
    }
}

#[test]
fn what_could_mislead_is_warned_of() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let warnings = |settings: &[&str]| -> String {
        let rows = summary_with(&dir, settings);
        rows.iter().map(|row| row["warnings"].as_str().unwrap().to_owned() + " ").collect()
    };
    let short = warnings(&[]);
    assert!(short.contains("short-run") && short.contains("shot-noise"), "{short}");
    assert!(!warnings(&["bin_s=0.5"]).contains("short-run"));
    assert!(warnings(&["bin_s=0.5"]).contains("few-bins"));
    assert!(!warnings(&["bin_s=0.05"]).contains("few-bins"));
    let told = dir.hotset(&["run", "spec.toml", "--quiet"]);
    assert!(told.stdout.contains("warning (shot-noise)"), "{}", told.stdout);
    // Names without directories say nothing of sites.
    let other = Dir::new();
    other.write("trace.csv", trace(60).replace(",/s", ",s").replace("/o", "-o"));
    other.write("spec.toml", TRACE);
    let rows = summary_with(&other, &["layout.kind=dedicated"]);
    assert!(rows[0]["warnings"].as_str().unwrap().contains("unclear-sites"), "{}", rows[0]);
}

#[test]
fn capacity_set_from_the_past_is_judged_on_the_rest() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let rows = summary_with(&dir, &["bin_s=0.05", "capacity.known=past"]);
    for row in &rows {
        let over = number(row, "over_capacity_time_share");
        assert!(over < 0.1 && number(row, "over_capacity_bytes_share") <= over, "{row}");
    }
    let more = summary_with(&dir, &["bin_s=0.05", "capacity.known=past", "capacity.headroom=3"]);
    assert!(more.iter().all(|row| number(row, "over_capacity_time_share") == 0.0));
    let hindsight = dir.hotset(&["run", "spec.toml", "--set", "capacity.headroom=1"]);
    assert!(hindsight.stderr.contains("is not read"), "{}", hindsight.stderr);
}

/// Hot content on shared servers, the rest at home: all layouts have the same room, and clients get the
/// same bytes.
#[test]
fn the_rest_of_a_hot_set_may_stay_at_home() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL.replace("entry = \"any\"\n", ""));
    let rows = summary_with(
        &dir,
        &[
            "baseline=''",
            "layout.hot.share_of_objects=0.01",
            "sweep.layout.kind=['hot', 'adaptive', 'dedicated', 'packed']",
            "sweep.layout.rest=['dedicated', 'packed']",
            "sweep.layout.caches=['equal', 'demand']",
            "layout.adaptive.epoch_s=0.5",
        ],
    );
    // Dedicated and packed have no rest.
    assert_eq!(rows.len(), 2 * 2 * 2 + 2 + 2);
    let room = |row: &Value| number(row, "servers") * number(row, "server_cache_bytes");
    let budget = room(&rows[rows.len() - 1]);
    for row in &rows {
        assert_eq!(row["egress_bytes"], rows[0]["egress_bytes"], "conservation");
        let kept = room(row) / budget;
        assert!((0.99..=1.001).contains(&kept), "{kept} of the room: {row}");
        let home = row["layout.rest"] == "dedicated" && row["layout.kind"] != "dedicated";
        let servers = match row["layout.kind"].as_str().unwrap() {
            "dedicated" => 8.0,
            _ if home => 1.0 + 8.0,
            _ => 4.0,
        };
        assert_eq!(number(row, "servers"), servers, "{row}");
        assert_eq!(number(row, "inter_server_bytes"), 0.0, "{row}");
    }
    // Unequal sites do better with caches by their demand.
    let of = |kind: &str, caches: &str| {
        let alike = |row: &&Value| row["layout.kind"] == kind && row["layout.caches"] == caches;
        number(rows.iter().find(alike).unwrap(), "origin_bytes")
    };
    assert!(of("dedicated", "demand") < of("dedicated", "equal"));
    let all = dir.hotset(&[
        "run",
        "spec.toml",
        "--set",
        "layout.rest=dedicated",
        "--set",
        "layout.hot.servers=all",
    ]);
    assert_eq!(all.status, 2);
    assert!(all.stderr.contains("a server of its own"), "{}", all.stderr);
}

/// A hot set that is known from the past catches no more than one that an oracle knows, and the share
/// that it catches is told, bin by bin, too.
#[test]
fn hot_sets_may_be_known_from_the_past() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let settings = [
        "baseline=''",
        "layout.kind=hot",
        "layout.hot.share_of_objects=0.01",
        "workload.churn.turnover_per_day=5000",
    ];
    let share = |more: &[&str]| {
        number(&summary_with(&dir, &[&settings, more].concat())[0], "hot_requests_share")
    };
    let (oracle, past) = (share(&[]), share(&["layout.hot.known=past"]));
    let recent = share(&["layout.hot.known=past", "layout.hot.past_s=1"]);
    assert!(past < oracle && recent > 0.0, "{oracle}, {past}, {recent}");
    let none =
        dir.hotset(&["run", "spec.toml", "--set", "layout.hot.known=past", "--set", "warm_up=0"]);
    assert_eq!(none.status, 2);
    assert!(none.stderr.contains("longer warm-up"), "{}", none.stderr);
}

#[test]
fn adaptive_hot_sets_have_forecasts() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let rows = summary_with(
        &dir,
        &[
            "baseline=''",
            "layout.kind=adaptive",
            "layout.hot.share_of_objects=0.01",
            "layout.adaptive.epoch_s=1",
            "sweep.layout.adaptive.memory=['exact', 'trend', 'yesterday']",
        ],
    );
    let shares: Vec<f64> = rows.iter().map(|row| number(row, "hot_requests_share")).collect();
    // Nothing changes here, and there is no yesterday: the last epoch stands in for it.
    assert!(shares[1] >= shares[0] - 0.01, "{shares:?}");
    assert_eq!(shares[0], shares[2]);
    let odd = dir.hotset(&[
        "run",
        "spec.toml",
        "--set",
        "layout.kind=adaptive",
        "--set",
        "layout.adaptive.memory=yesterday",
        "--set",
        "layout.adaptive.epoch_s=7",
        "--set",
        "baseline=''",
    ]);
    assert!(odd.stderr.contains("a whole part of a day"), "{}", odd.stderr);
}

#[test]
fn common_crowds_correlate_sites_and_need_more() {
    let dir = Dir::new();
    dir.write(
        "spec.toml",
        "study = 'reserve'\nreserve.hours = 'all'\nbin_s = 3_600\noverflow = 1e-3\n\
         layout.kind = 'packed'\nservers.count = 1\n\
         [workload]\nsites = 64\nobjects = 64\nrate_per_s = 1_000\nduration_s = 946_080_000\n\
         flash = { on = 'site', shape = 'on-off', plateau_s = 43_200, per_day = 0.02 }\n\
         [sweep]\n'workload.flash.common' = [0.0, 0.2]\n",
    );
    let document = dir.json(&["run", "spec.toml", "--json"]);
    let rows = document["summary"].as_array().unwrap();
    assert_eq!(number(&rows[1], "crowd_correlation"), 0.2);
    assert!(number(&rows[1], "utilisation") < 0.6 * number(&rows[0], "utilisation"));
    let predicted = document["predictions"].as_array().unwrap();
    let of = |model: &str| {
        number(predicted.iter().find(|row| row["model"] == model).unwrap(), "utilisation")
    };
    let close =
        |found: f64, expected: f64| assert!((found - expected).abs() < 0.03, "{found}, {expected}");
    close(number(&rows[0], "utilisation"), of("independent-crowds"));
    close(number(&rows[1], "utilisation"), of("common-crowds"));
    assert!(of("correlated-cap") < 0.6);
}

/// What is said of the base experiment is looked at under every variation, and a seed is one.
#[test]
fn claims_are_held_against_variations() {
    let dir = Dir::new();
    let varied = SMALL.to_owned()
        + "[robustness]\n'seed 9' = { seed = 9 }\n'alpha 1.2' = { workload.popularity.alpha = 1.2 }\n\
           'owner' = { layout.entry = 'owner' }\n";
    dir.write("spec.toml", varied);
    let document = dir.json(&["run", "spec.toml", "--json"]);
    let claims = document["robustness"].as_array().unwrap();
    assert!(claims.iter().all(|row| row["verdict"].is_string()), "{claims:?}");
    let seeds: Vec<&Value> = claims.iter().filter(|row| row["variation"] == "seed 9").collect();
    assert!(!seeds.is_empty());
    assert!(seeds.iter().all(|row| row["change"] != row["base_change"]), "other random numbers");
    // The table is of the base alone; the base is what it is without variations.
    dir.write("plain.toml", SMALL);
    let plain = dir.json(&["run", "plain.toml", "--json"]);
    let base = document["summary"].as_array().unwrap().iter().filter(|r| r["variation"] == "base");
    for (row, plain) in base.zip(plain["summary"].as_array().unwrap()) {
        assert_eq!(row["origin_bytes"], plain["origin_bytes"]);
    }
    let shown = dir.hotset(&["run", "spec.toml", "--quiet"]);
    let (table, _) = shown.stdout.split_once("\n\n").unwrap();
    assert_eq!(table.matches("| dedicated").count(), 1, "{}", shown.stdout);
    // The resolved spec is the same experiment.
    let folder = std::fs::read_dir(dir.path().join("out")).unwrap();
    let resolved: Vec<_> =
        folder.map(|entry| entry.unwrap().path().join("spec.resolved.toml")).collect();
    let with_variations = resolved
        .iter()
        .find(|path| std::fs::read_to_string(path).unwrap().contains("[robustness]"))
        .unwrap();
    let again = dir.hotset(&["run", with_variations.to_str().unwrap()]);
    assert!(again.stderr.contains("of 48 runs are there already"), "{}", again.stderr);
    let unread = dir.hotset(&["run", "plain.toml", "--set", "robustness=1"]);
    assert_eq!(unread.status, 2, "{}", unread.stderr);
}

#[test]
fn winners_are_told_under_everything_else() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let settings = ["sweep.layout.entry=['owner', 'any']", "sweep.cost.origin=[1, 50]"];
    let mut arguments = vec!["run", "spec.toml", "--json"];
    settings.iter().for_each(|setting| arguments.extend(["--set", setting]));
    let document = dir.json(&arguments);
    let winners = document["winners"].as_array().unwrap();
    assert_eq!(winners.len(), 2 * 2 * 3, "two prices, two entries, three metrics");
    let cost = |entry: &str, price: u64| {
        let row = winners.iter().find(|row| {
            row["layout.entry"] == entry
                && row["cost.origin"] == price
                && row["metric"] == "cost_per_egress"
        });
        row.unwrap()["winner"].as_str().unwrap().to_owned()
    };
    // Hops between servers cost nothing where clients know the owner, too much where an origin byte is
    // as cheap.
    assert_ne!(cost("any", 1), cost("owner", 1));
    let folder = crate::experiments::folder(&dir, "out");
    assert!(folder.join("figures/map.svg").exists() && folder.join("winners.csv").exists());
}

/// Every two layouts are compared; what noise cannot tell apart is named, with or without a baseline.
#[test]
fn layouts_that_cannot_be_told_apart_are_named() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL.replace("baseline = \"dedicated\"\n", ""));
    let run = |replications: &str, out: &str| {
        let settings = ["--set", replications, "--set", "cost.inter_server=0"];
        dir.json(&[&["run", "spec.toml", "--json", "--out", out], &settings[..]].concat())
    };
    let document = run("replications=4", "four");
    let pairs = document["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 3 * 15, "three metrics, six layouts");
    let of = |metric: &str| -> Vec<&Value> {
        pairs.iter().filter(|row| row["metric"] == metric).collect()
    };
    let origin = of("origin_per_egress");
    for row in &origin {
        assert!(number(row, "first_value") <= number(row, "second_value"), "{row}");
        assert!(number(row, "p_adjusted") >= number(row, "p_value"), "{row}");
        let is_distinguishable = number(row, "p_adjusted") < 0.05;
        assert_eq!(row["distinguishable"], is_distinguishable, "{row}");
    }
    let answer = document["answer"].as_array().unwrap();
    let begins =
        |metric: &str| answer.iter().any(|line| line.as_str().unwrap().starts_with(metric));
    assert!(begins("origin: ") && begins("capacity: ") && begins("cost: "), "{answer:?}");
    let folder = crate::experiments::folder(&dir, "four");
    let table = std::fs::read_to_string(folder.join("pairs.csv")).unwrap();
    assert_eq!(table.lines().count(), 1 + pairs.len());
    // One replication says nothing of noise.
    let single = run("replications=1", "one");
    assert!(single["pairs"].as_array().unwrap().is_empty(), "{}", single["pairs"]);
    assert!(single["answer"].as_array().unwrap().is_empty(), "{}", single["answer"]);
    assert!(!crate::experiments::folder(&dir, "one").join("pairs.csv").exists());
}

/// The guide lists what the program can say.
#[test]
fn every_warning_is_in_the_guide() {
    let guide = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../guide/src/capacity.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    let (_, section) = guide.split_once("## Warnings").unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let mut listed: Vec<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    let mut known = hotset_results::warnings::MEANINGS.map(|(word, _)| word);
    listed.sort_unstable();
    known.sort_unstable();
    assert_eq!(listed, known);
}

#[test]
fn loads_are_written_by_server_on_request() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let run = |out: &str, more: &[&str]| {
        let arguments = [&["run", "spec.toml", "--set", "bin_s=1", "--out", out], more].concat();
        assert_eq!(dir.hotset(&arguments).status, 0);
        crate::experiments::folder(&dir, out)
    };
    assert!(!run("plain", &[]).join("loads.csv").exists());
    let folder = run("loads", &["--set", "series_by=server"]);
    let loads = std::fs::read_to_string(folder.join("loads.csv")).unwrap();
    let header = loads.lines().next().unwrap();
    assert_eq!(header, "run_id,bin,time_s,server,load_bytes,egress_bytes,origin_bytes");
}

/// A trace in random order has the same popularity and sizes, and no locality.
#[test]
fn order_can_be_shuffled_away() {
    let dir = Dir::new();
    // Every object is asked for twice in a row.
    let mut trace = "time,id,size\n".to_owned();
    for second in 0..20_000 {
        trace += &format!("{second},o{},1\n", second / 2);
    }
    dir.write("trace.csv", trace);
    dir.write(
        "spec.toml",
        "bounds = 'none'\nwarm_up = 0\nreplications = 2\n\
         workload = { kind = 'trace', path = 'trace.csv' }\n\
         servers = { count = 1, cache = '10obj' }\nlayout.kind = 'hashed'\n",
    );
    let hits = |settings: &[&str]| {
        let row = &summary_with(&dir, settings)[0];
        (number(row, "hit_ratio"), number(row, "hit_ratio_ci95"))
    };
    assert_eq!(hits(&[]), (0.5, 0.0));
    let (shuffled, between) = hits(&["workload.order=shuffled"]);
    assert!(shuffled < 0.01 && between > 0.0, "each replication has an order of its own");
}

/// Bytes that no cache admitted are counted: what is larger than the cache passes by it.
#[test]
fn bytes_that_pass_by_caches_are_counted() {
    let dir = Dir::new();
    let mut trace = "time,id,size\n".to_owned();
    for second in 0..100 {
        trace += &format!("{second},small,10\n{second},large,1000\n");
    }
    dir.write("trace.csv", trace);
    dir.write(
        "spec.toml",
        "bounds = 'none'\nwarm_up = 0\nbins = 10\n\
         workload = { kind = 'trace', path = 'trace.csv' }\n\
         servers = { count = 1, cache = '100B' }\nlayout.kind = 'hashed'\n",
    );
    let row = &summary_with(&dir, &[])[0];
    let requests = number(row, "requests") / 2.0;
    assert_eq!(number(row, "bypass_bytes"), 1_000.0 * requests);
    assert_eq!(number(row, "origin_bytes"), 1_000.0 * requests + 10.0);
}

/// A log of several days has intervals over its days, beside those over hash functions.
#[test]
fn days_of_a_log_are_drawn_again() {
    let dir = Dir::new();
    dir.write("trace.csv", trace(240));
    dir.write("spec.toml", TRACE.replace("count = 3", "count = 2"));
    let row = &summary_with(&dir, &["layout.kind=hashed", "replications=2"])[0];
    assert_eq!(number(row, "days"), 9.0);
    let (low, high) =
        (number(row, "capacity_per_egress_days_low"), number(row, "capacity_per_egress_days_high"));
    assert!(low <= number(row, "capacity_per_egress") + 1e-9 && high >= low, "{row}");
}

/// Sites that fit on few servers need few machines: in both studies, the same.
#[test]
fn servers_without_a_site_need_no_machine() {
    let spec = |study: &str| {
        format!(
            "{study}\nbin_s = 3_600\n\
             workload = {{ sites = 8, objects = 800, rate_per_s = 2, duration_s = 864_000 }}\n\
             servers = {{ count = 16, requests_per_s = 1.05 }}\n\
             layout = {{ kind = 'packed', packed.by = 'mean' }}\n"
        )
    };
    let found = |study: &str| {
        let dir = Dir::new();
        dir.write("spec.toml", spec(study));
        summary_with(&dir, &[])[0].clone()
    };
    let traffic = found("bounds = 'none'");
    let reserve = found("study = 'reserve'\nreserve.hours = 'all'");
    assert_eq!((number(&traffic, "servers"), number(&traffic, "servers_in_use")), (16.0, 2.0));
    assert_eq!(number(&reserve, "servers"), 2.0);
    // Loads of one model, drawn twice.
    let apart = number(&traffic, "utilisation") / number(&reserve, "utilisation") - 1.0;
    assert!(apart.abs() < 0.02, "{traffic}\n{reserve}");
    assert!(number(&reserve, "reserve_floor") > 0.0);
}

/// A layout that drops requests saves traffic that nobody wants saved: it is named, and does not win.
#[test]
fn what_drops_does_not_win() {
    let dir = Dir::new();
    dir.write(
        "spec.toml",
        "replications = 2\nbaseline = 'mirrored'\nbin_s = 1\ntime = 'queueing'\nbounds = 'none'\n\
         [workload]\nobjects = 2_000\nduration_s = 60\nrate_per_s = 500\nsizes.bytes = 16_000\n\
         flash = { at_s = 30, on = 'new-object', shape = 'on-off', plateau_s = 20, magnitude = 20 }\n\
         [servers]\ncount = 4\ncache = '5%'\nbytes_per_s = 60_000_000\njobs_max = 100\n\
         [layout]\nhot.objects = 20\n\
         [sweep]\n'layout.kind' = ['mirrored', 'hashed', 'hot']\n",
    );
    let document = dir.json(&["run", "spec.toml", "--json"]);
    let rows = document["summary"].as_array().unwrap();
    let warned = |row: &Value| row["warnings"].as_str().unwrap().contains("drops");
    assert_eq!(rows.iter().map(warned).collect::<Vec<_>>(), [false, true, false]);
    assert!(number(&rows[1], "capacity_per_egress") > number(&rows[0], "capacity_per_egress"));
    let share = number(&rows[2], "hot_requests_share");
    assert!((0.5..1.0).contains(&share), "{share}");
    for row in document["winners"].as_array().unwrap() {
        assert_ne!(row["winner"], "hashed", "{row}");
        assert_ne!(row["runner_up"], "hashed", "{row}");
    }
    assert!(!document["answer"].to_string().contains("hashed:"), "{}", document["answer"]);
}

#[test]
fn variations_that_could_say_nothing_are_refused() {
    let dir = Dir::new();
    let refused = |variations: &str, settings: &[&str], words: &[&str]| {
        dir.write("spec.toml", SMALL.to_owned() + "[robustness]\n" + variations);
        let arguments = [&["run", "spec.toml"], settings].concat();
        let output = dir.hotset(&arguments);
        assert_eq!(output.status, 2, "{variations}: {}", output.stderr);
        for word in words {
            assert!(output.stderr.contains(word), "{word:?} is not in:\n{}", output.stderr);
        }
    };
    let seed = "'s' = { seed = 2 }\n";
    refused("'reps' = { replications = 9 }\n", &[], &["replications", "whole experiment"]);
    refused("'m' = { layout.kind = 'mirrored' }\n", &[], &["layout.kind", "is swept, too"]);
    refused(
        "'c' = { servers.count = 5 }\n",
        &["--set", "sweep.servers.count=[2, 4]"],
        &["is swept"],
    );
    refused(seed, &["--set", "baseline=''"], &["baseline"]);
    refused(seed, &["--set", "replications=1"], &["at least 2"]);
    refused(seed, &["--set", "variation=x"], &["[robustness] alone"]);
    refused("\"a\\nb\" = { seed = 2 }\n", &[], &["plain characters"]);
    refused("'base' = { seed = 2 }\n", &[], &["what is varied"]);
    refused("'x' = { servers.count = 'y' }\n", &[], &["robustness.x", "servers.count"]);
    refused("'x' = { sevrers.count = 2 }\n", &[], &["unknown key"]);
}

/// What a variation alone reads is no part of the base, and the resolved spec is the same experiment.
#[test]
fn a_resolved_spec_keeps_variations_apart() {
    let dir = Dir::new();
    let varied =
        SMALL.to_owned() + "[robustness]\n'churn' = { workload.churn.turnover_per_day = 9 }\n";
    dir.write("spec.toml", varied);
    assert_eq!(dir.hotset(&["run", "spec.toml"]).status, 0);
    let folder = crate::experiments::folder(&dir, "out");
    let resolved = std::fs::read_to_string(folder.join("spec.resolved.toml")).unwrap();
    let (base, _) = resolved.split_once("[robustness]").unwrap();
    assert!(!base.contains("churn"), "{resolved}");
    dir.write("again.toml", &resolved);
    assert_eq!(dir.hotset(&["run", "again.toml", "--out", "other"]).status, 0);
    let other = crate::experiments::folder(&dir, "other");
    for file in ["runs.csv", "summary.csv", "robustness.csv"] {
        let read = |folder: &std::path::Path| std::fs::read(folder.join(file)).unwrap();
        assert!(read(&folder) == read(&other), "{file}");
    }
}

/// Several traces in one sweep, each with sites of its own kind; files of one name are not mixed up.
#[test]
fn traces_are_an_axis() {
    let dir = Dir::new();
    dir.write("a.csv", trace(30));
    dir.write("b.csv", trace(40));
    dir.write(
        "spec.toml",
        "replications = 2\nbaseline = 'dedicated'\nbounds = 'static'\nworkload.kind = 'trace'\n\
         servers = { count = 3, cache = '10obj' }\n\
         [sweep]\n'layout.kind' = ['dedicated', 'hashed']\n\
         [[sweep.together]]\n'workload.path' = ['a.csv', 'b.csv']\n\
         'workload.sites_by' = ['directory', 'hash']\n'workload.sites' = [1, 4]\n",
    );
    let output = dir.hotset(&["run", "spec.toml", "--quiet"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    for words in ["| a ", "| b ", "a: dedicated", "b: dedicated"] {
        assert!(output.stdout.contains(words), "{words:?} is not in:\n{}", output.stdout);
    }
    let folder = crate::experiments::folder(&dir, "out");
    let plane = std::fs::read_to_string(folder.join("figures/plane.svg")).unwrap();
    assert!(
        plane.contains(">(b)<") && plane.contains(">a<") && plane.contains(">b<"),
        "a panel each"
    );
    std::fs::create_dir(dir.path().join("more")).unwrap();
    dir.write("more/a.csv", trace(40));
    let same =
        dir.hotset(&["run", "spec.toml", "--set", "sweep.workload.path=['a.csv', 'more/a.csv']"]);
    assert_eq!(same.status, 2);
    assert!(same.stderr.contains("different names"), "{}", same.stderr);
}

/// The built-in experiment's predecessor, whose capacities were found by hand from the servers' loads:
/// n times the largest server's largest hour, over the mean load of the clients, the least and the most
/// of five replications; and origin traffic against `dedicated`.
#[test]
fn capacities_are_those_that_were_found_by_hand() {
    let dir = Dir::new();
    dir.write(
        "spec.toml",
        r#"
replications = 5
baseline = "dedicated"
bin_s = 3_600
overflow = 0.005
bounds = "none"
[workload]
objects = 64_000
sites = 64
site_alpha = 0.8
duration_s = 1_209_600
rate_per_s = 6
popularity = { kind = "zipf", alpha = 0.8 }
sizes = { kind = "lognormal", median_bytes = 10_000, sigma = 1.0 }
rhythm = { amplitude = 0.5, phases = "mixed" }
flash = { per_day = 0.05, on = "new-object", shape = "news", magnitude = 8 }
churn.turnover_per_day = 0.1
[servers]
count = 16
cache = "1%"
[layout]
entry = "owner"
hot.objects = 64
[sweep]
"layout.kind" = ["dedicated", "hashed", "hot", "mirrored"]
"#,
    );
    let document = dir.json(&["run", "spec.toml", "--json"]);
    let rows = document["summary"].as_array().unwrap();
    for (row, (peak, low, high, origin)) in rows.iter().zip([
        (28.0, 14.0, 57.0, 0.0),
        (6.2, 3.3, 10.0, -0.312),
        (3.5, 2.1, 7.2, -0.277),
        (1.5, 1.4, 1.9, 0.966),
    ]) {
        let found = number(row, "peak_to_mean");
        assert!((found - peak).abs() < 0.06, "{found} for {peak}");
        // With one hour of two hundred left out it needs less, but no less than the best replication.
        let held = number(row, "capacity_per_egress_geomean");
        assert!((0.85 * low..high).contains(&held), "{held} within {low} to {high}");
        let change = number(row, "origin_bytes_change");
        assert!((change - origin).abs() < 0.001, "{change} for {origin}");
    }
}
