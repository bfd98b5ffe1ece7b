//! The binomial law.

use super::open_uniform::open_uniform;
use rand::{Rng, RngExt};
use rand_distr::Distribution;

/// The binomial law: the number of successes in independent trials.
#[derive(Clone, Copy, Debug)]
pub struct Binomial {
    /// Of so many.
    pub trials: u64,
    /// The chance of each, 0 to 1.
    pub chance: f64,
}

impl Distribution<u64> for Binomial {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> u64 {
        let Self { trials, chance } = *self;
        if chance > 0.5 {
            return trials - Self { trials, chance: 1.0 - chance }.sample(rng);
        }
        match chance * trials as f64 {
            mean if mean.is_nan() || mean <= 0.0 => 0,
            mean if mean < 10.0 => first_above(trials, chance, rng),
            _ => transformed(trials, chance, rng),
        }
    }
}

/// The first number of successes that the sum of chances reaches a uniform number at.
fn first_above<R: Rng + ?Sized>(trials: u64, chance: f64, rng: &mut R) -> u64 {
    let odds = chance / (1.0 - chance);
    let mut left = open_uniform(rng.next_u64());
    let mut of = libm::exp(trials as f64 * libm::log1p(-chance));
    let mut count = 0;
    while left > of && count < trials {
        left -= of;
        of *= odds * (trials - count) as f64 / (count + 1) as f64;
        count += 1;
    }
    count
}

/// Transformed rejection with a squeeze (Hörmann, Journal of Statistical Computation and Simulation 46,
/// 1993: BTRS).
fn transformed<R: Rng + ?Sized>(trials: u64, chance: f64, rng: &mut R) -> u64 {
    let n = trials as f64;
    let deviation = (n * chance * (1.0 - chance)).sqrt();
    let b = 1.15 + 2.53 * deviation;
    let a = -0.0873 + 0.0248 * b + 0.01 * chance;
    let centre = n * chance + 0.5;
    let squeeze = 0.92 - 4.2 / b;
    let alpha = (2.83 + 5.1 / b) * deviation;
    let mode = ((n + 1.0) * chance).floor();
    let ways = |k: f64| libm::lgamma(k + 1.0) + libm::lgamma(n - k + 1.0);
    let odds = libm::log(chance / (1.0 - chance));
    loop {
        let u = rng.random::<f64>() - 0.5;
        let v = open_uniform(rng.next_u64());
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + centre).floor();
        if !(0.0..=n).contains(&k) {
            continue;
        }
        if us >= 0.07 && v <= squeeze {
            return k as u64;
        }
        let hat = libm::log(v * alpha / (a / (us * us) + b));
        if hat <= ways(mode) - ways(k) + (k - mode) * odds {
            return k as u64;
        }
    }
}
