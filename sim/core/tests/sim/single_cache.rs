//! One cache under independent references, against exact and approximate theory.

use crate::common::{measured, stream, zipf};
use hotset_sim::cache::{Access, Cache, CacheConfig, EvictionPolicy, Fifo, Lru, NEVER, Random};
use hotset_sim::cache::{Capacity, PolicyKind};
use hotset_workloads::SimTime;
use hotset_workloads::synthetic::{AliasTable, SizeModel, Sizes, Synthetic};

/// Hit ratio over two million requests after a warm-up.
fn hit_ratio(objects: usize, alpha: f64, policy: PolicyKind, capacity: u64) -> f64 {
    let warm_up = 200_000;
    let content = zipf(objects, alpha, 2_000_000 + warm_up).content(&mut stream(1)).unwrap();
    measured(&content, policy, Capacity::Objects(capacity), warm_up).hit_ratio()
}

/// THEORY 2.2: exact values for tiny catalogs.
#[test]
fn tiny_caches_agree_with_exact_markov_chains() {
    fn tiny<E: EvictionPolicy>(weights: &[f64], objects: u64) -> f64 {
        let config = CacheConfig::new(Capacity::Objects(objects), weights.len(), stream(1));
        let mut cache = Cache::<E>::new(&config);
        let mut drawn = vec![0; 2_000_000];
        AliasTable::new(weights).fill(&mut stream(2), &mut drawn);
        let mut hits = 0;
        for &object in &drawn {
            let access = Access {
                object,
                bytes: 1,
                time: SimTime(0),
                next_use: NEVER,
                ttl_s: 0,
                version: 0,
            };
            if cache.lookup(access, |_| {}) {
                hits += 1;
            } else {
                cache.admit(access, |_| {});
            }
        }
        f64::from(hits) / drawn.len() as f64
    }
    let three = [0.5, 0.3, 0.2];
    let ten = |alpha: f64| (1..=10).map(|i| libm::pow(f64::from(i), -alpha)).collect::<Vec<_>>();
    for (weights, objects, lru, fifo) in [
        (three.to_vec(), 1, 0.38, 0.38),
        (three.to_vec(), 2, 0.719_285_714_3, 22.0 / 31.0),
        (ten(1.0), 3, 0.470_664_190_0, 0.445_104_460_6),
        (ten(0.8), 3, 0.407_836_786_7, 0.391_981_777_5),
    ] {
        for (name, found, expected) in [
            ("LRU", tiny::<Lru>(&weights, objects), lru),
            ("FIFO", tiny::<Fifo>(&weights, objects), fifo),
            ("RANDOM", tiny::<Random>(&weights, objects), fifo),
        ] {
            assert!((found - expected).abs() < 0.003, "{name}: {found} for {expected}");
        }
    }
}

/// THEORY 2.2: exact values for a hundred and five hundred objects.
#[test]
fn small_caches_agree_with_exact_sums() {
    for (objects, capacity, policy, row) in [
        (100, 10, PolicyKind::Lru, [0.172165, 0.264281, 0.397802, 0.546635]),
        (100, 10, PolicyKind::Fifo, [0.163227, 0.239194, 0.350044, 0.482157]),
        (100, 10, PolicyKind::Random, [0.163227, 0.239194, 0.350044, 0.482157]),
        (500, 50, PolicyKind::Lru, [0.208258, 0.350963, 0.534134, 0.709476]),
    ] {
        for (alpha, expected) in [0.6, 0.8, 1.0, 1.2].into_iter().zip(row) {
            let found = hit_ratio(objects, alpha, policy, capacity);
            assert!((found - expected).abs() < 0.003, "{policy:?}, alpha {alpha}: {found}");
        }
    }
}

