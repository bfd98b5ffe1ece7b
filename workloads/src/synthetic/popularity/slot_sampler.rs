//! Draws the slots of a catalog that is split over sites, by popularity.

use super::alias_table::AliasTable;
use super::law::Popularity;
use super::ranks::Ranks;
use crate::synthetic::sites::SiteSplit;
use crate::{ObjectId, Stream};

/// The weight of every object, in the order of the ids, summing to 1.
pub(in crate::synthetic) fn weights(split: &SiteSplit, popularity: &Popularity) -> Vec<f64> {
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

/// Draws object ids of a catalog split over sites.
#[derive(Clone, Debug)]
pub(in crate::synthetic) enum RankSampler {
    /// One table over all objects.
    Table(AliasTable),
    /// A table over the sites, then a rank within the site: for catalogs whose table would not
    /// fit the caches by far.
    PerSite { sites: AliasTable, ranks: Vec<(ObjectId, Ranks)> },
}

impl RankSampler {
    /// Up to this many objects (80 MB of table) the table is faster.
    const TABLE_OBJECTS_MAX: usize = 10_000_000;

    /// A sampler, and the weights that it was made from; none of a catalog that it needs no table for.
    pub(in crate::synthetic) fn new(
        split: &SiteSplit,
        popularity: &Popularity,
    ) -> (Self, Vec<f64>) {
        let objects: usize = split.parts.iter().map(|part| part.objects).sum();
        if objects <= Self::TABLE_OBJECTS_MAX {
            let weights = weights(split, popularity);
            return (Self::Table(AliasTable::new(&weights)), weights);
        }
        let site_weights: Vec<f64> = split.parts.iter().map(|part| part.weight).collect();
        let ranks = split
            .parts
            .iter()
            .map(|part| (part.first as ObjectId, Ranks::new(part.objects, popularity)))
            .collect();
        (Self::PerSite { sites: AliasTable::new(&site_weights), ranks }, Vec::new())
    }

    pub(in crate::synthetic) fn fill(&self, stream: &mut Stream, out: &mut [ObjectId]) {
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
    use super::super::harmonic::harmonic;
    use super::*;
    use crate::synthetic::{SiteWeights, Sites};
    use rand::SeedableRng;

    #[test]
    fn large_catalogs_draw_the_same_shares_without_a_table() {
        let sites = Sites { count: 2, weights: SiteWeights::Zipf { alpha: 1.0 }, overlap: 0.0 };
        let split = sites.split(RankSampler::TABLE_OBJECTS_MAX + 2);
        let (sampler, _) = RankSampler::new(&split, &Popularity::Zipf { alpha: 1.0 });
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
