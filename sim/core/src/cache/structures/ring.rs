//! Objects in the order in which they came, any of which can leave: a list without links.
//!
//! A list keeps for each object its two neighbours, somewhere in memory, and a move writes to four
//! of them. Here a move clears one bit and appends 8 bytes. Positions only grow, so that whoever
//! left at the old end needs no note of that: its position lies before the beginning. What leaves
//! the cache in order but is to be remembered stays where it is, behind a boundary that moves.

use hotset_workloads::ObjectId;
use std::collections::BTreeMap;

/// A place in a ring, not 0. It stays that of its object until room is made.
pub(in crate::cache) type Position = u32;

/// Objects with their sizes and marks, oldest first; the oldest can be ghosts.
#[derive(Debug)]
pub(in crate::cache) struct Ring {
    /// A power of two of them, at least 64; the entry of a position is at the position modulo that.
    entries: Vec<Entry>,
    /// By entry.
    marks: Vec<u8>,
    /// A bit an entry: whether it is taken.
    taken: Vec<u64>,
    /// The oldest ghost; without ghosts the boundary.
    begin: Position,
    /// The oldest that is no ghost; without any the end.
    boundary: Position,
    /// Behind the newest.
    end: Position,
    /// How many are taken.
    live: usize,
    /// Sizes of 4 GiB and more: seldom any.
    large: BTreeMap<ObjectId, u64>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    object: ObjectId,
    /// The size, or `LARGE`.
    bytes: u32,
}

const LARGE: u32 = u32::MAX;
const WORD: Position = u64::BITS;

/// Tests come to the end of all positions soon.
const FIRST: Position = if cfg!(test) { Position::MAX - 1_000 } else { 1 };

impl Ring {
    pub(in crate::cache) fn new() -> Self {
        Self {
            entries: vec![Entry::default(); WORD as usize],
            marks: vec![0; WORD as usize],
            taken: vec![0],
            begin: FIRST,
            boundary: FIRST,
            end: FIRST,
            live: 0,
            large: BTreeMap::new(),
        }
    }

    #[inline]
    fn index(&self, position: Position) -> usize {
        position as usize & (self.entries.len() - 1)
    }

    /// Whether a position that was an object's still is.
    #[inline]
    pub(in crate::cache) fn contains(&self, position: Position) -> bool {
        position >= self.begin
    }

    /// Whether it is that of a ghost, if it is an object's at all.
    #[inline]
    pub(in crate::cache) fn is_ghost(&self, position: Position) -> bool {
        position < self.boundary
    }

    /// Where the oldest is that is no ghost.
    #[inline]
    pub(in crate::cache) fn oldest(&self) -> Option<Position> {
        (self.boundary != self.end).then_some(self.boundary)
    }

    /// Where the oldest ghost is.
    #[inline]
    pub(in crate::cache) fn oldest_ghost(&self) -> Option<Position> {
        (self.begin != self.boundary).then_some(self.begin)
    }

    /// The object at a position that is taken.
    #[inline]
    pub(in crate::cache) fn object(&self, position: Position) -> ObjectId {
        self.entries[self.index(position)].object
    }

    /// The size of the object at a position that is taken.
    #[inline]
    pub(in crate::cache) fn bytes(&self, position: Position) -> u64 {
        let Entry { object, bytes } = self.entries[self.index(position)];
        match bytes {
            LARGE => self.large.get(&object).copied().unwrap_or(u64::from(LARGE)),
            bytes => u64::from(bytes),
        }
    }

    /// The mark on the object at a position that is taken: 0 when it is inserted.
    #[inline]
    pub(in crate::cache) fn mark(&self, position: Position) -> u8 {
        self.marks[self.index(position)]
    }

    #[inline]
    pub(in crate::cache) fn set_mark(&mut self, position: Position, mark: u8) {
        let index = self.index(position);
        self.marks[index] = mark;
    }

    /// Marks what was pushed last.
    #[inline]
    pub(in crate::cache) fn mark_newest(&mut self, mark: u8) {
        self.set_mark(self.end - 1, mark);
    }

    /// Whether there has to be made room before the next push.
    #[inline]
    pub(in crate::cache) fn is_full(&self) -> bool {
        (self.end - self.begin) as usize == self.entries.len() || self.end == Position::MAX
    }

    /// Puts an object at the end of a ring that is not full, and returns where that is.
    #[inline]
    pub(in crate::cache) fn push(&mut self, object: ObjectId, bytes: u64) -> Position {
        debug_assert!(!self.is_full(), "room is to be made first");
        let low = u32::try_from(bytes).unwrap_or(LARGE);
        if low == LARGE {
            self.large.insert(object, bytes);
        }
        let position = self.end;
        let index = self.index(position);
        self.entries[index] = Entry { object, bytes: low };
        self.marks[index] = 0;
        self.taken[index / 64] |= 1 << (index % 64);
        self.live += 1;
        self.end += 1;
        position
    }

    /// Makes the oldest a ghost, the newest of them.
    #[inline]
    pub(in crate::cache) fn demote_oldest(&mut self) {
        self.boundary = self.next(self.boundary + 1);
    }

