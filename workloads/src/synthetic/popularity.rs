//! Zipf popularity, and two ways to draw from it in constant time.

use super::measured::Measured;
use super::parameter::ParameterError;
use super::sites::SiteSplit;
use crate::{ObjectId, Stream};
use rand::{Rng, RngExt};
use std::sync::Arc;

/// How requests are spread over the objects of one site.
#[derive(Clone, Debug, PartialEq)]
pub enum Popularity {
    /// The i-th most popular object gets a share proportional to `i^-alpha`; all the same with
    /// `alpha = 0`.
    Zipf {
        /// The exponent, at least 0; 0 makes all objects alike.
        alpha: f64,
    },
    /// Proportional to `(i + shift)^-alpha` (Mandelbrot, in: Communication Theory, 1953): a flattened
    /// head, as below a cache or among peers (Hefeeda and Saleh, IEEE/ACM Transactions on Networking
    /// 16(6), 2008).
    ZipfMandelbrot {
        /// The exponent, at least 0.
        alpha: f64,
        /// The shift, at least 0.
        shift: f64,
    },
    /// As measured.
    Empirical(Arc<Measured>),
}

impl Popularity {
    /// Beyond this exponent all but the first object vanish in double precision.
    const ALPHA_MAX: f64 = 100.0;

    pub(crate) fn check(&self) -> Result<(), ParameterError> {
        let (alpha, shift) = match *self {
            Self::Zipf { alpha } => (alpha, 0.0),
            Self::ZipfMandelbrot { alpha, shift } => (alpha, shift),
            Self::Empirical(_) => return Ok(()),
        };
        if !(0.0..=Self::ALPHA_MAX).contains(&alpha) {
            return Err(ParameterError::new("popularity.alpha", alpha, "a number from 0 to 100"));
        }
        if !(0.0..=1e12).contains(&shift) {
            return Err(ParameterError::new("popularity.shift", shift, "a number from 0 to 1e12"));
        }
        Ok(())
    }

    /// What the objects of a site get, by rank, up to a factor.
    fn raw(&self, objects: usize) -> Vec<f64> {
        let ranks = 1..=objects;
        match self {
            Self::Zipf { alpha } => ranks.map(|rank| libm::pow(rank as f64, -alpha)).collect(),
            Self::ZipfMandelbrot { alpha, shift } => {
                // Of the first rank 1, so that no shift is too large.
                let first = 1.0 + shift;
                ranks.map(|rank| libm::pow((rank as f64 + shift) / first, -alpha)).collect()
            }
            Self::Empirical(measured) => measured.descending(objects),
        }
    }
}

impl Popularity {
    /// The share of each rank among so many, summing to 1.
    pub(crate) fn shares(&self, objects: usize) -> Vec<f64> {
        if let Self::Zipf { alpha } = *self {
            return RejectionInversion::new(objects as u64, alpha).shares();
        }
        let raw = self.raw(objects);
        let sum: f64 = raw.iter().rev().sum();
        raw.into_iter().map(|weight| weight / sum).collect()
    }
}

/// Draws ranks within a site.
#[derive(Clone, Debug)]
pub(crate) enum Ranks {
    Zipf(RejectionInversion),
    Table(AliasTable),
}

impl Ranks {
    pub(crate) fn new(objects: usize, popularity: &Popularity) -> Self {
        match *popularity {
            Popularity::Zipf { alpha } => {
                Self::Zipf(RejectionInversion::new(objects as u64, alpha))
            }
            _ => Self::Table(AliasTable::new(&popularity.raw(objects))),
        }
    }

    /// Draws one rank, counted from 1.
    pub(crate) fn draw(&self, stream: &mut Stream) -> u64 {
        match self {
            Self::Zipf(ranks) => ranks.draw(stream),
            Self::Table(table) => {
                let mut drawn = [0];
                table.fill(stream, &mut drawn);
                u64::from(drawn[0]) + 1
            }
        }
    }
}

