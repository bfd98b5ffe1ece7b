//! The table under most policies: which objects are cached, and circular lists of them.
//!
//! An object in the cache has a slot; slots are reused, so that the state of a cache that holds
//! few of the objects stays small and close together. Slot 0 heads the first ring and at the same
//! time means "not in the cache".

use crate::cache::structures::by_object::ByObject;
use hotset_workloads::ObjectId;

/// A place in the table.
pub(in crate::cache) type Slot = u32;

/// The head of the first ring; as the slot of an object, "not in the cache".
pub(in crate::cache) const HEAD: Slot = 0;

/// Aligned to its size: an entry never lies across two cache lines.
#[derive(Clone, Copy, Debug)]
#[repr(align(16))]
struct Entry {
    object: ObjectId,
    /// Neighbour towards the front (inserted later), and towards the back.
    newer: Slot,
    older: Slot,
    /// The lower half of the size.
    bytes_low: u32,
}

/// Objects in the cache, in rings.
#[derive(Debug)]
pub(in crate::cache) struct Slots {
    slot_of: ByObject<Slot>,
    entries: Vec<Entry>,
    /// The upper halves of the sizes, as far as there are slots with one that is not 0: none at
    /// all but for objects of 4 GiB and more.
    bytes_high: Vec<u32>,
    free: Vec<Slot>,
}

/// Marks the head of a ring in the place of an object.
const NO_OBJECT: ObjectId = ObjectId::MAX;

impl Slots {
    /// An empty table for a catalog of `objects` objects, with the ring at [`HEAD`].
    pub(in crate::cache) fn new(objects: usize) -> Self {
        let mut slots = Self {
            slot_of: ByObject::new(objects),
            entries: Vec::new(),
            bytes_high: Vec::new(),
            free: Vec::new(),
        };
        slots.new_ring();
        slots
    }

    /// Makes another ring and returns its head.
    pub(in crate::cache) fn new_ring(&mut self) -> Slot {
        let head = self.new_slot(NO_OBJECT, 0);
        let entry = &mut self.entries[head as usize];
        (entry.newer, entry.older) = (head, head);
        head
    }

    /// Frees the head of an empty ring.
    pub(in crate::cache) fn drop_ring(&mut self, head: Slot) {
        debug_assert!(self.oldest(head).is_none() && head != HEAD);
        self.free.push(head);
    }

    fn new_slot(&mut self, object: ObjectId, bytes: u64) -> Slot {
        let entry = Entry { object, newer: HEAD, older: HEAD, bytes_low: bytes as u32 };
        let slot = match self.free.pop() {
            Some(slot) => {
                self.entries[slot as usize] = entry;
                slot
            }
            None => {
                self.entries.push(entry);
                (self.entries.len() - 1) as Slot
            }
        };
        if bytes > u64::from(u32::MAX) || (slot as usize) < self.bytes_high.len() {
            self.set_bytes_high(slot, (bytes >> 32) as u32);
        }
        slot
    }

    #[cold]
    fn set_bytes_high(&mut self, slot: Slot, bytes_high: u32) {
        let slots = self.bytes_high.len().max(slot as usize + 1);
        self.bytes_high.resize(slots, 0);
        self.bytes_high[slot as usize] = bytes_high;
    }

    /// Number of slots ever used at once, heads included: the length of a column beside the table.
    pub(in crate::cache) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The slot of an object, if it is in.
    #[inline]
    pub(in crate::cache) fn find(&self, object: ObjectId) -> Option<Slot> {
        let slot = self.slot_of.get(object);
        (slot != HEAD).then_some(slot)
    }

    /// Reads the entries of those of the objects that are in.
    #[inline]
    pub(in crate::cache) fn prefetch(&self, objects: &[ObjectId]) {
        let mut sum = 0u32;
        for &object in objects {
            sum = sum.wrapping_add(self.entries[self.slot_of.get(object) as usize].newer);
        }
        std::hint::black_box(sum);
    }

