//! Confidence intervals over the days of a single log: a block bootstrap.

use super::traffic_run::TrafficRun;
use crate::plan::seeds::{Purpose, stream};
use crate::spec::workload::WorkloadSpec;
use crate::study::planned_run::Measured;
use hotset_results::metrics::{
    CAPACITY_PER_EGRESS_DAYS_HIGH, CAPACITY_PER_EGRESS_DAYS_LOW, DAYS, ORIGIN_PER_EGRESS_DAYS_HIGH,
    ORIGIN_PER_EGRESS_DAYS_LOW,
};
use hotset_sim::engine::Outcome;
use hotset_sim::ledger::{KnownLoad, reserve_capacity};
use hotset_workloads::Stream;
use rand::RngExt;
use std::ops::Range;

/// Bootstrap samples.
const RESAMPLES: usize = 200;
/// With more loads than this, the bootstrap would take longer than the run.
const CELLS_MAX: usize = 400_000_000;
/// With fewer days there is little to draw from.
const DAYS_MIN: usize = 5;

impl TrafficRun<'_> {
    /// 95 % intervals of origin traffic and capacity over the days of a log: days are drawn with
    /// replacement, each with all its bins (the block bootstrap; Künsch, Annals of Statistics 17(3),
    /// 1989). The caches stay as they were; the capacity is set with hindsight. Nothing for models, whose replications
    /// have other days, and for logs of few days.
    pub(crate) fn over_days(
        &self,
        outcome: &Outcome,
        servers: usize,
        measured: Range<usize>,
    ) -> Vec<Measured> {
        let bin_s = outcome.loads.bins().width_s();
        let bins_a_day = (86_400.0 / bin_s).round().max(1.0) as usize;
        let days = measured.len() / bins_a_day;
        let is_log = matches!(self.point.workload, WorkloadSpec::Trace { .. });
        let cells = (measured.len() * outcome.loads.servers()).saturating_mul(RESAMPLES);
        if !is_log || days < DAYS_MIN || bin_s > 86_400.0 || cells > CELLS_MAX {
            return Vec::new();
        }
        let mut chance = stream(self.seed, self.replication, Purpose::Days, 0);
        let fetched: Vec<u64> =
            measured.clone().map(|bin| outcome.ledger.bin_total(bin).fetch_bytes).collect();
        let clients = &outcome.loads.client_bytes()[measured.clone()];
        let loads: Vec<Vec<u64>> = (0..outcome.loads.servers())
            .map(|server| outcome.loads.of_server(server, measured.clone()).collect())
            .collect();
        let mut origin = Vec::with_capacity(RESAMPLES);
        let mut capacity = Vec::with_capacity(RESAMPLES);
        for _ in 0..RESAMPLES {
            let drawn = draw(days, bins_a_day, &mut chance);
            let asked = drawn.iter().map(|&bin| clients[bin]).sum::<u64>().max(1) as f64;
            origin.push(drawn.iter().map(|&bin| fetched[bin]).sum::<u64>() as f64 / asked);
            capacity.push(self.capacity_of(&loads, servers, &drawn) * drawn.len() as f64 / asked);
        }
        let [origin, capacity] = [origin, capacity].map(percentiles);
        let mut metrics: Vec<Measured> = vec![
            (DAYS, days.into()),
            (ORIGIN_PER_EGRESS_DAYS_LOW, origin.0.into()),
            (ORIGIN_PER_EGRESS_DAYS_HIGH, origin.1.into()),
        ];
        // Resampled days have no past.
        if self.study.known == KnownLoad::Hindsight {
            metrics.extend([
                (CAPACITY_PER_EGRESS_DAYS_LOW, capacity.0.into()),
                (CAPACITY_PER_EGRESS_DAYS_HIGH, capacity.1.into()),
            ]);
        }
        metrics
    }

    /// The capacity for some bins of the servers' loads, in bytes a bin, with hindsight.
    fn capacity_of(&self, loads: &[Vec<u64>], servers: usize, bins: &[usize]) -> f64 {
        let rule = &self.provisioning();
        let mut drawn = Vec::with_capacity(bins.len());
        let needs = loads.iter().map(|load| {
            drawn.clear();
            drawn.extend(bins.iter().map(|&bin| load[bin]));
            drawn.sort_unstable();
            reserve_capacity(&drawn, rule.overload) as f64
        });
        rule.machines.total(servers, needs)
    }
}

/// The bins of as many days as there are, drawn with replacement.
fn draw(days: usize, bins_a_day: usize, chance: &mut Stream) -> Vec<usize> {
    let starts = (0..days).map(|_| bins_a_day * chance.random_range(0..days));
    starts.flat_map(|start| start..start + bins_a_day).collect()
}

/// The 2.5th and the 97.5th.
fn percentiles(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
    (at(0.025), at(0.975))
}
