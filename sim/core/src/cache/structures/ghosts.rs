//! Ghosts: metadata of evicted objects.

use crate::cache::Capacity;
use crate::cache::structures::slots::{HEAD, Slots};
use hotset_workloads::ObjectId;

/// Ghost entries in order of eviction, each with a note of the policy. An entry counts for the size that the
/// object had in the cache; the oldest entries make room for the newest.
#[derive(Debug)]
pub(in crate::cache) struct Ghosts<N> {
    slots: Slots,
    /// By slot.
    notes: Vec<N>,
    used: u64,
    limit: u64,
    capacity: Capacity,
}

impl<N: Copy + Default> Ghosts<N> {
    /// None yet, over a catalog of `objects`; all of them count for `limit` at most.
    pub(in crate::cache) fn new(objects: usize, limit: u64, capacity: Capacity) -> Self {
        Self { slots: Slots::new(objects), notes: Vec::new(), used: 0, limit, capacity }
    }

    /// Remembers an object, unless it alone is too large; `forgotten` is told the notes of those that are
    /// forgotten for it.
    pub(in crate::cache) fn add(
        &mut self,
        object: ObjectId,
        bytes: u64,
        note: N,
        mut forgotten: impl FnMut(N),
    ) {
        // A migrated copy is inserted without a lookup here.
        self.take(object).into_iter().for_each(|(_, note)| forgotten(note));
        let charge = self.capacity.charge(bytes);
        if charge > self.limit {
            return forgotten(note);
        }
        while self.used + charge > self.limit {
            let Some(oldest) = self.slots.oldest(HEAD) else { break };
            let oldest = self.slots.object(oldest).0;
            self.take(oldest).into_iter().for_each(|(_, note)| forgotten(note));
        }
        let slot = self.slots.push_newest(HEAD, object, bytes);
        self.notes.resize(self.slots.len(), N::default());
        self.notes[slot as usize] = note;
        self.used += charge;
    }

    /// Forgets an object, if it is known; returns its size and the note on it.
    pub(in crate::cache) fn take(&mut self, object: ObjectId) -> Option<(u64, N)> {
        let slot = self.slots.find(object)?;
        let (_, bytes) = self.slots.remove(slot);
        self.used -= self.capacity.charge(bytes);
        Some((bytes, self.notes[slot as usize]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_forgotten_and_none_is_there_twice() {
        let mut ghosts: Ghosts<u8> = Ghosts::new(9, 10, Capacity::Bytes(10));
        let mut forgotten = Vec::new();
        for (object, bytes, note) in [(1, 4, 1), (2, 4, 2), (1, 2, 3), (3, 5, 4), (4, 11, 5)] {
            ghosts.add(object, bytes, note, |note| forgotten.push(note));
        }
        // The first note on object 1 made way for another, that on 2 for object 3; 4 is too large.
        assert_eq!(forgotten, [1, 2, 5]);
        assert_eq!(
            [1, 2, 3, 4].map(|object| ghosts.take(object)),
            [Some((2, 3)), None, Some((5, 4)), None]
        );
        assert_eq!(ghosts.used, 0);
    }
}
