//! Object sizes.

use super::empirical::EmpiricalDistribution;
use super::parameter::ParameterError;
use crate::Stream;
use crate::samplers::StandardNormal;
use rand::RngExt;
use std::sync::Arc;

/// The distribution of object sizes.
#[derive(Clone, Debug, PartialEq)]
pub enum SizeModel {
    /// All objects have the same size.
    Constant {
        /// The size, at least 1.
        bytes: u64,
    },
    /// `P(size > x) = exp(-x / mean)`.
    Exponential {
        /// The mean.
        mean_bytes: f64,
    },
    /// As measured.
    Empirical(Arc<EmpiricalDistribution>),
    /// `ln(size)` is normal.
    Lognormal {
        /// Half of the objects are smaller.
        median_bytes: f64,
        /// Standard deviation of `ln(size)`; the mean is `median * exp(sigma^2 / 2)`.
        sigma: f64,
    },
    /// Lognormal up to the `1 - tail_share` quantile, Pareto above it (Barford and Crovella,
    /// SIGMETRICS 1998, section 3): continuous, with the tail that web files have.
    LognormalPareto {
        /// Median of the body.
        median_bytes: f64,
        /// Standard deviation of `ln(size)` in the body.
        sigma: f64,
        /// Share of the objects in the tail, between 0 and 1.
        tail_share: f64,
        /// Exponent of the tail, `P(size > x) ~ x^-tail_alpha`, above 0.
        tail_alpha: f64,
    },
}

/// Object sizes and how they go with popularity.
#[derive(Clone, Debug, PartialEq)]
pub struct Sizes {
    /// The distribution.
    pub model: SizeModel,
    /// Correlation of size and popularity, as the correlation of their normal scores
    /// (a Gaussian copula): 0 is independent, positive makes popular objects larger.
    pub popularity_correlation: f64,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { model: SizeModel::Constant { bytes: 1 }, popularity_correlation: 0.0 }
    }
}

/// No object is larger.
const BYTES_MAX: f64 = (1u64 << 40) as f64;

impl Sizes {
    pub(crate) fn check(&self) -> Result<(), ParameterError> {
        let positive = |key, value: f64| {
            if value.is_finite() && value > 0.0 && value <= BYTES_MAX {
                Ok(())
            } else {
                Err(ParameterError::new(key, value, "positive, at most 2^40"))
            }
        };
        let spread = |sigma: f64| {
            if (0.0..=10.0).contains(&sigma) {
                Ok(())
            } else {
                Err(ParameterError::new("sizes.sigma", sigma, "0 to 10"))
            }
        };
        match self.model {
            SizeModel::Exponential { mean_bytes } => positive("sizes.mean_bytes", mean_bytes)?,
            SizeModel::Empirical(_) => {}
            SizeModel::Constant { bytes } => positive("sizes.bytes", bytes as f64)?,
            SizeModel::Lognormal { median_bytes, sigma } => {
                positive("sizes.median_bytes", median_bytes)?;
                spread(sigma)?;
            }
            SizeModel::LognormalPareto { median_bytes, sigma, tail_share, tail_alpha } => {
                positive("sizes.median_bytes", median_bytes)?;
                spread(sigma)?;
                positive("sizes.tail_alpha", tail_alpha)?;
                if !(tail_share > 0.0 && tail_share < 1.0) {
                    let expected = "between 0 and 1, both excluded";
                    return Err(ParameterError::new("sizes.tail_share", tail_share, expected));
                }
            }
        }
        if !(-1.0..=1.0).contains(&self.popularity_correlation) {
            let found = self.popularity_correlation;
            return Err(ParameterError::new("sizes.popularity_correlation", found, "-1 to 1"));
        }
        Ok(())
    }

    /// The mean size, roughly where there is a Pareto tail.
    pub(super) fn mean_bytes(&self) -> f64 {
        let lognormal = |median: f64, sigma: f64| median * libm::exp(0.5 * sigma * sigma);
        let mean = match self.model {
            SizeModel::Exponential { mean_bytes } => mean_bytes,
            SizeModel::Empirical(ref measured) => measured.mean(),
            SizeModel::Constant { bytes } => bytes as f64,
            SizeModel::Lognormal { median_bytes, sigma } => lognormal(median_bytes, sigma),
            SizeModel::LognormalPareto { median_bytes, sigma, tail_alpha, .. } => {
                lognormal(median_bytes, sigma) * (1.0 + 10.0 / tail_alpha)
            }
        };
        mean.min(BYTES_MAX)
    }

    /// The size of each of `objects` objects; `weights` (computed only where size and popularity
    /// are correlated) gives the popularity of each.
    pub(crate) fn draw(
        &self,
        objects: usize,
        weights: impl FnOnce() -> Vec<f64>,
        stream: &mut Stream,
    ) -> Vec<u64> {
        if let SizeModel::Constant { bytes } = self.model {
            return vec![bytes; objects];
        }
        let mut scores: Vec<f64> = (0..objects).map(|_| stream.sample(StandardNormal)).collect();
        if self.popularity_correlation != 0.0 {
            self.correlate(&mut scores, &weights(), stream);
        }
        let quantile = self.model.quantile();
        scores.iter().map(|&score| quantile(score).round().clamp(1.0, BYTES_MAX) as u64).collect()
    }

