//! What a synthetic stream asks from, and the stream.

use super::arrivals::Poisson;
use super::churn::{Change, Changes};
use super::flash::{Crowd, CrowdTarget};
use super::model::Synthetic;
use super::parameter::ParameterError;
use super::popularity::Popularity;
use super::popularity::{self, RankSampler, Ranks};
use super::rhythm::{RhythmBins, SiteRhythms};
use super::shot_noise::Shot;
use super::sites::SiteSplit;
use super::varying::Varying;
use crate::{
    BATCH_REQUESTS, Catalog, ObjectId, RequestBatch, RequestSource, SimTime, SiteId, SourceError,
    Stream,
};
use rand::SeedableRng;
use std::sync::Arc;

/// A synthetic catalog with the tables that its requests are drawn from.
///
/// Requests are drawn as *slots*: places in the popularity of a site. Which object holds a slot is
/// a table of its own, where sites share objects or slots change hands.
#[derive(Clone, Debug)]
pub struct Content {
    pub(super) model: Synthetic,
    /// The objects, all that are ever asked for.
    pub catalog: Catalog,
    pub(super) slots: Slots,
    pub(super) variation: Option<Variation>,
}

/// The places in the popularity of all sites.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    pub(super) split: SiteSplit,
    /// Empty with shot noise, which draws objects itself.
    pub(super) ranks: Option<RankSampler>,
    /// Site of each slot; empty for a single site.
    pub(super) site: Vec<SiteId>,
    /// Object of each slot at the beginning; empty if the ids are the same.
    pub(super) object: Vec<ObjectId>,
}

impl Slots {
    pub(super) fn site_of(&self, slot: u32) -> SiteId {
        self.site.get(slot as usize).copied().unwrap_or(0)
    }

    pub(super) fn object_of(&self, slot: u32) -> ObjectId {
        self.object.get(slot as usize).copied().unwrap_or(slot)
    }
}

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

/// A crowd and what it asks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlannedCrowd {
    pub(super) crowd: Crowd,
    pub(super) wants: Wants,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wants {
    /// Anything of the site.
    Site,
    /// What this slot holds when the crowd begins.
    Slot(u32),
    /// An object of its own.
    Object(ObjectId),
}

impl Synthetic {
    /// Draws what there is to ask for: sizes, sites and popularity, and the events that change
    /// them.
    ///
    /// # Errors
    /// The first parameter out of range.
    pub fn content(&self, stream: &mut Stream) -> Result<Content, ParameterError> {
        self.check()?;
        Ok(Content::draw(self, stream))
    }
}

impl Content {
    pub(super) fn draw(model: &Synthetic, stream: &mut Stream) -> Self {
        let split = model.sites.split(model.objects);
        let objects_of_slots = match model.shots {
            None => model.sites.objects_of_slots(model.objects, stream),
            Some(_) => Vec::new(),
        };
        let mut slots = Slots {
            ranks: model.shots.is_none().then(|| RankSampler::new(&split, &model.popularity)),
            site: if model.shots.is_none() { split.site_of_slots() } else { Vec::new() },
            object: objects_of_slots,
            split,
        };
        if model.shots.is_some() {
            return Self::draw_shots(model, slots, stream);
        }
        let weights = || object_weights(model, &slots);
        let bytes = model.sizes.draw(model.objects, weights, stream);
        let site = site_of_objects(&slots, model.objects);
        let mut catalog = Catalog { bytes, site, sites: slots.split.len() };
        let variation = model.varies().then(|| {
            let mut events = Stream::from_rng(stream);
            vary(model, &mut slots, &mut catalog, Vec::new(), &mut events)
        });
        Self { model: model.clone(), catalog, slots, variation }
    }

    fn draw_shots(model: &Synthetic, mut slots: Slots, stream: &mut Stream) -> Self {
        let mut events = Stream::from_rng(stream);
        let shots = model.shots.map_or(Vec::new(), |noise| {
            noise.draw(model.duration_s(), model.factor_max(), &mut events)
        });
        let bytes = model.sizes.draw(shots.len(), || volumes(model, &shots), stream);
        if slots.split.len() > 1 {
            let weights: Vec<f64> = slots.split.parts.iter().map(|part| part.weight).collect();
            let mut drawn = vec![0; shots.len()];
            popularity::AliasTable::new(&weights).fill(&mut events, &mut drawn);
            slots.site = drawn.into_iter().map(|site| site as SiteId).collect();
        }
        let site = slots.site.clone();
        let mut catalog = Catalog { bytes, site, sites: slots.split.len() };
        let variation = vary(model, &mut slots, &mut catalog, shots, &mut events);
        Self { model: model.clone(), catalog, slots, variation: Some(variation) }
    }

