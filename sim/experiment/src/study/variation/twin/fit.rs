//! Fitting a twin to a trace, and tuning it.

use super::lru::lru_hit_ratio;
use crate::study::error::StudyError;
use hotset_sim::cache::Capacity;
use hotset_workloads::Stream;
use hotset_workloads::Trace;
use hotset_workloads::synthetic::Twin;
use rand::SeedableRng;
use rayon::prelude::*;

/// The gaps of a twin are tuned at most this often, until its hit ratios are as near as this.
const TUNING_ROUNDS: usize = 4;
const TUNING_SEED: u64 = 1;
const LIKE_ENOUGH: f64 = 0.0125;
const TUNING_CACHES: [f64; 11] =
    [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5];

/// A trace drawn from a twin.
pub(super) fn drawn(twin: &Twin, seed: u64) -> Result<Trace, StudyError> {
    twin.draw(&mut Stream::seed_from_u64(seed)).map_err(StudyError::other)
}

/// The spread of the gaps that minimizes the largest difference of the LRU hit ratio over all sizes
/// between twin and trace.
pub(super) fn tuned(trace: &Trace, twin: Twin) -> Result<Twin, StudyError> {
    let whole = trace.catalog.total_bytes() as f64;
    let sizes: Vec<Capacity> = TUNING_CACHES
        .iter()
        .map(|share| Capacity::Bytes(((whole * share) as u64).max(1)))
        .collect();
    let curve = |trace: &Trace| -> Result<Vec<f64>, StudyError> {
        let ratios: Result<Vec<f64>, _> =
            sizes.par_iter().map(|&c| lru_hit_ratio(trace, c)).collect();
        ratios.map_err(StudyError::input)
    };
    let wanted = curve(trace)?;
    let loss = |twin: &Twin| -> Result<f64, StudyError> {
        let found = curve(&drawn(twin, TUNING_SEED)?)?;
        Ok(wanted.iter().zip(&found).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max))
    };
    let objects = twin.objects() as f64;
    let mut best = (loss(&twin)?, twin);
    for _ in 0..TUNING_ROUNDS {
        let (before, start) = best.clone();
        if before < LIKE_ENOUGH {
            break;
        }
        for pivot in [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0].map(|part| (part * objects).max(1.0))
        {
            for spread in [-0.1, -0.05, 0.05, 0.1, 0.15, 0.2] {
                let other = start.spread(spread, pivot);
                let found = loss(&other)?;
                if found < best.0 {
                    best = (found, other);
                }
            }
        }
        if best.0 == before {
            break;
        }
    }
    Ok(best.1)
}
