//! Statistical multiplexing: the capacity that many sites need together, and its utilisation.

use hotset_workloads::synthetic::normal_score;

/// Mean load over capacity when `sites` independent sites, each with coefficient of variation
/// `cv`, share a capacity that they exceed with probability `overflow`; normal loads (THEORY 4.1).
/// For sites of unequal weights, `sites` is [`effective_sites`].
pub fn gaussian_utilisation(sites: f64, cv: f64, overflow: f64) -> f64 {
    1.0 / (1.0 + normal_score(overflow) * cv / sites.sqrt())
}

/// The same where each pair of sites is correlated by `rho` (THEORY 4.2): it stays below
/// `1 / (1 + z cv sqrt(rho))`, however many there are.
pub fn correlated_utilisation(sites: f64, cv: f64, rho: f64, overflow: f64) -> f64 {
    let spread = cv * ((1.0 + (sites - 1.0) * rho) / sites).sqrt();
    1.0 / (1.0 + normal_score(overflow) * spread)
}

/// The number of equal sites that vary as much together as sites with these weights:
/// `1 / sum w^2` (THEORY 4.2).
pub fn effective_sites(weights: &[f64]) -> f64 {
    let total: f64 = weights.iter().sum();
    total * total / weights.iter().map(|weight| weight * weight).sum::<f64>()
}

/// The probability mass of a binomial distribution.
fn binomial(n: u64, p: f64, k: u64) -> f64 {
    let gamma = |x: u64| libm::lgamma(x as f64 + 1.0);
    let (n_, k_) = (n as f64, k as f64);
    let choices = gamma(n) - gamma(k) - gamma(n - k);
    libm::exp(choices + power(p, k_) + power(1.0 - p, n_ - k_))
}

/// The logarithm of `base` to the power of `exponent`; anything to the power of 0 is 1.
fn power(base: f64, exponent: f64) -> f64 {
    if exponent == 0.0 { 0.0 } else { exponent * libm::log(base) }
}

/// `P(X >= k)` of a binomial number for every `k` from 0 on.
fn binomial_tails(n: u64, p: f64) -> Vec<f64> {
    let mut tails: Vec<f64> = (0..=n).map(|k| binomial(n, p, k)).collect();
    for k in (1..tails.len()).rev() {
        tails[k - 1] += tails[k];
    }
    tails
}

/// `P(X >= k)` for `n` trials of probability `p`, summed from the small terms up.
pub fn binomial_tail(n: u64, p: f64, k: u64) -> f64 {
    (k..=n).rev().map(|k| binomial(n, p, k)).sum()
}

/// The bound `exp(-n KL(k/n || p))` on [`binomial_tail`] for `k >= n p` (Chernoff; THEORY 4.4).
pub fn chernoff_bound(n: u64, p: f64, k: u64) -> f64 {
    let share = k as f64 / n as f64;
    let part = |a: f64, b: f64| if a == 0.0 { 0.0 } else { a * libm::log(a / b) };
    libm::exp(-(n as f64) * (part(share, p) + part(1.0 - share, 1.0 - p)))
}

/// The smallest `k` that a binomial number exceeds with probability `overflow` at most.
pub fn binomial_capacity(n: u64, p: f64, overflow: f64) -> u64 {
    let mut above = binomial_tail(n, p, 1);
    let mut k = 0;
    while above > overflow && k < n {
        k += 1;
        above -= binomial(n, p, k);
    }
    k
}

/// The smallest whole capacity that a Poisson demand exceeds with probability `overflow` at most
/// (THEORY 4.6).
pub fn poisson_capacity(mean: f64, overflow: f64) -> u64 {
    let mass = |k: f64| libm::exp(k * libm::log(mean) - mean - libm::lgamma(k + 1.0));
    // Far enough out that nothing is left.
    let mut k = (mean + 40.0 * mean.sqrt() + 60.0).ceil();
    let mut above = 0.0;
    while k > 0.0 && above + mass(k) <= overflow {
        above += mass(k);
        k -= 1.0;
    }
    k as u64
}

/// Sites that are idle at 1 or in a flash crowd at `magnitude`, independently, under a common daily
/// cycle (THEORY 4.3).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CrowdedSites {
    /// The probability that a site is in a flash crowd.
    pub probability: f64,
    /// Its load then over its load otherwise.
    pub magnitude: f64,
    /// Amplitude of the cycle: capacity is needed at the peak hour.
    pub amplitude: f64,
}

