//! Perfect LFU: the most popular objects, placed once and kept.

use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;
use std::collections::{BTreeMap, BTreeSet};

/// Holds the first objects of the placement that fit and never changes: for objects of equal size
/// the best that any cache can do under independent references, `h = H(C) / H(N)` (THEORY 2.1).
/// Knows the popularity ahead of time; nothing is billed for the placement.
#[derive(Debug)]
pub struct StaticLfu {
    held: Vec<bool>,
    /// Objects that were placed, and taken out since.
    removed: BTreeSet<ObjectId>,
    residents: BTreeMap<ObjectId, u64>,
}

impl EvictionPolicy for StaticLfu {
    const INFO: PolicyInfo = PolicyInfo {
        statically_placed: true,
        ..PolicyInfo::new(
            "static-lfu",
            "none: holds the most requested objects from the start",
            "perfect LFU of the theory of independent references",
            "O(1)",
        )
        .taking(34.0, 64.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        let mut left = config.capacity.amount();
        let mut held = vec![false; config.objects];
        let mut residents = BTreeMap::new();
        for &(object, bytes) in config.placement {
            let charge = config.capacity.charge(bytes);
            if charge <= left {
                left -= charge;
                held[object as usize] = true;
                residents.insert(object, bytes);
            }
        }
        Self { held, removed: BTreeSet::new(), residents }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.held[object as usize]
    }

    #[inline]
    fn lookup(&mut self, access: Access) -> bool {
        self.contains(access.object)
    }

    /// Only what was placed is inserted again, as another version.
    fn admits(&mut self, access: Access) -> bool {
        self.removed.contains(&access.object)
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        self.removed.remove(&access.object);
        self.held[access.object as usize] = true;
        self.residents.insert(access.object, access.bytes);
        Some(access.bytes)
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        None
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let bytes = self.residents.remove(&object)?;
        self.held[object as usize] = false;
        self.removed.insert(object);
        Some(bytes)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.residents.iter().map(|(&object, &bytes)| (object, bytes))
    }
}
