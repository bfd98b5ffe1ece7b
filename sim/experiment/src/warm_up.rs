//! What is cut off at the beginning, while caches fill and turn over.
//!
//! Layouts are compared on the same requests, so the cut is one for all layouts of a workload, and is
//! known before any of them runs: from the characteristic time of the slowest cache. Whether that was
//! enough is looked at afterwards, run by run ([`warnings`]).

use crate::contents::Contents;
use crate::layout::LayoutSpec;
use crate::point::Point;
use crate::pools::server_of_site;
use crate::reader::{Reader, SpecError};
use crate::run::{PlannedRun, RunError};
use crate::workload::WorkloadSpec;
use hotset_results::Row;
use hotset_sim::cache::Capacity;
use hotset_sim::engine::Outcome;
use hotset_sim::layout::Layout;
use hotset_sim::ledger::Cell;
use hotset_sim::theory::{Demand, lru_fill_time};
use hotset_workloads::synthetic::CrowdTimes;
use std::collections::BTreeMap;
use std::ops::Range;

/// How much is cut off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WarmUp {
    /// This share of the bins.
    Share(f64),
    /// A quarter of the bins, or more, up to three quarters, where caches need more to turn over; no more
    /// than three quarters of those before a crowd that is asked for.
    Auto,
    /// As much as caches need to turn over, in front of as many requests as are asked for.
    Steady,
}

/// Bounds of the share that is cut off automatically.
const AUTO_MIN: f64 = 0.25;
const AUTO_MAX: f64 = 0.75;
/// A stream is made at most so many times as long as was asked for.
const STEADY_MAX: f64 = 10.0;
/// Servers with less than this share of the requests may take as long as they need.
const NEGLIGIBLE: f64 = 0.01;

impl WarmUp {
    /// Reads it.
    pub(crate) fn read(reader: &Reader<'_>, workload: &WorkloadSpec) -> Result<Self, SpecError> {
        const KEY: &str = "warm_up";
        if !matches!(reader.optional(KEY), Some(toml::Value::String(_))) {
            return Ok(Self::Share(reader.number_within(KEY, 0.0, 0.99)?));
        }
        let read = reader.word(KEY, &[("auto", Self::Auto), ("steady", Self::Steady)])?;
        let lengthens = match workload {
            WorkloadSpec::Synthetic(_) => !reader.given("workload.flash.at_s"),
            _ => false,
        };
        if read == Self::Steady && !lengthens {
            let message = "\"steady\" lengthens the requests of a model; found requests that are what they \
                           are, or a crowd at a time of theirs";
            return Err(SpecError::new(KEY, message).with_help("take \"auto\", or a share"));
        }
        Ok(read)
    }

    /// How many times as long as asked for a stream can become.
    pub(crate) fn lengthens(self) -> f64 {
        if self == Self::Steady { STEADY_MAX } else { 1.0 }
    }

    /// The share that is cut off as long as nothing is known of the content.
    pub(crate) fn share(self) -> f64 {
        match self {
            Self::Share(share) => share,
            Self::Auto | Self::Steady => AUTO_MIN,
        }
    }
}

/// Finds what depends on the content, and on all layouts that a point is compared with: what is cut off, and
/// the smallest cache that a sample has to do for. Lengthens the workloads that are to be steady; tells
/// whether it did.
pub(crate) fn settle(
    points: &mut [Point],
    of: Range<usize>,
    contents: &Contents,
) -> Result<bool, RunError> {
    let mut lengthened = false;
    let mut left: Vec<usize> = of.filter(|&point| points[point].settles()).collect();
    while let Some(&first) = left.first() {
        let alike = |&point: &usize| {
            contents.workload_of[point] == contents.workload_of[first]
                && but_for_layout(&points[point].parameters)
                    .eq(but_for_layout(&points[first].parameters))
        };
        let (group, others): (Vec<usize>, Vec<usize>) = left.iter().partition(|point| alike(point));
        left = others;
        let content = contents.get(contents.workload_of[first], 0)?;
        let (mut turnover, mut smallest): (f64, Option<Capacity>) = (0.0, None);
        for &point in &group {
            let point = &points[point];
            let run = PlannedRun { point, content: &content, seed: point.seed, replication: 0 };
            if !matches!(point.warm_up, WarmUp::Share(_)) {
                turnover = turnover.max(run.turnover_requests()?);
            }
            if point.sample_every > 1 {
                let cache = run.smallest_cache()?;
                smallest = smallest.into_iter().chain(cache).min_by_key(|cache| cache.amount());
            }
        }
        let asked = content.requests_mean();
        for point in group {
            points[point].sample_cache = smallest;
            lengthened |= points[point].settle(turnover, asked);
        }
    }
    Ok(lengthened)
}