impl CrowdedSites {
    /// Mean load over the capacity that `sites` sites exceed with probability `overflow` in the
    /// peak hour.
    pub fn utilisation(&self, sites: u64, overflow: f64) -> f64 {
        let crowds = binomial_capacity(sites, self.probability, overflow) as f64;
        let n = sites as f64;
        let mean = n * (1.0 + self.probability * (self.magnitude - 1.0));
        mean / ((n + crowds * (self.magnitude - 1.0)) * (1.0 + self.amplitude))
    }

    /// What no consolidation exceeds: `1 / (1 + A)`.
    pub fn floor(&self) -> f64 {
        1.0 / (1.0 + self.amplitude)
    }
}

/// Sites of which a share of the crowds are common: an event brings one to several sites at once
/// (THEORY 4.9).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CommonlyCrowdedSites {
    /// The sites.
    pub sites: CrowdedSites,
    /// Share of a site's crowds that are common.
    pub share: f64,
    /// Sites that an event takes.
    pub taken: u64,
}

impl CommonlyCrowdedSites {
    /// As [`CrowdedSites::utilisation`]: own crowds are a binomial number, events under way a Poisson
    /// number, each of which counts for all the sites that it takes.
    pub fn utilisation(&self, sites: u64, overflow: f64) -> f64 {
        let CrowdedSites { probability, magnitude, amplitude } = self.sites;
        let n = sites as f64;
        let crowds = self.capacity(sites, overflow) as f64;
        let mean = n * (1.0 + probability * (magnitude - 1.0));
        mean / ((n + crowds * (magnitude - 1.0)) * (1.0 + amplitude))
    }

    /// The least number of crowds that is exceeded with probability `overflow` at most.
    fn capacity(&self, sites: u64, overflow: f64) -> u64 {
        let own = binomial_tails(sites, self.sites.probability * (1.0 - self.share));
        let taken = self.taken.clamp(1, sites.max(1));
        let events = sites as f64 * self.sites.probability * self.share / taken as f64;
        // Beyond this many, nothing is left.
        let events_max = (events + 40.0 * events.sqrt() + 60.0) as u64;
        let mass = |k: f64| libm::exp(power(events, k) - events - libm::lgamma(k + 1.0));
        let above = |crowds: u64| -> f64 {
            (0..=events_max)
                .map(|number| {
                    let tail = match crowds.checked_sub(number * taken) {
                        Some(room) => own.get(room as usize + 1).copied().unwrap_or(0.0),
                        None => 1.0,
                    };
                    mass(number as f64) * tail
                })
                .sum()
        };
        let mut high = 1;
        while above(high) > overflow {
            high *= 2;
        }
        // It falls with the number of crowds: halving finds the least that will do.
        let mut low = 0;
        while low < high {
            let middle = (low + high) / 2;
            match above(middle) <= overflow {
                true => high = middle,
                false => low = middle + 1,
            }
        }
        low
    }

    /// The cap of THEORY 4.2 for many sites of which each pair is correlated by `rho`: by mean and
    /// variance alone, as if loads were normal. Crowds that few events share need more.
    pub fn cap(&self, rho: f64, overflow: f64) -> f64 {
        let CrowdedSites { probability, magnitude, amplitude } = self.sites;
        let sd = (magnitude - 1.0) * (probability * (1.0 - probability)).sqrt();
        let cv = sd / (1.0 + probability * (magnitude - 1.0));
        1.0 / ((1.0 + normal_score(overflow) * cv * rho.sqrt()) * (1.0 + amplitude))
    }
}

/// The equivalent capacity of an on-off source (Guerin, Ahmadi and Naghshineh, IEEE JSAC 9(7),
/// 1991; THEORY 4.5): between its mean, for a large buffer, and its peak, for none.
pub fn equivalent_capacity(
    peak: f64,
    activity: f64,
    mean_burst: f64,
    buffer: f64,
    overflow: f64,
) -> f64 {
    let y = -libm::log(overflow) * mean_burst * (1.0 - activity) * peak;
    let root = ((y - buffer) * (y - buffer) + 4.0 * buffer * activity * y).sqrt();
    peak * (y - buffer + root) / (2.0 * y)
}

/// The capacity for many sources together by the normal approximation of the same paper:
/// `mean + alpha sd` with `alpha = sqrt(-2 ln overflow - ln 2 pi)`.
pub fn gaussian_capacity(mean: f64, sd: f64, overflow: f64) -> f64 {
    let alpha = -2.0 * libm::log(overflow) - libm::log(std::f64::consts::TAU);
    mean + alpha.max(0.0).sqrt() * sd
}

