//! A priority queue of objects by rank, least first.
//!
//! A hit only raises a rank, so it is noted at the object and the order is repaired when the
//! object comes to the top: a hit costs constant time, an eviction the logarithm.

use crate::cache::structures::slots::{HEAD, Slot, Slots};
use hotset_workloads::ObjectId;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

/// Objects with ranks that never fall, in no order: what the orders by rank have in common.
#[derive(Debug)]
pub(in crate::cache) struct Ranks<R> {
    slots: Slots,
    /// By slot.
    ranks: Vec<R>,
}

impl<R: Ord + Copy + Default> Ranks<R> {
    pub(in crate::cache) fn new(objects: usize) -> Self {
        Self { slots: Slots::new(objects), ranks: Vec::new() }
    }

    #[inline]
    pub(in crate::cache) fn find(&self, object: ObjectId) -> Option<Slot> {
        self.slots.find(object)
    }

    #[inline]
    pub(in crate::cache) fn prefetch(&self, objects: &[ObjectId]) {
        self.slots.prefetch(objects);
    }

    #[inline]
    pub(in crate::cache) fn rank(&self, slot: Slot) -> R {
        self.ranks[slot as usize]
    }

    /// The size of an object.
    #[inline]
    pub(in crate::cache) fn bytes(&self, slot: Slot) -> u64 {
        self.slots.object(slot).1
    }

    #[inline]
    pub(in crate::cache) fn raise(&mut self, slot: Slot, rank: R) {
        debug_assert!(rank >= self.rank(slot), "a rank fell");
        self.ranks[slot as usize] = rank;
    }

    pub(in crate::cache) fn push(&mut self, object: ObjectId, bytes: u64, rank: R) -> Slot {
        let slot = self.slots.push_newest(HEAD, object, bytes);
        if slot as usize >= self.ranks.len() {
            self.ranks.resize(self.slots.len(), R::default());
        }
        self.ranks[slot as usize] = rank;
        slot
    }

    /// Drops an object whose slot is still waiting somewhere in the order; returns its size.
    pub(in crate::cache) fn bury(&mut self, object: ObjectId) -> Option<u64> {
        let slot = self.slots.find(object)?;
        Some(self.slots.bury(slot))
    }

    /// Whether the object of a slot that waits was not buried; if it was, the slot is freed.
    #[inline]
    pub(in crate::cache) fn is_live(&mut self, slot: Slot) -> bool {
        let is_live = self.slots.is_live(slot);
        if !is_live {
            self.slots.free(slot);
        }
        is_live
    }

    /// Frees a slot; returns what was there.
    pub(in crate::cache) fn remove(&mut self, slot: Slot) -> (ObjectId, u64) {
        self.slots.remove(slot)
    }

    pub(in crate::cache) fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.slots.residents()
    }
}

/// Objects by rank.
#[derive(Debug)]
pub(in crate::cache) struct Ranked<R> {
    pub(in crate::cache) ranks: Ranks<R>,
    /// Every object once, with a rank that it has or had.
    heap: BinaryHeap<Reverse<(R, Slot)>>,
}

impl<R: Ord + Copy + Default> Ranked<R> {
    pub(in crate::cache) fn new(objects: usize) -> Self {
        Self { ranks: Ranks::new(objects), heap: BinaryHeap::new() }
    }

    pub(in crate::cache) fn push(&mut self, object: ObjectId, bytes: u64, rank: R) -> Slot {
        let slot = self.ranks.push(object, bytes, rank);
        self.heap.push(Reverse((rank, slot)));
        slot
    }

    /// Removes the least object; returns its slot, which is free again, and what was there.
    pub(in crate::cache) fn pop(&mut self) -> Option<(R, Slot, (ObjectId, u64))> {
        loop {
            let mut top = self.heap.peek_mut()?;
            let Reverse((rank, slot)) = *top;
            if !self.ranks.is_live(slot) {
                PeekMut::pop(top);
                continue;
            }
            let now = self.ranks.rank(slot);
            if rank == now {
                PeekMut::pop(top);
                return Some((rank, slot, self.ranks.remove(slot)));
            }
            *top = Reverse((now, slot));
        }
    }
}