    /// The share of the requests that goes to each object over the whole stream, summing to 1;
    /// over whole days, for the rhythm is left out.
    pub fn weights(&self) -> Vec<f64> {
        let base = object_weights(&self.model, &self.slots);
        let Some(variation) = &self.variation else { return base };
        let mut weights = if self.model.shots.is_some() {
            volumes(&self.model, &variation.shots)
        } else if let Some(changes) = &variation.changes {
            self.weights_of_changes(changes.clone(), variation)
        } else {
            base
        };
        weights.resize(self.catalog.len(), 0.0);
        self.add_crowds(variation, &mut weights);
        let total: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= total);
        weights
    }

    /// Each object has the weight of a slot for as long as it holds it.
    fn weights_of_changes(&self, changes: Changes, variation: &Variation) -> Vec<f64> {
        let of_slot = popularity::weights(&self.slots.split, &self.model.popularity);
        let mut holder: Vec<ObjectId> =
            (0..of_slot.len() as u32).map(|slot| self.slots.object_of(slot)).collect();
        let mut since = vec![0.0; of_slot.len()];
        let mut weights = vec![0.0; self.catalog.len()];
        let end_s = variation.end.as_s();
        let mut next_new = variation.first_new;
        for (time, change) in changes {
            let mut settle = |slot: u32, holder: &[ObjectId]| {
                let slot = slot as usize;
                weights[holder[slot] as usize] +=
                    of_slot[slot] * (time.as_s() - since[slot]) / end_s;
                since[slot] = time.as_s();
            };
            match change {
                Change::Trade(a, b) => {
                    settle(a, &holder);
                    settle(b, &holder);
                    holder.swap(a as usize, b as usize);
                }
                Change::Enter(slot) => {
                    settle(slot, &holder);
                    holder[slot as usize] = next_new;
                    next_new += 1;
                }
            }
        }
        for (slot, &object) in holder.iter().enumerate() {
            weights[object as usize] += of_slot[slot] * (end_s - since[slot]) / end_s;
        }
        weights
    }

    /// What crowds ask for, in units of the requests without them. A crowd on a site or a rank
    /// counts for the objects that are there at the beginning.
    fn add_crowds(&self, variation: &Variation, weights: &mut [f64]) {
        let end_s = variation.end.as_s();
        let of_slot = match variation.crowds.iter().any(|crowd| crowd.wants == Wants::Site) {
            true => popularity::weights(&self.slots.split, &self.model.popularity),
            false => Vec::new(),
        };
        for PlannedCrowd { crowd, wants } in &variation.crowds {
            let part = self.slots.split.parts[usize::from(crowd.site)];
            let share = crowd.excess_s(0.0, end_s) / end_s;
            match *wants {
                Wants::Object(object) => weights[object as usize] += share * part.weight,
                Wants::Slot(slot) => {
                    weights[self.slots.object_of(slot) as usize] += share * part.weight;
                }
                Wants::Site => {
                    let slots = part.first..part.first + part.objects;
                    for (slot, weight) in slots.clone().zip(&of_slot[slots]) {
                        weights[self.slots.object_of(slot as u32) as usize] += share * weight;
                    }
                }
            }
        }
    }

    /// The share of the requests that goes to each site, flash crowds apart.
    pub fn site_shares(&self) -> Vec<f64> {
        self.slots.split.parts.iter().map(|part| part.weight).collect()
    }

    /// What the stream was asked to be.
    pub fn model(&self) -> &Synthetic {
        &self.model
    }

    /// The flash crowds of the stream, by their beginning.
    pub fn crowds(&self) -> impl Iterator<Item = &Crowd> {
        self.variation.iter().flat_map(|v| &v.crowds).map(|planned| &planned.crowd)
    }

    /// When the stream ends; `None` if it ends after a number of requests.
    pub fn end(&self) -> Option<SimTime> {
        self.variation.as_ref().map(|variation| variation.end)
    }

    /// The mean rate of each site per second, and its rhythm.
    pub(super) fn site_rates(&self) -> (Vec<f64>, SiteRhythms) {
        let rate_per_s = self.model.mean_rate_per_s();
        let rates = self.slots.split.parts.iter().map(|part| part.weight * rate_per_s).collect();
        let rhythms = self.variation.as_ref().map(|variation| variation.rhythms.clone());
        (rates, rhythms.unwrap_or_else(SiteRhythms::flat))
    }

    /// What the rates of the sites are made of, over consecutive bins from the beginning on.
    pub fn expectation(&self, width_ns: u64, bins: usize) -> Expectation<'_> {
        let (rates_per_s, rhythms) = self.site_rates();
        let mut crowds: Vec<Vec<&Crowd>> = vec![Vec::new(); rates_per_s.len()];
        self.crowds().for_each(|crowd| crowds[usize::from(crowd.site)].push(crowd));
        let waves = rhythms.bins(width_ns, bins);
        Expectation { rates_per_s, rhythms, crowds, waves, width_ns }
    }

    /// The requests: `objects` draws what is asked for, `times` when.
    pub fn requests(&self, objects: Stream, times: Stream) -> SyntheticRequests<'_> {
        SyntheticRequests(match (&self.variation, &self.slots.ranks) {
            (None, Some(ranks)) => Kind::Stationary(Stationary {
                content: self,
                ranks,
                objects,
                arrivals: Poisson::new(self.model.rate_per_s, times),
                left: self.model.requests,
            }),
            (Some(variation), _) => {
                Kind::Varying(Box::new(Varying::new(self, variation, objects, times)))
            }
            (None, None) => unreachable!("shot noise varies"),
        })
    }
}

