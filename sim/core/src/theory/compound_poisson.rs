//! The load of independent requests of random sizes: a compound Poisson process (THEORY 4.10).

use hotset_workloads::synthetic::normal_score;

/// Sums over requests of the first three powers of their sizes in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SizeMoments {
    /// Bytes.
    pub bytes: f64,
    /// Squares.
    pub bytes_squared: f64,
    /// Cubes.
    pub bytes_cubed: f64,
}

impl SizeMoments {
    /// Adds a request.
    #[inline]
    pub fn add(&mut self, bytes: u64) {
        let bytes = bytes as f64;
        self.bytes += bytes;
        self.bytes_squared += bytes * bytes;
        self.bytes_cubed += bytes * bytes * bytes;
    }

    /// Adds the sums of other requests.
    pub fn merge(&mut self, other: &Self) {
        self.bytes += other.bytes;
        self.bytes_squared += other.bytes_squared;
        self.bytes_cubed += other.bytes_cubed;
    }

    fn variance(&self, mean: f64) -> f64 {
        mean * self.bytes_squared / self.bytes
    }

    /// The skewness of the load of Poisson arrivals of such requests, `mean` bytes a bin; 0 of none.
    pub fn skewness(&self, mean: f64) -> f64 {
        if self.bytes <= 0.0 || mean <= 0.0 {
            return 0.0;
        }
        let variance = self.variance(mean);
        mean * self.bytes_cubed / self.bytes / (variance * variance.sqrt())
    }

    /// The load that Poisson arrivals of such requests, `mean` bytes a bin, exceed with the
    /// probability `overload`.
    ///
    /// The cumulants of a compound Poisson sum are its rate times the moments of the sizes
    /// (Campbell). The quantile is that of the shifted lognormal distribution with the same first
    /// three: within 3 % of simulation where the skewness is below 1, within 5 % up to 2. Above, a
    /// few large requests decide, and it is a guide only.
    pub fn load_exceeded(&self, mean: f64, overload: f64) -> f64 {
        if self.bytes <= 0.0 || mean <= 0.0 {
            return 0.0;
        }
        let sd = self.variance(mean).sqrt();
        let skewness = self.skewness(mean);
        let z = normal_score(overload);
        if skewness < 1e-4 {
            return mean + z * sd;
        }
        // The lognormal distribution's w = e^(sigma^2) solves (w + 2)^2 (w - 1) = skewness^2.
        let half = 0.5 * skewness * skewness;
        let root = skewness * (1.0 + 0.25 * skewness * skewness).sqrt();
        let w = libm::cbrt(1.0 + half + root) + libm::cbrt(1.0 + half - root) - 1.0;
        let scale = sd / (w * (w - 1.0)).sqrt();
        mean + scale * (libm::exp(libm::log(w).sqrt() * z) - w.sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::poisson_capacity;

    /// THEORY 4.6: requests of one size are a Poisson number, which comes in whole steps.
    #[test]
    fn requests_of_one_size_are_a_poisson_number() {
        let sizes = SizeMoments { bytes: 1.0, bytes_squared: 1.0, bytes_cubed: 1.0 };
        for mean in [10.0, 100.0, 1_000.0, 10_000.0] {
            let exact = poisson_capacity(mean, 1e-3) as f64;
            let found = sizes.load_exceeded(mean, 1e-3);
            assert!((found - exact).abs() < 1.0, "{mean}: {found} for {exact}");
        }
        assert_eq!(sizes.load_exceeded(0.0, 1e-3), 0.0);
    }
}
