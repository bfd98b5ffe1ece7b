//! Arrival times at a constant rate.

use crate::samplers::Exp1;
use crate::{SimTime, Stream};
use rand::RngExt;

/// A Poisson process of constant rate: independent exponential gaps.
#[derive(Debug)]
pub struct Poisson {
    gap_ns_mean: f64,
    now_ns: u64,
    stream: Stream,
}

impl Poisson {
    /// A process that starts at time 0; `rate_per_s` must be positive.
    pub fn new(rate_per_s: f64, stream: Stream) -> Self {
        Self { gap_ns_mean: SimTime::NS_PER_S as f64 / rate_per_s, now_ns: 0, stream }
    }

    /// The next arrivals, one per element.
    pub fn fill(&mut self, times: &mut [SimTime]) {
        for time in times {
            let gap: f64 = self.stream.sample(Exp1);
            // Rounding down after adding a half keeps the mean gap free of bias.
            self.now_ns = self.now_ns.saturating_add((gap * self.gap_ns_mean + 0.5) as u64);
            *time = SimTime(self.now_ns);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn counts_of_equal_bins_have_variance_equal_to_mean() {
        let mut process = Poisson::new(100.0, Stream::seed_from_u64(7));
        let mut times = vec![SimTime::default(); 1_000_000];
        process.fill(&mut times);
        let mut counts = vec![0.0; 9_900];
        for time in &times {
            if let Some(count) = counts.get_mut(time.as_s() as usize) {
                *count += 1.0;
            }
        }
        let mean = counts.iter().sum::<f64>() / counts.len() as f64;
        let variance =
            counts.iter().map(|c| (c - mean) * (c - mean)).sum::<f64>() / counts.len() as f64;
        assert!((mean - 100.0).abs() < 0.5, "mean {mean}");
        // The standard error of the ratio is sqrt(2 / 9900) = 0.014.
        assert!((variance / mean - 1.0).abs() < 0.05, "variance to mean {}", variance / mean);
    }
}
