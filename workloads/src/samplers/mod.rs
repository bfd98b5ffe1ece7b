//! Random numbers of a few laws, the same on every platform: all functions are those of `libm`.
//!
//! The samplers of `rand_distr`, whose trait these have, take the logarithms and exponentials of the
//! system as soon as any crate asks for them, and their last digits differ from one system to the next.

mod binomial;
mod open_uniform;
mod poisson;
mod ziggurat;

pub use binomial::Binomial;
pub use poisson::Poisson;
pub use ziggurat::{Exp1, StandardNormal};

#[cfg(test)]
mod tests {
    use super::ziggurat::{EXPONENTIAL_TAIL, NORMAL_TAIL};
    use super::*;
    use crate::Stream;
    use rand::SeedableRng;
    use rand_distr::Distribution;

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
