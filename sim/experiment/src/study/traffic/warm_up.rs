//! The warm-up: the beginning of a run, which is not measured, while caches fill and turn over.
//!
//! Layouts are compared on the same requests, so all layouts of a workload have one warm-up, which is
//! known before any of them runs: from the characteristic time of the slowest cache. Whether that was
//! enough is checked afterwards, run by run ([`warnings`](super::stationarity::warnings)).

use super::traffic_run::TrafficRun;
use crate::content::content::Content;
use crate::parallel::NEVER;
use crate::plan::point::{Point, Study};
use crate::spec::warm_up::{AUTO_MAX, AUTO_MIN, STEADY_MAX, WarmUp};
use crate::spec::workload::WorkloadSpec;
use crate::study::planned_run::{PlannedRun, RunError};
use hotset_results::Row;
use hotset_sim::cache::Capacity;
use hotset_sim::theory::{Demand, lru_fill_time};
use hotset_workloads::synthetic::CrowdTimes;
use std::collections::BTreeMap;

/// Servers with less than this share of the requests may take as long as they need.
const NEGLIGIBLE: f64 = 0.01;

/// What a point needs of its content, which all points that it is compared with get, too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Needs {
    /// The requests that its caches need to turn over, where its warm-up depends on that.
    turnover: f64,
    /// The smallest of them, where a sample must suit it.
    smallest: Option<Capacity>,
    /// The requests of its workload.
    requests: f64,
}

impl Needs {
    /// The needs of a point, from the content of its first replication.
    pub(crate) fn of(point: &Point, content: &Content) -> Result<Self, RunError> {
        let mut needs = Self { turnover: 0.0, smallest: None, requests: content.requests_mean() };
        let Some(study) = point.traffic() else { return Ok(needs) };
        let run = PlannedRun { point, content, seed: point.seed, replication: 0, stop: &NEVER };
        let run = TrafficRun { run, study };
        if study.warm_up.depends_on_content() {
            needs.turnover = run.turnover_requests()?;
        }
        if study.sample_every > 1 {
            needs.smallest = run.smallest_cache()?;
        }
        Ok(needs)
    }
}

/// Sets what depends on the content, and on all layouts that a point is compared with: the warm-up, and the smallest
/// cache, which a sample must suit. Lengthens the workloads that are to be steady; returns whether it did.
pub(crate) fn settle(
    points: &mut [Point],
    needs: &[(usize, Needs)],
    workload_of: &[usize],
) -> bool {
    let mut lengthened = false;
    let mut left: Vec<&(usize, Needs)> =
        needs.iter().filter(|&&(point, _)| points[point].settles()).collect();
    while let Some(&&(first, of_first)) = left.first() {
        let alike = |&&(point, _): &&(usize, Needs)| {
            workload_of[point] == workload_of[first]
                && are_compared(&points[point].parameters, &points[first].parameters)
        };
        let (group, others): (Vec<_>, Vec<_>) = left.into_iter().partition(alike);
        left = others;
        let turnover = group.iter().map(|(_, needs)| needs.turnover).fold(0.0, f64::max);
        let caches = group.iter().filter_map(|(_, needs)| needs.smallest);
        let smallest = caches.min_by_key(|cache| cache.amount());
        for &&(point, _) in &group {
            lengthened |= points[point].settle(smallest, turnover, of_first.requests);
        }
    }
    lengthened
}

/// Whether points of one workload differ in nothing but how its requests are served. What only one of them
/// reads, as the way in which interchangeable servers sleep, is a part of that.
fn are_compared(one: &Row, other: &Row) -> bool {
    let of_layout = |key: &str| key.starts_with("layout.") || key.starts_with("scaling.");
    one.iter()
        .filter(|(key, _)| !of_layout(key))
        .all(|(key, value)| other.get(key).is_none_or(|known| known == value))
}

impl Point {
    fn settles(&self) -> bool {
        self.traffic()
            .is_some_and(|study| study.warm_up.depends_on_content() || study.sample_every > 1)
    }

