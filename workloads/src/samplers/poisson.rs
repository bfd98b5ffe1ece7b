//! The Poisson law.

use super::open_uniform::open_uniform;
use rand::{Rng, RngExt};
use rand_distr::Distribution;

/// The Poisson law.
#[derive(Clone, Copy, Debug)]
pub struct Poisson {
    /// Its mean; a mean of 0 or less gives 0 alone.
    pub mean: f64,
}

impl Distribution<u64> for Poisson {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> u64 {
        match self.mean {
            mean if mean.is_nan() || mean <= 0.0 => 0,
            mean if mean < 10.0 => few(mean, rng),
            mean => many(mean, rng),
        }
    }
}

/// Events of rate 1 until the mean: their gaps' product instead of their sum.
fn few<R: Rng + ?Sized>(mean: f64, rng: &mut R) -> u64 {
    let end = libm::exp(-mean);
    let (mut product, mut count) = (open_uniform(rng.next_u64()), 0);
    while product > end {
        product *= open_uniform(rng.next_u64());
        count += 1;
    }
    count
}

/// Transformed rejection with a squeeze (Hörmann, Insurance: Mathematics and Economics 12, 1993: PTRS).
fn many<R: Rng + ?Sized>(mean: f64, rng: &mut R) -> u64 {
    let b = 0.931 + 2.53 * mean.sqrt();
    let a = -0.059 + 0.02483 * b;
    let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let squeeze = 0.9277 - 3.6224 / (b - 2.0);
    loop {
        let u = rng.random::<f64>() - 0.5;
        let v = open_uniform(rng.next_u64());
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + mean + 0.43).floor();
        if us >= 0.07 && v <= squeeze {
            return k as u64;
        }
        if k < 0.0 || (us < 0.013 && v > us) {
            continue;
        }
        let hat = libm::log(v) + libm::log(inverse_alpha) - libm::log(a / (us * us) + b);
        if hat <= -mean + k * libm::log(mean) - libm::lgamma(k + 1.0) {
            return k as u64;
        }
    }
}