/// The mean resultant length `I1(k) / I0(k)` of von Mises directions: sites whose peak hours
/// scatter so have a common cycle of that share of their amplitude (THEORY 4.7).
pub fn von_mises_resultant(kappa: f64) -> f64 {
    // Both series by their terms, which fall after k / 2 of them.
    let half = 0.5 * kappa;
    let (mut i0, mut i1) = (0.0, 0.0);
    let mut term = 1.0;
    for n in 0..2_000 {
        let n = f64::from(n);
        i0 += term;
        i1 += term * half / (n + 1.0);
        term *= half * half / ((n + 1.0) * (n + 1.0));
        if term < 1e-18 * i0 {
            break;
        }
    }
    // Where the series would overflow the ratio has its asymptotic form.
    if i0.is_finite() { i1 / i0 } else { 1.0 - 0.5 / kappa }
}

/// The expected amplitude of the sum of `sites` cycles of amplitude 1 with random phases, over
/// their mean: `sqrt(pi) / (2 sqrt(n))` for many (Rayleigh; THEORY 4.7).
pub fn random_phase_amplitude(sites: f64) -> f64 {
    std::f64::consts::PI.sqrt() / (2.0 * sites.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "found {found}, expected {expected}");
    }

    /// THEORY 4.1.
    #[test]
    fn independent_sites() {
        let rows: [(f64, f64, [f64; 6]); 4] = [
            (1e-2, 1.0, [0.3006, 0.4623, 0.6323, 0.7747, 0.8731, 0.9322]),
            (1e-3, 0.5, [0.3929, 0.5642, 0.7214, 0.8381, 0.9119, 0.9539]),
            (1e-3, 1.0, [0.2445, 0.3929, 0.5642, 0.7214, 0.8381, 0.9119]),
            (1e-3, 2.0, [0.1393, 0.2445, 0.3929, 0.5642, 0.7214, 0.8381]),
        ];
        for (overflow, cv, row) in rows {
            for (sites, expected) in [1.0, 4.0, 16.0, 64.0, 256.0, 1024.0].into_iter().zip(row) {
                close(gaussian_utilisation(sites, cv, overflow), expected, 1e-4);
            }
        }
        for (overflow, z) in [(1e-2, 2.3263), (1e-3, 3.0902), (1e-4, 3.7190)] {
            close(normal_score(overflow), z, 5e-5);
        }
    }

    /// THEORY 4.2.
    #[test]
    fn unequal_and_correlated_sites() {
        for (sites, alpha, expected) in [
            (100, 0.5, 66.62),
            (100, 1.0, 16.458),
            (100, 1.5, 4.844),
            (1_000, 1.0, 34.08),
            (10, 1.0, 5.536),
        ] {
            let weights: Vec<f64> = (1..=sites).map(|i| libm::pow(f64::from(i), -alpha)).collect();
            close(effective_sites(&weights), expected, 0.005);
        }
        let limit = 1.0 / (1.0 + normal_score(1e-3) * 0.5);
        close(correlated_utilisation(1e12, 1.0, 0.25, 1e-3), limit, 1e-6);
        close(
            correlated_utilisation(64.0, 1.0, 0.0, 1e-3),
            gaussian_utilisation(64.0, 1.0, 1e-3),
            1e-12,
        );
    }

    /// Events of a single site are crowds of its own; those of all sites cannot be pooled away.
    #[test]
    fn common_crowds_at_both_ends() {
        let sites = CrowdedSites { probability: 0.01, magnitude: 10.0, amplitude: 0.0 };
        for n in [16, 64, 256] {
            let own = CommonlyCrowdedSites { sites, share: 0.5, taken: 1 };
            close(own.utilisation(n, 1e-3), sites.utilisation(n, 1e-3), 0.035);
            let none = CommonlyCrowdedSites { sites, share: 0.0, taken: n };
            close(none.utilisation(n, 1e-3), sites.utilisation(n, 1e-3), 1e-9);
            let all = CommonlyCrowdedSites { sites, share: 1.0, taken: n };
            close(all.utilisation(n, 1e-3), 0.1090, 1e-4);
        }
        // Many events, and crowds of nearly all sites.
        let many = CrowdedSites { probability: 0.042, ..sites };
        let own = CommonlyCrowdedSites { sites: many, share: 0.9, taken: 1 };
        close(own.utilisation(8_192, 1e-3), many.utilisation(8_192, 1e-3), 0.01);
        // A correlation of .2 caps utilisation near 47 %.
        let some = CommonlyCrowdedSites { sites, share: 0.2, taken: 256 };
        close(some.cap(0.2, 1e-3), 0.47, 0.005);
    }

    /// THEORY 4.3.
    #[test]
    fn sites_in_flash_crowds() {
        let sites = [1, 2, 4, 8, 16, 32, 64, 128, 256, 1_024, 4_096];
        let rows: [(f64, f64, [f64; 11]); 3] = [
            (
                0.0,
                10.0,
                [
                    0.1090, 0.1982, 0.3354, 0.3354, 0.5129, 0.5912, 0.6976, 0.7666, 0.8280, 0.9202,
                    0.9593,
                ],
            ),
            (
                0.5,
                10.0,
                [
                    0.0727, 0.1321, 0.2236, 0.2236, 0.3420, 0.3941, 0.4651, 0.5111, 0.5520, 0.6134,
                    0.6395,
                ],
            ),
            (
                0.5,
                50.0,
                [
                    0.0199, 0.0390, 0.0750, 0.0750, 0.1394, 0.1776, 0.2445, 0.3013, 0.3648, 0.4955,
                    0.5703,
                ],
            ),
        ];
        for (amplitude, magnitude, row) in rows {
            let crowded = CrowdedSites { probability: 0.01, magnitude, amplitude };
            for (n, expected) in sites.into_iter().zip(row) {
                close(crowded.utilisation(n, 1e-3), expected, 1e-4);
                assert!(crowded.utilisation(n, 1e-3) < crowded.floor());
            }
        }
        for (n, k) in [
            (1, 1),
            (8, 2),
            (16, 2),
            (32, 3),
            (64, 4),
            (100, 5),
            (128, 6),
            (256, 9),
            (1_000, 21),
            (1_024, 21),
            (4_096, 62),
            (10_000, 132),
        ] {
            assert_eq!(binomial_capacity(n, 0.01, 1e-3), k, "n {n}");
        }
        let rare = CrowdedSites { probability: 0.001, magnitude: 50.0, amplitude: 0.0 };
        for (n, expected) in [(10, 0.1778), (100, 0.5298), (1_000, 0.8426), (10_000, 0.9511)] {
            close(rare.utilisation(n, 1e-3), expected, 1e-4);
        }
    }

    /// THEORY 4.4.
    #[test]
    fn chernoff_bounds_the_tail() {
        for (n, p, k, exact, bound) in [
            (100, 0.1, 20, 0.0019786, 0.011792),
            (1_000, 0.1, 130, 0.0013414, 0.0099220),
            (100, 0.01, 5, 0.0034323, 0.016097),
        ] {
            close(binomial_tail(n, p, k), exact, 1e-7);
            close(chernoff_bound(n, p, k), bound, 1e-6);
        }
        for n in [1, 7, 100] {
            for k in 1..=n {
                let p = 0.5 * k as f64 / n as f64;
                assert!(chernoff_bound(n, p, k) >= binomial_tail(n, p, k));
            }
        }
    }

    /// THEORY 4.5.
    #[test]
    fn equivalent_capacities() {
        for (overflow, row) in [
            (1e-3, [0.98555, 0.85790, 0.19916, 0.10589]),
            (1e-6, [0.99277, 0.92824, 0.39788, 0.11241]),
        ] {
            for (buffer, expected) in [0.1, 1.0, 10.0, 100.0].into_iter().zip(row) {
                close(equivalent_capacity(1.0, 0.1, 1.0, buffer, overflow), expected, 1e-5);
            }
        }
        for (n, expected) in [(10.0f64, 4.2833), (100.0, 20.3826), (1_000.0, 132.833)] {
            let sd = (n * 0.1 * 0.9).sqrt();
            close(gaussian_capacity(n * 0.1, sd, 1e-3), expected, 1e-3);
        }
    }

    /// THEORY 4.6.
    #[test]
    fn poisson_demand() {
        for (mean, expected) in [(1.0, 5), (10.0, 21), (100.0, 132), (1e3, 1_099), (1e4, 10_310)] {
            assert_eq!(poisson_capacity(mean, 1e-3), expected);
        }
    }

    /// THEORY 4.7.
    #[test]
    fn scattered_peaks() {
        for (kappa, expected) in
            [(0.5, 0.2425), (1.0, 0.4464), (2.0, 0.6978), (4.0, 0.8635), (8.0, 0.9352)]
        {
            close(von_mises_resultant(kappa), expected, 5e-5);
        }
        close(von_mises_resultant(1e6), 1.0, 1e-5);
        close(random_phase_amplitude(16.0), 0.2216, 1e-4);
        close(random_phase_amplitude(64.0), 0.1108, 1e-4);
    }
}
