//! Requests at rates that vary: an exact non-homogeneous Poisson process.
//!
//! Time is cut into slices with an upper bound on every rate. Candidates arrive at the bound, and
//! each is kept with the probability that the rate at its time has in the bound (thinning: Lewis
//! and Shedler, Naval Research Logistics Quarterly 26(3), 1979): exact, whatever the slices. Flash
//! crowds are processes of their own, merged in by time.

use super::churn::{Change, Changes};
use super::content::{Content, PlannedCrowd, Variation, Wants, site_ranks};
use super::popularity::Ranks;
use super::rhythm::next_midnight_ns;
use super::shot_noise::ShotRequests;
use crate::samplers::Exp1;
use crate::{BATCH_REQUESTS, ObjectId, RequestBatch, SimTime, SiteId, Stream};
use rand::{RngExt, SeedableRng};
use std::sync::Arc;

const NS_PER_S: f64 = SimTime::NS_PER_S as f64;

/// A slice is not cut shorter than it takes for so many candidates, for the sake of its bounds.
const SLICE_CANDIDATES_MIN: f64 = 1_024.0;

/// Crowds have no more candidates in a slice than this: what a slice holds is kept in memory.
const CROWD_CANDIDATES_MAX: f64 = 65_536.0;

/// The requests of a content that varies.
#[derive(Debug)]
pub(super) struct Varying<'a> {
    content: &'a Content,
    variation: &'a Variation,
    now_ns: u64,
    base: Base<'a>,
    crowds: Crowds<'a>,
    holders: Holders,
    /// What the slice in hand asks for, in time order: base and crowds apart, then together.
    drawn: Arrivals,
    extra: Arrivals,
    merged: Arrivals,
    taken: usize,
}

/// Times, and the slots asked for.
#[derive(Debug, Default)]
struct Arrivals {
    time: Vec<SimTime>,
    slot: Vec<u32>,
}

impl Arrivals {
    fn clear(&mut self) {
        self.time.clear();
        self.slot.clear();
    }

    fn push(&mut self, time: SimTime, slot: u32) {
        self.time.push(time);
        self.slot.push(slot);
    }

    /// Replaces the content by that of two others, in time order.
    fn merge(&mut self, a: &Self, b: &Self) {
        self.clear();
        let mut next = 0;
        for (&time, &slot) in a.time.iter().zip(&a.slot) {
            while next < b.time.len() && b.time[next] < time {
                self.push(b.time[next], b.slot[next]);
                next += 1;
            }
            self.push(time, slot);
        }
        self.time.extend_from_slice(&b.time[next..]);
        self.slot.extend_from_slice(&b.slot[next..]);
    }
}

impl<'a> Varying<'a> {
    pub(super) fn new(
        content: &'a Content,
        variation: &'a Variation,
        objects: Stream,
        mut times: Stream,
    ) -> Self {
        let crowd_stream = Stream::from_rng(&mut times);
        let base = match content.model.shots {
            None => Base::Ranks { objects, times, low: Vec::new() },
            Some(shots) => Base::Shots(ShotRequests::new(
                &variation.shots,
                &content.slots.site,
                &variation.rhythms,
                shots.profile,
                variation.end,
                times,
            )),
        };
        Self {
            content,
            variation,
            now_ns: 0,
            base,
            crowds: Crowds {
                planned: &variation.crowds,
                next: 0,
                active: Vec::new(),
                stream: crowd_stream,
            },
            holders: Holders::new(content, variation),
            drawn: Arrivals::default(),
            extra: Arrivals::default(),
            merged: Arrivals::default(),
            taken: 0,
        }
    }

    /// Replaces the content of `batch` by the next requests; leaves it empty at the end.
    pub(super) fn fill(&mut self, batch: &mut RequestBatch) {
        batch.clear();
        while self.taken >= self.merged.time.len() {
            if self.now_ns >= self.variation.end.0 {
                return;
            }
            self.slice();
        }
        let range = self.taken..self.merged.time.len().min(self.taken + BATCH_REQUESTS);
        self.taken = range.end;
        batch.time.extend_from_slice(&self.merged.time[range.clone()]);
        let slots = &self.merged.slot[range];
        self.holders.resolve(slots, batch);
        let bytes = &self.content.catalog.bytes;
        batch.bytes.extend(batch.object.iter().map(|&object| bytes[object as usize]));
    }

    /// Draws the next slice.
    fn slice(&mut self) {
        let from = self.now_ns;
        let to = self.slice_end(from);
        self.crowds.begin(to, &mut self.holders);
        let to = self.crowds.shortened(self.variation, from, to);
        self.base.draw(self.content, self.variation, from..to, &mut self.drawn);
        self.extra.clear();
        self.crowds.draw(self.variation, from..to, &mut self.extra);
        if self.extra.time.is_empty() {
            std::mem::swap(&mut self.merged, &mut self.drawn);
        } else {
            self.merged.merge(&self.drawn, &self.extra);
        }
        self.crowds.end(to);
        self.taken = 0;
        self.now_ns = to;
    }

