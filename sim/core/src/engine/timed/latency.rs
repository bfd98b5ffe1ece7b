//! Latencies, by class and by bin.

/// Classes of latency, in the order of [`Latencies`].
pub const LATENCY_CLASSES: [&str; 4] = ["local", "delayed", "sibling", "origin"];

/// A histogram of latencies in nanoseconds.
pub type Histogram = hdrhistogram::Histogram<u64>;

/// Latencies by class, to 1 % (two digits).
#[derive(Clone, Debug)]
pub struct Latencies {
    histograms: Vec<Histogram>,
    /// Exactly, of all classes.
    sum_ns: u128,
    max_ns: u64,
}

impl Latencies {
    /// The mean of all, exactly; `None` of none.
    pub fn mean_ns(&self) -> Option<f64> {
        let count: u64 = self.histograms.iter().map(Histogram::len).sum();
        (count > 0).then(|| self.sum_ns as f64 / count as f64)
    }

    /// The largest of all, exactly.
    pub fn max_ns(&self) -> u64 {
        self.max_ns
    }

    /// One class.
    pub fn of(&self, class: usize) -> &Histogram {
        &self.histograms[class]
    }

    /// All classes together.
    pub fn all(&self) -> Histogram {
        let mut all = self.histograms[0].clone();
        for one in &self.histograms[1..] {
            all.add(one).expect(GROWS);
        }
        all
    }
}

const GROWS: &str = "a histogram that grows takes any value";

/// Latencies by the bin in which requests were answered, to 6 % (one digit).
#[derive(Clone, Debug)]
pub struct LatencyBins {
    bins: Vec<Option<Histogram>>,
}

impl LatencyBins {
    /// More cells than this, servers times bins, would take more memory than a run is worth: their
    /// latencies are not reported by bin.
    pub const CELLS_MAX: usize = 50_000;

    /// Latencies of a bin; `None` if no request was answered in it, or they are not reported by bin.
    pub fn of(&self, bin: usize) -> Option<&Histogram> {
        self.bins.get(bin)?.as_ref()
    }
}

/// What a server counts by class.
#[derive(Debug, Default)]
pub(super) struct ClassCounts {
    classes: [Counts<7>; LATENCY_CLASSES.len()],
    sum_ns: u128,
    max_ns: u64,
}

impl ClassCounts {
    #[inline]
    pub(super) fn note(&mut self, class: usize, latency_ns: u64) {
        self.classes[class].note(latency_ns);
        self.sum_ns += u128::from(latency_ns);
        self.max_ns = self.max_ns.max(latency_ns);
    }

    /// All classes together.
    pub(super) fn all(&self) -> Histogram {
        histogram(2, self.classes.iter())
    }

    /// Those of several servers together.
    pub(super) fn sum(servers: &[Self]) -> Latencies {
        let class =
            |class: usize| histogram(2, servers.iter().map(|counts| &counts.classes[class]));
        Latencies {
            histograms: (0..LATENCY_CLASSES.len()).map(class).collect(),
            sum_ns: servers.iter().map(|counts| counts.sum_ns).sum(),
            max_ns: servers.iter().map(|counts| counts.max_ns).max().unwrap_or(0),
        }
    }
}

/// What a server counts by bin.
#[derive(Debug)]
pub(super) struct BinCounts {
    bins: Vec<Counts<4>>,
}

impl BinCounts {
    /// For one of `servers` servers.
    pub(super) fn new(bins: usize, servers: usize) -> Self {
        let few = bins.saturating_mul(servers) <= LatencyBins::CELLS_MAX;
        Self { bins: vec![Counts::default(); if few { bins } else { 0 }] }
    }

    #[inline]
    pub(super) fn note(&mut self, bin: usize, latency_ns: u64) {
        if let Some(counts) = self.bins.get_mut(bin) {
            counts.note(latency_ns);
        }
    }

