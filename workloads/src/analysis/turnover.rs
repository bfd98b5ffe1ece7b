//! Turnover of the top: how much the most popular objects change from one time bin to the next,
//! and how much of that is chance.

use crate::samplers::Binomial;
use crate::{ObjectId, Stream};
use rand::distr::Distribution;

/// The weight of deeper ranks in the rank-biased overlap: the top ten have most of it.
pub const RBO_P: f64 = 0.9;
/// Monte Carlo samples for each pair of bins.
const RESAMPLES: usize = 20;

/// Objects of one bin with their counts, most popular first, equals by id.
pub type Ranked = Vec<(ObjectId, u64)>;

/// Sorts objects by popularity.
pub fn ranked(mut counts: Ranked) -> Ranked {
    counts.retain(|&(_, count)| count > 0);
    counts.sort_unstable_by_key(|&(object, count)| (std::cmp::Reverse(count), object));
    counts
}

/// The similarity of the top `k` of two neighbouring bins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    /// Objects in both over objects in either.
    pub jaccard: f64,
    /// Rank-biased overlap at p = 0.9, extrapolated from the first `k` ranks (Webber, Moffat and
    /// Zobel, ACM TOIS 28(4), 2010).
    pub rbo: f64,
}

/// The overlap of two bins, and the one to expect if nothing had changed between them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turnover {
    /// Ranks compared.
    pub k: usize,
    /// What was found.
    pub found: Overlap,
    /// Its expectation where the requests for each object are divided between the two bins at random (THEORY 5.9).
    pub baseline: Overlap,
    /// Standard deviation of the baseline's Jaccard index.
    pub baseline_jaccard_sd: f64,
}

/// Compares the tops of two bins for each `k` for which both have enough objects. The baseline
/// redistributes the requests of both, each object's by a binomial number with the share of the first
/// bin: what sampling alone does to rates that stay the same.
pub fn turnover(a: &Ranked, b: &Ranked, ks: &[usize], stream: &mut Stream) -> Vec<Turnover> {
    let most = a.len().min(b.len());
    let ks: Vec<usize> = ks.iter().copied().filter(|&k| k <= most).collect();
    if ks.is_empty() {
        return Vec::new();
    }
    let objects = 1 + a.iter().chain(b).map(|entry| entry.0).max().unwrap_or(0) as usize;
    let mut scratch = Scratch { rank: vec![u32::MAX; objects] };
    let total = |bin: &Ranked| bin.iter().map(|entry| entry.1).sum::<u64>() as f64;
    let share = total(a) / (total(a) + total(b));
    let both = together(a, b);
    let mut draws: Vec<Vec<Overlap>> = vec![Vec::new(); ks.len()];
    for _ in 0..RESAMPLES {
        let (first, second) = dealt(&both, share, stream);
        for (draws, &k) in draws.iter_mut().zip(&ks) {
            draws.push(scratch.overlap(&first, &second, k));
        }
    }
    ks.iter()
        .zip(&draws)
        .map(|(&k, draws)| {
            let n = draws.len() as f64;
            let mean = |of: fn(&Overlap) -> f64| draws.iter().map(of).sum::<f64>() / n;
            let jaccard = mean(|overlap| overlap.jaccard);
            let squares: f64 = draws.iter().map(|o| (o.jaccard - jaccard).powi(2)).sum();
            Turnover {
                k,
                found: scratch.overlap(a, b, k),
                baseline: Overlap { jaccard, rbo: mean(|overlap| overlap.rbo) },
                baseline_jaccard_sd: (squares / (n - 1.0)).sqrt(),
            }
        })
        .collect()
}

/// The sums of two bins, by object.
fn together(a: &Ranked, b: &Ranked) -> Ranked {
    let mut both: Ranked = a.iter().chain(b).copied().collect();
    both.sort_unstable_by_key(|entry| entry.0);
    both.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 += if same { next.1 } else { 0 };
        same
    });
    both
}

fn dealt(both: &Ranked, share: f64, stream: &mut Stream) -> (Ranked, Ranked) {
    let split = both.iter().map(|&(object, count)| {
        let first = Binomial { trials: count, chance: share }.sample(stream);
        ((object, first), (object, count - first))
    });
    let (first, second) = split.unzip();
    (ranked(first), ranked(second))
}