    fn slice_end(&self, from: u64) -> u64 {
        let rate = self.content.model.mean_rate_per_s() * self.variation.rhythms.factor_max();
        let after = |candidates: f64| {
            let width = candidates / rate * NS_PER_S;
            from.saturating_add(width.min(1e18) as u64).max(from + 1)
        };
        let mut end = after(BATCH_REQUESTS as f64);
        let bounds = self.crowds.next_bound_ns(from).unwrap_or(u64::MAX);
        end = end.min(bounds.max(after(SLICE_CANDIDATES_MIN)));
        if self.variation.rhythms.has_week() {
            end = end.min(next_midnight_ns(from));
        }
        end.min(self.variation.end.0)
    }
}

/// What is asked for without crowds.
#[derive(Debug)]
enum Base<'a> {
    /// Zipf-shaped ranks under the rhythm; `low` holds lower bounds of the sites' factors.
    Ranks { objects: Stream, times: Stream, low: Vec<f64> },
    /// Shot noise brings its own times.
    Shots(ShotRequests<'a>),
}

impl Base<'_> {
    fn draw(
        &mut self,
        content: &Content,
        variation: &Variation,
        slice: std::ops::Range<u64>,
        drawn: &mut Arrivals,
    ) {
        drawn.clear();
        match self {
            Self::Ranks { objects, times, low } => {
                let (margin, high) = variation.rhythms.window(slice.start, slice.end, low);
                let bounds = Bounds { low, margin, high };
                let rate_per_s = content.model.rate_per_s * high;
                arrive(rate_per_s, &slice, times, &mut drawn.time);
                drawn.slot.resize(drawn.time.len(), 0);
                let Some(ranks) = &content.slots.ranks else { return };
                ranks.fill(objects, &mut drawn.slot);
                thin(content, variation, &bounds, times, drawn);
            }
            Self::Shots(shots) => {
                let end = SimTime(slice.end);
                while let Some((time, object)) = shots.next_before(end) {
                    drawn.push(time, object);
                }
            }
        }
    }
}

/// Arrivals of a homogeneous process within a slice.
fn arrive(
    rate_per_s: f64,
    slice: &std::ops::Range<u64>,
    stream: &mut Stream,
    times: &mut Vec<SimTime>,
) {
    let gap_ns_mean = NS_PER_S / rate_per_s;
    let width = (slice.end - slice.start) as f64;
    let mut at = stream.sample::<f64, _>(Exp1) * gap_ns_mean;
    while at < width {
        times.push(SimTime(slice.start + at as u64));
        at += stream.sample::<f64, _>(Exp1) * gap_ns_mean;
    }
}

/// Bounds of the sites' factors within a slice: from below, how far above that they reach, and one
/// from above for all.
struct Bounds<'a> {
    low: &'a [f64],
    margin: f64,
    high: f64,
}

/// Keeps each candidate with the share that its site's factor has in the bound for all. The bounds
/// of the sites decide nearly all of them without a cosine.
fn thin(
    content: &Content,
    variation: &Variation,
    bounds: &Bounds<'_>,
    stream: &mut Stream,
    drawn: &mut Arrivals,
) {
    let &Bounds { low, margin, high } = bounds;
    if low.iter().all(|&bound| bound >= high) {
        return;
    }
    let shared = low.len() == 1;
    let mut kept = 0;
    for index in 0..drawn.time.len() {
        let (time, slot) = (drawn.time[index], drawn.slot[index]);
        let site = if shared { 0 } else { content.slots.site_of(slot) };
        let over = stream.random::<f64>() * high - low[usize::from(site)];
        let keep = if over >= 0.0 && over < margin {
            over + low[usize::from(site)] < variation.rhythms.factor(site, time)
        } else {
            over < 0.0
        };
        drawn.time[kept] = time;
        drawn.slot[kept] = slot;
        kept += usize::from(keep);
    }
    drawn.time.truncate(kept);
    drawn.slot.truncate(kept);
}

/// The crowds of a stream.
#[derive(Debug)]
struct Crowds<'a> {
    planned: &'a [PlannedCrowd],
    next: usize,
    active: Vec<Active>,
    stream: Stream,
}

/// The first slot of a site, and what draws ranks from there on.
type SiteRanks = (u32, Arc<Ranks>);

/// A crowd under way.
#[derive(Debug)]
struct Active {
    planned: PlannedCrowd,
    /// Mean rate of its site.
    rate_per_s: f64,
    /// The slot that stands for its object, or what draws slots of its site.
    slot: Result<u32, SiteRanks>,
    /// Upper bound of the excess rate in the slice at hand.
    bound_per_s: f64,
}

