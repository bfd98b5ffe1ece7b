//! Objects in no order, for policies that evict from a random sample.

use crate::cache::structures::by_object::ByObject;
use hotset_workloads::{ObjectId, Stream};
use rand::Rng;

/// Objects, each with a note of the policy's own.
#[derive(Debug)]
pub(in crate::cache) struct Bag<N> {
    /// Place of each object, counted from 1; 0 if it is not in.
    place_of: ByObject<u32>,
    items: Vec<(ObjectId, u64, N)>,
}

impl<N> Bag<N> {
    pub(in crate::cache) fn new(objects: usize) -> Self {
        Self { place_of: ByObject::new(objects), items: Vec::new() }
    }

    pub(in crate::cache) fn len(&self) -> usize {
        self.items.len()
    }

    #[inline]
    pub(in crate::cache) fn find(&self, object: ObjectId) -> Option<usize> {
        (self.place_of.get(object) as usize).checked_sub(1)
    }

    #[inline]
    pub(in crate::cache) fn note_mut(&mut self, place: usize) -> &mut N {
        &mut self.items[place].2
    }

    pub(in crate::cache) fn note(&self, place: usize) -> &N {
        &self.items[place].2
    }

    #[inline]
    pub(in crate::cache) fn push(&mut self, object: ObjectId, bytes: u64, note: N) {
        self.items.push((object, bytes, note));
        self.place_of.set(object, self.items.len() as u32);
    }

    #[inline]
    pub(in crate::cache) fn remove(&mut self, place: usize) -> (ObjectId, u64) {
        let (object, bytes, _) = self.items.swap_remove(place);
        self.place_of.clear(object);
        if let Some(&(moved, ..)) = self.items.get(place) {
            self.place_of.set(moved, place as u32 + 1);
        }
        (object, bytes)
    }

    /// A place at random, each with equal chance; `None` in an empty bag.
    #[inline]
    pub(in crate::cache) fn draw(&self, stream: &mut Stream) -> Option<usize> {
        let product = u128::from(stream.next_u64()) * self.items.len() as u128;
        (!self.items.is_empty()).then_some((product >> 64) as usize)
    }

    /// A sample of so many, or of as many as leave hardly any object out: of sixteen times as many draws as
    /// objects, one in nine million is not among them.
    pub(in crate::cache) fn sample_of(&self, sample: u64) -> u64 {
        sample.min(16 * self.items.len() as u64)
    }

    /// Draws `sample` objects, with replacement, and removes the worst of them: the first for
    /// which `worse(bytes, note, bytes, note)` holds against no other.
    pub(in crate::cache) fn remove_worst(
        &mut self,
        sample: u64,
        stream: &mut Stream,
        worse: impl Fn(u64, &N, u64, &N) -> bool,
    ) -> Option<(ObjectId, u64)> {
        let mut worst = self.draw(stream)?;
        for _ in 1..self.sample_of(sample) {
            let place = self.draw(stream)?;
            let (a, b) = (&self.items[place], &self.items[worst]);
            if worse(a.1, &a.2, b.1, &b.2) {
                worst = place;
            }
        }
        Some(self.remove(worst))
    }

    pub(in crate::cache) fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.items.iter().map(|&(object, bytes, _)| (object, bytes))
    }
}
