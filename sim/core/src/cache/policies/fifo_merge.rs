//! FIFO-merge: a FIFO queue that evicts the less used objects of each group.

use crate::cache::parameters::Parameter;
use crate::cache::structures::slots::{HEAD, Slot, Slots};
use crate::cache::{Access, CacheConfig, Capacity, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// A hand skips the queue from old to young, a group of `group` objects at a time; of each group the
/// `kept` with the most uses for the room they take stay where they are, the others go one after the other,
/// as room is needed. So Segcache (Yang, Yue and Rashmi, NSDI 2021) merges segments of its log; this is the
/// form of it in libCacheSim, object by object. There uses differ by up to a tenth at random, and one object
/// more of each group stays; here the older goes first. With fewer objects than a group, the oldest goes.
#[derive(Debug)]
pub struct FifoMerge {
    /// By arrival.
    slots: Slots,
    /// By slot: uses, and whether the object is to go.
    uses: Vec<u32>,
    leaves: Vec<bool>,
    /// Where the next group begins; [`HEAD`] for the oldest.
    hand: Slot,
    /// What is to go of the last group, the next victim last.
    leaving: Vec<Slot>,
    residents: usize,
    group: usize,
    kept: usize,
    capacity: Capacity,
}

const GROUP: Parameter =
    Parameter::count("group", (1, 1 << 20), 100, "objects that are compared with each other");
const KEPT: Parameter =
    Parameter::count("kept", (0, 1 << 20), 50, "how many of them stay; one less than all at most");

impl FifoMerge {
    /// Looks at the next group.
    fn compare(&mut self) {
        let mut group: Vec<(Slot, u64, u64)> = Vec::with_capacity(self.group);
        for _ in 0..self.group {
            if self.hand == HEAD {
                self.hand = self.slots.newer(HEAD);
            }
            let bytes = self.slots.object(self.hand).1;
            let uses = u64::from(self.uses[self.hand as usize]);
            group.push((self.hand, uses, self.capacity.charge(bytes).max(1)));
            self.hand = self.slots.newer(self.hand);
        }
        // The fewest uses for its room first: a / b < c / d as a * d < c * b. Stable, the older first.
        let product = |uses: u64, room: u64| u128::from(uses) * u128::from(room);
        group.sort_by(|a, b| product(a.1, b.2).cmp(&product(b.1, a.2)));
        group.truncate(self.group - self.kept);
        group.iter().for_each(|&(slot, ..)| self.leaves[slot as usize] = true);
        self.leaving = group.iter().rev().map(|&(slot, ..)| slot).collect();
    }
}

impl FifoMerge {
    /// Drops the object at a slot.
    fn drop_at(&mut self, slot: Slot) -> (ObjectId, u64) {
        if self.hand == slot {
            self.hand = self.slots.newer(slot);
        }
        self.leaves[slot as usize] = false;
        self.residents -= 1;
        self.slots.remove(slot)
    }
}

impl EvictionPolicy for FifoMerge {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[GROUP, KEPT],
        size_aware: true,
        ..PolicyInfo::new(
            "fifo-merge",
            "of a hundred neighbours in the queue, the fifty used least for the room they take",
            "Yang et al., NSDI 2021 (Segcache), as in libCacheSim",
            "O(log group)",
        )
        .taking(4.0, 48.0)
        .knowing(1.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        let group = config.value(&GROUP) as usize;
        Self {
            slots: Slots::new(config.objects),
            uses: Vec::new(),
            leaves: Vec::new(),
            hand: HEAD,
            leaving: Vec::new(),
            residents: 0,
            group,
            kept: (config.value(&KEPT) as usize).min(group - 1),
            capacity: config.capacity,
        }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.slots.find(object).is_some()
    }

    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        self.slots.prefetch(objects);
    }

    #[inline]
    fn lookup(&mut self, access: Access) -> bool {
        let Some(slot) = self.slots.find(access.object) else { return false };
        let uses = &mut self.uses[slot as usize];
        *uses = uses.saturating_add(1);
        true
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        loop {
            match self.leaving.pop() {
                // It may have left otherwise since the group was examined, and another have its place.
                Some(slot) if !self.leaves[slot as usize] => {}
                Some(slot) => return Some(self.drop_at(slot)),
                None if self.residents > self.group => self.compare(),
                None => {
                    self.hand = HEAD;
                    let oldest = self.slots.oldest(HEAD)?;
                    return Some(self.drop_at(oldest));
                }
            }
        }
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        let slot = self.slots.push_newest(HEAD, access.object, access.bytes);
        self.uses.resize(self.slots.len(), 0);
        self.uses[slot as usize] = 0;
        self.leaves.resize(self.slots.len(), false);
        self.leaves[slot as usize] = false;
        self.residents += 1;
        Some(access.bytes)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let slot = self.slots.find(object)?;
        Some(self.drop_at(slot).1)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.slots.residents()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::ParameterValues;
    use hotset_workloads::{Request, Stream};
    use rand::SeedableRng;

    fn access(object: ObjectId) -> Access {
        Access::of(&Request { object, bytes: 1, ..Request::default() })
    }

    /// Groups of four of which two stay: the ones with uses; what came back meanwhile is new.
    #[test]
    fn of_a_group_those_with_the_fewest_uses_go() {
        let given: ParameterValues = vec![("group", 4.0), ("kept", 2.0)];
        let config = CacheConfig::new(Capacity::Objects(6), 20, Stream::seed_from_u64(1));
        let mut cache = FifoMerge::new(&CacheConfig { given: &given, ..config });
        (0..6).for_each(|object| assert_eq!(cache.insert(access(object)), Some(1)));
        assert!(cache.lookup(access(0)) && cache.lookup(access(2)));
        let victim = |cache: &mut FifoMerge| cache.evict(access(9)).unwrap().0;
        // Of 0 to 3, first 1; then 3, but it left by itself and came back to its place.
        assert_eq!(victim(&mut cache), 1);
        cache.remove(3).unwrap();
        cache.insert(access(3)).unwrap();
        cache.insert(access(7)).unwrap();
        // The next group is 4, 5, 3, 7, all without uses: the oldest two.
        assert_eq!([victim(&mut cache), victim(&mut cache)], [4, 5]);
        // No more than a group is left: the oldest.
        assert_eq!(victim(&mut cache), 0);
    }
}
