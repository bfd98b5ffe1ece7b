//! Counts in bins of about equal ratio.

/// How often whole numbers were met, in bins that are an eighth of a power of two wide: at most 12.5 % of their
/// lower edge. Numbers below 16 have a bin each. (The bins of Gil Tene's HdrHistogram, at three bits.) At most
/// 496 counts, so about 4 kB.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogBins {
    counts: Vec<f64>,
}

/// One bin with what was counted in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogBin {
    /// The smallest number of the bin.
    pub from: u64,
    /// The largest number of the bin.
    pub last: u64,
    /// How many numbers were in it; a fraction where they were sampled.
    pub count: f64,
    /// The share of all numbers that are at least `from`: the complementary cumulative distribution.
    pub share_from: f64,
    /// The share of all numbers that are at most `last`: the cumulative distribution.
    pub share_to: f64,
}

/// Bins of each power of two, as a power of two itself.
const BITS: u32 = 3;
const PARTS: u64 = 1 << BITS;

impl LogBins {
    /// Counts a number.
    #[inline]
    pub fn add(&mut self, number: u64) {
        self.add_weighted(number, 1.0);
    }

    /// Counts a number that stands for `weight` of them.
    #[inline]
    pub fn add_weighted(&mut self, number: u64, weight: f64) {
        let bin = bin_of(number);
        if bin >= self.counts.len() {
            self.counts.resize(bin + 1, 0.0);
        }
        self.counts[bin] += weight;
    }

    /// How many numbers were counted.
    pub fn total(&self) -> f64 {
        self.counts.iter().sum()
    }

    /// The bins that are not empty, from the smallest numbers on.
    pub fn bins(&self) -> Vec<LogBin> {
        let total = self.total();
        let mut below = 0.0;
        let bin = |(bin, &count): (usize, &f64)| {
            let share_from = (total - below) / total;
            below += count;
            let last = first_of(bin + 1).wrapping_sub(1);
            LogBin { from: first_of(bin), last, count, share_from, share_to: below / total }
        };
        let bins = self.counts.iter().enumerate().filter(|entry| *entry.1 > 0.0);
        bins.map(bin).collect()
    }
}

#[inline]
fn bin_of(number: u64) -> usize {
    if number < PARTS {
        return number as usize;
    }
    let shift = number.ilog2() - BITS;
    // The leading digit of the quotient is 1: it counts the powers of two before.
    (u64::from(shift) * PARTS + (number >> shift)) as usize
}

/// The smallest number of a bin; 2^64, which is 0 here, after the last one.
fn first_of(bin: usize) -> u64 {
    let bin = bin as u64;
    if bin < 2 * PARTS {
        return bin;
    }
    let shift = bin / PARTS - 1;
    let quotient = bin % PARTS + PARTS;
    quotient.checked_shl(shift as u32).filter(|_| shift < 61).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_in_its_bin() {
        let near = |power: u32| (0..3).map(move |more| (1u64 << power) - 1 + more);
        let numbers = (0..5_000).chain((13..64).flat_map(near)).chain([u64::MAX, u64::MAX - 1]);
        for number in numbers {
            let mut bins = LogBins::default();
            bins.add(number);
            let [bin] = bins.bins().try_into().unwrap();
            let LogBin { from, last, .. } = bin;
            assert!(from <= number && number <= last, "{number}: {bin:?}");
            assert!(number >= 16 || from == last, "{bin:?}");
            assert!((last - from) as f64 <= 0.125 * from as f64, "{bin:?}");
        }
    }

    #[test]
    fn bins_follow_each_other() {
        let mut bins = LogBins::default();
        (0..496).for_each(|bin| bins.add(first_of(bin)));
        let all = bins.bins();
        assert!(all.windows(2).all(|pair| pair[0].last + 1 == pair[1].from), "{all:?}");
        assert_eq!((all.len(), all[495].last), (496, u64::MAX));
    }

    #[test]
    fn shares_are_of_all_numbers() {
        let mut bins = LogBins::default();
        bins.add(1);
        bins.add(u64::MAX);
        let bins = bins.bins();
        assert_eq!((bins[0].share_from, bins[0].share_to), (1.0, 0.5));
        let last = bins.last().unwrap();
        assert_eq!((bins.len(), last.share_from, last.share_to), (2, 0.5, 1.0));
        assert!(LogBins::default().bins().is_empty());
    }
}
