//! An eviction policy of one's own, in one cache and in a layout (`cargo run --example own_policy`).

#![allow(clippy::print_stdout)]

use hotset_sim::cache::*;
use hotset_sim::engine::Run;
use hotset_sim::layout::{Entry, HashKind, Hashed, Owners};
use hotset_sim::ledger::Bins;
use hotset_sim::replay::replay_with;
use hotset_workloads::synthetic::Synthetic;
use hotset_workloads::{ObjectId, SimTime, stream};
use std::collections::VecDeque;

/// FIFO with `k` chances: an object at the tail that was used loses a chance and goes back to the head.
struct Chances(VecDeque<(ObjectId, u64)>, Vec<Option<u8>>, u8);
const K: Parameter = Parameter::count("k", (0, 254), 1, "chances that uses can gain");

impl EvictionPolicy for Chances {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[K],
        ..PolicyInfo::new("chances", "oldest without a chance left", "this page", "O(1)")
    };
    fn new(config: &CacheConfig<'_>) -> Self {
        Self(VecDeque::new(), vec![None; config.objects], config.value(&K) as u8)
    }
    fn contains(&self, object: ObjectId) -> bool {
        self.1[object as usize].is_some()
    }
    fn lookup(&mut self, access: Access) -> bool {
        self.1[access.object as usize].as_mut().map(|left| *left = self.2.min(*left + 1)).is_some()
    }
    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        loop {
            let (object, bytes) = self.0.pop_front()?;
            match &mut self.1[object as usize] {
                Some(left @ 1..) => *left -= 1,
                state => return state.take().map(|_| (object, bytes)),
            }
            self.0.push_back((object, bytes));
        }
    }
    fn insert(&mut self, access: Access) -> Option<u64> {
        self.1[access.object as usize] = Some(0);
        self.0.push_back((access.object, access.bytes));
        Some(access.bytes)
    }
    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        self.1[object as usize].take()?;
        let place = self.0.iter().position(|resident| resident.0 == object)?;
        self.0.remove(place).map(|(_, bytes)| bytes)
    }
    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.0.iter().copied()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let content = Synthetic { objects: 20_000, ..Synthetic::default() }.content(&mut stream(1))?;
    let requests = || content.requests(stream(2), stream(3));
    println!("k  one cache of 400  four hashed servers of 100");
    for k in [0, 1, 3, 7] {
        let policy = CustomPolicy::<Chances>::new().with(&K, f64::from(k));
        let config = policy.config(Capacity::Objects(400), 20_000, stream(4));
        let alone = replay_with::<Chances>(&config).feed_all(&mut requests())?.hit_ratio();
        let run = Run {
            source: &mut requests(),
            catalog: &content.catalog,
            weights: &|| content.weights(),
            layout: Hashed::new(Owners::new(HashKind::Jump, 20_000, 0, 4, 7), Entry::Owner),
            capacities: &[Capacity::Objects(100); 4],
            streams: &|server| stream(10 + server as u64),
            bins: Bins::new(SimTime(0), SimTime::NS_PER_S, 1_000),
            policy: &policy,
        };
        let outcome = run.run()?;
        println!("{k}  {alone:16.4}  {:26.4}", outcome.ledger.traffic(0..1_000).hit_ratio());
    }
    Ok(())
}
