//! A run of the study of traffic: from a layout to a row of results.

use super::caches::Servers;
use super::grids::{loads, series, servers_grid};
use super::metrics::{power_of, traffic};
use super::traffic_run::TrafficRun;
use super::{stationarity, timed};
use crate::plan::seeds::{Purpose, stream};
use crate::spec::series_by::SeriesBy;
use crate::study::planned_run::{Measured, RunError, measured_bins};
use crate::study::warn::warn;
use hotset_results::metrics::{
    AWAKE_SERVERS, CATALOG_OBJECTS, HOT_OBJECTS, HOT_REQUESTS_SHARE, POWER_SERVERS,
    SAMPLED_OBJECTS, SERVER_CACHE_BYTES, SERVER_CACHE_OBJECTS, SERVERS, SERVERS_IN_USE, WARM_UP_S,
};
use hotset_results::warnings::{CACHE_HOLDS_ALL, WHOLE_SAMPLE};
use hotset_results::{Grid, Row, RunGrids, RunRecord, WARNINGS};
use hotset_sim::cache::Capacity;
use hotset_sim::engine::timed::{Driver, TimedRun};
use hotset_sim::engine::{OfflineRun, Outcome, Run, SampledRun};
use hotset_sim::layout::{HotCell, Layout, Needs};
use hotset_sim::sampling::Sample;
use hotset_workloads::RequestSource;
use rand::Rng;
use serde_json::Value;
use std::ops::Range;

