//! Admission in front of policies: theory, and that each rule does what it says.

use crate::common::{stream, zipf};
use hotset_sim::cache::{Capacity, Policy, PolicyKind};
use hotset_sim::replay::{ReplayCounts, replay_of};
use hotset_workloads::{RequestBatch, RequestSource};

/// Counts of a policy on Zipf requests after a warm-up.
fn counts(policy: &str, alpha: f64, capacity: u64, seed: u64) -> ReplayCounts {
    let content = zipf(10_000, alpha, 2_400_000).content(&mut stream(1)).unwrap();
    let policy = Policy::parse(policy).unwrap();
    let config = policy.config(Capacity::Objects(capacity), 10_000, stream(seed));
    let mut cache = replay_of(policy.kind, &config);
    let mut source = content.requests(stream(2), stream(3));
    let mut batch = RequestBatch::default();
    let mut cold = ReplayCounts::default();
    let mut fed = 0;
    while source.next_batch(&mut batch).unwrap() {
        cache.feed(&batch, &[]);
        fed += batch.len();
        if fed <= 400_000 {
            cold = cache.counts();
        }
    }
    let all = cache.counts();
    ReplayCounts { requests: all.requests - cold.requests, hits: all.hits - cold.hits, ..all }
}

/// THEORY 2.4, the order that the theory of independent references gives; LFU is the perfect one,
/// which holds the most popular objects from the start.
#[test]
fn lfu_beats_two_lru_beats_q_lru_beats_lru_beats_fifo() {
    for (alpha, capacity) in [(0.8, 100), (0.8, 1_000), (1.0, 100), (1.0, 1_000)] {
        let mut weights = zipf(10_000, alpha, 1).content(&mut stream(1)).unwrap().weights();
        weights.sort_by(|a, b| b.total_cmp(a));
        let perfect: f64 = weights[..capacity as usize].iter().sum();
        let simulated = ["lru+second-hit", "lru+probability:q=0.1", "lru", "fifo"]
            .map(|policy| counts(policy, alpha, capacity, 4).hit_ratio());
        let ratios: Vec<f64> = [perfect].into_iter().chain(simulated).collect();
        assert!(ratios.is_sorted_by(|a, b| a > b), "{alpha} {capacity}: {ratios:?}");
        if (alpha, capacity) == (0.8, 100) {
            // The brute force values of 2.4.
            assert!((ratios[1] - 0.27311).abs() < 0.002, "2-LRU {}", ratios[1]);
            assert!((ratios[2] - 0.21115).abs() < 0.002, "q-LRU {}", ratios[2]);
        }
    }
}

/// A catalog of which only a part is asked for changes nothing: what is known of it before a trace
/// is read is no more than an upper bound.
#[test]
fn counts_do_not_depend_on_the_size_of_the_catalog() {
    let content = zipf(3_000, 0.8, 60_000).content(&mut stream(1)).unwrap();
    let admissions = ["", "+second-hit", "+tinylfu", "+probability:q=0.5", "+adaptsize"];
    for kind in PolicyKind::ALL {
        let info = kind.info();
        let skip = info.offline || info.statically_placed;
        for admission in admissions.iter().filter(|_| !skip) {
            let name = format!("{}{admission}", kind.name());
            // Not every rule goes with every policy.
            let Ok(policy) = Policy::parse(&name) else { continue };
            for capacity in [Capacity::Objects(200), Capacity::Bytes(150)] {
                let counts = [3_000, 30_000].map(|objects| {
                    let config = policy.config(capacity, objects, stream(7));
                    let mut cache = replay_of(policy.kind, &config);
                    let mut source = content.requests(stream(2), stream(3));
                    let mut batch = RequestBatch::default();
                    while source.next_batch(&mut batch).unwrap() {
                        cache.feed(&batch, &[]);
                    }
                    cache.counts()
                });
                assert_eq!(counts[0], counts[1], "{name} at {capacity:?}");
            }
        }
    }
}

#[test]
fn rules_of_chance_differ_by_seed_and_agree_closely() {
    let at = |seed| counts("lru+probability:q=0.1", 0.8, 1_000, seed);
    assert_eq!(at(1), at(1));
    assert_ne!(at(1).hits, at(2).hits);
    assert!((at(1).hit_ratio() - at(2).hit_ratio()).abs() < 0.002);
}

