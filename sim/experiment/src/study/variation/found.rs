//! The findings of a pass over the input.

use hotset_workloads::CountSeries;
use hotset_workloads::SimTime;
use hotset_workloads::analysis::{
    Burst, PopularityProfile, RateSeries, Seasonality, TopSeries, VariationStudy, ZipfFit,
};

/// The findings of a pass over the input.
#[derive(Debug)]
pub struct Found {
    /// Requests of each object.
    pub profile: PopularityProfile,
    /// Requests and bytes by time bin.
    pub rate: RateSeries,
    /// Times of the first and the last request of a trace.
    pub(super) span: Option<(SimTime, SimTime)>,
    /// Largest size of each object together; `None` for counts over time.
    pub footprint_bytes: Option<u64>,
    /// Popularity bin by bin.
    pub variation: VariationStudy,
    /// The daily and the weekly cycle.
    pub seasonality: Seasonality,
    /// Counts over time in the bins of the study.
    pub(super) series: Option<CountSeries>,
}

/// The counts of the most popular objects over time, and the bursts in them.
#[derive(Debug)]
pub struct Top {
    /// The counts.
    pub series: TopSeries,
    /// Object of each burst, by row of the series.
    pub bursts: Vec<(usize, Burst)>,
}

impl Found {
    /// The exponent of Zipf's law that fits best.
    pub fn zipf_fit(&self) -> Option<ZipfFit> {
        self.profile.zipf_fit()
    }
}

impl Top {
    /// The highest burst of each object: the first that is listed of it.
    pub fn highest(&self) -> impl Iterator<Item = &(usize, Burst)> {
        let mut last = usize::MAX;
        self.bursts.iter().filter(move |(row, _)| std::mem::replace(&mut last, *row) != *row)
    }
}

/// The median; `None` without values.
pub fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let (half, odd) = (values.len() / 2, values.len() % 2 == 1);
    match values.len() {
        0 => None,
        _ if odd => Some(values[half]),
        _ => Some(0.5 * (values[half - 1] + values[half])),
    }
}
