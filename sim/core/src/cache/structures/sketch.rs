//! The frequency sketch of TinyLFU: approximate counts of recent requests.

use hotset_workloads::{ObjectId, Stream};
use rand::Rng;

/// A count-min sketch of 4-bit counters with conservative update, halved once it has counted a
/// sample (Einziger, Friedman and Manes, ACM Transactions on Storage 13(4), 2017, section 3): 2
/// bytes an object. All counters of an object lie in one line of memory, as in a blocked Bloom
/// filter (Putze, Sanders and Singler, WEA 2007).
#[derive(Debug)]
pub(crate) struct Sketch {
    /// A power of two of them.
    lines: Vec<Line>,
    seed: u64,
    counted: u64,
}

/// Four rows of two words, 32 counters a row.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Line([u64; 2 * ROWS]);

const ROWS: usize = 4;
const COUNTERS_A_ROW: u64 = 32;
const COUNT_MAX: u64 = 15;

impl Line {
    /// The word and the bit at which an object's counter in a row begins; rows have bits of its hash
    /// of their own.
    #[inline]
    fn place(hash: u64, row: usize) -> (usize, u32) {
        let bits = (hash >> (8 * row)) as usize;
        (2 * row + (bits & 1), (bits >> 1 & 15) as u32 * 4)
    }

    /// Where its counters are, and what they say.
    #[inline]
    fn counters(&self, hash: u64) -> [((usize, u32), u64); ROWS] {
        std::array::from_fn(|row| {
            let (word, bit) = Self::place(hash, row);
            ((word, bit), self.0[word] >> bit & COUNT_MAX)
        })
    }

    #[inline]
    fn count(&self, hash: u64) -> u64 {
        self.counters(hash).iter().fold(COUNT_MAX, |least, &(_, count)| least.min(count))
    }

    #[inline]
    fn add(&mut self, hash: u64) {
        let counters = self.counters(hash);
        let least = counters.iter().fold(COUNT_MAX, |least, &(_, count)| least.min(count));
        for ((word, bit), count) in counters {
            self.0[word] += u64::from(count == least && least < COUNT_MAX) << bit;
        }
    }
}

impl Sketch {
    /// A small sketch.
    pub(in crate::cache) fn new(stream: &mut Stream) -> Self {
        Self { lines: vec![Line::default(); 2], seed: stream.next_u64(), counted: 0 }
    }

    /// Makes room for about so many objects at a time. Every line doubles: an object's counters are
    /// in one of the two, as they were.
    #[inline]
    pub(crate) fn fit(&mut self, objects: u64) {
        while (self.lines.len() as u64) * COUNTERS_A_ROW < objects.min(1 << 32) {
            self.lines.extend_from_within(..);
        }
    }

    #[inline]
    fn hash(&self, object: ObjectId) -> u64 {
        mix(u64::from(object) ^ self.seed)
    }

    #[inline]
    fn line(&self, hash: u64) -> usize {
        (hash >> 32) as usize & (self.lines.len() - 1)
    }

    /// Draws the counters of these objects into the processor's caches.
    #[inline]
    pub(in crate::cache) fn prefetch(&self, objects: &[ObjectId]) {
        let mut touched = 0;
        for &object in objects {
            touched ^= self.lines[self.line(self.hash(object))].0[0];
        }
        std::hint::black_box(touched);
    }

    /// How often the object was counted: not less than it was, up to 15.
    #[inline]
    pub(crate) fn count(&self, object: ObjectId) -> u64 {
        let hash = self.hash(object);
        self.lines[self.line(hash)].count(hash)
    }

    /// Counts the object; after `sample` of them all counts are halved.
    #[inline]
    pub(crate) fn add(&mut self, object: ObjectId, sample: u64) {
        let hash = self.hash(object);
        let line = self.line(hash);
        self.lines[line].add(hash);
        self.counted += 1;
        if self.counted >= sample {
            self.halve();
        }
    }

    fn halve(&mut self) {
        self.counted /= 2;
        for word in self.lines.iter_mut().flat_map(|line| &mut line.0) {
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
        let mut sketch = Sketch::new(&mut Stream::seed_from_u64(3));
        sketch.fit(1 << 12);
        for object in 0..1_000u32 {
            for _ in 0..object % 20 {
                sketch.add(object, u64::MAX);
            }
        }
        let excess = |object: u32| sketch.count(object) - u64::from(object % 20).min(15);
        assert!((0..1_000).map(excess).filter(|&excess| excess > 0).count() < 20);
    }

    #[test]
    fn counts_stay_as_the_sketch_grows() {
        let mut sketch = Sketch::new(&mut Stream::seed_from_u64(3));
        let counts = |sketch: &Sketch| (0..100).map(|object| sketch.count(object)).collect();
        (0..300u32).for_each(|request| sketch.add(request % 100, u64::MAX));
        let before: Vec<u64> = counts(&sketch);
        sketch.fit(1 << 14);
        assert_eq!(before, counts(&sketch));
        (0..1_000).for_each(|object| sketch.add(1_000 + object, u64::MAX));
        let after: Vec<u64> = counts(&sketch);
        assert!(before.iter().zip(&after).filter(|(before, after)| before != after).count() < 10);
    }

    #[test]
    fn a_full_sample_halves_all_counts() {
        let mut sketch = Sketch::new(&mut Stream::seed_from_u64(3));
        (0..9).for_each(|_| sketch.add(7, 10));
        assert_eq!(sketch.count(7), 9);
        sketch.add(7, 10);
        assert_eq!(sketch.count(7), 5);
    }
}
