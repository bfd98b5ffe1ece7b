//! The slots of a catalog: places in the popularity of the sites.

use crate::synthetic::popularity::{self, Popularity, RankSampler, Ranks};
use crate::synthetic::sites::SiteSplit;
use crate::{ObjectId, SiteId};
use std::borrow::Cow;
use std::sync::Arc;

/// The places in the popularity of all sites.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    pub(super) split: SiteSplit,
    /// Empty with shot noise, which draws objects itself.
    pub(super) ranks: Option<RankSampler>,
    /// Share of the requests of each slot; empty where the sampler was not made from it.
    pub(super) weights: Vec<f64>,
    /// Site of each slot; empty for a single site.
    pub(super) site: Vec<SiteId>,
    /// Object of each slot at the beginning; empty if the ids are the same.
    pub(super) object: Vec<ObjectId>,
}

impl Slots {
    pub(super) fn site_of(&self, slot: u32) -> SiteId {
        self.site.get(slot as usize).copied().unwrap_or(0)
    }

    /// The share of the requests of each slot.
    pub(super) fn weights(&self, popularity: &Popularity) -> Cow<'_, [f64]> {
        match self.weights.is_empty() {
            true => popularity::weights(&self.split, popularity).into(),
            false => (&self.weights[..]).into(),
        }
    }

    pub(super) fn object_of(&self, slot: u32) -> ObjectId {
        self.object.get(slot as usize).copied().unwrap_or(slot)
    }
}

/// The site that each object belongs to; an object of many sites belongs to the first.
pub(super) fn site_of_objects(slots: &Slots, objects: usize) -> Vec<SiteId> {
    if slots.object.is_empty() || slots.site.is_empty() {
        return slots.site.clone();
    }
    let mut site = vec![0; objects];
    for (&object, &of) in slots.object.iter().zip(&slots.site).rev() {
        site[object as usize] = of;
    }
    site
}

/// The first slot of a site, and what draws its ranks.
pub(super) fn site_ranks(
    slots: &Slots,
    popularity: &Popularity,
    site: SiteId,
) -> (u32, Arc<Ranks>) {
    let part = slots.split.parts[usize::from(site)];
    (part.first as u32, Arc::new(Ranks::new(part.objects, popularity)))
}
