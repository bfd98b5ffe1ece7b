//! Sites: how a catalog and its requests are split over tenants.

use super::parameter::ParameterError;
use crate::{ObjectId, SiteId, Stream};
use rand::seq::SliceRandom;

/// Sites with catalogs of (nearly) equal length, disjoint or overlapping.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sites {
    /// Number of sites, at least 1 and, where catalogs are disjoint, at most one per object.
    pub count: usize,
    /// How the sites share the requests.
    pub weights: SiteWeights,
    /// Share of each site's catalog that all sites have in common, 0 to 1. Shared objects stand at
    /// ranks of their own in every site, drawn again for each.
    pub overlap: f64,
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
        Self { count: 1, weights: SiteWeights::Equal, overlap: 0.0 }
    }
}

impl Sites {
    pub(super) fn check(&self, objects: usize) -> Result<(), ParameterError> {
        if !(0.0..=1.0).contains(&self.overlap) {
            return Err(ParameterError::new("sites.overlap", self.overlap, "0 to 1"));
        }
        if self.overlap > 0.0 && self.count > 0 && self.slots(objects) > Self::SLOTS_MAX {
            let each = self.slots(objects) / self.count;
            let found = format!("{} sites of {each} objects", self.count);
            let expected = "at most 100 million ranks in all sites together";
            return Err(ParameterError::new("sites.overlap", found, expected));
        }
        let count_max = objects.min(usize::from(SiteId::MAX));
        if !(1..=count_max).contains(&self.count) {
            let expected = match count_max {
                1 => "1 (there is one object, and no site without any)".to_owned(),
                _ => format!("1 to {count_max} (no site without an object)"),
            };
            return Err(ParameterError::new("sites.count", self.count, expected));
        }
        match self.weights {
            SiteWeights::Zipf { alpha } if !(alpha.is_finite() && alpha >= 0.0) => {
                Err(ParameterError::new("sites.weights.alpha", alpha, "at least 0"))
            }
            _ => Ok(()),
        }
    }

    const SLOTS_MAX: usize = 100_000_000;

    /// Objects that all sites share, of `objects` in all.
    fn shared(&self, objects: usize) -> usize {
        if self.overlap == 0.0 {
            return 0;
        }
        // With c ranks a site: c overlap + sites c (1 - overlap) objects.
        let spread = self.overlap + self.count as f64 * (1.0 - self.overlap);
        ((objects as f64 * self.overlap / spread).round() as usize).min(objects)
    }

    /// First object, and number of objects, that a site has alone: nearly as many for each.
    fn own(&self, objects: usize, site: usize) -> (usize, usize) {
        let shared = self.shared(objects);
        let (least, longer) = ((objects - shared) / self.count, (objects - shared) % self.count);
        (shared + site * least + site.min(longer), least + usize::from(site < longer))
    }

    /// Ranks of all sites together.
    pub(super) fn slots(&self, objects: usize) -> usize {
        let shared = self.shared(objects);
        (objects - shared).saturating_add(shared.saturating_mul(self.count))
    }

    /// The objects at the ranks of all sites, one after another: each site has its own objects and
    /// the shared ones, in an order of its own. Empty where catalogs are disjoint: there the
    /// ids run as the ranks do.
    pub(super) fn objects_of_slots(&self, objects: usize, stream: &mut Stream) -> Vec<ObjectId> {
        if self.overlap == 0.0 || self.count == 1 {
            return Vec::new();
        }
        let shared = self.shared(objects);
        let mut slots = Vec::with_capacity(self.slots(objects));
        for site in 0..self.count {
            let (first, own) = self.own(objects, site);
            let start = slots.len();
            slots.extend((0..shared).chain(first..first + own).map(|object| object as ObjectId));
            slots[start..].shuffle(stream);
        }
        slots
    }

    /// The split of a catalog of `objects` objects into slots: the ranks of all sites.
    pub(super) fn split(&self, objects: usize) -> SiteSplit {
        let raw = |site: usize| match self.weights {
            SiteWeights::Equal => 1.0,
            SiteWeights::Zipf { alpha } => libm::pow((site + 1) as f64, -alpha),
        };
        let total: f64 = (0..self.count).map(raw).sum();
        let shared = self.shared(objects);
        let mut first = 0;
        let part = |site: usize| {
            let objects = shared + self.own(objects, site).1;
            let part = SitePart { first, objects, weight: raw(site) / total };
            first += objects;
            part
        };
        SiteSplit { parts: (0..self.count).map(part).collect() }
    }
}

/// The slots and the weight of one site.
#[derive(Clone, Copy, Debug)]
pub(super) struct SitePart {
    /// Slot of the site's most popular object; the others follow in order of popularity.
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

    /// The site of each slot: empty for a single site.
    pub(super) fn site_of_slots(&self) -> Vec<SiteId> {
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
