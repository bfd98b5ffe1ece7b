//! Whether the measured part of a run is stationary: warnings if it is not.

use super::traffic_run::TrafficRun;
use crate::spec::workload::WorkloadSpec;
use hotset_results::warnings::{COLD_CACHES, NOT_STATIONARY};
use hotset_sim::engine::Outcome;
use hotset_sim::layout::Needs;
use hotset_sim::ledger::Cell;
use std::ops::Range;

/// Warnings about the measured bins.
pub(crate) fn warnings(
    run: &TrafficRun<'_>,
    outcome: &Outcome,
    measured: Range<usize>,
    needs: Needs,
) -> Vec<&'static str> {
    let mut warnings = Vec::new();
    // Where copies expire, new objects come all the time, or objects are kept out for their size, a cache
    // that is never full misses for good.
    let renews = run.study.policy.kind.info().timed
        || run.study.policy.admission.as_ref().is_some_and(|rule| rule.kind.info().size_aware)
        || matches!(&run.point.workload, WorkloadSpec::Synthetic(model)
            if model.churn.is_some() || model.shots.is_some());
    warnings.extend(cold(outcome, measured.clone(), renews, needs).then_some(COLD_CACHES));
    warnings.extend(drifts(outcome, measured).then_some(NOT_STATIONARY));
    warnings
}

/// Whether caches that were never full, or became so in the last sixth of the warm-up or later, miss more than
/// 1 % of all measured requests. The warm-up is twice the time in which the slowest should fill; of equal
/// servers some fill later than others.
fn cold(outcome: &Outcome, measured: Range<usize>, renews: bool, needs: Needs) -> bool {
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
        let asks_siblings = needs.holders || needs.tiers;
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

/// Whether the mean of the first parts differs from that of the last ones, whose spread shows what chance
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
    fn a_beginning_differs_by_more_than_chance_and_by_more_than_nothing() {
        let end = [0.50, 0.52, 0.48, 0.51, 0.49, 0.50, 0.52, 0.48, 0.51, 0.49];
        assert!(!differ(&[0.53, 0.49], &end));
        assert!(differ(&[0.62, 0.58], &end));
        // A thousandth is negligible, however significant.
        assert!(!differ(&[0.5, 0.5], &[0.5005; 10]));
        assert!(differ(&[0.5, 0.5], &[0.51; 10]));
        // Where all of it falls, the beginning is not like the end.
        let falling: Vec<f64> = (0..PARTS).map(|part| 1.0 - 0.02 * part as f64).collect();
        assert!(differ(&falling[..PARTS / 10], &falling[PARTS / 2..]));
    }
}
