//! The capacity that a run needs: metrics, and warnings where they could mislead.

use super::traffic_run::TrafficRun;
use crate::study::planned_run::Measured;
use hotset_results::metrics::{
    BIN_WIDTH_S, CAPACITY_BYTES_PER_S, CAPACITY_FLOOR_PER_EGRESS, CAPACITY_OWN_SIZE_PER_EGRESS,
    CAPACITY_PER_EGRESS, CLIENT_BYTES_PER_S, EGRESS_BYTES_PER_S_P95, IMBALANCE,
    INTER_SERVER_BYTES_PER_S_P95, JAIN, LOAD_BYTES_PER_S, LOAD_BYTES_PER_S_P95,
    LOAD_BYTES_PER_S_P99, MACHINES, MIGRATION_BYTES_PER_S_P95, Metric, ORIGIN_BYTES_PER_S_P95,
    OVER_CAPACITY_BYTES_SHARE, OVER_CAPACITY_TIME_SHARE, PEAK_TO_MEAN, RESERVE, RESERVE_FLOOR,
    RESERVE_IMBALANCE, UTILISATION,
};
use hotset_results::warnings::{FEW_BINS, ROUGH_FLOOR, SHOT_NOISE};
use hotset_sim::engine::Outcome;
use hotset_sim::ledger::{Cell, KnownLoad, Load, Provisioning, p95_of};
use serde_json::Value;
use std::ops::Range;

/// From this skewness of the sizes on, the floor is rough.
const SKEWNESS_MAX: f64 = 2.0;

impl TrafficRun<'_> {
    /// Capacity of the servers in use, load and bills in the measured bins; and the names of warnings.
    pub(crate) fn capacity_metrics(
        &self,
        outcome: &Outcome,
        servers: usize,
        measured: Range<usize>,
    ) -> (Vec<Measured>, Vec<&'static str>) {
        let loads = &outcome.loads;
        let rule = &self.provisioning();
        let held = Provisioning::of(loads, servers, measured.clone(), rule);
        let load = Load::of(loads, measured.clone());
        // An object that stands for many arrives as one: loads vary too much.
        let sampled = self.study.sample_every > 1;
        let varying = |value: f64| if sampled { Value::Null } else { value.into() };
        let mut metrics = vec![
            (BIN_WIDTH_S, loads.bins().width_s().into()),
            (CLIENT_BYTES_PER_S, held.client_bytes_per_s.into()),
            (CAPACITY_BYTES_PER_S, varying(held.capacity_bytes_per_s)),
            (CAPACITY_PER_EGRESS, varying(held.capacity_to_mean())),
            (CAPACITY_OWN_SIZE_PER_EGRESS, varying(held.own_size_to_mean())),
            (CAPACITY_FLOOR_PER_EGRESS, varying(held.reserve_floor() + 1.0)),
            (RESERVE, varying(held.reserve())),
            (RESERVE_FLOOR, varying(held.reserve_floor())),
            (RESERVE_IMBALANCE, varying(held.reserve_imbalance())),
            (UTILISATION, varying(held.utilisation())),
            (PEAK_TO_MEAN, varying(held.peak_to_mean())),
        ];
        if matches!(rule.known, KnownLoad::Past { .. }) {
            metrics.extend([
                (OVER_CAPACITY_TIME_SHARE, varying(held.over_time_share)),
                (OVER_CAPACITY_BYTES_SHARE, varying(held.over_bytes_share)),
            ]);
        }
        if let Some(machine) = self.study.machine_bytes_per_s {
            let machines = held.machines(machine, servers, rule.machines) as u64;
            metrics.push((MACHINES, if sampled { Value::Null } else { machines.into() }));
        }
        metrics.extend([
            (IMBALANCE, load.imbalance.into()),
            (JAIN, load.jain.into()),
            (LOAD_BYTES_PER_S, load.mean_bytes_per_s.into()),
            (LOAD_BYTES_PER_S_P95, varying(load.p95_bytes_per_s)),
            (LOAD_BYTES_PER_S_P99, varying(load.p99_bytes_per_s)),
        ]);
        for (metric, value) in bills(outcome, measured.clone()) {
            metrics.push((metric, varying(value)));
        }
        metrics.extend(self.crowd_correlation());
        let mut warnings = self.content_warnings();
        if !sampled {
            metrics.extend(self.over_days(outcome, servers, measured.clone()));
            // What unequal servers need above the mean is not noise.
            let noise = held.reserve_floor() - held.reserve_imbalance();
            if held.reserve() > 0.0 && noise > 0.5 * held.reserve() {
                warnings.push(SHOT_NOISE);
            }
            if held.floor_skewness > SKEWNESS_MAX {
                warnings.push(ROUGH_FLOOR);
            }
            let set_from = rule.known.split(measured).0.len();
            if rule.overload > 0.0 && rule.overload * (set_from as f64) < 1.0 {
                warnings.push(FEW_BINS);
            }
        }
        (metrics, warnings)
    }
}

/// 95th percentiles over the bins of all bytes of a class, as traffic is billed (THEORY 6.3).
fn bills(outcome: &Outcome, measured: Range<usize>) -> Vec<(Metric, f64)> {
    type Class = (Metric, fn(&Cell) -> u64);
    const CLASSES: [Class; 4] = [
        (EGRESS_BYTES_PER_S_P95, |cell| cell.egress_bytes),
        (INTER_SERVER_BYTES_PER_S_P95, |cell| cell.sent_bytes),
        (ORIGIN_BYTES_PER_S_P95, |cell| cell.fetch_bytes),
        (MIGRATION_BYTES_PER_S_P95, |cell| cell.migrated_bytes),
    ];
    let totals: Vec<Cell> = measured.map(|bin| outcome.ledger.bin_total(bin)).collect();
    let bin_s = outcome.ledger.bins().width_s();
    CLASSES
        .iter()
        .map(|(metric, bytes)| {
            let mut sorted: Vec<u64> = totals.iter().map(bytes).collect();
            sorted.sort_unstable();
            (*metric, p95_of(&sorted) as f64 / bin_s)
        })
        .collect()
}
