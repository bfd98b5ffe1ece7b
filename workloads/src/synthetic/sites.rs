//! Sites: how a catalog and its requests are split over tenants.

use super::ParameterError;
use crate::SiteId;

/// Sites with disjoint catalogs of (nearly) equal length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sites {
    /// Number of sites, at least 1 and at most one an object.
    pub count: usize,
    /// How the sites share the requests.
    pub weights: SiteWeights,
}

/// How sites share the requests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SiteWeights {
    /// The same share for every site.
    Equal,
    /// The i-th site gets a share proportional to `i^-alpha`.
    Zipf {
        /// The exponent, at least 0.
        alpha: f64,
    },
}

impl Default for Sites {
    fn default() -> Self {
        Self { count: 1, weights: SiteWeights::Equal }
    }
}

impl Sites {
    pub(super) fn check(&self, objects: usize) -> Result<(), ParameterError> {
        let count_max = objects.min(usize::from(SiteId::MAX));
        if !(1..=count_max).contains(&self.count) {
            let expected = format!("1 to {count_max} (no site without an object)");
            return Err(ParameterError::new("sites.count", self.count, expected));
        }
        match self.weights {
            SiteWeights::Zipf { alpha } if !(alpha.is_finite() && alpha >= 0.0) => {
                Err(ParameterError::new("sites.weights.alpha", alpha, "at least 0"))
            }
            _ => Ok(()),
        }
    }

    /// The split of a catalog of `objects` objects.
    pub(super) fn split(&self, objects: usize) -> SiteSplit {
        let raw = |site: usize| match self.weights {
            SiteWeights::Equal => 1.0,
            SiteWeights::Zipf { alpha } => libm::pow((site + 1) as f64, -alpha),
        };
        let total: f64 = (0..self.count).map(raw).sum();
        let (objects_min, longer) = (objects / self.count, objects % self.count);
        SiteSplit {
            parts: (0..self.count)
                .map(|site| SitePart {
                    first: site * objects_min + site.min(longer),
                    objects: objects_min + usize::from(site < longer),
                    weight: raw(site) / total,
                })
                .collect(),
        }
    }
}

/// The objects and the weight of one site.
#[derive(Clone, Copy, Debug)]
pub(super) struct SitePart {
    /// Id of the site's most popular object; the others follow in order of popularity.
    pub(super) first: usize,
    pub(super) objects: usize,
    /// Share of all requests.
    pub(super) weight: f64,
}

/// All sites, in the order of their ids.
#[derive(Clone, Debug)]
pub(super) struct SiteSplit {
    pub(super) parts: Vec<SitePart>,
}

impl SiteSplit {
    pub(super) fn len(&self) -> usize {
        self.parts.len()
    }

    /// The catalog's site column: empty for a single site.
    pub(super) fn site_of_objects(&self) -> Vec<SiteId> {
        if self.parts.len() == 1 {
            return Vec::new();
        }
        let mut site_of = Vec::with_capacity(self.parts.iter().map(|part| part.objects).sum());
        for (site, part) in self.parts.iter().enumerate() {
            site_of.resize(site_of.len() + part.objects, site as SiteId);
        }
        site_of
    }
}