impl TrafficRun<'_> {
    /// Makes the run.
    pub(crate) fn run<L: Layout>(
        &self,
        layout: L,
        servers: Servers,
        hot: usize,
    ) -> Result<RunRecord, RunError> {
        self.with_requests(|source| self.run_on(source, layout, &servers, hot))
    }

    fn run_on<L: Layout>(
        &self,
        source: &mut (dyn RequestSource + Send),
        layout: L,
        servers: &Servers,
        hot: usize,
    ) -> Result<RunRecord, RunError> {
        let caches = &servers.caches;
        let sample = self.sample(caches);
        let needs = layout.needs_at_most();
        let run = Run {
            source,
            catalog: self.content.catalog(),
            weights: &|| self.content.weights(),
            layout,
            capacities: caches,
            streams: &|server| stream(self.seed, self.replication, Purpose::Policy, server as u32),
            bins: self.bins()?,
            policy: &self.study.policy,
        };
        let measured = measured_bins(run.bins.count, self.study.warm_up_share);
        let mut record = match self.study.timing {
            None => {
                let outcome = match &sample {
                    None if self.study.policy.kind.info().offline => {
                        self.with_requests(|again| OfflineRun { run, again }.run())?
                    }
                    None => run.run()?,
                    Some(sample) => SampledRun { run, sample }.run()?,
                };
                self.check_measured(outcome.ledger.traffic(measured).requests)?;
                self.record(&outcome, servers, hot, needs)
            }
            Some(timing) => {
                let driver = Driver::Auto;
                let timed = TimedRun { run, timing, measured: measured.clone(), driver };
                let outcome = timed.run()?;
                // A run that answers nothing yet has a result; one without requests has none.
                self.check_measured(outcome.arrivals[measured.clone()].iter().sum())?;
                let mut record = self.record(&outcome.outcome, servers, hot, needs);
                timed::extend(&mut record, &outcome, &measured, self.point.crowd_s());
                record
            }
        };
        if let Some(sample) = &sample {
            record.insert(SAMPLED_OBJECTS, sample.objects());
            let objects = self.content.catalog().len();
            record.insert(CATALOG_OBJECTS, objects);
            if sample.objects() == objects {
                warn(&mut record, WHOLE_SAMPLE);
            }
        }
        Ok(record)
    }

    /// A sample of the objects, another one in every replication: the intervals over replications include
    /// the sampling error.
    fn sample(&self, caches: &[Capacity]) -> Option<Sample> {
        let smallest = *caches.iter().min_by_key(|cache| cache.amount())?;
        let capacity = self.study.sample_cache.unwrap_or(smallest);
        let every = self.study.sample_every;
        let mut seed = stream(self.seed, self.replication, Purpose::Sample, 0);
        let (catalog, weights) = (self.content.catalog(), || self.content.weights());
        (every > 1).then(|| Sample::new(catalog, &weights(), capacity, every, seed.next_u64()))
    }

    /// Whether requests came in within the bins that are measured.
    fn check_measured(&self, requests: u64) -> Result<(), RunError> {
        if requests > 0 {
            return Ok(());
        }
        let what = "nothing is left to measure: all requests fall into the warm-up, or they span \
                    too little time for these bins";
        Err(RunError::Spec { key: "warm_up", what: what.to_owned() })
    }

    fn record(&self, outcome: &Outcome, servers: &Servers, hot: usize, needs: Needs) -> RunRecord {
        let measured = measured_bins(outcome.ledger.bins().count, self.study.warm_up_share);
        let mut run = Row::new();
        let Servers { in_use, caches } = servers;
        let space: u64 = caches.iter().map(|cache| cache.amount()).sum();
        let server_cache = match caches.first() {
            Some(Capacity::Objects(_)) => SERVER_CACHE_OBJECTS,
            _ => SERVER_CACHE_BYTES,
        };
        let warm_up_s = outcome.ledger.bins().width_s() * measured.start as f64;
        let mut metrics = vec![
            (SERVERS, outcome.ledger.servers().into()),
            (SERVERS_IN_USE, (*in_use).into()),
            (server_cache, (space / caches.len().max(1) as u64).into()),
            (HOT_OBJECTS, hot.into()),
            (WARM_UP_S, warm_up_s.into()),
        ];
        metrics.extend(traffic(outcome, self.study.prices, measured.clone(), needs.migrations));
        metrics.extend(self.hot_share(outcome, measured.clone()));
        let (capacity, mut warnings) = self.capacity_metrics(outcome, *in_use, measured.clone());
        warnings.extend(stationarity::warnings(self, outcome, measured.clone(), needs));
        warnings.extend(self.study.cache.is_more_than_all().then_some(CACHE_HOLDS_ALL));
        metrics.extend(capacity);
        run.extend(metrics.into_iter().map(|(metric, value)| (metric.name.to_owned(), value)));
        if let Some(power) = self.study.power {
            let power = power_of(outcome, power, measured.clone());
            // As for loads, a sample does not show how many are needed.
            let unsampled = |servers: f64| match self.study.sample_every {
                1 => Value::from(servers),
                _ => Value::Null,
            };
            run.insert(AWAKE_SERVERS.name.to_owned(), unsampled(power.awake_servers));
            run.insert(POWER_SERVERS.name.to_owned(), unsampled(power.servers_at_peak));
        }
        run.insert(WARNINGS.to_owned(), warnings.join(" ").into());
        RunRecord {
            run,
            grids: RunGrids {
                series: series(outcome, needs.migrations),
                servers: servers_grid(outcome, measured),
                loads: match self.study.series_by {
                    SeriesBy::Server => loads(outcome),
                    SeriesBy::Total => Grid::default(),
                },
            },
        }
    }

    /// The share of the requests for the hot set.
    fn hot_share(&self, outcome: &Outcome, measured: Range<usize>) -> Option<Measured> {
        let cells = outcome.hot_requests.get(measured)?;
        let sum = |of: fn(&HotCell) -> u64| cells.iter().map(of).sum::<u64>() as f64;
        let (caught, all) = (sum(|cell| cell.hot_requests), sum(|cell| cell.requests));
        let share = if all == 0.0 { Value::Null } else { (caught / all).into() };
        // One object of a sample stands for many.
        (self.study.sample_every == 1).then_some((HOT_REQUESTS_SHARE, share))
    }
}
