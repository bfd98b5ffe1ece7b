//! Caches that are fed together count what they count alone.

use crate::common::stream;
use hotset_sim::cache::{Capacity, Policy, PolicyKind};
use hotset_sim::replay::{MULTI_SIZE_CACHES_MAX, MultiSizeCaches, multi_size_caches_of, replay_of};
use hotset_workloads::{RequestBatch, SimTime};
use proptest::prelude::*;
use rand::RngExt;

/// Objects of sizes from nothing to more than 4 GiB, some of them sometimes of another size, the
/// first of them asked for most.
fn batches(seed: u64, objects: u32) -> Vec<RequestBatch> {
    let mut rng = stream(seed);
    let mut batch = |length: usize| {
        let mut batch = RequestBatch::default();
        for _ in 0..length {
            let last = rng.random_range(0..objects);
            let object = rng.random_range(0..=last);
            let changed = u64::from(rng.random_bool(0.01));
            batch.object.push(object);
            batch.bytes.push([0, 1, 7, 100, 5 << 30][object as usize % 5] + changed);
            batch.time.push(SimTime::default());
            batch.site.push(0);
        }
        batch
    };
    [1, 31, 32, 33, 700, 1_500].map(&mut batch).to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn caches_of_several_sizes_are_each_one_alone(
        seed in 0u64..1_000_000,
        objects in 1u32..400,
        amounts in prop::collection::vec(0u64..300, 1..=MULTI_SIZE_CACHES_MAX),
        sized: bool,
    ) {
        let batches = batches(seed, objects);
        let capacity = |&amount: &u64| match sized {
            true => Capacity::Bytes(amount * amount * amount * 1_000),
            false => Capacity::Objects(amount),
        };
        let sizes: Vec<Capacity> = amounts.iter().map(capacity).collect();
        for kind in [PolicyKind::Fifo, PolicyKind::Clock, PolicyKind::Sieve] {
            let Some(mut bank) = multi_size_caches_of(kind, &sizes, objects as usize) else {
                prop_assert_eq!(sizes.len(), 1);
                continue;
            };
            batches.iter().for_each(|batch| bank.feed(batch, &[]));
            for (&size, together) in sizes.iter().zip(bank.counts()) {
                let policy = Policy::from(kind);
                let mut alone = replay_of(kind, &policy.config(size, objects as usize, stream(1)));
                batches.iter().for_each(|batch| alone.feed(batch, &[]));
                prop_assert_eq!(MultiSizeCaches::counts(&alone), vec![together]);
            }
        }
        prop_assert!(multi_size_caches_of(PolicyKind::Lru, &sizes, objects as usize).is_none());
    }
}
