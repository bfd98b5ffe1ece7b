//! Draws Zipf ranks without a table.

use super::harmonic::harmonic;
use crate::Stream;
use rand::RngExt;

/// Draws Zipf ranks without a table, by rejection from an inverted continuous envelope
/// (Hoermann and Derflinger, ACM TOMACS 6(3), 1996): constant memory, for very large catalogs.
#[derive(Clone, Copy, Debug)]
pub struct RejectionInversion {
    ranks: f64,
    alpha: f64,
    /// Integral of the envelope up to the first rank's end, and up to the last rank's end.
    area_first: f64,
    area_last: f64,
    /// Candidates at most this far left of their rank are accepted without another test.
    squeeze: f64,
}

impl RejectionInversion {
    /// A sampler of ranks `1..=ranks` with weights `rank^-alpha`, `alpha >= 0`.
    pub fn new(ranks: u64, alpha: f64) -> Self {
        let mut sampler =
            Self { ranks: ranks as f64, alpha, area_first: 0.0, area_last: 0.0, squeeze: 0.0 };
        sampler.area_first = sampler.area(1.5) - 1.0;
        sampler.area_last = sampler.area(ranks as f64 + 0.5);
        sampler.squeeze = 2.0 - sampler.area_inverse(sampler.area(2.5) - sampler.density(2.0));
        sampler
    }

    fn density(&self, x: f64) -> f64 {
        libm::pow(x, -self.alpha)
    }

    /// The integral of the density from 1 to `x`.
    fn area(&self, x: f64) -> f64 {
        let log_x = libm::log(x);
        let exponent = (1.0 - self.alpha) * log_x;
        if exponent.abs() < 1e-8 { log_x } else { libm::expm1(exponent) / exponent * log_x }
    }

    /// The `x` at which the integral is `area`.
    fn area_inverse(&self, area: f64) -> f64 {
        let exponent = (area * (1.0 - self.alpha)).max(-1.0);
        let log_ratio = if exponent.abs() < 1e-8 { 1.0 } else { libm::log1p(exponent) / exponent };
        libm::exp(log_ratio * area)
    }

    /// The share of each rank, summing to 1.
    pub fn shares(&self) -> Vec<f64> {
        let norm = harmonic(self.ranks as u64, self.alpha);
        (1..=self.ranks as u64).map(|rank| self.density(rank as f64) / norm).collect()
    }

    /// Draws one rank, counted from 1.
    pub fn draw(&self, stream: &mut Stream) -> u64 {
        loop {
            let uniform: f64 = stream.random();
            let area = self.area_last + uniform * (self.area_first - self.area_last);
            let x = self.area_inverse(area);
            let rank = (x + 0.5).floor().clamp(1.0, self.ranks);
            if rank - x <= self.squeeze || area >= self.area(rank + 0.5) - self.density(rank) {
                return rank as u64;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn rejection_inversion_draws_zipf() {
        for alpha in [0.0, 0.5, 0.8, 1.0, 1.2, 3.0] {
            let sampler = RejectionInversion::new(50, alpha);
            let mut stream = Stream::seed_from_u64(9);
            let mut counts = [0u32; 50];
            for _ in 0..1_000_000 {
                counts[sampler.draw(&mut stream) as usize - 1] += 1;
            }
            let norm = harmonic(50, alpha);
            let chi_square: f64 = (1..=50)
                .map(|rank| {
                    let expected = 1e6 * libm::pow(f64::from(rank), -alpha) / norm;
                    (f64::from(counts[rank as usize - 1]) - expected).powi(2) / expected
                })
                .sum();
            // 49 degrees of freedom: 0.9999 quantile 94.
            assert!(chi_square < 94.0, "alpha {alpha}: {chi_square}");
        }
    }
}