/// The expected requests of every site over time: all that a rate depends on.
#[derive(Clone, Debug)]
pub struct Expectation<'a> {
    rates_per_s: Vec<f64>,
    rhythms: SiteRhythms,
    crowds: Vec<Vec<&'a Crowd>>,
    waves: RhythmBins,
    width_ns: u64,
}

impl Expectation<'_> {
    /// Within a crowd, the rhythm is taken anew after so long.
    const PART_S: f64 = 900.0;

    /// Adds the expected requests for a site in each bin.
    pub fn add(&self, site: SiteId, bins: &mut [f64]) {
        let rate_per_s = self.rates_per_s[usize::from(site)];
        for (bin, expected) in bins.iter_mut().enumerate() {
            *expected += rate_per_s * self.rhythms.factor_s(site, &self.waves, bin);
        }
        let width_s = SimTime(self.width_ns).as_s();
        let parts = (width_s / Self::PART_S).ceil().clamp(1.0, 96.0) as u32;
        let part_s = width_s / f64::from(parts);
        for crowd in &self.crowds[usize::from(site)] {
            let first = (crowd.start_s.max(0.0) / width_s) as usize;
            let last = ((crowd.end_s() / width_s).ceil() as usize).min(bins.len());
            for (bin, expected) in bins.iter_mut().enumerate().take(last).skip(first) {
                for part in 0..parts {
                    let from_s = bin as f64 * width_s + f64::from(part) * part_s;
                    let middle = SimTime(((from_s + 0.5 * part_s) * 1e9) as u64);
                    let factor = self.rhythms.factor(site, middle);
                    *expected += rate_per_s * factor * crowd.excess_s(from_s, from_s + part_s);
                }
            }
        }
    }
}

/// The weight of each object of the catalog at the beginning.
fn object_weights(model: &Synthetic, slots: &Slots) -> Vec<f64> {
    let of_slot = popularity::weights(&slots.split, &model.popularity);
    if slots.object.is_empty() {
        return of_slot;
    }
    let mut weights = vec![0.0; model.objects];
    for (&object, weight) in slots.object.iter().zip(of_slot) {
        weights[object as usize] += weight;
    }
    weights
}

/// The expected requests of each content of shot noise, as shares.
fn volumes(model: &Synthetic, shots: &[Shot]) -> Vec<f64> {
    let Some(noise) = model.shots else { return Vec::new() };
    let duration_s = model.duration_s();
    let factor_max = model.factor_max();
    let mean = |shot: &Shot| shot.requests_mean(noise.profile, duration_s, factor_max);
    let volumes: Vec<f64> = shots.iter().map(mean).collect();
    let total = volumes.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    volumes.iter().map(|volume| volume / total).collect()
}

