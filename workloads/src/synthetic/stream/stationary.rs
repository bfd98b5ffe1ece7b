//! The independent reference model: requests at a constant rate.

use super::content::Content;
use crate::synthetic::arrivals::Poisson;
use crate::synthetic::popularity::RankSampler;
use crate::{BATCH_REQUESTS, RequestBatch, SimTime, SiteId, Stream};

/// Independent references at a constant rate.
#[derive(Debug)]
pub(super) struct StationaryRequests<'a> {
    pub(super) content: &'a Content,
    pub(super) ranks: &'a RankSampler,
    pub(super) objects: Stream,
    pub(super) arrivals: Poisson,
    pub(super) left: u64,
}

impl StationaryRequests<'_> {
    pub(super) fn fill(&mut self, batch: &mut RequestBatch) {
        let requests = self.left.min(BATCH_REQUESTS as u64) as usize;
        self.left -= requests as u64;
        batch.clear();
        batch.object.resize(requests, 0);
        self.ranks.fill(&mut self.objects, &mut batch.object);
        batch.time.resize(requests, SimTime::default());
        self.arrivals.fill(&mut batch.time);
        let slots = &self.content.slots;
        fill_sites(&slots.site, batch);
        if !slots.object.is_empty() {
            batch.object.iter_mut().for_each(|slot| *slot = slots.object[*slot as usize]);
        }
        let bytes = &self.content.catalog.bytes;
        batch.bytes.extend(batch.object.iter().map(|&object| bytes[object as usize]));
    }
}

/// The sites of slots; a table without entries means a single site.
pub(super) fn fill_sites(site_of_slot: &[SiteId], batch: &mut RequestBatch) {
    if site_of_slot.is_empty() {
        batch.site.resize(batch.object.len(), 0);
    } else {
        batch.site.extend(batch.object.iter().map(|&slot| site_of_slot[slot as usize]));
    }
}