    /// Takes out what is at a position. That it is gone can be seen by its position alone only if it
    /// was the very oldest, ghosts included: returns whether.
    #[inline]
    pub(in crate::cache) fn take(&mut self, position: Position) -> bool {
        let index = self.index(position);
        debug_assert!(self.taken[index / 64] >> (index % 64) & 1 == 1, "taken out twice");
        self.taken[index / 64] &= !(1 << (index % 64));
        self.live -= 1;
        if !self.large.is_empty() {
            self.large.remove(&self.entries[index].object);
        }
        let very_oldest = position == self.begin;
        if very_oldest || position == self.boundary {
            let next = self.next(position + 1);
            if position == self.boundary {
                self.boundary = next;
            }
            if very_oldest {
                self.begin = next;
            }
        }
        very_oldest
    }

    /// The first position from this one on that is taken, or the end.
    #[inline]
    fn next(&self, mut position: Position) -> Position {
        if self.live == 0 {
            return self.end;
        }
        while position < self.end {
            let index = self.index(position);
            let word = self.taken[index / 64] >> (index % 64);
            if word != 0 {
                // In a full ring the last word is the first one, too.
                return (position + word.trailing_zeros()).min(self.end);
            }
            position = (position | (WORD - 1)).saturating_add(1);
        }
        self.end
    }

    /// Whether positions come to an end: they will restart when room is made, and before that
    /// whoever keeps some has to forget those that the ring does not hold.
    pub(in crate::cache) fn begins_anew(&self) -> bool {
        u64::from(self.end) + 2 * self.entries.len() as u64 >= u64::from(Position::MAX)
    }

    /// Closes the gaps; if there are few, the ring doubles. Tells where each object is now.
    #[cold]
    pub(in crate::cache) fn make_room(&mut self, mut moved: impl FnMut(ObjectId, Position)) {
        let doubles = self.live * 2 > self.entries.len();
        let places = self.entries.len() * if doubles { 2 } else { 1 };
        let begin = if self.begins_anew() { 1 } else { self.end };
        let mut into = Self {
            entries: vec![Entry::default(); places],
            marks: vec![0; places],
            taken: vec![0; places / 64],
            begin,
            boundary: begin,
            end: begin,
            live: 0,
            large: std::mem::take(&mut self.large),
        };
        let mut from = self.begin;
        while from < self.end {
            if from == self.boundary {
                into.boundary = into.end;
            }
            let entry = self.entries[self.index(from)];
            moved(entry.object, into.end);
            into.copy(entry, self.mark(from));
            from = self.next(from + 1);
        }
        if self.boundary == self.end {
            into.boundary = into.end;
        }
        *self = into;
    }

    fn copy(&mut self, entry: Entry, mark: u8) {
        let index = self.index(self.end);
        (self.entries[index], self.marks[index]) = (entry, mark);
        self.taken[index / 64] |= 1 << (index % 64);
        self.live += 1;
        self.end += 1;
    }

    /// Every object that is no ghost, with its size, oldest first.
    pub(in crate::cache) fn iter(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        let within = |position: Position| (position < self.end).then_some(position);
        let after = move |&position: &Position| within(self.next(position + 1));
        std::iter::successors(within(self.boundary), after)
            .map(|position| (self.object(position), self.bytes(position)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use std::collections::BTreeMap;

    /// Against two plain lists, with any number of live objects, through growth, gaps that are
    /// closed, wrapped words and the end of all positions.
    #[test]
    fn a_ring_is_a_list_of_ghosts_and_one_of_others() {
        let mut rng = hotset_workloads::Stream::seed_from_u64(5);
        for live in [1, 3, 63, 64, 65, 200] {
            let mut ring = Ring::new();
            let (mut ghosts, mut others) = (Vec::new(), Vec::new());
            let mut position_of = BTreeMap::new();
            for object in 0..30_000u32 {
                if ring.is_full() {
                    if ring.begins_anew() {
                        position_of.retain(|_, &mut position| ring.contains(position));
                    }
                    ring.make_room(|object, position| {
                        position_of.insert(object, position);
                    });
                }
                let bytes = u64::from(object % 7) << 30;
                position_of.insert(object, ring.push(object, bytes));
                others.push((object, bytes));
                while others.len() > rng.random_range(0..=live) {
                    if rng.random_bool(0.3) {
                        ghosts.push(others.remove(0));
                        ring.demote_oldest();
                        continue;
                    }
                    let is_ghost = !ghosts.is_empty() && rng.random_bool(0.5);
                    let list = if is_ghost { &mut ghosts } else { &mut others };
                    let oldest = rng.random_bool(0.5);
                    let out = if oldest { 0 } else { rng.random_range(0..list.len()) };
                    let (object, bytes) = list.remove(out);
                    let position = position_of[&object];
                    assert_eq!((ring.object(position), ring.bytes(position)), (object, bytes));
                    assert_eq!(ring.is_ghost(position), is_ghost);
                    assert!(ring.contains(position));
                    if ring.take(position) {
                        assert!(!ring.contains(position));
                    } else {
                        position_of.remove(&object);
                    }
                }
                let first = |list: &[(ObjectId, u64)]| list.first().map(|&(object, _)| object);
                assert_eq!(ring.oldest().map(|at| ring.object(at)), first(&others));
                assert_eq!(ring.oldest_ghost().map(|at| ring.object(at)), first(&ghosts));
                if object % 16 == 0 {
                    assert_eq!(ring.iter().collect::<Vec<_>>(), others);
                }
            }
        }
    }
}
