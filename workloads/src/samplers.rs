//! Random numbers of a few laws, the same on every platform: all functions are those of `libm`.
//!
//! The samplers of `rand_distr`, whose trait these have, take the logarithms and exponentials of the
//! system as soon as any crate asks for them, and their last digits differ from one system to the next.

use rand::{Rng, RngExt};
use rand_distr::Distribution;
use std::sync::LazyLock;

/// The exponential law of mean 1.
#[derive(Clone, Copy, Debug)]
pub struct Exp1;

/// The normal law of mean 0 and variance 1.
#[derive(Clone, Copy, Debug)]
pub struct StandardNormal;

/// Layers of equal area below a falling density, and their edges (Marsaglia and Tsang, Journal of
/// Statistical Software 5(8), 2000).
struct Ziggurat {
    /// Where each layer ends, the lowest first: as if it were a rectangle, that is beyond the tail's
    /// beginning.
    edge: [f64; LAYERS + 1],
    /// The density there.
    density: [f64; LAYERS + 1],
}

const LAYERS: usize = 256;

impl Ziggurat {
    /// The tail begins at `tail`, and every layer has the area `area`, tail and all.
    fn new(tail: f64, area: f64, density: fn(f64) -> f64, inverse: fn(f64) -> f64) -> Self {
        let mut edge = [0.0; LAYERS + 1];
        (edge[0], edge[1]) = (area / density(tail), tail);
        for layer in 2..LAYERS {
            let before = edge[layer - 1];
            edge[layer] = inverse(area / before + density(before));
        }
        Self { edge, density: edge.map(density) }
    }
}

static EXPONENTIAL: LazyLock<Ziggurat> = LazyLock::new(|| {
    let area = 3.949_659_822_581_557e-3;
    Ziggurat::new(EXPONENTIAL_TAIL, area, |x| libm::exp(-x), |y| -libm::log(y))
});
const EXPONENTIAL_TAIL: f64 = 7.697_117_470_131_05;

static NORMAL: LazyLock<Ziggurat> = LazyLock::new(|| {
    let area = 4.928_673_233_974_655e-3;
    Ziggurat::new(NORMAL_TAIL, area, normal_density, |y| (-2.0 * libm::log(y)).sqrt())
});
const NORMAL_TAIL: f64 = 3.654_152_885_361_009;

fn normal_density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x)
}

/// A number of 52 bits, above 0 and below 1.
fn open(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
}

impl Distribution<f64> for Exp1 {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let ziggurat = &*EXPONENTIAL;
        loop {
            // The layer from the lowest bits, the place in it from the highest.
            let bits = rng.next_u64();
            let layer = bits as usize % LAYERS;
            let x = open(bits) * ziggurat.edge[layer];
            if x < ziggurat.edge[layer + 1] {
                return x;
            }
            if layer == 0 {
                return EXPONENTIAL_TAIL - libm::log(open(rng.next_u64()));
            }
            let (low, high) = (ziggurat.density[layer], ziggurat.density[layer + 1]);
            if high + (low - high) * open(rng.next_u64()) < libm::exp(-x) {
                return x;
            }
        }
    }
}

impl Distribution<f64> for StandardNormal {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let ziggurat = &*NORMAL;
        loop {
            let bits = rng.next_u64();
            let layer = bits as usize % LAYERS;
            let x = (2.0 * open(bits) - 1.0) * ziggurat.edge[layer];
            if x.abs() < ziggurat.edge[layer + 1] {
                return x;
            }
            if layer == 0 {
                return normal_tail(rng).copysign(x);
            }
            let (low, high) = (ziggurat.density[layer], ziggurat.density[layer + 1]);
            if high + (low - high) * open(rng.next_u64()) < normal_density(x) {
                return x;
            }
        }
    }
}

