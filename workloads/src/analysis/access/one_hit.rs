//! One-hit objects by the length of the trace.

/// The share of objects requested only once, in longer and longer prefixes of a trace: what a cache of a size
/// sees depends on it more than on that of the whole (Yang, Zhang, Qiu, Yue and Rashmi, SOSP 2023, section 3).
#[derive(Clone, Debug, Default)]
pub struct OneHitCurve {
    /// The prefixes, from the shortest on.
    pub prefixes: Vec<OneHitPrefix>,
    /// Requests at which the next prefixes end, the nearest last.
    ends: Vec<u64>,
    now: OneHitPrefix,
}

/// The objects in the first requests of a trace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OneHitPrefix {
    /// Requests of the prefix.
    pub requests: u64,
    /// Distinct objects in it.
    pub objects: u64,
    /// Those requested once.
    pub one_hit_objects: u64,
}

/// Shares of the trace, in thousandths.
const THOUSANDTHS: [u64; 10] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
/// A shorter prefix shows chance.
const REQUESTS_MIN: u64 = 100;

impl OneHitCurve {
    /// For a trace of so many requests.
    pub(super) fn new(requests: u64) -> Self {
        let end = |part: u64| (u128::from(requests) * u128::from(part)).div_ceil(1_000) as u64;
        let long = |&end: &u64| end >= REQUESTS_MIN || end == requests;
        let mut ends: Vec<u64> = THOUSANDTHS.into_iter().map(end).filter(long).collect();
        ends.dedup();
        ends.reverse();
        Self { ends, ..Self::default() }
    }

    /// Counts a request: for a new object, for one that was requested once before, or for another.
    #[inline]
    pub(super) fn add(&mut self, is_new: bool, is_second: bool) {
        self.now.requests += 1;
        self.now.objects += u64::from(is_new);
        self.now.one_hit_objects += u64::from(is_new);
        self.now.one_hit_objects -= u64::from(is_second);
        if self.ends.last() == Some(&self.now.requests) {
            self.ends.pop();
            self.prefixes.push(self.now);
        }
    }
}

impl OneHitPrefix {
    /// One-hit objects over all of the prefix.
    pub fn one_hit_share(&self) -> f64 {
        self.one_hit_objects as f64 / self.objects.max(1) as f64
    }
}