#[test]
fn a_probability_of_one_and_a_high_limit_change_nothing_and_zero_admits_nothing() {
    let plain = counts("sieve", 0.8, 1_000, 1);
    assert_eq!(counts("sieve+probability:q=1", 0.8, 1_000, 1), plain);
    assert_eq!(counts("sieve+size:bytes_max=100", 0.8, 1_000, 1), plain);
    assert_eq!(counts("sieve+probability:q=0", 0.8, 1_000, 1).hits, 0);
    assert_eq!(counts("sieve+size:bytes_max=0", 0.8, 1_000, 1).hits, 0);
}

/// Under independent references frequency is all there is to know: a duel by frequency beats the
/// plain policy, for each policy that can tell its victim, and comes near to perfect LFU.
#[test]
fn tinylfu_lifts_every_policy_that_tells_its_victim() {
    for policy in ["lru", "fifo", "clock", "sieve"] {
        let plain = counts(policy, 0.8, 1_000, 1).hit_ratio();
        let tiny = counts(&format!("{policy}+tinylfu"), 0.8, 1_000, 1).hit_ratio();
        assert!(tiny > plain && tiny < 0.5707, "{policy}: {plain} -> {tiny}");
    }
}

#[test]
fn both_memories_of_the_second_hit_keep_out_what_is_asked_for_once() {
    for memory in ["ghost", "bloom:objects=2000"] {
        let policy = format!("lru+second-hit:memory={memory}");
        let ratio = counts(&policy, 0.8, 1_000, 1).hit_ratio();
        assert!(ratio > counts("lru", 0.8, 1_000, 1).hit_ratio(), "{memory}: {ratio}");
    }
}

/// Martina, Garetto and Leonardi (INFOCOM 2014): k-LRU comes nearer to perfect LFU with every list.
#[test]
fn more_lists_come_nearer_to_perfect_lfu() {
    let ratio = |k: u32| counts(&format!("lru+second-hit:k={k}"), 0.8, 1_000, 1).hit_ratio();
    let ratios = [counts("lru", 0.8, 1_000, 1).hit_ratio(), ratio(2), ratio(3), ratio(5)];
    assert!(ratios.is_sorted() && ratios[3] < 0.5707, "{ratios:?}");
    assert!(ratios[2] - ratios[1] > 0.005, "{ratios:?}");
}

#[test]
fn a_rule_that_needs_the_next_victim_of_a_policy_that_cannot_name_it_is_an_error() {
    let error = Policy::parse("arc+tinylfu").unwrap_err();
    assert!(error.contains("arc") && error.contains("lru"), "{error}");
    for wrong in ["lru+tiny", "lru+probability:q=2", "lru+probability:p=1", "lru:q=1", "lru+"] {
        assert!(Policy::parse(wrong).is_err(), "{wrong}");
    }
    for (text, canonical) in [
        ("LRU", "lru"),
        ("s3-fifo:small=0.1", "s3-fifo"),
        ("s3-fifo:small=0.2:like=libcachesim", "s3-fifo:small=0.2:like=libcachesim"),
        ("lru+probability:q=0.5", "lru+probability:q=0.5"),
    ] {
        assert_eq!(Policy::parse(text).unwrap().to_string(), canonical);
    }
}

/// With small objects popular and large ones not, a probability that falls with the size is worth
/// having, once it is tuned.
#[test]
fn adaptsize_gains_objects_where_sizes_differ() {
    let content = zipf(10_000, 0.8, 2_000_000).content(&mut stream(1)).unwrap();
    let ratio = |policy: &str| {
        let policy = Policy::parse(policy).unwrap();
        let config = policy.config(Capacity::Bytes(4_000_000), 10_000, stream(1));
        let mut cache = replay_of(policy.kind, &config);
        let mut source = content.requests(stream(2), stream(3));
        let mut batch = RequestBatch::default();
        while source.next_batch(&mut batch).unwrap() {
            for (bytes, object) in batch.bytes.iter_mut().zip(&batch.object) {
                *bytes = if object % 4 == 0 { 100_000 } else { 500 };
            }
            cache.feed(&batch, &[]);
        }
        cache.counts().hit_ratio()
    };
    let (plain, adapted) = (ratio("lru"), ratio("lru+adaptsize:interval=100000"));
    assert!(adapted > plain + 0.05, "{plain} -> {adapted}");
}
