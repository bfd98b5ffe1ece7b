//! Objects by a rank that rises with a clock, least first: for policies whose victims' ranks never
//! fall.
//!
//! A heap of all objects would be walked from top to bottom at each eviction, from one line of
//! memory to the next. Here objects wait in buckets by the highest bit in which their rank differs
//! from that of the last victim (the radix heap of Ahuja, Mehlhorn, Orlin and Tarjan, Journal of the
//! ACM 37(2), 1990): they only ever move to lower buckets, in order of memory. A hit only notes
//! the new rank at the object, which finds its bucket when the old one is opened.

use crate::cache::structures::ranked::Ranks;
use crate::cache::structures::slots::Slot;
use hotset_workloads::ObjectId;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// A rank: the lower goes first, and of equal ones the one noted first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::cache) struct Rank {
    pub(in crate::cache) value: u64,
    /// When it was noted: no rank was noted later.
    pub(in crate::cache) noted: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    rank: Rank,
    slot: Slot,
}

/// Objects by rank.
#[derive(Debug)]
pub(in crate::cache) struct Ageing {
    pub(in crate::cache) ranks: Ranks<Rank>,
    /// Nothing waits below this, but for the early ones.
    floor: u64,
    /// Those with the value of the floor, in order.
    first: VecDeque<Waiting>,
    /// The others, by the highest bit in which their ranks, when they came there, differ from the
    /// floor.
    buckets: Vec<Vec<Slot>>,
    /// What was inserted below the floor after the least was examined: seldom anything.
    early: BinaryHeap<Reverse<Waiting>>,
}

impl Ageing {
    pub(in crate::cache) fn new(objects: usize) -> Self {
        Self {
            ranks: Ranks::new(objects),
            floor: 0,
            first: VecDeque::new(),
            buckets: vec![Vec::new(); u64::BITS as usize],
            early: BinaryHeap::new(),
        }
    }

    pub(in crate::cache) fn push(&mut self, object: ObjectId, bytes: u64, rank: Rank) -> Slot {
        let slot = self.ranks.push(object, bytes, rank);
        self.wait(Waiting { rank, slot });
        slot
    }

    #[inline]
    fn wait(&mut self, waiting: Waiting) {
        let value = waiting.rank.value;
        match (value ^ self.floor).checked_ilog2() {
            _ if value < self.floor => self.early.push(Reverse(waiting)),
            Some(bit) => self.buckets[bit as usize].push(waiting.slot),
            None => {
                // Nearly always the last.
                let place = self.first.partition_point(|other| other.rank <= waiting.rank);
                self.first.insert(place, waiting);
            }
        }
    }

    /// The rank of the least object.
    pub(in crate::cache) fn least(&mut self) -> Option<Rank> {
        self.settle().map(|least| least.rank)
    }

    /// Removes the least object; returns its rank and what was there.
    pub(in crate::cache) fn pop(&mut self) -> Option<(Rank, (ObjectId, u64))> {
        let least = self.settle()?;
        if self.early.pop().is_none() {
            self.first.pop_front();
        }
        Some((least.rank, self.ranks.remove(least.slot)))
    }

    /// Finds the least, and leaves it in front of its queue.
    fn settle(&mut self) -> Option<Waiting> {
        loop {
            let least = match (self.early.peek(), self.first.front()) {
                (Some(&Reverse(early)), _) => early,
                (None, Some(&first)) => first,
                (None, None) => {
                    self.open_bucket()?;
                    continue;
                }
            };
            let rank = self.ranks.rank(least.slot);
            let is_live = self.ranks.is_live(least.slot);
            if is_live && rank == least.rank {
                return Some(least);
            }
            if self.early.pop().is_none() {
                self.first.pop_front();
            }
            if is_live {
                self.wait(Waiting { rank, ..least });
            }
        }
    }

    /// Raises the floor to the least value in the lowest bucket, and spreads who waits there; `None`
    /// if nothing waits anywhere.
    fn open_bucket(&mut self) -> Option<()> {
        let lowest = self.buckets.iter().position(|bucket| !bucket.is_empty())?;
        let mut opened = std::mem::take(&mut self.buckets[lowest]);
        // What rose since then out of this bucket is not among the least.
        let mut least = u64::MAX;
        opened.retain(|&slot| {
            let value = self.ranks.rank(slot).value;
            let bit = (value ^ self.floor).ilog2() as usize;
            if bit != lowest {
                self.buckets[bit].push(slot);
                return false;
            }
            least = least.min(value);
            true
        });
        if !opened.is_empty() {
            self.floor = least;
            for &slot in &opened {
                let rank = self.ranks.rank(slot);
                match (rank.value ^ least).checked_ilog2() {
                    Some(bit) => self.buckets[bit as usize].push(slot),
                    None => self.first.push_back(Waiting { rank, slot }),
                }
            }
            self.first.make_contiguous().sort_unstable();
        }
        // Keeps the memory: nothing came back to this bucket.
        opened.clear();
        self.buckets[lowest] = opened;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use std::collections::BTreeMap;

    /// Against a map of all ranks: ranks that rise, equal ones, and some that are inserted below the
    /// floor after a look at the least.
    #[test]
    fn the_least_goes_first() {
        let mut rng = hotset_workloads::Stream::seed_from_u64(11);
        for spread in [1u64, 3, 1_000, 1 << 40] {
            let mut ageing = Ageing::new(20_000);
            let mut known: BTreeMap<ObjectId, Rank> = BTreeMap::new();
            let mut clock = 0u64;
            for object in 0..20_000u32 {
                let noted = 2 * u64::from(object);
                let new = Rank { value: clock + rng.random_range(0..spread), noted };
                ageing.push(object, u64::from(object), new);
                known.insert(object, new);
                if let Some((&other, &old)) = known.range(rng.random_range(0..=object)..).next() {
                    let value = old.value + rng.random_range(0..spread);
                    let raised = Rank { value, noted: noted + 1 };
                    let slot = ageing.ranks.find(other).unwrap();
                    ageing.ranks.raise(slot, raised);
                    known.insert(other, raised);
                }
                let least = known.iter().min_by_key(|&(_, rank)| rank).map(|(&o, &r)| (r, o));
                assert_eq!(ageing.least(), least.map(|(rank, _)| rank));
                if known.len() > 100 {
                    let (rank, object) = least.unwrap();
                    assert_eq!(ageing.pop(), Some((rank, (object, u64::from(object)))));
                    known.remove(&object);
                    clock = rank.value;
                }
            }
        }
    }
}
