//! What changes in the course of a stream: rhythms, crowds, churn and shots, drawn beforehand.

use super::slots::{Slots, site_ranks};
use crate::synthetic::churn::{Change, Changes};
use crate::synthetic::flash::{Crowd, CrowdTarget};
use crate::synthetic::model::Synthetic;
use crate::synthetic::rhythm::SiteRhythms;
use crate::synthetic::shot_noise::Shot;
use crate::{Catalog, ObjectId, SimTime, SiteId, Stream};
use rand::SeedableRng;

/// What changes in the course of a stream.
#[derive(Clone, Debug)]
pub(super) struct Variation {
    pub(super) rhythms: SiteRhythms,
    pub(super) crowds: Vec<PlannedCrowd>,
    pub(super) changes: Option<Changes>,
    /// Id of the first object that churn brings in.
    pub(super) first_new: ObjectId,
    pub(super) shots: Vec<Shot>,
    pub(super) end: SimTime,
}

/// A crowd and what it requests.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlannedCrowd {
    pub(super) crowd: Crowd,
    pub(super) target: PlannedTarget,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlannedTarget {
    /// Anything of the site.
    Site,
    /// What this slot holds when the crowd begins.
    Slot(u32),
    /// An object of its own.
    Object(ObjectId),
}

/// Draws what changes, and adds the objects that come later to the catalog.
pub(super) fn draw_variation(
    model: &Synthetic,
    slots: &mut Slots,
    catalog: &mut Catalog,
    shots: Vec<Shot>,
    events: &mut Stream,
) -> Variation {
    let duration_s = model.duration_s();
    let sites = slots.split.len();
    // A stream for each, so that one does not move the others.
    let [mut phases, mut crowds, churn, mut sizes] =
        std::array::from_fn(|_| Stream::from_rng(events));
    let rhythms =
        model.rhythm.map_or_else(SiteRhythms::flat, |rhythm| rhythm.draw(sites, &mut phases));
    let first_new = catalog.len() as ObjectId;
    let changes = model.churn.map(|model| {
        let parts = slots.split.parts.iter();
        let parts = parts.map(|part| (part.first as u32, part.objects as u32)).collect();
        Changes::new(model, parts, duration_s, churn)
    });
    let mut new_sites: Vec<SiteId> = Vec::new();
    for (_, change) in changes.clone().into_iter().flatten() {
        if let Change::Enter(slot) = change {
            new_sites.push(slots.site_of(slot));
        }
    }
    let crowds = model.flash.map_or(Vec::new(), |flash| {
        let drawn = flash.draw(sites, duration_s, &mut crowds);
        let plan = |crowd: Crowd| {
            let target = match flash.target {
                CrowdTarget::Site => PlannedTarget::Site,
                CrowdTarget::Object => {
                    let ranks = site_ranks(slots, &model.popularity, crowd.site);
                    PlannedTarget::Slot(ranks.0 + ranks.1.draw(&mut crowds) as u32 - 1)
                }
                CrowdTarget::NewObject => {
                    new_sites.push(crowd.site);
                    PlannedTarget::Object(first_new + new_sites.len() as ObjectId - 1)
                }
            };
            PlannedCrowd { crowd, target }
        };
        drawn.into_iter().map(plan).collect()
    });
    let flat = || vec![1.0; new_sites.len()];
    catalog.bytes.extend(model.sizes.draw(new_sites.len(), flat, &mut sizes));
    if sites > 1 {
        catalog.site.extend(new_sites);
    }
    let end = SimTime((duration_s * SimTime::NS_PER_S as f64).ceil() as u64);
    Variation { rhythms, crowds, changes, first_new, shots, end }
}