    /// The object at a slot, and its size.
    #[inline]
    pub(in crate::cache) fn object(&self, slot: Slot) -> (ObjectId, u64) {
        let entry = &self.entries[slot as usize];
        let bytes_high = self.bytes_high.get(slot as usize).copied().unwrap_or(0);
        (entry.object, u64::from(bytes_high) << 32 | u64::from(entry.bytes_low))
    }

    /// Inserts an object, at the front of a ring.
    #[inline]
    pub(in crate::cache) fn push_newest(
        &mut self,
        head: Slot,
        object: ObjectId,
        bytes: u64,
    ) -> Slot {
        let slot = self.new_slot(object, bytes);
        self.slot_of.set(object, slot);
        self.link_newest(head, slot);
        slot
    }

    /// The back of a ring, if it has one.
    #[inline]
    pub(in crate::cache) fn oldest(&self, head: Slot) -> Option<Slot> {
        let slot = self.entries[head as usize].newer;
        (slot != head).then_some(slot)
    }

    /// The front of a ring, if it has one.
    #[inline]
    pub(in crate::cache) fn newest(&self, head: Slot) -> Option<Slot> {
        let slot = self.entries[head as usize].older;
        (slot != head).then_some(slot)
    }

    /// The neighbour towards the front; the head of the ring behind the front.
    #[inline]
    pub(in crate::cache) fn newer(&self, slot: Slot) -> Slot {
        self.entries[slot as usize].newer
    }

    /// Puts a slot at the front of a ring, out of the ring it is in.
    #[inline]
    pub(in crate::cache) fn move_to_newest(&mut self, head: Slot, slot: Slot) {
        self.unlink(slot);
        self.link_newest(head, slot);
    }

    /// Drops the object at a slot; returns it and its size.
    #[inline]
    pub(in crate::cache) fn remove(&mut self, slot: Slot) -> (ObjectId, u64) {
        self.unlink(slot);
        let (object, bytes) = self.object(slot);
        self.slot_of.clear(object);
        self.free.push(slot);
        (object, bytes)
    }

    /// Every object in the table with its size, in no order that means anything.
    pub(in crate::cache) fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        (0..self.entries.len() as Slot).map(|slot| (slot, self.object(slot))).filter_map(
            |(slot, (object, bytes))| {
                (object != NO_OBJECT && self.slot_of.get(object) == slot).then_some((object, bytes))
            },
        )
    }

    /// Drops the object at a slot that is not free yet: somebody still refers to it. Tells its size.
    pub(in crate::cache) fn bury(&mut self, slot: Slot) -> u64 {
        self.unlink(slot);
        let (object, bytes) = self.object(slot);
        self.slot_of.clear(object);
        bytes
    }

    /// Whether an object that was put to a slot is still there.
    #[inline]
    pub(in crate::cache) fn is_live(&self, slot: Slot) -> bool {
        self.slot_of.get(self.entries[slot as usize].object) == slot
    }

    /// Whether a slot holds an object: it is no head, and not free.
    pub(in crate::cache) fn is_taken(&self, slot: Slot) -> bool {
        self.entries[slot as usize].object != NO_OBJECT && self.is_live(slot)
    }

    /// Frees a slot whose object was buried.
    pub(in crate::cache) fn free(&mut self, slot: Slot) {
        self.free.push(slot);
    }

    #[inline]
    fn unlink(&mut self, slot: Slot) {
        let Entry { newer, older, .. } = self.entries[slot as usize];
        self.entries[newer as usize].older = older;
        self.entries[older as usize].newer = newer;
    }

    /// The head stands between the front (its older neighbour) and the back (its newer one).
    #[inline]
    fn link_newest(&mut self, head: Slot, slot: Slot) {
        let front = self.entries[head as usize].older;
        let entry = &mut self.entries[slot as usize];
        (entry.newer, entry.older) = (head, front);
        self.entries[front as usize].newer = slot;
        self.entries[head as usize].older = slot;
    }
}
