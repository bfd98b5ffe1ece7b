//! Dense ids for objects that are named by numbers.
//!
//! Millions of look-ups a second, each at a place of its own in memory: they are made in blocks,
//! in rounds, so that the memory works on all of a block at the same time.

use crate::ObjectId;

/// Numbers and their ids: 8 bytes per object, and 16 to 32 to find it by.
#[derive(Clone, Debug, Default)]
pub(super) struct NumberIds {
    /// By id.
    numbers: Vec<u64>,
    /// A power of two of buckets, at most four fifths full. A number is in the first bucket from its
    /// own on that had room when it came: in its own, for all that came early, and what is requested
    /// most comes early.
    buckets: Vec<Bucket>,
    /// How many of the hash's upper bits choose the bucket.
    bits: u32,
}

/// NumberIds beside their ids: a look-up waits for one line of memory, not for two.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Bucket {
    numbers: [u64; BUCKET],
    /// The ids, counted from 1; 0 marks a free place, which has the number 0.
    ids: [u32; BUCKET],
}

/// As many as a line of 64 bytes holds.
const BUCKET: usize = 5;

/// NumberIds looked up at the same time.
const BLOCK: usize = 128;

const BITS_MIN: u32 = 8;

/// All bits of the number work on the upper ones.
#[inline]
fn hash(number: u64) -> u64 {
    (number ^ number >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Bucket {
    /// The id of a number, counted from 1; 0 if it is not here. All places are looked at, which
    /// is quicker than to guess wrongly where to stop.
    #[inline]
    fn find(&self, number: u64) -> u32 {
        let mut id = 0;
        for place in 0..BUCKET {
            id |= if self.numbers[place] == number { self.ids[place] } else { 0 };
        }
        id
    }

    /// Takes a number in; `false` if all places are taken.
    fn insert(&mut self, number: u64, id: u32) -> bool {
        let Some(place) = self.ids.iter().position(|&id| id == 0) else { return false };
        (self.numbers[place], self.ids[place]) = (number, id);
        true
    }
}

impl NumberIds {
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    pub(super) fn get(&self, id: ObjectId) -> Option<u64> {
        self.numbers.get(id as usize).copied()
    }

    /// A number's own bucket.
    #[inline]
    fn bucket(&self, number: u64) -> usize {
        (hash(number) >> (64 - self.bits)) as usize
    }

    /// The id of a number, a new one if it is new; `None` when no id is left.
    pub(super) fn id(&mut self, number: u64) -> Option<ObjectId> {
        if (self.numbers.len() + 1) * 5 > self.buckets.len() * BUCKET * 4 {
            self.grow();
        }
        let mut index = self.bucket(number);
        loop {
            let bucket = &mut self.buckets[index];
            let found = bucket.find(number);
            if found != 0 {
                return Some(found - 1);
            }
            // Nothing is ever taken out: a bucket with room was never passed by.
            if bucket.ids[BUCKET - 1] == 0 {
                let id = next_id(self.numbers.len())?;
                bucket.insert(number, id + 1);
                self.numbers.push(number);
                return Some(id);
            }
            index = (index + 1) & (self.buckets.len() - 1);
        }
    }

    /// Appends the ids of many numbers, in order.
    pub(super) fn ids(&mut self, numbers: &[u64], ids: &mut Vec<ObjectId>) -> Option<()> {
        for block in numbers.chunks(BLOCK) {
            let mut found = [0; BLOCK];
            self.look_up(block, &mut found);
            if found[..block.len()].contains(&0) {
                self.correct(block, &mut found)?;
            }
            ids.extend(found[..block.len()].iter().map(|&id| id - 1));
        }
        Some(())
    }

    /// The ids, counted from 1, that numbers have in their own buckets, or 0: for nearly all that are
    /// known. The first loop is as small as can be: it waits for memory, for all of the block
    /// together.
    fn look_up(&self, numbers: &[u64], found: &mut [u32; BLOCK]) {
        let Some(last) = self.buckets.len().checked_sub(1) else { return };
        let buckets = &self.buckets[..=last];
        let mut indices = [0; BLOCK];
        let mut touched = 0;
        for (index, &number) in indices.iter_mut().zip(numbers) {
            *index = self.bucket(number) & last;
            touched ^= buckets[*index].ids[0];
        }
        std::hint::black_box(touched);
        for ((found, &index), &number) in found.iter_mut().zip(&indices).zip(numbers) {
            *found = buckets[index].find(number);
        }
    }

    /// Finds the ids that are still 0. In order, for new numbers get their ids by first sight.
    fn correct(&mut self, numbers: &[u64], found: &mut [u32]) -> Option<()> {
        for (id, &number) in found.iter_mut().zip(numbers) {
            if *id == 0 {
                *id = self.id(number)? + 1;
            }
        }
        Some(())
    }

    #[cold]
    fn grow(&mut self) {
        self.bits = (self.bits + 1).max(BITS_MIN);
        let buckets = 1 << self.bits;
        // Zeros cost no time before they are touched.
        self.buckets = vec![Bucket::default(); buckets];
        for (&number, id) in self.numbers.iter().zip(1..) {
            let mut index = self.bucket(number);
            while !self.buckets[index].insert(number, id) {
                index = (index + 1) & (buckets - 1);
            }
        }
    }
}

/// The id after `given` ids: the largest number marks "none" in the caches' tables.
pub(super) fn next_id(given: usize) -> Option<ObjectId> {
    ObjectId::try_from(given).ok().filter(|&id| id < ObjectId::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks and single look-ups give the same ids, whatever the numbers: repeated within a
    /// block, next to each other, multiples of a large power of two, 0 and the largest.
    #[test]
    fn blocks_and_single_look_ups_agree() {
        let numbers: Vec<u64> = (0..20_000u64)
            .map(|i| match i % 5 {
                0 => i,
                1 => (i / 50) << 40,
                2 => u64::MAX - i / 7,
                3 => i % 11,
                _ => i.wrapping_mul(0x2545_f491_4f6c_dd1d),
            })
            .chain([0, u64::MAX, u64::from(u32::MAX)])
            .collect();
        let (mut single, mut blocks) = (NumberIds::default(), NumberIds::default());
        let one_by_one: Vec<ObjectId> =
            numbers.iter().map(|&number| single.id(number).unwrap()).collect();
        let mut together = Vec::new();
        blocks.ids(&numbers, &mut together).unwrap();
        assert_eq!(one_by_one, together);
        let first_seen: std::collections::BTreeSet<u64> = numbers.iter().copied().collect();
        assert_eq!(blocks.len(), first_seen.len());
        assert!(numbers.iter().zip(&together).all(|(&n, &id)| blocks.get(id) == Some(n)));
    }
}