    /// Sets what depends on the content: the smallest cache of all layouts, and the warm-up, given the
    /// requests that caches need to turn over and those of the spec. Returns whether the workload is
    /// lengthened.
    fn settle(&mut self, smallest: Option<Capacity>, turnover: f64, asked: f64) -> bool {
        let Study::Traffic(study) = &mut self.study else { return false };
        study.sample_cache = smallest;
        match (study.warm_up, &mut self.workload) {
            (WarmUp::Share(_), _) => false,
            (WarmUp::Steady, WorkloadSpec::Synthetic(model)) => {
                let requests = (asked + turnover).min(asked * STEADY_MAX).ceil();
                study.warm_up_share = 1.0 - asked / requests;
                model.synthetic.requests = requests as u64;
                true
            }
            (WarmUp::Auto | WarmUp::Steady, workload) => {
                let most = AUTO_MAX * share_before_crowd(workload);
                let needed = turnover / asked.max(1.0);
                study.warm_up_share = needed.clamp(AUTO_MIN.min(most), most);
                false
            }
        }
    }
}

/// The share of the time before a single crowd, which is to be measured, and something before it.
fn share_before_crowd(workload: &WorkloadSpec) -> f64 {
    let WorkloadSpec::Synthetic(model) = workload else { return 1.0 };
    match model.flash.map(|flash| flash.times) {
        Some(CrowdTimes::Once { at_s, .. }) => (at_s / model.duration_s()).clamp(0.0, 1.0),
        Some(CrowdTimes::PerDay { .. }) | None => 1.0,
    }
}

impl TrafficRun<'_> {
    /// The requests, to all servers, until their caches are full and what came in until then has left or
    /// been requested again: twice the characteristic time (Che, Tung and Wang, IEEE JSAC 20(7), 2002)
    /// of the slowest one, of those that matter. In a cache that holds everything, the requests until first
    /// requests no longer matter.
    ///
    /// Of shared servers none is slower than one cache with the space of all: hashing fills it at that
    /// speed, mirrors fill theirs sooner, and every object that is requested at all passes the tier behind
    /// edges. Servers of whole sites have caches of their own.
    fn turnover_requests(&self) -> Result<f64, RunError> {
        let (server_of_site, caches) = match self.whole_sites()? {
            // Those of whole sites beside hot servers get fewer requests than this.
            Some(sites) => (sites.server_of_site, sites.servers.caches),
            None => (Vec::new(), vec![self.space(self.point.servers as f64)?]),
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
        let mut skipped = 0.0;
        let found = slowest.iter().find(|&&(_, share)| {
            skipped += share;
            skipped > NEGLIGIBLE
        });
        Ok(found.map_or(0.0, |&(requests, _)| requests))
    }

    /// The requests of each cache: objects of about the same popularity together.
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

/// Twice the time in which a cache fills, or the time until first requests are negligible.
fn turnover(demand: &[Demand], capacity: f64) -> f64 {
    let fill = lru_fill_time(demand, capacity);
    if fill.is_finite() {
        return 2.0 * fill;
    }
    // As if only first requests were to be held: all but this share of the requests.
    let requests: f64 = demand.iter().map(|class| class.rate * class.objects).sum();
    let by_requests: Vec<Demand> =
        demand.iter().map(|class| Demand { size: class.rate / requests, ..*class }).collect();
    lru_fill_time(&by_requests, 1.0 - NEGLIGIBLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_turns_over_in_twice_its_characteristic_time() {
        // A hundred equal objects: a cache of half of them is full when half were requested.
        let demand = [Demand { rate: 0.01, size: 1.0, objects: 100.0 }];
        let fill = 100.0 * std::f64::consts::LN_2;
        assert!((turnover(&demand, 50.0) - 2.0 * fill).abs() < 1e-6);
        // In a cache that holds everything, 99 % of the requests are for objects requested before.
        let seen = 100.0 * libm::log(100.0);
        assert!((turnover(&demand, 100.0) - seen).abs() < 1e-6);
    }
}
