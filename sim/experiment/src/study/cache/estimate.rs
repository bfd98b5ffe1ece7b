//! Ratios of the whole trace, estimated from samples of its objects.

use super::groups::Counted;
use hotset_sim::replay::ReplayCounts;
use hotset_sim::sampling::ReplicatedSamples;

/// A ratio over all requests, estimated from samples.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    /// The estimate.
    pub ratio: f64,
    /// Its standard error: chance, the distance of the coarse samples' mean, and the last digit reported; 0 where
    /// nothing was left out.
    pub error: f64,
    /// The bias of the coarse samples, if it is significant and not negligible: the estimate then depends on
    /// how many objects one stands for.
    pub off: Option<f64>,
}

/// Estimates of a cache over the whole trace.
#[derive(Clone, Copy, Debug)]
pub struct Estimates {
    /// The hit ratio.
    pub hits: Estimate,
    /// `None` where bytes were not counted.
    pub bytes: Option<Estimate>,
    /// Whether objects were left out.
    pub is_sampled: bool,
}

impl Estimates {
    /// From the counts of all samples of a cache, at least one.
    pub(super) fn of(samples: &[Counted], by_bytes: bool) -> Self {
        let (coarse, fine): (Vec<&Counted>, Vec<&Counted>) =
            samples.iter().partition(|sample| sample.sample >= ReplicatedSamples::COUNT);
        Self {
            hits: Estimate::of(&fine, &coarse, ReplayCounts::hit_ratio),
            bytes: by_bytes.then(|| Estimate::of(&fine, &coarse, ReplayCounts::byte_hit_ratio)),
            is_sampled: samples.len() > 1,
        }
    }

    /// The larger bias of the two.
    pub fn off(&self) -> Option<f64> {
        let bytes = self.bytes.and_then(|bytes| bytes.off);
        [self.hits.off, bytes].into_iter().flatten().reduce(f64::max)
    }
}

impl Estimate {
    fn of(fine: &[&Counted], coarse: &[&Counted], ratio: fn(&ReplayCounts) -> f64) -> Self {
        const DIGIT: f64 = 1e-4;
        const OFF_MIN: f64 = 0.002;
        let (mean, chance) = mean(fine, ratio);
        if coarse.is_empty() {
            return Self { ratio: mean, error: chance, off: None };
        }
        let (coarse_mean, coarse_chance) = self::mean(coarse, ratio);
        let off = (coarse_mean - mean).abs();
        let error = (chance * chance + off * off + DIGIT * DIGIT).sqrt();
        let chance = (chance * chance + coarse_chance * coarse_chance).sqrt();
        let is_off = off > OFF_MIN && off > 3.0 * chance;
        Self { ratio: mean, error, off: is_off.then_some(off) }
    }
}

/// The mean of a ratio over samples, and its standard error.
fn mean(samples: &[&Counted], ratio: fn(&ReplayCounts) -> f64) -> (f64, f64) {
    let ratios: Vec<f64> = samples.iter().map(|sample| ratio(&sample.counts)).collect();
    let count = ratios.len() as f64;
    let mean = ratios.iter().sum::<f64>() / count;
    let squares: f64 = ratios.iter().map(|ratio| (ratio - mean) * (ratio - mean)).sum();
    (mean, if count > 1.0 { (squares / (count - 1.0) / count).sqrt() } else { 0.0 })
}
