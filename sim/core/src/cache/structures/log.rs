//! Objects in order of insertion: 8 bytes per object, no linked list.

use crate::cache::structures::bits::Marks;
use hotset_workloads::ObjectId;
use std::collections::BTreeMap;

/// A ring of objects in order of insertion. Positions count up for ever; the object at one can be
/// taken out, which leaves a gap.
#[derive(Debug)]
pub(in crate::cache) struct Log {
    /// A power of two of them; the entry of a position is at the position modulo that.
    entries: Vec<Entry>,
    begin: u64,
    end: u64,
    /// How many of the positions between them are gaps.
    gaps: u64,
    /// Sizes of 4 GiB and more: seldom any.
    large: BTreeMap<ObjectId, u64>,
    /// By object: where it was inserted last. Kept from the first time that one is looked for.
    places: Option<Vec<u64>>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    object: ObjectId,
    /// The size, or `LARGE`.
    bytes: u32,
}

const GAP: ObjectId = ObjectId::MAX;
const LARGE: u32 = u32::MAX;

impl Default for Log {
    fn default() -> Self {
        let gap = Entry { object: GAP, bytes: 0 };
        Self {
            entries: vec![gap; 64],
            begin: 0,
            end: 0,
            gaps: 0,
            large: BTreeMap::new(),
            places: None,
        }
    }
}

impl Log {
    #[inline]
    fn index(&self, position: u64) -> usize {
        position as usize & (self.entries.len() - 1)
    }

    /// The position of the oldest.
    #[inline]
    pub(in crate::cache) fn begin(&self) -> u64 {
        self.begin
    }

    /// The position behind the newest.
    #[inline]
    pub(in crate::cache) fn end(&self) -> u64 {
        self.end
    }

    #[inline]
    pub(in crate::cache) fn is_empty(&self) -> bool {
        self.begin + self.gaps == self.end
    }

    /// The first position from this one on that is not a gap, or the end.
    #[inline]
    pub(in crate::cache) fn next(&self, mut position: u64) -> u64 {
        while position < self.end && self.at(position).is_none() {
            position += 1;
        }
        position
    }

    /// The object at a position; `None` for a gap.
    #[inline]
    pub(in crate::cache) fn at(&self, position: u64) -> Option<ObjectId> {
        let object = self.entries[self.index(position)].object;
        (object != GAP).then_some(object)
    }

    /// What is at the positions from this one on, gaps and what was there before included.
    #[inline]
    pub(in crate::cache) fn from(
        &self,
        position: u64,
        count: usize,
    ) -> impl Iterator<Item = ObjectId> + '_ {
        (0..count as u64).map(move |step| self.entries[self.index(position + step)].object)
    }

    /// Puts an object at the end. If that closes the gaps, positions change: `hand`, one of them,
    /// is moved along.
    #[inline]
    pub(in crate::cache) fn push(&mut self, object: ObjectId, bytes: u64, hand: &mut u64) {
        if self.end - self.begin == self.entries.len() as u64 {
            self.make_room(hand);
        }
        let low = u32::try_from(bytes).unwrap_or(LARGE);
        if low == LARGE {
            self.large.insert(object, bytes);
        }
        let index = self.index(self.end);
        self.entries[index] = Entry { object, bytes: low };
        self.note_place(object, self.end);
        self.end += 1;
    }

    #[inline]
    fn note_place(&mut self, object: ObjectId, position: u64) {
        let Some(places) = &mut self.places else { return };
        if object as usize >= places.len() {
            places.resize(object as usize + 1, 0);
        }
        places[object as usize] = position;
    }

    /// Takes out what is at a position, which is not a gap.
    #[inline]
    pub(in crate::cache) fn take(&mut self, position: u64) -> (ObjectId, u64) {
        let index = self.index(position);
        let Entry { object, bytes } = self.entries[index];
        if position == self.begin {
            self.begin += 1;
            self.skip_gaps();
        } else {
            self.entries[index].object = GAP;
            self.gaps += 1;
        }
        let large = if bytes == LARGE { self.large.remove(&object) } else { None };
        (object, large.unwrap_or(u64::from(bytes)))
    }

    /// Moves the oldest to the end, without a gap before it.
    #[inline]
    pub(in crate::cache) fn renew_oldest(&mut self) {
        let (from, to) = (self.index(self.begin), self.index(self.end));
        self.entries[to] = self.entries[from];
        self.note_place(self.entries[to].object, self.end);
        self.begin += 1;
        self.end += 1;
        self.skip_gaps();
    }

    /// The oldest is never a gap.
    #[inline]
    fn skip_gaps(&mut self) {
        while self.gaps > 0 && self.begin < self.end && self.at(self.begin).is_none() {
            self.begin += 1;
            self.gaps -= 1;
        }
    }

    /// Takes an object out, with its marks; returns its size.
    pub(in crate::cache) fn remove(
        &mut self,
        marks: &mut impl Marks,
        object: ObjectId,
    ) -> Option<u64> {
        let position = self.position(object)?;
        let (_, bytes) = self.take(position);
        marks.take_use(object);
        marks.leave(object);
        Some(bytes)
    }

    /// Where an object is. The first time, all are examined.
    fn position(&mut self, object: ObjectId) -> Option<u64> {
        if self.places.is_none() {
            self.places = Some(Vec::new());
            self.note_places();
        }
        let place = self.places.as_ref()?.get(object as usize).copied()?;
        ((self.begin..self.end).contains(&place) && self.at(place) == Some(object)).then_some(place)
    }

    fn note_places(&mut self) {
        for position in self.begin..self.end {
            if let Some(object) = self.at(position) {
                self.note_place(object, position);
            }
        }
    }

    /// Closes the gaps, if there are many, or doubles the ring.
    #[cold]
    fn make_room(&mut self, hand: &mut u64) {
        let length = self.end - self.begin;
        let grow = (length - self.gaps) * 2 > length;
        let places = self.entries.len() * if grow { 2 } else { 1 };
        let mut entries = Vec::with_capacity(places);
        let hand_before = *hand;
        for position in self.begin..self.end {
            if position == hand_before {
                *hand = entries.len() as u64;
            }
            let entry = self.entries[self.index(position)];
            if entry.object != GAP {
                entries.push(entry);
            }
        }
        if hand_before >= self.end {
            *hand = entries.len() as u64;
        }
        (self.begin, self.end, self.gaps) = (0, entries.len() as u64, 0);
        entries.resize(places, Entry { object: GAP, bytes: 0 });
        self.entries = entries;
        if self.places.is_some() {
            self.note_places();
        }
    }

    /// Every object with its size, oldest first.
    pub(in crate::cache) fn iter(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        (self.begin..self.end).filter_map(|position| {
            let Entry { object, bytes } = self.entries[self.index(position)];
            let large = || self.large.get(&object).copied();
            let bytes = if bytes == LARGE { large() } else { None }.unwrap_or(u64::from(bytes));
            (object != GAP).then_some((object, bytes))
        })
    }
}
