//! Belady's MIN weighted by size.

use crate::cache::parameters::Parameter;
use crate::cache::structures::bag::Bag;
use crate::cache::{Access, CacheConfig, EvictionPolicy, NEVER, PolicyInfo};
use hotset_workloads::{ObjectId, Stream};

/// Of a random sample, the object with the largest product of its size and the requests until its
/// next use goes; an object that is never requested again is not kept at all. A strong reference
/// for objects of many sizes, for which the optimum is out of reach; libCacheSim's `BeladySize`.
#[derive(Debug)]
pub struct BeladySize {
    /// The next use of each object.
    bag: Bag<u32>,
    sample: u64,
    now: u64,
    stream: Stream,
    unit: bool,
    gone: Option<(ObjectId, u64)>,
}

const SAMPLE: Parameter =
    Parameter::count("sample", (1, 1 << 16), 128, "objects that an eviction looks at");

impl EvictionPolicy for BeladySize {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[SAMPLE],
        offline: true,
        size_aware: true,
        evicts_spontaneously: true,
        ..PolicyInfo::new(
            "belady-size",
            "largest by size times the time to its next use, of a random sample",
            "libCacheSim 0.3.5; after Belady, IBM Systems Journal 1966",
            "hit O(1), miss O(sample)",
        )
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        Self {
            bag: Bag::new(config.objects),
            sample: config.value(&SAMPLE) as u64,
            now: 0,
            stream: config.stream.clone(),
            unit: config.capacity.charge(0) == 1,
            gone: None,
        }
    }

    fn contains(&self, object: ObjectId) -> bool {
        self.bag.find(object).is_some()
    }

    fn lookup(&mut self, access: Access) -> bool {
        self.now += 1;
        let place = self.bag.find(access.object);
        if let Some(place) = place {
            match access.next_use {
                NEVER => self.gone = Some(self.bag.remove(place)),
                next_use => *self.bag.note_mut(place) = next_use,
            }
        }
        place.is_some()
    }

    fn admits(&mut self, access: Access) -> bool {
        access.next_use != NEVER
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        let (now, unit) = (self.now, self.unit);
        let score = |bytes: u64, next_use: u32| {
            u128::from(if unit { 1 } else { bytes })
                * u128::from(u64::from(next_use).saturating_sub(now))
        };
        self.bag.remove_worst(self.sample, &mut self.stream, |a_bytes, &a, b_bytes, &b| {
            score(a_bytes, a) > score(b_bytes, b)
        })
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        self.bag.push(access.object, access.bytes, access.next_use);
        Some(access.bytes)
    }

    fn spontaneous_eviction(&mut self) -> Option<(ObjectId, u64)> {
        self.gone.take()
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let place = self.bag.find(object)?;
        Some(self.bag.remove(place).1)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.bag.residents()
    }
}
