//! Which object holds which slot, as time goes on.

use super::active_crowd::{ActiveCrowd, SiteRanks};
use super::content::Content;
use super::slots::site_ranks;
use super::variation::{PlannedCrowd, PlannedTarget, Variation};
use crate::synthetic::churn::{Change, Changes};
use crate::{ObjectId, RequestBatch, SiteId};

/// Which object holds which slot, as time goes on. Beyond the slots of the popularity stands one
/// for the object of each crowd.
#[derive(Debug)]
pub(super) struct SlotHolders {
    /// Sites of all slots; empty for a single site.
    site: Vec<SiteId>,
    /// Objects of all slots; empty while the ids are the same.
    object: Vec<ObjectId>,
    slots: u32,
    /// Mean rate of each site, and what draws its ranks.
    sites: Vec<(f64, Option<SiteRanks>)>,
    changes: Option<std::iter::Peekable<Changes>>,
    next_new: ObjectId,
}

impl SlotHolders {
    pub(super) fn new(content: &Content, variation: &Variation) -> Self {
        let slots = match content.model.shots {
            None => content.slots.split.parts.iter().map(|part| part.objects as u32).sum(),
            Some(_) => variation.shots.len() as u32,
        };
        let on_objects = variation.crowds.iter().any(|crowd| crowd.target != PlannedTarget::Site);
        let moving = on_objects || variation.changes.is_some() || !content.slots.object.is_empty();
        let mut object: Vec<ObjectId> = match moving {
            true => (0..slots).map(|slot| content.slots.object_of(slot)).collect(),
            false => Vec::new(),
        };
        let mut site = content.slots.site.clone();
        if on_objects {
            object.extend(variation.crowds.iter().map(|planned| match planned.target {
                PlannedTarget::Object(object) => object,
                PlannedTarget::Slot(_) | PlannedTarget::Site => 0,
            }));
            if !site.is_empty() {
                site.extend(variation.crowds.iter().map(|planned| planned.crowd.site));
            }
        }
        let ranks = |site: usize| {
            let ranked = content.slots.ranks.is_some() && !variation.crowds.is_empty();
            ranked.then(|| site_ranks(&content.slots, &content.model.popularity, site as SiteId))
        };
        let (rates, _) = content.site_rates();
        let sites = rates.iter().enumerate().map(|(site, &rate)| (rate, ranks(site))).collect();
        let changes = variation.changes.clone().map(Iterator::peekable);
        Self { site, object, slots, sites, changes, next_new: variation.first_new }
    }

    /// Fixes the target of a crowd as it begins.
    pub(super) fn activate(&mut self, number: usize, planned: PlannedCrowd) -> ActiveCrowd {
        let own = self.slots + number as u32;
        let (rate_per_s, ranks) = self.sites[usize::from(planned.crowd.site)].clone();
        let slot = match (planned.target, ranks) {
            (PlannedTarget::Site, Some(ranks)) => Err(ranks),
            (PlannedTarget::Slot(slot), _) => {
                self.object[own as usize] = self.object[slot as usize];
                Ok(own)
            }
            (PlannedTarget::Object(_) | PlannedTarget::Site, _) => Ok(own),
        };
        ActiveCrowd { planned, rate_per_s, slot, bound_per_s: 0.0 }
    }

    /// Fills in objects and sites of a batch whose times are there, making the changes that come
    /// in between.
    pub(super) fn resolve(&mut self, slots: &[u32], batch: &mut RequestBatch) {
        match self.site.is_empty() {
            true => batch.site.resize(slots.len(), 0),
            false => batch.site.extend(slots.iter().map(|&slot| self.site[slot as usize])),
        }
        if self.object.is_empty() {
            batch.object.extend_from_slice(slots);
            return;
        }
        let mut done = 0;
        while done < slots.len() {
            let upto = match self.changes.as_mut().and_then(|changes| changes.peek()) {
                Some(&(time, _)) => done + batch.time[done..].partition_point(|&at| at < time),
                None => slots.len(),
            };
            let object = &self.object;
            batch.object.extend(slots[done..upto].iter().map(|&slot| object[slot as usize]));
            done = upto;
            if done < slots.len() {
                self.change();
            }
        }
    }

    fn change(&mut self) {
        match self.changes.as_mut().and_then(Iterator::next) {
            Some((_, Change::Trade(a, b))) => self.object.swap(a as usize, b as usize),
            Some((_, Change::Enter(slot))) => {
                self.object[slot as usize] = self.next_new;
                self.next_new += 1;
            }
            None => {}
        }
    }
}