/// The generalised harmonic number `H(n, alpha) = sum of i^-alpha for i = 1..=n`, to about twelve
/// digits: the head is summed, the tail is the Euler-Maclaurin expansion.
pub fn harmonic(n: u64, alpha: f64) -> f64 {
    const HEAD: u64 = 1_000;
    let f = |x: f64| libm::pow(x, -alpha);
    let head: f64 = (1..=n.min(HEAD)).rev().map(|i| f(i as f64)).sum();
    if n <= HEAD {
        return head;
    }
    let (from, to) = (HEAD as f64, n as f64);
    let integral = if alpha == 1.0 {
        libm::log(to / from)
    } else {
        // expm1 keeps the digits where alpha is close to 1.
        let exponent = 1.0 - alpha;
        libm::pow(from, exponent) * libm::expm1(exponent * libm::log(to / from)) / exponent
    };
    let first = |x: f64| -alpha * f(x) / x;
    let third = |x: f64| -alpha * (alpha + 1.0) * (alpha + 2.0) * f(x) / (x * x * x);
    head + integral + (f(to) - f(from)) / 2.0 + (first(to) - first(from)) / 12.0
        - (third(to) - third(from)) / 720.0
}

/// The weight of every object, in the order of the ids, summing to 1.
pub(super) fn weights(split: &SiteSplit, popularity: &Popularity) -> Vec<f64> {
    let objects_max = split.parts.iter().map(|part| part.objects).max().unwrap_or(0);
    // What was measured is stretched over the ranks of each site; the laws begin alike in all.
    let stretched = matches!(popularity, Popularity::Empirical(_));
    let all = if stretched { Vec::new() } else { popularity.raw(objects_max) };
    let mut weights = Vec::with_capacity(split.parts.iter().map(|part| part.objects).sum());
    for part in &split.parts {
        let own = if stretched { popularity.raw(part.objects) } else { Vec::new() };
        let site = if stretched { &own[..] } else { &all[..part.objects] };
        let scale = part.weight / site.iter().rev().sum::<f64>();
        weights.extend(site.iter().map(|weight| weight * scale));
    }
    weights
}

/// Draws an index with given weights from one random word and one memory access (Walker 1977,
/// built as by Vose 1991); 8 bytes an index.
#[derive(Clone, Debug)]
pub struct AliasTable {
    cells: Vec<AliasCell>,
}

#[derive(Clone, Copy, Debug)]
struct AliasCell {
    /// The index itself is kept if a uniform 32-bit number is below this.
    keep_below: u32,
    /// Drawn otherwise.
    alias: u32,
}

impl AliasTable {
    /// A table over `weights`: finite, not negative, not all zero, at most 2^32 of them.
    pub fn new(weights: &[f64]) -> Self {
        let n = weights.len();
        let scale = n as f64 / weights.iter().sum::<f64>();
        let mut left: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
        let mut cells: Vec<AliasCell> =
            (0..n).map(|index| AliasCell { keep_below: u32::MAX, alias: index as u32 }).collect();
        let (mut small, mut large): (Vec<u32>, Vec<u32>) =
            (0..n as u32).partition(|&index| left[index as usize] < 1.0);
        while let (Some(&poor), Some(&rich)) = (small.last(), large.last()) {
            small.pop();
            let share = left[poor as usize];
            let keep_below = (share * 2f64.powi(32)) as u32;
            cells[poor as usize] = AliasCell { keep_below, alias: rich };
            left[rich as usize] -= 1.0 - share;
            if left[rich as usize] < 1.0 {
                large.pop();
                small.push(rich);
            }
        }
        Self { cells }
    }

    /// Draws one index an element.
    pub fn fill(&self, stream: &mut Stream, out: &mut [u32]) {
        let cells = self.cells.as_slice();
        let n = cells.len() as u128;
        for drawn in out {
            // The high half of the product is a uniform index, the low half a uniform fraction
            // independent of it.
            let product = u128::from(stream.next_u64()) * n;
            let index = (product >> 64) as u32;
            let fraction = (product >> 32) as u32;
            let cell = cells[index as usize];
            // Unpredictable by construction: ask for a conditional move, not a branch.
            *drawn = std::hint::select_unpredictable(fraction < cell.keep_below, index, cell.alias);
        }
    }
}

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

