//! The decay of popularity: how much is requested later on of objects that were new at some time.

/// Requests in each period for the objects first requested in each: a triangle, as nothing is requested before
/// it is first requested. Objects of the first period need not be new: most of them were there before the trace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PopularityDecay {
    /// Time bins in a period; the last one may have fewer.
    pub bins_per_period: usize,
    /// Objects first requested in each period.
    pub objects: Vec<u64>,
    /// By period of the first request, requests by period.
    pub requests: Vec<Vec<u64>>,
}

impl PopularityDecay {
    /// No trace has more periods than this.
    pub const PERIODS_MAX: usize = 50;

    /// Periods of as many bins as it takes.
    pub(super) fn new(bins: usize) -> Self {
        let bins_per_period = bins.div_ceil(Self::PERIODS_MAX).max(1);
        let periods = bins.div_ceil(bins_per_period);
        let requests = vec![vec![0; periods]; periods];
        Self { bins_per_period, objects: vec![0; periods], requests }
    }

    /// The period of a bin.
    pub(super) fn period(&self, bin: usize) -> usize {
        (bin / self.bins_per_period).min(self.objects.len().saturating_sub(1))
    }
}
