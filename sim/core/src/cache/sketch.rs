//! How often objects were asked for lately, in a few bits: the frequency sketch of TinyLFU.

use hotset_workloads::{ObjectId, Stream};
use rand::Rng;

/// A count-min sketch of 4-bit counters with conservative update, halved once it has counted a
/// sample (Einziger, Friedman and Manes, ACM Transactions on Storage 13(4), 2017, section 3): 2
/// bytes a counter of the first row.
#[derive(Debug)]
pub(super) struct Sketch {
    /// Rows of `mask + 1` counters, 16 a word.
    words: Vec<u64>,
    mask: u64,
    seeds: [u64; ROWS],
    counted: u64,
}

const ROWS: usize = 4;
const COUNT_MAX: u64 = 15;

impl Sketch {
    /// A sketch for about `objects` objects at a time.
    pub(super) fn new(objects: u64, stream: &mut Stream) -> Self {
        let width = objects.clamp(64, 1 << 32).next_power_of_two();
        Self {
            words: vec![0; (width as usize / 16) * ROWS],
            mask: width - 1,
            seeds: [(); ROWS].map(|()| stream.next_u64()),
            counted: 0,
        }
    }

    /// The word and the bit at which the counter of a row begins.
    #[inline]
    fn place(&self, row: usize, object: ObjectId) -> (usize, u32) {
        let counter = mix(u64::from(object) ^ self.seeds[row]) & self.mask;
        let words_a_row = (self.mask as usize + 1) / 16;
        (row * words_a_row + counter as usize / 16, (counter as u32 % 16) * 4)
    }

    #[inline]
    fn at(&self, (word, bit): (usize, u32)) -> u64 {
        self.words[word] >> bit & COUNT_MAX
    }

    /// How often the object was counted: not less than it was, up to 15.
    #[inline]
    pub(super) fn count(&self, object: ObjectId) -> u64 {
        (0..ROWS).map(|row| self.at(self.place(row, object))).min().unwrap_or(0)
    }

    /// Counts the object; after `sample` of them all counts are halved.
    #[inline]
    pub(super) fn add(&mut self, object: ObjectId, sample: u64) {
        let places: [(usize, u32); ROWS] = std::array::from_fn(|row| self.place(row, object));
        let least = places.map(|place| self.at(place)).into_iter().min().unwrap_or(0);
        if least < COUNT_MAX {
            // Rows lie apart, so that no counter is met twice.
            for (word, bit) in places {
                let grows = self.at((word, bit)) == least;
                self.words[word] += u64::from(grows) << bit;
            }
        }
        self.counted += 1;
        if self.counted >= sample {
            self.halve();
        }
    }

    fn halve(&mut self) {
        self.counted /= 2;
        for word in &mut self.words {
            *word = *word >> 1 & 0x7777_7777_7777_7777;
        }
    }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
#[inline]
pub(crate) fn mix(mut value: u64) -> u64 {
    value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ value >> 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    /// Never below the true count (up to 15), and seldom above it in a sketch that is not crowded.
    #[test]
    fn counts_are_bounded_from_below_and_mostly_exact() {
        let mut sketch = Sketch::new(1 << 12, &mut Stream::seed_from_u64(3));
        for object in 0..1_000u32 {
            for _ in 0..object % 20 {
                sketch.add(object, u64::MAX);
            }
        }
        let excess = |object: u32| sketch.count(object) - u64::from(object % 20).min(15);
        assert!((0..1_000).map(excess).filter(|&excess| excess > 0).count() < 20);
    }

    #[test]
    fn a_full_sample_halves_all_counts() {
        let mut sketch = Sketch::new(64, &mut Stream::seed_from_u64(3));
        (0..9).for_each(|_| sketch.add(7, 10));
        assert_eq!(sketch.count(7), 9);
        sketch.add(7, 10);
        assert_eq!(sketch.count(7), 5);
    }
}