    /// Mixes into each score the normal score of the object's popularity.
    fn correlate(&self, scores: &mut [f64], weights: &[f64], stream: &mut Stream) {
        let rho = self.popularity_correlation;
        let own = (1.0 - rho * rho).sqrt();
        let mut ranked: Vec<f64> = scores.iter().map(|_| stream.sample(StandardNormal)).collect();
        ranked.sort_by(|a, b| b.total_cmp(a));
        let mut by_weight: Vec<usize> = (0..weights.len()).collect();
        by_weight.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]).then(a.cmp(&b)));
        for (&object, popularity_score) in by_weight.iter().zip(ranked) {
            scores[object] = rho * popularity_score + own * scores[object];
        }
    }
}

impl SizeModel {
    /// The size at a given normal score: the quantile function after the normal distribution
    /// function, increasing.
    fn quantile(&self) -> Box<dyn Fn(f64) -> f64 + '_> {
        let (median_bytes, sigma, tail) = match *self {
            Self::Exponential { mean_bytes } => {
                let least = f64::MIN_POSITIVE;
                return Box::new(move |score| {
                    -mean_bytes * libm::log(normal_above(score).max(least))
                });
            }
            Self::Empirical(ref measured) => {
                return Box::new(|score| measured.exceeded_by(normal_above(score)));
            }
            Self::Constant { bytes } => (bytes as f64, 0.0, None),
            Self::Lognormal { median_bytes, sigma } => (median_bytes, sigma, None),
            Self::LognormalPareto { median_bytes, sigma, tail_share, tail_alpha } => {
                (median_bytes, sigma, Some((normal_score(tail_share), tail_share, tail_alpha)))
            }
        };
        Box::new(move |score| match tail {
            Some((start, share, alpha)) if score > start => {
                let above = normal_above(score).max(f64::MIN_POSITIVE);
                median_bytes * libm::exp(sigma * start) * libm::pow(above / share, -1.0 / alpha)
            }
            _ => median_bytes * libm::exp(sigma * score),
        })
    }
}

/// `P(Z > score)` of a standard normal.
fn normal_above(score: f64) -> f64 {
    0.5 * libm::erfc(score * std::f64::consts::FRAC_1_SQRT_2)
}

/// The score with `P(Z > score) = share`, by bisection.
pub fn normal_score(share: f64) -> f64 {
    let (mut low, mut high) = (-40.0, 40.0);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if normal_above(middle) > share {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    fn drawn(sizes: Sizes, objects: usize) -> Vec<u64> {
        sizes.check().unwrap();
        let weights = || (1..=objects).map(|rank| 1.0 / rank as f64).collect();
        sizes.draw(objects, weights, &mut Stream::seed_from_u64(5))
    }

    #[test]
    fn lognormal_has_its_median_and_its_mean() {
        let model = SizeModel::Lognormal { median_bytes: 8_192.0, sigma: 1.5 };
        let mut bytes = drawn(Sizes { model, popularity_correlation: 0.0 }, 400_000);
        bytes.sort_unstable();
        let median = bytes[bytes.len() / 2] as f64;
        let mean = bytes.iter().sum::<u64>() as f64 / bytes.len() as f64;
        assert!((median / 8_192.0 - 1.0).abs() < 0.02, "median {median}");
        // THEORY 2.7: 25233; the standard error of the mean is about 0.5 %.
        assert!((mean / 25_233.0 - 1.0).abs() < 0.03, "mean {mean}");
    }

    #[test]
    fn pareto_tail_starts_at_its_share_and_falls_with_its_exponent() {
        let model = SizeModel::LognormalPareto {
            median_bytes: 1e4,
            sigma: 1.0,
            tail_share: 0.07,
            tail_alpha: 1.1,
        };
        let bytes = drawn(Sizes { model, popularity_correlation: 0.0 }, 1_000_000);
        let start = 1e4 * libm::exp(normal_score(0.07));
        let above = |x: f64| bytes.iter().filter(|&&b| b as f64 > x).count() as f64 / 1e6;
        assert!((above(start) - 0.07).abs() < 0.001);
        let slope = libm::log10(above(10.0 * start) / above(start));
        assert!((slope + 1.1).abs() < 0.03, "slope {slope}");
    }

    #[test]
    fn exponential_sizes_have_their_mean_and_their_median() {
        let model = SizeModel::Exponential { mean_bytes: 1e6 };
        let mut bytes = drawn(Sizes { model, popularity_correlation: 0.0 }, 200_000);
        bytes.sort_unstable();
        let mean = bytes.iter().sum::<u64>() as f64 / bytes.len() as f64;
        assert!((mean / 1e6 - 1.0).abs() < 0.01, "mean {mean}");
        let median = bytes[bytes.len() / 2] as f64;
        assert!((median / (1e6 * std::f64::consts::LN_2) - 1.0).abs() < 0.02, "median {median}");
    }

    #[test]
    fn correlation_orders_sizes_by_popularity() {
        let model = || SizeModel::Lognormal { median_bytes: 1e6, sigma: 1.0 };
        let sorted = drawn(Sizes { model: model(), popularity_correlation: 1.0 }, 1_000);
        assert!(sorted.windows(2).all(|pair| pair[0] >= pair[1]));
        let reverse = drawn(Sizes { model: model(), popularity_correlation: -1.0 }, 1_000);
        assert!(reverse.windows(2).all(|pair| pair[0] <= pair[1]));
        let loose = drawn(Sizes { model: model(), popularity_correlation: 0.5 }, 100_000);
        let half = |part: &[u64]| part.iter().map(|&b| libm::log(b as f64)).sum::<f64>();
        assert!(half(&loose[..50_000]) > half(&loose[50_000..]) + 20_000.0);
    }
}