/// What lies beyond (Marsaglia, Technometrics 6, 1964).
#[cold]
fn normal_tail<R: Rng + ?Sized>(rng: &mut R) -> f64 {
    loop {
        let beyond = -libm::log(open(rng.next_u64())) / NORMAL_TAIL;
        let height = -libm::log(open(rng.next_u64()));
        if 2.0 * height >= beyond * beyond {
            return NORMAL_TAIL + beyond;
        }
    }
}

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
    let (mut product, mut count) = (open(rng.next_u64()), 0);
    while product > end {
        product *= open(rng.next_u64());
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
        let v = open(rng.next_u64());
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

/// The binomial law: how many of so many succeed.
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
    let mut left = open(rng.next_u64());
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
        let v = open(rng.next_u64());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stream;
    use rand::SeedableRng;

    /// The distance of the numbers' distribution from a law's, times the root of their number
    /// (Kolmogorov): above 1.95 once in a thousand times.
    fn distance(law: impl Distribution<f64>, below: impl Fn(f64) -> f64) -> f64 {
        const COUNT: usize = 1_000_000;
        let mut stream = Stream::seed_from_u64(5);
        let mut drawn: Vec<f64> = (0..COUNT).map(|_| law.sample(&mut stream)).collect();
        drawn.sort_by(f64::total_cmp);
        let apart = drawn.iter().zip(1..).map(|(&x, rank)| {
            let expected = below(x);
            let (before, after) = ((rank - 1) as f64, rank as f64);
            (expected - before / COUNT as f64).abs().max((after / COUNT as f64 - expected).abs())
        });
        apart.fold(0.0, f64::max) * (COUNT as f64).sqrt()
    }

    #[test]
    fn continuous_laws_are_what_they_say() {
        let exponential = distance(Exp1, |x| -libm::expm1(-x));
        assert!(exponential < 1.95, "{exponential}");
        let normal = distance(StandardNormal, |x| 0.5 * libm::erfc(-x / 2f64.sqrt()));
        assert!(normal < 1.95, "{normal}");
        // The tails, of which a million numbers have 450 and 260.
        let mut stream = Stream::seed_from_u64(7);
        let mut beyond = [0.0; 2];
        for _ in 0..1_000_000 {
            beyond[0] += f64::from(u8::from(Exp1.sample(&mut stream) > EXPONENTIAL_TAIL));
            beyond[1] +=
                f64::from(u8::from(StandardNormal.sample(&mut stream).abs() > NORMAL_TAIL));
        }
        for (found, expected) in beyond.into_iter().zip([453.9, 258.0]) {
            let expected: f64 = expected;
            assert!((found - expected).abs() < 4.0 * expected.sqrt(), "{found} of {expected}");
        }
    }

    /// Pearson's distance over its expectation, of the counts of outcomes that are expected ten times
    /// and more.
    fn chi_square(law: impl Distribution<u64>, log_chance: impl Fn(f64) -> f64, most: u64) -> f64 {
        const COUNT: usize = 300_000;
        let mut stream = Stream::seed_from_u64(11);
        let mut counts = vec![0.0; most as usize + 1];
        for _ in 0..COUNT {
            counts[law.sample(&mut stream).min(most) as usize] += 1.0;
        }
        let expected = |k: usize| COUNT as f64 * libm::exp(log_chance(k as f64));
        let common: Vec<usize> = (0..most as usize).filter(|&k| expected(k) >= 10.0).collect();
        assert!(common.len() > 2);
        let off =
            |k: &usize| (counts[*k] - expected(*k)) * (counts[*k] - expected(*k)) / expected(*k);
        let freedom = common.len() as f64;
        (common.iter().map(off).sum::<f64>() - freedom) / (2.0 * freedom).sqrt()
    }

    #[test]
    fn discrete_laws_are_what_they_say() {
        for mean in [0.3, 3.0, 9.9, 10.0, 40.0, 700.0] {
            let log_chance = |k: f64| k * libm::log(mean) - mean - libm::lgamma(k + 1.0);
            let z = chi_square(Poisson { mean }, log_chance, 2_000);
            assert!(z.abs() < 4.5, "Poisson of {mean}: {z}");
        }
        for (trials, chance) in [(5, 0.5), (100, 0.05), (60, 0.9), (1_000, 0.02), (500, 0.4)] {
            let (n, p) = (trials as f64, chance);
            let log_chance = |k: f64| {
                libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0)
                    + k * libm::log(p)
                    + (n - k) * libm::log(1.0 - p)
            };
            let z = chi_square(Binomial { trials, chance }, log_chance, trials + 1);
            assert!(z.abs() < 4.5, "{trials} trials of {chance}: {z}");
        }
        let mut stream = Stream::seed_from_u64(1);
        assert_eq!(Poisson { mean: 0.0 }.sample(&mut stream), 0);
        assert_eq!(Binomial { trials: 7, chance: 1.0 }.sample(&mut stream), 7);
        assert_eq!(Binomial { trials: 7, chance: 0.0 }.sample(&mut stream), 0);
    }

    /// The very numbers: on another platform they are the same.
    #[test]
    fn numbers_are_the_same_everywhere() {
        let mut stream = Stream::seed_from_u64(3);
        let mut sums = [0u64; 2];
        for _ in 0..100_000 {
            sums[0] = sums[0].rotate_left(1) ^ Exp1.sample(&mut stream).to_bits();
            sums[1] = sums[1].rotate_left(1) ^ StandardNormal.sample(&mut stream).to_bits();
        }
        let poisson: u64 = (0..1_000).map(|_| Poisson { mean: 55.5 }.sample(&mut stream)).sum();
        let law = Binomial { trials: 99, chance: 0.3 };
        let binomial: u64 = (0..1_000).map(|_| law.sample(&mut stream)).sum();
        let expected = [1_426_144_829_294_336_442, 9_059_105_920_635_301_494];
        assert_eq!((sums, poisson, binomial), (expected, 55_706, 29_712));
    }
}