/// Rank of each object in one of the lists, kept from one comparison to the next.
struct Scratch {
    rank: Vec<u32>,
}

impl Scratch {
    fn overlap(&mut self, a: &Ranked, b: &Ranked, k: usize) -> Overlap {
        // A list that is shorter than k has nothing in common beyond its end.
        let (a, b) = (&a[..k.min(a.len())], &b[..k.min(b.len())]);
        for (rank, &(object, _)) in (0..).zip(a) {
            self.rank[object as usize] = rank;
        }
        // Objects that the two have in common within the first d ranks, for each d.
        let mut common_at = vec![0u32; k + 1];
        for (rank, &(object, _)) in (0u32..).zip(b) {
            let other = self.rank[object as usize];
            if other != u32::MAX {
                common_at[rank.max(other) as usize] += 1;
            }
        }
        for &(object, _) in a {
            self.rank[object as usize] = u32::MAX;
        }
        let (mut common, mut sum, mut weight) = (0.0, 0.0, 1.0);
        for (depth, more) in common_at[..k].iter().enumerate() {
            common += f64::from(*more);
            weight *= RBO_P;
            sum += common / (depth as f64 + 1.0) * weight;
        }
        Overlap {
            jaccard: common / ((a.len() + b.len()) as f64 - common).max(1.0),
            rbo: common / k as f64 * weight + (1.0 - RBO_P) / RBO_P * sum,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    fn list(objects: &[u32]) -> Ranked {
        objects.iter().zip((1..=objects.len() as u64).rev()).map(|(&o, n)| (o, n)).collect()
    }

    #[test]
    fn overlaps_of_known_lists() {
        let mut scratch = Scratch { rank: vec![u32::MAX; 10] };
        let same = scratch.overlap(&list(&[1, 2, 3]), &list(&[1, 2, 3]), 3);
        assert_eq!(same.jaccard, 1.0);
        assert!((same.rbo - 1.0).abs() < 1e-12);
        let apart = scratch.overlap(&list(&[1, 2, 3]), &list(&[4, 5, 6]), 3);
        assert_eq!((apart.jaccard, apart.rbo), (0.0, 0.0));
        // Agreements at depths 1 to 3: 0, 1 and 2 / 3.
        let some = scratch.overlap(&list(&[1, 2, 3]), &list(&[2, 1, 4]), 3);
        assert_eq!(some.jaccard, 0.5);
        let two_thirds = 2.0 / 3.0;
        let rbo = two_thirds * 0.729 + 0.1 / 0.9 * (0.81 + two_thirds * 0.729);
        assert!((some.rbo - rbo).abs() < 1e-12, "{some:?}");
    }

    /// THEORY 5.9: where nothing changes, the top still does, and the baseline says how much.
    #[test]
    fn chance_is_told_from_change() {
        use crate::synthetic::AliasTable;
        let weights: Vec<f64> = (1..=5_000).map(|i| libm::pow(f64::from(i), -0.8)).collect();
        let table = AliasTable::new(&weights);
        let mut stream = Stream::seed_from_u64(3);
        let mut bin = |shift: u32| {
            let mut drawn = vec![0; 20_000];
            table.fill(&mut stream, &mut drawn);
            let mut counts = vec![0u64; 5_000];
            drawn.iter().for_each(|&rank| counts[((rank + shift) % 5_000) as usize] += 1);
            ranked((0..).zip(counts).collect())
        };
        let bins: Vec<Ranked> = (0..6).map(|_| bin(0)).collect();
        let moved = bin(50);
        let mut chance = Stream::seed_from_u64(4);
        let mut off = 0.0;
        for pair in bins.windows(2) {
            let found = turnover(&pair[0], &pair[1], &[100, 100_000], &mut chance);
            assert_eq!(found.len(), 1, "no more ranks than objects");
            assert!(found[0].found.jaccard < 0.8, "{found:?}");
            off +=
                (found[0].found.jaccard - found[0].baseline.jaccard) / found[0].baseline_jaccard_sd;
        }
        assert!(off.abs() / 5.0 < 1.5, "{off}");
        let change = turnover(&bins[0], &moved, &[100], &mut chance)[0];
        assert!(
            change.found.jaccard < change.baseline.jaccard - 5.0 * change.baseline_jaccard_sd,
            "{change:?}"
        );
    }
}