fn but_for_layout(parameters: &Row) -> impl Iterator<Item = (&String, &serde_json::Value)> {
    parameters.iter().filter(|(key, _)| !key.starts_with("layout."))
}

impl Point {
    fn settles(&self) -> bool {
        let depends = !matches!(self.warm_up, WarmUp::Share(_)) || self.sample_every > 1;
        self.reserve.is_none() && depends
    }

    /// The share of the time before the one crowd that is asked for, if it is one: that is to be measured,
    /// and something before it.
    fn share_before_crowd(&self) -> f64 {
        let WorkloadSpec::Synthetic(model) = &self.workload else { return 1.0 };
        match model.flash.map(|flash| flash.times) {
            Some(CrowdTimes::Once { at_s, .. }) => (at_s / model.duration_s()).clamp(0.0, 1.0),
            _ => 1.0,
        }
    }

    /// Of so many requests asked for, caches need so many; tells whether the workload is lengthened.
    fn settle(&mut self, turnover: f64, asked: f64) -> bool {
        match (self.warm_up, &mut self.workload) {
            (WarmUp::Share(_), _) => false,
            (WarmUp::Steady, WorkloadSpec::Synthetic(model)) => {
                let requests = (asked + turnover).min(asked * STEADY_MAX).ceil();
                self.warm_up_share = 1.0 - asked / requests;
                model.synthetic.requests = requests as u64;
                true
            }
            (WarmUp::Auto | WarmUp::Steady, _) => {
                let most = AUTO_MAX * self.share_before_crowd();
                let needed = turnover / asked.max(1.0);
                self.warm_up_share = needed.clamp(AUTO_MIN.min(most), most);
                false
            }
        }
    }
}