    /// Those of several servers together.
    pub(super) fn sum(servers: &[Self]) -> LatencyBins {
        let of = |bin: usize| {
            let counts = servers.iter().map(|counts| &counts.bins[bin]);
            let told = histogram(1, counts);
            (!told.is_empty()).then_some(told)
        };
        let bins = servers.first().map_or(0, |counts| counts.bins.len());
        LatencyBins { bins: (0..bins).map(of).collect() }
    }
}

/// Counts in the buckets of a histogram, for as long as there is much to count: histograms are made
/// of them at the end. Values up to `2 * 2^HALF_BITS` have a bucket each; beyond, `2^HALF_BITS`
/// buckets share every power of two.
#[derive(Clone, Debug, Default)]
struct Counts<const HALF_BITS: u32> {
    counts: Vec<u32>,
    /// Buckets whose count overflowed and restarted.
    full: Vec<usize>,
}

impl<const HALF_BITS: u32> Counts<HALF_BITS> {
    #[inline(always)]
    fn bucket(value: u64) -> usize {
        let smallest = (2 << HALF_BITS) - 1;
        let scale = u64::BITS - 1 - HALF_BITS - (value | smallest).leading_zeros();
        ((scale as usize) << HALF_BITS) + (value >> scale) as usize
    }

    /// The smallest value of a bucket.
    fn value(bucket: usize) -> u64 {
        let scale = (bucket >> HALF_BITS).saturating_sub(1);
        ((bucket - (scale << HALF_BITS)) as u64) << scale
    }

    #[inline(always)]
    fn note(&mut self, value: u64) {
        let bucket = Self::bucket(value);
        match self.counts.get_mut(bucket) {
            Some(count) if *count < u32::MAX => *count += 1,
            _ => self.note_with_room(bucket),
        }
    }

    #[cold]
    fn note_with_room(&mut self, bucket: usize) {
        match self.counts.get_mut(bucket) {
            Some(count) => {
                self.full.push(bucket);
                *count = 1;
            }
            None => {
                self.counts.resize(((bucket >> HALF_BITS) + 1) << HALF_BITS, 0);
                self.counts[bucket] = 1;
            }
        }
    }

    fn add_to(&self, histogram: &mut Histogram) {
        let counts = self.counts.iter().map(|&count| u64::from(count)).enumerate();
        let full = self.full.iter().map(|&bucket| (bucket, u64::from(u32::MAX)));
        for (bucket, count) in counts.chain(full).filter(|(_, count)| *count > 0) {
            histogram.record_n(Self::value(bucket), count).expect(GROWS);
        }
    }
}

fn histogram<'a, const HALF_BITS: u32>(
    digits: u8,
    parts: impl Iterator<Item = &'a Counts<HALF_BITS>>,
) -> Histogram {
    let mut all =
        Histogram::new(digits).expect("one digit and two are among those that can be had");
    parts.for_each(|counts| counts.add_to(&mut all));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn assert_same<const HALF_BITS: u32>(digits: u8, values: &[u64]) {
        let mut counts = Counts::<HALF_BITS>::default();
        let mut direct = Histogram::new(digits).expect("few digits");
        for &value in values {
            counts.note(value);
            direct.record(value).expect(GROWS);
        }
        assert_eq!(histogram(digits, [&counts].into_iter()), direct);
    }

    proptest! {
        /// Values of every magnitude are in the buckets that the library puts them in.
        #[test]
        fn counts_become_the_histogram_of_their_values(
            values in prop::collection::vec((any::<u64>(), 0u32..64), 0..200),
        ) {
            let values: Vec<u64> = values.into_iter().map(|(value, bits)| value >> bits).collect();
            assert_same::<7>(2, &values);
            assert_same::<4>(1, &values);
        }
    }

    #[test]
    fn a_count_that_is_full_begins_anew() {
        let mut counts = Counts::<7>::default();
        counts.note(1_000);
        counts.counts[Counts::<7>::bucket(1_000)] = u32::MAX - 1;
        (0..3).for_each(|_| counts.note(1_000));
        assert_eq!(histogram(2, [&counts].into_iter()).len(), u64::from(u32::MAX) + 2);
    }
}
