//! What a plan says of memory holds.

use crate::Dir;

/// What a run is told to take at most, and what it took, in MB; `None` where the system does not tell.
fn told_and_taken(spec: &str) -> Option<(f64, f64)> {
    let dir = Dir::new();
    dir.write("spec.toml", spec);
    let output = dir.hotset(&["run", "spec.toml", "--threads", "1"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let megabytes = |text: &str| -> f64 {
        let (number, unit) = text.trim().split_once(' ').expect("a number and its unit");
        let scale = match unit.split_whitespace().next().unwrap_or("") {
            "B" => 1e-6,
            "kB" => 1e-3,
            "MB" => 1.0,
            "GB" => 1e3,
            other => panic!("{other} in {text}"),
        };
        number.parse::<f64>().expect("a number") * scale
    };
    let (run, all) = output.stderr.split_once("at most ")?.1.split_once(" a thread and ")?;
    let all = all.split(" for all").next()?;
    let taken = output.stderr.split_once("memory:  ")?.1;
    Some((megabytes(run) + megabytes(all), megabytes(taken)))
}

#[test]
fn no_run_takes_more_than_is_planned_nor_a_third_of_it() {
    let base = |policy: &str, layout: &str| {
        format!(
            "bounds = 'none'\nservers = {{ count = 8, cache = '10%', policy = '{policy}' }}\n\
             layout = {{ {layout} }}\nworkload = {{ objects = 400_000, requests = 800_000 }}\n"
        )
    };
    let filter = "lru+second-hit:memory=bloom:objects=20000000";
    let mut specs: Vec<(&str, String)> = vec![
        ("Bloom filter", base(filter, "kind = 'mirrored'")),
        ("history of LRU-K", base("lru-k:k=16", "kind = 'mirrored'")),
        ("queues", base("s3-fifo", "kind = 'cooperative'")),
        ("bits", base("sieve", "kind = 'hashed'")),
        ("sketch", base("w-tinylfu", "kind = 'mirrored'")),
        ("counts", base("lru", "kind = 'adaptive', hot.objects = 100, adaptive.epoch_s = 50")),
        ("hot", base("lru", "kind = 'hot', hot.objects = 1000")),
    ];
    let tiny = "bins = 10\nworkload = { objects = 100, requests = 400 }\nservers.count = 2\n\
                servers.cache = '10%'\n[sweep]\n\
                'workload.popularity.alpha' = { from = 0.1, to = 1.5, steps = 600 }\n";
    specs.push(("many tiny runs", tiny.to_owned()));
    let sites = "bounds = 'static'\nlayout.kind = 'dedicated'\nservers = { count = 16, cache = '1%' }\n\
                 workload = { objects = 300_000, requests = 300_000, sites = 500 }\n";
    specs.push(("many sites", sites.to_owned()));
    let small = "bounds = 'none'\nlayout.kind = 'mirrored'\nservers = { count = 200, cache = '0.1%' }\n\
                 workload = { objects = 1_000_000, requests = 1_000_000 }\n";
    specs.push(("small caches", small.to_owned()));
    // Of smaller ones a fifth of what is taken is not theirs, and differs from run to run.
    let contents = "bounds = 'static'\nworkload = { objects = 1_500_000, requests = 10_000 }\n\
                    servers.count = 2\nservers.cache = '1%'\n[sweep]\n\
                    'workload.popularity.alpha' = { from = 0.1, to = 1.5, steps = 6 }\n";
    specs.push(("many contents", contents.to_owned()));
    let timed = "bounds = 'none'\ntime = 'queueing'\nservers = { count = 64, cache = '2%', \
                 bytes_per_s = 1e9 }\nworkload = { objects = 50_000, requests = 200_000 }\n";
    specs.push(("in time", timed.to_owned()));
    for (name, spec) in specs {
        let Some((told, taken)) = told_and_taken(&spec) else {
            println!("this system does not tell what a process takes: not tested");
            return;
        };
        assert!(taken <= told && told <= 3.0 * taken, "{name}: {told} MB told, {taken} MB taken");
    }
}

#[test]
fn small_caches_of_a_large_catalog_are_planned_by_what_they_hold() {
    let dir = Dir::new();
    let spec = "workload.objects = 100_000_000\nservers = { count = 256, cache = '0.1%' }\n";
    dir.write("spec.toml", spec);
    let output = dir.hotset(&["plan", "spec.toml"]);
    let told = output.stdout.split_once("at most ").expect("a bound").1;
    let (number, unit) = told.split_once(' ').expect("a unit");
    let number: f64 = number.parse().expect("a number");
    assert!(unit.starts_with("GB a thread") && number < 16.0, "{}", output.stdout);
}

#[test]
fn what_no_machine_has_is_refused_with_the_number() {
    if !std::path::Path::new("/proc/meminfo").exists() {
        println!("this system does not tell what it has: not tested");
        return;
    }
    let dir = Dir::new();
    let spec = "servers = { count = 600, policy = 'lru-k:k=16' }\nworkload.objects = 100_000_000\n";
    dir.write("spec.toml", spec);
    let output = dir.hotset(&["run", "spec.toml"]);
    assert_eq!(output.status, 2, "{}", output.stderr);
    let told = |words: &str| output.stderr.contains(words);
    assert!(told("this machine has") && told("TB"), "{}", output.stderr);
}
