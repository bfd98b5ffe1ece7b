//! A workload whose rates are counts over time: its parameters, and their ranges.

use super::content::SeriesContent;
use super::counts::CountSeries;
use crate::synthetic::{ParameterError, Popularity, Ranks, Sizes};
use crate::{Catalog, SiteId, Stream};

/// What the names of a series stand for.
#[derive(Clone, Debug, PartialEq)]
pub enum SeriesRows {
    /// Objects, all of one site, or each a site of its own.
    Objects {
        /// Whether each is a site of its own.
        sites: bool,
    },
    /// Sites, each with this many objects of that popularity.
    Sites {
        /// Objects of each site.
        objects: usize,
        /// How the requests to a site are spread over them.
        popularity: Popularity,
    },
}

/// More requests than this are a mistake.
pub(super) const REQUESTS_MAX: f64 = 1e12;

/// Sums of bytes stay exact up to this, with room for the spread of the requests.
pub(super) const BYTES_TOTAL_MAX: f64 = 1e17;

/// A workload that follows a series: in each bin, a Poisson process with the counts as rates.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesModel {
    /// What the names stand for.
    pub rows: SeriesRows,
    /// Requests for each that was counted: the series may be of millions.
    pub scale: f64,
    /// How large the objects are.
    pub sizes: Sizes,
}

impl SeriesModel {
    /// The catalog and the rates.
    ///
    /// # Errors
    /// The first parameter out of range.
    pub fn content(
        &self,
        series: CountSeries,
        stream: &mut Stream,
    ) -> Result<SeriesContent, ParameterError> {
        self.sizes.check()?;
        let names = series.names.len();
        let total: f64 = series.sums().iter().map(|&sum| sum as f64).sum();
        if !(total > 0.0 && total * self.scale <= REQUESTS_MAX) {
            let found = format!("{} for {total} counted", self.scale);
            let expected = "some requests, 1e12 at most";
            return Err(ParameterError::new("series.scale", found, expected));
        }
        if !(self.scale > 0.0 && self.scale <= 1e12) {
            return Err(ParameterError::new("series.scale", self.scale, "above 0, at most 1e12"));
        }
        let (per_name, ranks) = match self.rows {
            SeriesRows::Objects { .. } => (1, None),
            SeriesRows::Sites { objects, ref popularity } => {
                popularity.check()?;
                (objects, Some((Ranks::new(objects, popularity), popularity.shares(objects))))
            }
        };
        let objects = per_name.saturating_mul(names);
        if !(1..=100_000_000).contains(&objects) {
            return Err(ParameterError::new("objects", objects, "1 to 100 million in all"));
        }
        let one_site = matches!(self.rows, SeriesRows::Objects { sites: false });
        let sites = if one_site { 1 } else { names };
        if sites > usize::from(SiteId::MAX) {
            let expected = format!("at most {} sites", SiteId::MAX);
            return Err(ParameterError::new("rows", format!("{sites} sites"), expected));
        }
        let mut content = SeriesContent {
            catalog: Catalog { bytes: Vec::new(), site: Vec::new(), sites },
            series,
            scale: self.scale,
            per_name,
            ranks,
        };
        content.catalog.bytes = self.sizes.draw(objects, || content.weights(), stream);
        let weights = content.weights();
        let bytes = content.catalog.bytes.iter().map(|&bytes| bytes as f64);
        let per_request: f64 = bytes.clone().zip(&weights).map(|(b, weight)| b * weight).sum();
        let requested = per_request * content.requests_mean();
        if requested.max(bytes.sum()) > BYTES_TOTAL_MAX {
            let found = format!("{} for {requested:.1e} bytes", self.scale);
            let expected = "few enough that all bytes together are below 1e17";
            return Err(ParameterError::new("series.scale", found, expected));
        }
        if sites > 1 {
            content.catalog.site = (0..objects).map(|o| (o / per_name) as SiteId).collect();
        }
        Ok(content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SimTime;
    use rand::SeedableRng;

    #[test]
    fn bytes_that_could_not_be_summed_are_refused() {
        let series = CountSeries::new(SimTime(0), 1, 1, vec!["a".to_owned()], vec![(0, 0, 10)]);
        let content = |scale: f64| {
            let rows = SeriesRows::Objects { sites: false };
            let sizes = Sizes {
                model: crate::synthetic::SizeModel::Constant { bytes: 1_000_000_000_000 },
                ..Sizes::default()
            };
            let model = SeriesModel { rows, scale, sizes };
            model.content(series.clone(), &mut Stream::seed_from_u64(1))
        };
        assert!(content(1e3).is_ok());
        assert_eq!(content(1e5).unwrap_err().key, "series.scale");
    }
}