impl Crowds<'_> {
    /// Takes up the crowds that begin before the end of a slice.
    fn begin(&mut self, to: u64, holders: &mut Holders) {
        while let Some(&planned) = self.planned.get(self.next) {
            if planned.crowd.start_s * NS_PER_S >= to as f64 {
                return;
            }
            self.active.push(holders.activate(self.next, planned));
            self.next += 1;
        }
    }

    /// An earlier end of the slice where the crowds would have too many candidates in it.
    fn shortened(&self, variation: &Variation, from: u64, to: u64) -> u64 {
        let (from_s, to_s) = (SimTime(from).as_s(), SimTime(to).as_s());
        let bound =
            |active: &Active| active.rate_per_s * active.planned.crowd.excess_max(from_s, to_s);
        let rate = self.active.iter().map(bound).sum::<f64>() * variation.rhythms.factor_max();
        let width = (to - from) as f64;
        match rate * width > CROWD_CANDIDATES_MAX * NS_PER_S {
            true => from + ((CROWD_CANDIDATES_MAX / rate * NS_PER_S) as u64).max(1),
            false => to,
        }
    }

    fn end(&mut self, to: u64) {
        let now_s = SimTime(to).as_s();
        self.active.retain(|active| active.planned.crowd.end_s() > now_s);
    }

    /// When the bounds should be taken anew.
    fn next_bound_ns(&self, from: u64) -> Option<u64> {
        let now_s = SimTime(from).as_s();
        let coming = self.planned.get(self.next).map(|planned| planned.crowd.start_s);
        let steps = self.active.iter().map(|active| active.planned.crowd.step_s(now_s));
        let next_s = steps.chain(coming).fold(f64::INFINITY, f64::min);
        next_s.is_finite().then(|| (next_s.max(0.0) * NS_PER_S) as u64)
    }

    fn draw(&mut self, variation: &Variation, slice: std::ops::Range<u64>, extra: &mut Arrivals) {
        if self.active.is_empty() {
            return;
        }
        let (from_s, to_s) = (SimTime(slice.start).as_s(), SimTime(slice.end).as_s());
        let factor_max = variation.rhythms.factor_max();
        for active in &mut self.active {
            let excess_max = active.planned.crowd.excess_max(from_s, to_s);
            active.bound_per_s = active.rate_per_s * factor_max * excess_max;
        }
        let total: f64 = self.active.iter().map(|active| active.bound_per_s).sum();
        if total <= 0.0 {
            return;
        }
        arrive(total, &slice, &mut self.stream, &mut extra.time);
        let mut kept = 0;
        for index in 0..extra.time.len() {
            let time = extra.time[index];
            // One uniform number chooses the crowd and decides on the candidate.
            let mut level = self.stream.random::<f64>() * total;
            let chosen = self.active.iter().find(|active| {
                let here = level < active.bound_per_s;
                level -= if here { 0.0 } else { active.bound_per_s };
                here
            });
            let Some(active) = chosen else { continue };
            let crowd = &active.planned.crowd;
            let factor = variation.rhythms.factor(crowd.site, time);
            if level < active.rate_per_s * factor * crowd.excess(time.as_s()) {
                extra.time[kept] = time;
                kept += 1;
                extra.slot.push(match &active.slot {
                    Ok(slot) => *slot,
                    Err((first, ranks)) => first + ranks.draw(&mut self.stream) as u32 - 1,
                });
            }
        }
        extra.time.truncate(kept);
    }
}

/// Which object holds which slot, as time goes on. Beyond the slots of the popularity stands one
/// for the object of each crowd.
#[derive(Debug)]
struct Holders {
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

impl Holders {
    fn new(content: &Content, variation: &Variation) -> Self {
        let slots = match content.model.shots {
            None => content.slots.split.parts.iter().map(|part| part.objects as u32).sum(),
            Some(_) => variation.shots.len() as u32,
        };
        let on_objects = variation.crowds.iter().any(|crowd| crowd.wants != Wants::Site);
        let moving = on_objects || variation.changes.is_some() || !content.slots.object.is_empty();
        let mut object: Vec<ObjectId> = match moving {
            true => (0..slots).map(|slot| content.slots.object_of(slot)).collect(),
            false => Vec::new(),
        };
        let mut site = content.slots.site.clone();
        if on_objects {
            object.extend(variation.crowds.iter().map(|planned| match planned.wants {
                Wants::Object(object) => object,
                Wants::Slot(_) | Wants::Site => 0,
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

    /// Fixes what a crowd asks for as it begins.
    fn activate(&mut self, number: usize, planned: PlannedCrowd) -> Active {
        let own = self.slots + number as u32;
        let (rate_per_s, ranks) = self.sites[usize::from(planned.crowd.site)].clone();
        let slot = match (planned.wants, ranks) {
            (Wants::Site, Some(ranks)) => Err(ranks),
            (Wants::Slot(slot), _) => {
                self.object[own as usize] = self.object[slot as usize];
                Ok(own)
            }
            (Wants::Object(_) | Wants::Site, _) => Ok(own),
        };
        Active { planned, rate_per_s, slot, bound_per_s: 0.0 }
    }

    /// Fills in objects and sites of a batch whose times are there, making the changes that come
    /// in between.
    fn resolve(&mut self, slots: &[u32], batch: &mut RequestBatch) {
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