/// THEORY 2.3 and 2.4: within 0.003 at two million measured requests; FIFO and RANDOM alike.
#[test]
fn lru_fifo_random_and_static_lfu_agree_with_the_main_table() {
    for (capacity, rows) in [
        (
            100,
            [
                [0.04319, 0.03965, 0.14197],
                [0.15662, 0.13362, 0.30005],
                [0.39053, 0.34233, 0.52999],
                [0.65634, 0.60331, 0.75077],
            ],
        ),
        (
            1_000,
            [
                [0.24321, 0.22003, 0.38614],
                [0.43666, 0.39418, 0.57062],
                [0.67560, 0.63091, 0.76479],
                [0.86143, 0.83185, 0.90345],
            ],
        ),
    ] {
        for (alpha, [lru, fifo, lfu]) in [0.6, 0.8, 1.0, 1.2].into_iter().zip(rows) {
            let what = format!("C {capacity}, alpha {alpha}");
            let found = |policy| hit_ratio(10_000, alpha, policy, capacity);
            let [f, r] = [found(PolicyKind::Fifo), found(PolicyKind::Random)];
            let [l, s] = [found(PolicyKind::Lru), found(PolicyKind::StaticLfu)];
            assert!((l - lru).abs() < 0.003, "LRU, {what}: {l}");
            assert!((f - fifo).abs() < 0.003, "FIFO, {what}: {f}");
            assert!((r - fifo).abs() < 0.003, "RANDOM, {what}: {r}");
            assert!((f - r).abs() < 0.002, "FIFO {f} against RANDOM {r}, {what}");
            // Exact in expectation: four standard errors of two million requests.
            let error = 4.0 * (lfu * (1.0 - lfu) / 2e6_f64).sqrt() + 5e-6;
            assert!((s - lfu).abs() < error, "static LFU, {what}: {s}");
            assert!(s > l && l > f, "{what}");
        }
    }
}

/// THEORY 2.7, fixture A (deterministic sizes 1 and 4): within 0.004 where the approximation holds.
#[test]
fn byte_budgets_agree_with_theory_and_with_an_independent_simulation() {
    let model = zipf(1_000, 1.0, 2_200_000);
    let mut content = model.content(&mut stream(1)).unwrap();
    for (index, bytes) in content.catalog.bytes.iter_mut().enumerate() {
        *bytes = if index % 2 == 0 { 1 } else { 4 };
    }
    for (capacity, hit, byte_hit) in [(250, 0.57702, 0.55212), (50, 0.31500, 0.27306)] {
        let counts = measured(&content, PolicyKind::Lru, Capacity::Bytes(capacity), 200_000);
        assert!((counts.hit_ratio() - hit).abs() < 0.004, "{capacity}: {}", counts.hit_ratio());
        let found = counts.byte_hit_ratio();
        assert!((found - byte_hit).abs() < 0.004, "{capacity}: {found}");
    }
}

/// THEORY 2.7, fixture B in kind: lognormal sizes of our own drawing against the byte form of the
/// characteristic time.
#[test]
fn lognormal_sizes_agree_with_the_byte_form() {
    use hotset_sim::theory::{Demand, hit_ratio_lru};
    let sizes = Sizes {
        model: SizeModel::Lognormal { median_bytes: 8_192.0, sigma: 1.5 },
        popularity_correlation: 0.0,
    };
    let model = Synthetic { sizes, ..zipf(10_000, 0.8, 2_200_000) };
    let content = model.content(&mut stream(1)).unwrap();
    let capacity = content.catalog.total_bytes() / 10;
    let demand: Vec<Demand> = content
        .weights()
        .iter()
        .zip(&content.catalog.bytes)
        .map(|(&rate, &bytes)| Demand { rate, size: bytes as f64, objects: 1.0 })
        .collect();
    let expected = hit_ratio_lru(&demand, capacity as f64);
    let counts = measured(&content, PolicyKind::Lru, Capacity::Bytes(capacity), 200_000);
    assert!((counts.hit_ratio() - expected).abs() < 0.004, "{} for {expected}", counts.hit_ratio());
}