impl PlannedRun<'_> {
    /// The requests, to all servers, until their caches are full and what came in until then has left or
    /// been asked for again: twice the characteristic time (Che, Tung and Wang, IEEE JSAC 20(7), 2002)
    /// of the slowest one, of those that matter. Where there is room for all, the requests until first
    /// requests no longer matter.
    ///
    /// Of shared servers none is slower than one cache with the room of all: hashing fills it at that
    /// speed, mirrors fill theirs sooner, and behind the edges of a tree every object comes by that is asked
    /// for at all. Servers of whole sites have caches of their own.
    fn turnover_requests(&self) -> Result<f64, RunError> {
        let n = self.point.servers;
        let (server_of_site, caches) = match &self.point.layout {
            LayoutSpec::Dedicated(split) => {
                let sites: Vec<usize> = (0..self.servers()).collect();
                let caches = self.home_caches(*split, &sites, sites.len(), None)?;
                (sites, caches)
            }
            LayoutSpec::Packed(pack, split) => {
                let sites = server_of_site(pack, n, self.content, self.bins()?, &|_| true)?;
                let caches = self.home_caches(*split, &sites, n, None)?;
                (sites, caches)
            }
            // Those of whole sites beside hot servers are asked for less than this.
            LayoutSpec::Hot(spec) if spec.rest.at_home() => {
                let (home, servers) = self.home(spec, &|_| true)?;
                (home.server_of_site().to_vec(), servers.caches)
            }
            _ => (Vec::new(), vec![self.room(n as f64)?]),
        };
        let mut slowest: Vec<(f64, f64)> = self
            .demands(&server_of_site, &caches)
            .iter()
            .zip(&caches)
            .map(|(demand, cache)| {
                let share = demand.iter().map(|class| class.rate * class.objects).sum();
                (turnover(demand, cache.amount() as f64), share)
            })
            .filter(|&(_, share)| share > 0.0)
            .collect();
        slowest.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut passed_over = 0.0;
        let found = slowest.iter().find(|&&(_, share)| {
            passed_over += share;
            passed_over > NEGLIGIBLE
        });
        Ok(found.map_or(0.0, |&(requests, _)| requests))
    }

    /// For each cache, what of all requests it is asked for: objects of about the same popularity
    /// together.
    fn demands(&self, server_of_site: &[usize], caches: &[Capacity]) -> Vec<Vec<Demand>> {
        const CLASSES_AN_OCTAVE: f64 = 8.0;
        let catalog = self.content.catalog();
        let weights = self.content.weights();
        let all: f64 = weights.iter().sum();
        let mut classes: Vec<BTreeMap<i32, [f64; 3]>> = vec![BTreeMap::new(); caches.len()];
        for (weight, object) in weights.into_iter().zip(0..) {
            if weight <= 0.0 {
                continue;
            }
            let site = usize::from(catalog.site_of(object));
            let cache = server_of_site.get(site).copied().unwrap_or(0);
            let room = caches[cache].charge(catalog.bytes[object as usize]) as f64;
            let class = (libm::log2(weight / all) * CLASSES_AN_OCTAVE).floor() as i32;
            let sums = classes[cache].entry(class).or_default();
            *sums = [sums[0] + 1.0, sums[1] + weight / all, sums[2] + room];
        }
        let demand = |[objects, rate, size]: [f64; 3]| Demand {
            rate: rate / objects,
            size: size / objects,
            objects,
        };
        classes.into_iter().map(|of| of.into_values().map(demand).collect()).collect()
    }
}

/// Twice the time in which a cache fills, or the time until only so few requests are first ones.
fn turnover(demand: &[Demand], capacity: f64) -> f64 {
    let fill = lru_fill_time(demand, capacity);
    if fill.is_finite() {
        return 2.0 * fill;
    }
    // As if first requests alone were to be remembered: room for all but so many of the requests.
    let requests: f64 = demand.iter().map(|class| class.rate * class.objects).sum();
    let by_requests: Vec<Demand> =
        demand.iter().map(|class| Demand { size: class.rate / requests, ..*class }).collect();
    lru_fill_time(&by_requests, 1.0 - NEGLIGIBLE)
}

/// The measured part begins before caches have turned over.
const COLD_CACHES: &str = "cold-caches";
/// The hit ratio at the beginning of what is measured is not that of its second half.
const NOT_STATIONARY: &str = "not-stationary";

/// What to be warned of in the measured bins.
pub(crate) fn warnings<L: Layout>(
    point: &Point,
    outcome: &Outcome,
    measured: Range<usize>,
) -> Vec<&'static str> {
    let mut warnings = Vec::new();
    // Where copies expire, new objects come all the time, or objects are kept out for their size, a cache
    // that is never full misses for good.
    let renews = point.policy.kind.info().timed
        || point.policy.admission.as_ref().is_some_and(|rule| rule.kind.info().weighs_sizes)
        || matches!(&point.workload, WorkloadSpec::Synthetic(model)
            if model.churn.is_some() || model.shots.is_some());
    warnings.extend(cold::<L>(outcome, measured.clone(), renews).then_some(COLD_CACHES));
    warnings.extend(drifts(outcome, measured).then_some(NOT_STATIONARY));
    warnings
}