/// The site that each object belongs to; an object of many sites belongs to the first.
fn site_of_objects(slots: &Slots, objects: usize) -> Vec<SiteId> {
    if slots.object.is_empty() || slots.site.is_empty() {
        return slots.site.clone();
    }
    let mut site = vec![0; objects];
    for (&object, &of) in slots.object.iter().zip(&slots.site).rev() {
        site[object as usize] = of;
    }
    site
}

/// Draws what changes, and adds the objects that come later to the catalog.
fn vary(
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
            let wants = match flash.target {
                CrowdTarget::Site => Wants::Site,
                CrowdTarget::Object => {
                    let ranks = site_ranks(slots, &model.popularity, crowd.site);
                    Wants::Slot(ranks.0 + ranks.1.draw(&mut crowds) as u32 - 1)
                }
                CrowdTarget::NewObject => {
                    new_sites.push(crowd.site);
                    Wants::Object(first_new + new_sites.len() as ObjectId - 1)
                }
            };
            PlannedCrowd { crowd, wants }
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

/// The first slot of a site, and what draws its ranks.
pub(super) fn site_ranks(
    slots: &Slots,
    popularity: &Popularity,
    site: SiteId,
) -> (u32, Arc<Ranks>) {
    let part = slots.split.parts[usize::from(site)];
    (part.first as u32, Arc::new(Ranks::new(part.objects, popularity)))
}

/// A stream of synthetic requests.
#[derive(Debug)]
pub struct SyntheticRequests<'a>(Kind<'a>);

#[derive(Debug)]
enum Kind<'a> {
    Stationary(Stationary<'a>),
    Varying(Box<Varying<'a>>),
}

impl RequestSource for SyntheticRequests<'_> {
    fn next_batch(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError> {
        match &mut self.0 {
            Kind::Stationary(requests) => requests.fill(batch),
            Kind::Varying(requests) => requests.fill(batch),
        }
        Ok(!batch.is_empty())
    }
}

/// Independent references at a constant rate.
#[derive(Debug)]
struct Stationary<'a> {
    content: &'a Content,
    ranks: &'a RankSampler,
    objects: Stream,
    arrivals: Poisson,
    left: u64,
}

impl Stationary<'_> {
    fn fill(&mut self, batch: &mut RequestBatch) {
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
fn fill_sites(site_of_slot: &[SiteId], batch: &mut RequestBatch) {
    if site_of_slot.is_empty() {
        batch.site.resize(batch.object.len(), 0);
    } else {
        batch.site.extend(batch.object.iter().map(|&slot| site_of_slot[slot as usize]));
    }
}

#[cfg(test)]
mod tests {
    use super::super::sites::{SiteWeights, Sites};
    use super::*;

    fn drawn(model: &Synthetic) -> (Content, Vec<u64>, SimTime) {
        let content = model.content(&mut Stream::seed_from_u64(1)).unwrap();
        let mut counts = vec![0; model.objects];
        let mut end = SimTime::default();
        let mut source = content.requests(Stream::seed_from_u64(2), Stream::seed_from_u64(3));
        let mut batch = RequestBatch::default();
        while source.next_batch(&mut batch).unwrap() {
            for request in batch.iter() {
                counts[request.object as usize] += 1;
                assert!(request.time >= end);
                end = request.time;
            }
        }
        (content, counts, end)
    }

    #[test]
    fn requests_follow_the_weights_of_objects_and_sites() {
        let model = Synthetic {
            objects: 1_000,
            sites: Sites { count: 4, weights: SiteWeights::Zipf { alpha: 1.0 }, overlap: 0.0 },
            requests: 2_000_000,
            ..Synthetic::default()
        };
        let (content, counts, end) = drawn(&model);
        // Chi-square over all objects: mean 999, standard deviation 44.7.
        let chi_square: f64 = content
            .weights()
            .iter()
            .zip(&counts)
            .map(|(p, &n)| {
                let expected = p * model.requests as f64;
                (n as f64 - expected).powi(2) / expected
            })
            .sum();
        assert!((865.0..1_133.0).contains(&chi_square), "chi-square {chi_square}");
        // 2e6 arrivals at 2000/s: 1000 s, standard error 0.7 s.
        assert!((end.as_s() - 1_000.0).abs() < 3.0, "{end:?}");
    }
}
