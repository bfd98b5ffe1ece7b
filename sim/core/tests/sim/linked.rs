//! What objects carry from request to request tells a cache what a table of them tells it.

use crate::common::stream;
use hotset_sim::cache::{Capacity, Policy, PolicyKind};
use hotset_sim::replay::{Footprint, ReplayCounts, linked_replay_of, replay_of};
use hotset_workloads::formats::{
    NextAccessBlock, NextAccessCheck, NextAccessTrace, ReadOptions, ReadReport,
};
use hotset_workloads::{RequestBatch, SimTime};
use proptest::prelude::*;
use rand::RngExt;
use std::collections::{BTreeMap, BTreeSet};

/// A trace with true next accesses, as a file and as a batch.
struct Trace {
    path: tempfile::TempPath,
    batch: RequestBatch,
    next: Vec<u32>,
}

impl Trace {
    /// The first objects are asked for most; sometimes one has another size. In the second half all
    /// are others, as many again.
    fn new(seed: u64, requests: usize, objects: u32) -> Self {
        let mut rng = stream(seed);
        let mut batch = RequestBatch::default();
        let mut ids = BTreeMap::new();
        for number in 0..requests {
            let last = rng.random_range(0..objects);
            let mut name = rng.random_range(0..=last);
            if number > requests / 2 && rng.random_bool(0.9) {
                name += objects;
            }
            let id = ids.len() as u32;
            batch.object.push(*ids.entry(name).or_insert(id));
            batch.bytes.push(u64::from(name % 5 * 37 + u32::from(rng.random_bool(0.01))));
            batch.time.push(SimTime::default());
            batch.site.push(0);
        }
        let mut next = vec![u32::MAX; requests];
        let mut later = BTreeMap::new();
        for (number, &object) in batch.object.iter().enumerate().rev() {
            next[number] = later.insert(object, number as u32).unwrap_or(u32::MAX);
        }
        let path = write(&batch, &next);
        Self { path, batch, next }
    }

    /// Feeds it block by block, and sees that it holds.
    fn feed(&self, mut feed: impl FnMut(&NextAccessBlock, &mut Vec<u32>)) -> ReadReport {
        let mut chain =
            NextAccessTrace::open(&self.path, &ReadOptions::default()).unwrap().unwrap();
        assert_eq!(chain.requests(), self.batch.len());
        let (mut check, mut block) = (NextAccessCheck::default(), NextAccessBlock::default());
        let mut firsts = Vec::new();
        while chain.next(&mut block).unwrap() {
            feed(&block, &mut firsts);
            check.note(&block, &firsts);
        }
        check.report().unwrap()
    }

    fn relayed(&self, policy: &Policy, capacity: Capacity, unit: bool) -> Option<ReplayCounts> {
        let config = policy.config(capacity, self.batch.len(), stream(1));
        let mut relay = linked_replay_of(policy, &config, self.batch.len())?;
        self.feed(|block, firsts| relay.feed(block, unit, firsts));
        Some(relay.counts())
    }

    fn replayed(&self, policy: &Policy, capacity: Capacity, unit: bool) -> ReplayCounts {
        let mut batch = self.batch.clone();
        if unit {
            batch.bytes.fill(1);
        }
        let mut replay =
            replay_of(policy.kind, &policy.config(capacity, self.batch.len(), stream(1)));
        replay.feed(&batch, &self.next);
        replay.counts()
    }

    /// Every policy that can be, and some with parameters and rules of admission.
    fn check(&self, capacity: Capacity, unit: bool) -> Result<(), TestCaseError> {
        let mut policies: Vec<Policy> = PolicyKind::ALL.iter().map(|&kind| kind.into()).collect();
        policies.extend(policies.clone().into_iter().map(Policy::like_libcachesim));
        let given = [
            "s3-fifo:small=0.3:threshold=1",
            "s3-fifo:ghost=0.001",
            "s3-fifo:ghost=0.05",
            "w-tinylfu:window=0.2:sample=2",
            "w-tinylfu:protected=0.001",
            "lru+probability:q=0.3",
            "fifo+second-hit",
            "sieve+tinylfu",
        ];
        policies.extend(given.map(|text| Policy::parse(text).unwrap()));
        for policy in &policies {
            let info = policy.kind.info();
            let relayed = self.relayed(policy, capacity, unit);
            prop_assert_eq!(relayed.is_none(), info.timed || info.statically_placed, "{}", policy);
            if let Some(counts) = relayed {
                prop_assert_eq!(counts, self.replayed(policy, capacity, unit), "{}", policy);
            }
        }
        Ok(())
    }
}

fn write(batch: &RequestBatch, next: &[u32]) -> tempfile::TempPath {
    let file = tempfile::Builder::new().suffix(".oracleGeneral.bin").tempfile().unwrap();
    let mut bytes = Vec::new();
    for ((&object, &size), &next) in batch.object.iter().zip(&batch.bytes).zip(next) {
        bytes.extend(0u32.to_le_bytes());
        bytes.extend(u64::from(object).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
        bytes.extend((size as u32).to_le_bytes());
        bytes.extend(if next == u32::MAX { -1 } else { i64::from(next) + 1 }.to_le_bytes());
    }
    std::fs::write(file.path(), bytes).unwrap();
    file.into_temp_path()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_next_access_linked_replay_is_a_replay(
        seed in 0u64..1_000_000,
        requests in 2_000usize..6_000,
        objects in 1u32..400,
        amount in 0u64..300,
        unit: bool,
        sized: bool,
    ) {
        let trace = Trace::new(seed, requests, objects);
        let capacity = if sized { Capacity::Bytes(amount * 50) } else { Capacity::Objects(amount) };
        trace.check(capacity, unit)?;
    }
}

/// Many blocks: room is made between them, and uses grow beyond what GDSF has heaps for.
#[test]
fn a_long_relay_is_a_replay() {
    for (objects, capacities) in [(40, [3, 20, 1_000]), (20_000, [50, 5_000, 100_000])] {
        let trace = Trace::new(7, 9 * NextAccessBlock::REQUESTS + 5, objects);
        for capacity in capacities {
            trace.check(Capacity::Objects(capacity), true).unwrap();
        }
    }
}

#[test]
fn a_footprint_is_what_the_objects_take_at_their_largest() {
    let trace = Trace::new(9, 3 * NextAccessBlock::REQUESTS, 3_000);
    let mut footprint = Footprint::new(trace.batch.len());
    let report = trace.feed(|block, firsts| footprint.feed(block, firsts));
    let mut largest = BTreeMap::new();
    for (&object, &bytes) in trace.batch.object.iter().zip(&trace.batch.bytes) {
        let largest = largest.entry(object).or_insert(0);
        *largest = bytes.max(*largest);
    }
    assert_eq!(footprint.objects(), largest.len() as u64);
    assert_eq!(footprint.bytes(), largest.values().sum::<u64>());
    let objects: BTreeSet<u32> = trace.batch.object.iter().copied().collect();
    assert_eq!((report.objects, report.requests), (objects.len() as u64, trace.batch.len() as u64));
}