/// Whether caches that were never full, or became so in the last sixth of what is cut off or later, miss more
/// than 1 % of all that is measured. The cut is at twice the time in which the slowest should fill; of
/// servers that are alike some fill later than others.
fn cold<L: Layout>(outcome: &Outcome, measured: Range<usize>, renews: bool) -> bool {
    const MISSES_MAX: f64 = 0.01;
    let ledger = &outcome.ledger;
    let bins = ledger.bins();
    let cut_ns = bins.start_of(measured.start).0 - bins.start.0;
    let is_cold = |server: &usize| match outcome.full_since[*server] {
        Some(full) => full.0.saturating_sub(bins.start.0) > cut_ns / 6 * 5,
        None => !renews,
    };
    let misses = |server| {
        let cell: Cell = ledger.server_total(server, measured.clone());
        // Where a sibling is asked for what misses; elsewhere it is the owner.
        let asks_siblings = L::READS_HOLDERS || L::TIERED;
        cell.fetch_requests + if asks_siblings { cell.sibling_requests } else { 0 }
    };
    let cold: u64 = (0..ledger.servers()).filter(is_cold).map(misses).sum();
    cold as f64 > MISSES_MAX * ledger.traffic(measured.clone()).requests as f64
}

/// Whether the miss ratio of the first tenth of the measured bins differs from that of the second half by
/// more than one part in a hundred, and by more than chance would have it once in a thousand times
/// (Geweke, Bayesian Statistics 4, 1992: the beginning of a chain against its end).
fn drifts(outcome: &Outcome, measured: Range<usize>) -> bool {
    let bins = measured.len();
    if bins < PARTS {
        return false;
    }
    let miss_ratio = |part: usize| {
        let of = measured.start + bins * part / PARTS..measured.start + bins * (part + 1) / PARTS;
        let traffic = outcome.ledger.traffic(of);
        (traffic.requests > 0).then(|| 1.0 - traffic.hit_ratio())
    };
    let ratios: Option<Vec<f64>> = (0..PARTS).map(miss_ratio).collect();
    ratios.is_some_and(|ratios| differ(&ratios[..PARTS / 10], &ratios[PARTS / 2..]))
}

const PARTS: usize = 20;

/// Whether the mean of the first parts differs from that of the last ones, whose spread tells what chance
/// does.
fn differ(first: &[f64], last: &[f64]) -> bool {
    const DIFFERENCE_MIN: f64 = 0.01;
    /// What Student's t of 9 degrees of freedom exceeds, either way, once in a thousand times.
    const T_MAX: f64 = 4.781;
    let mean = |parts: &[f64]| parts.iter().sum::<f64>() / parts.len() as f64;
    let (early, late) = (mean(first), mean(last));
    let squares: f64 = last.iter().map(|ratio| (ratio - late) * (ratio - late)).sum();
    let variance = squares / (last.len() - 1) as f64;
    let error = (variance * (1.0 / first.len() as f64 + 1.0 / last.len() as f64)).sqrt();
    let difference = (early - late).abs();
    difference > DIFFERENCE_MIN * early.max(late) && difference > T_MAX * error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_turns_over_in_twice_its_characteristic_time() {
        // A hundred objects alike: a cache of half of them is full when half were asked for.
        let demand = [Demand { rate: 0.01, size: 1.0, objects: 100.0 }];
        let fill = 100.0 * std::f64::consts::LN_2;
        assert!((turnover(&demand, 50.0) - 2.0 * fill).abs() < 1e-6);
        // With room for all, 99 % of the requests are for what was asked for before.
        let seen = 100.0 * libm::log(100.0);
        assert!((turnover(&demand, 100.0) - seen).abs() < 1e-6);
    }

    #[test]
    fn a_beginning_differs_by_more_than_chance_and_by_more_than_nothing() {
        let end = [0.50, 0.52, 0.48, 0.51, 0.49, 0.50, 0.52, 0.48, 0.51, 0.49];
        assert!(!differ(&[0.53, 0.49], &end));
        assert!(differ(&[0.62, 0.58], &end));
        // A thousandth is none to speak of, however sure.
        assert!(!differ(&[0.5, 0.5], &[0.5005; 10]));
        assert!(differ(&[0.5, 0.5], &[0.51; 10]));
        // Where all of it falls, the beginning is not like the end.
        let falling: Vec<f64> = (0..PARTS).map(|part| 1.0 - 0.02 * part as f64).collect();
        assert!(differ(&falling[..PARTS / 10], &falling[PARTS / 2..]));
    }
}