/// Draws object ids of a catalog split over sites.
#[derive(Clone, Debug)]
pub(super) enum RankSampler {
    /// One table over all objects.
    Table(AliasTable),
    /// A table over the sites, then a rank within the site: for catalogs whose table would not
    /// fit the caches by far.
    PerSite { sites: AliasTable, ranks: Vec<(ObjectId, Ranks)> },
}

impl RankSampler {
    /// Up to this many objects (80 MB of table) the table is faster.
    const TABLE_OBJECTS_MAX: usize = 10_000_000;

    pub(super) fn new(split: &SiteSplit, popularity: &Popularity) -> Self {
        let objects: usize = split.parts.iter().map(|part| part.objects).sum();
        if objects <= Self::TABLE_OBJECTS_MAX {
            return Self::Table(AliasTable::new(&weights(split, popularity)));
        }
        let site_weights: Vec<f64> = split.parts.iter().map(|part| part.weight).collect();
        let ranks = split
            .parts
            .iter()
            .map(|part| (part.first as ObjectId, Ranks::new(part.objects, popularity)))
            .collect();
        Self::PerSite { sites: AliasTable::new(&site_weights), ranks }
    }

    pub(super) fn fill(&self, stream: &mut Stream, out: &mut [ObjectId]) {
        match self {
            Self::Table(table) => table.fill(stream, out),
            Self::PerSite { sites, ranks } => {
                sites.fill(stream, out);
                for drawn in out {
                    let (first, sampler) = &ranks[*drawn as usize];
                    *drawn = first + (sampler.draw(stream) - 1) as ObjectId;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{SiteWeights, Sites};
    use rand::SeedableRng;

    /// THEORY 1.1.
    #[test]
    fn harmonic_sums_agree_with_the_table() {
        for (n, row) in [
            (10_000, [97.576122, 27.110644, 9.787606, 4.799144]),
            (100_000, [248.047839, 45.562512, 12.090146, 5.091583]),
            (1_000_000, [626.019072, 74.807129, 14.392727, 5.276104]),
        ] {
            for (alpha, expected) in [0.6, 0.8, 1.0, 1.2].into_iter().zip(row) {
                let sum = harmonic(n, alpha);
                assert!((sum - expected).abs() < 1e-6, "H({n}, {alpha}) = {sum}");
            }
        }
    }

    #[test]
    fn harmonic_expansion_equals_the_plain_sum() {
        for alpha in [0.0, 0.3, 0.999_999, 1.0, 1.000_001, 2.5] {
            let plain: f64 = (1..=50_000).rev().map(|i| libm::pow(f64::from(i), -alpha)).sum();
            assert!((harmonic(50_000, alpha) / plain - 1.0).abs() < 1e-12, "alpha {alpha}");
        }
    }

    /// THEORY 1.2, tolerance 5e-4.
    #[test]
    fn top_shares_agree_with_the_table() {
        let alphas = [0.6, 0.64, 0.75, 0.8, 0.83, 1.0, 1.2];
        for (n, top, row) in [
            (10_000, 10, [0.0456, 0.0572, 0.1028, 0.1315, 0.1513, 0.2993, 0.5142]),
            (10_000, 100, [0.1420, 0.1666, 0.2523, 0.3000, 0.3311, 0.5300, 0.7508]),
            (10_000, 1_000, [0.3861, 0.4197, 0.5212, 0.5706, 0.6007, 0.7648, 0.9034]),
            (1_000_000, 1_000, [0.0602, 0.0781, 0.1549, 0.2068, 0.2438, 0.5201, 0.8218]),
            (1_000_000, 10_000, [0.1559, 0.1860, 0.2971, 0.3624, 0.4058, 0.6800, 0.9096]),
            (1_000_000, 100_000, [0.3962, 0.4334, 0.5501, 0.6091, 0.6455, 0.8400, 0.9650]),
            (1_000_000, 200_000, [0.5238, 0.5578, 0.6595, 0.7085, 0.7380, 0.8882, 0.9773]),
        ] {
            for (alpha, expected) in alphas.into_iter().zip(row) {
                let share = harmonic(top, alpha) / harmonic(n, alpha);
                assert!((share - expected).abs() < 5e-4, "N {n} top {top} alpha {alpha}: {share}");
            }
        }
    }

    /// The probability that an alias table gives to each index, in exact arithmetic.
    fn table_weights(table: &AliasTable) -> Vec<f64> {
        let mut weights = vec![0.0; table.cells.len()];
        for (index, cell) in table.cells.iter().enumerate() {
            let keep = f64::from(cell.keep_below) / 2f64.powi(32);
            weights[index] += keep;
            weights[cell.alias as usize] += 1.0 - keep;
        }
        let n = weights.len() as f64;
        weights.iter().map(|weight| weight / n).collect()
    }

    #[test]
    fn alias_table_holds_its_weights() {
        for alpha in [0.0, 0.6, 1.0, 2.0] {
            let raw: Vec<f64> = (1..=5_000).map(|i| libm::pow(f64::from(i), -alpha)).collect();
            let total: f64 = raw.iter().sum();
            for (held, weight) in table_weights(&AliasTable::new(&raw)).iter().zip(&raw) {
                assert!((held - weight / total).abs() < 1e-9, "{held} for {}", weight / total);
            }
        }
        let lopsided = table_weights(&AliasTable::new(&[0.0, 3.0, 0.0, 1.0]));
        for (held, expected) in lopsided.iter().zip([0.0, 0.75, 0.0, 0.25]) {
            assert!((held - expected).abs() < 1e-9);
        }
    }

    /// Golden values: a change of the sampler changes every result.
    #[test]
    fn alias_draws_are_stable() {
        let raw: Vec<f64> = (1..=1_000).map(|i| libm::pow(f64::from(i), -0.8)).collect();
        let mut drawn = [0; 8];
        AliasTable::new(&raw).fill(&mut Stream::seed_from_u64(42), &mut drawn);
        assert_eq!(drawn, ALIAS_GOLDEN);
    }
    const ALIAS_GOLDEN: [u32; 8] = [27, 0, 117, 701, 23, 588, 125, 605];

    /// THEORY 1.3, within 1 %: distinct objects in ten thousand requests over ten thousand objects.
    #[test]
    fn working_sets_grow_as_they_must() {
        for (alpha, expected) in [(0.6, 5_208.8), (0.8, 4_149.8), (1.0, 2_813.5), (1.2, 1_597.6)] {
            let raw: Vec<f64> = (1..=10_000).map(|i| libm::pow(f64::from(i), -alpha)).collect();
            let table = AliasTable::new(&raw);
            let streams = 20;
            let mut distinct = 0;
            for seed in 0..streams {
                let mut drawn = vec![0; 10_000];
                table.fill(&mut Stream::seed_from_u64(seed), &mut drawn);
                drawn.sort_unstable();
                drawn.dedup();
                distinct += drawn.len();
            }
            let mean = distinct as f64 / streams as f64;
            assert!((mean / expected - 1.0).abs() < 0.01, "alpha {alpha}: {mean}");
        }
    }

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

    #[test]
    fn large_catalogs_draw_the_same_shares_without_a_table() {
        let sites = Sites { count: 2, weights: SiteWeights::Zipf { alpha: 1.0 }, overlap: 0.0 };
        let split = sites.split(RankSampler::TABLE_OBJECTS_MAX + 2);
        let sampler = RankSampler::new(&split, &Popularity::Zipf { alpha: 1.0 });
        assert!(matches!(sampler, RankSampler::PerSite { .. }));
        let mut drawn = vec![0; 1_000_000];
        sampler.fill(&mut Stream::seed_from_u64(3), &mut drawn);
        let second = split.parts[1];
        let share = |lo: usize, hi: usize| {
            drawn.iter().filter(|&&o| (lo..hi).contains(&(o as usize))).count() as f64 / 1e6
        };
        assert!((share(second.first, usize::MAX) - 1.0 / 3.0).abs() < 0.002);
        let head = harmonic(1_000, 1.0) / harmonic(second.objects as u64, 1.0) / 3.0;
        assert!((share(second.first, second.first + 1_000) - head).abs() < 0.002);
    }
}
