//! LRU-K: the object whose K-th last use is longest ago.

use crate::cache::parameters::{COMPATIBILITY, Parameter, value};
use crate::cache::structures::ranked::Ranked;
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// LRU-K (O'Neil, O'Neil and Weikum, SIGMOD 1993), by default LRU-2, without a correlated
/// reference period. Objects with fewer than K known uses go first, the least recently used of
/// them. The uses of objects that left stay known, without limit (the paper's retained
/// information); libCacheSim forgets them, and evicts objects with fewer than K uses in order of
/// insertion. Cost in memory: K times 8 bytes an object of the catalog.
#[derive(Debug)]
pub struct LruK {
    /// Rank: the K-th last use, or 0 where there is none, then the last use.
    ranked: Ranked<(u64, u64)>,
    k: usize,
    /// The last K uses of each object, as request numbers counted from 1, latest first.
    uses: Vec<u64>,
    now: u64,
    like_libcachesim: bool,
}

const K: Parameter = Parameter::count("k", (1, 16), 2, "which use from the last one counts");

impl LruK {
    fn uses(&mut self, object: ObjectId) -> &mut [u64] {
        &mut self.uses[object as usize * self.k..][..self.k]
    }

    /// Notes a use of the object and returns its K-th last.
    fn note(&mut self, object: ObjectId) -> u64 {
        let now = self.now;
        let uses = self.uses(object);
        uses.rotate_right(1);
        uses[0] = now;
        uses[uses.len() - 1]
    }
}

impl EvictionPolicy for LruK {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[K, COMPATIBILITY],
        sampling_bias: PolicyInfo::NEWEST_FIRST,
        // The last K uses of every object.
        other_bytes: |given, objects| 8.0 * value(given, &K) * objects,
        ..PolicyInfo::new(
            "lru-k",
            "longest since its K-th last use",
            "O'Neil et al., SIGMOD 1993",
            "hit O(K), miss O(log n)",
        )
        .taking(4.0, 128.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        let k = config.value(&K) as usize;
        Self {
            ranked: Ranked::new(config.objects),
            k,
            uses: vec![0; config.objects * k],
            now: 0,
            like_libcachesim: config.like_libcachesim(),
        }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.ranked.ranks.find(object).is_some()
    }

    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        self.ranked.ranks.prefetch(objects);
    }

    fn lookup(&mut self, access: Access) -> bool {
        self.now += 1;
        let slot = self.ranked.ranks.find(access.object);
        if let Some(slot) = slot {
            let kth = self.note(access.object);
            // In order of insertion: the rank stays what it was until there are K uses.
            if kth > 0 || !self.like_libcachesim {
                self.ranked.ranks.raise(slot, (kth, self.now));
            }
        }
        slot.is_some()
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        let (_, _, victim) = self.ranked.pop()?;
        if self.like_libcachesim {
            self.uses(victim.0).fill(0);
        }
        Some(victim)
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        let kth = self.note(access.object);
        self.ranked.push(access.object, access.bytes, (kth, self.now));
        Some(access.bytes)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        self.ranked.ranks.bury(object)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.ranked.ranks.residents()
    }
}
