//! Counts over time with the catalog of objects.

use super::counts::CountSeries;
use crate::synthetic::Ranks;
use crate::{Catalog, SiteId};

/// A series with its catalog.
#[derive(Clone, Debug)]
pub struct SeriesContent {
    /// The objects: of each name one after another.
    pub catalog: Catalog,
    /// The counts.
    pub series: CountSeries,
    pub(super) scale: f64,
    pub(super) per_name: usize,
    pub(super) ranks: Option<(Ranks, Vec<f64>)>,
}

impl SeriesContent {
    /// The share of the requests that goes to each object, summing to 1.
    pub fn weights(&self) -> Vec<f64> {
        let sums = self.series.sums();
        let total: f64 = sums.iter().map(|&sum| sum as f64).sum();
        let shares = self.ranks.as_ref().map_or(vec![1.0], |(_, shares)| shares.clone());
        let of_name = |&sum: &u64| {
            let name = sum as f64 / total;
            shares.iter().map(move |share| name * share)
        };
        sums.iter().flat_map(of_name).collect()
    }

    /// Expected requests of each bin for one site.
    pub fn expected(&self, site: SiteId) -> Vec<f64> {
        let counts = match self.catalog.sites {
            1 => self.series.totals(),
            _ => self.series.of(u32::from(site)),
        };
        counts.iter().map(|&count| count as f64 * self.scale).collect()
    }

    /// Expected requests in all.
    pub fn requests_mean(&self) -> f64 {
        self.series.sums().iter().map(|&sum| sum as f64).sum::<f64>() * self.scale
    }
}
