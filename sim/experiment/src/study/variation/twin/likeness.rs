//! A trace compared with its twins.

use super::fit::drawn;
use super::lru::lru_hit_ratio;
use crate::study::error::StudyError;
use hotset_results::bytes;
use hotset_sim::cache::Capacity;
use hotset_workloads::analysis::{PopularityProfile, RateSeries};
use hotset_workloads::synthetic::Twin;
use hotset_workloads::{RequestBatch, RequestSource, SourceError, Trace};
use rayon::prelude::*;

/// The caches at which twin and trace are compared, as shares of the trace's bytes: between those at
/// which the twin is tuned.
const CACHES: [f64; 6] = [0.0007, 0.0033, 0.014, 0.07, 0.25, 0.4];
/// The twins that are compared: drawn from other seeds than the one that was tuned.
const SEEDS: std::ops::RangeInclusive<u64> = 101..=105;
/// A hit ratio further off than this is reported: the twin does not represent the trace there.
const NEAR: f64 = 0.02;

/// A figure of the trace and of its twins.
#[derive(Clone, Debug)]
pub struct Likeness {
    /// What is compared.
    pub name: String,
    /// Of the trace.
    pub trace: f64,
    /// Mean over the twins.
    pub twin: f64,
    /// Their standard deviation.
    pub spread: f64,
    /// Whether this is a hit ratio that differs too much.
    pub off: bool,
}

/// The trace compared with twins one after another: the data of only one is in memory.
pub(super) fn compare(trace: &Trace, twin: &Twin) -> Result<Vec<Likeness>, StudyError> {
    let whole = trace.catalog.total_bytes();
    let wanted = figures(trace, whole).map_err(StudyError::input)?;
    let mut found: Vec<Vec<f64>> = vec![Vec::new(); wanted.len()];
    for seed in SEEDS {
        let drawn = figures(&drawn(twin, seed)?, whole).map_err(StudyError::input)?;
        found.iter_mut().zip(drawn).for_each(|(values, figure)| values.push(figure.value));
    }
    let like = |(figure, values): (Figure, Vec<f64>)| {
        let n = values.len() as f64;
        let twin = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - twin) * (value - twin)).sum();
        let spread = (squares / (n - 1.0)).sqrt();
        let off = figure.is_hit_ratio && (figure.value - twin).abs() > NEAR;
        Likeness { name: figure.name, trace: figure.value, twin, spread, off }
    };
    Ok(wanted.into_iter().zip(found).map(like).collect())
}

/// The figures by which they are compared, by name.
struct Figure {
    name: String,
    value: f64,
    is_hit_ratio: bool,
}

/// The figures of a trace, or of a twin of it; `whole` are the bytes of all objects of the trace.
fn figures(trace: &Trace, whole: u64) -> Result<Vec<Figure>, SourceError> {
    let plain =
        |(name, value): (&str, f64)| Figure { name: name.to_owned(), value, is_hit_ratio: false };
    let mut all: Vec<Figure> = shape(trace)?.into_iter().map(plain).collect();
    let ratios: Result<Vec<Figure>, _> = CACHES
        .into_par_iter()
        .map(|share| {
            let capacity = Capacity::Bytes(((whole as f64 * share) as u64).max(1));
            let name = format!("LRU hit ratio at {}", bytes(capacity.amount() as f64));
            Ok(Figure { name, value: lru_hit_ratio(trace, capacity)?, is_hit_ratio: true })
        })
        .collect();
    all.extend(ratios?);
    Ok(all)
}

/// The counts and the rate.
fn shape(trace: &Trace) -> Result<Vec<(&'static str, f64)>, SourceError> {
    let mut counts = vec![0u64; trace.catalog.len()];
    let mut rate = RateSeries::new(3_600_000_000_000);
    let mut source = trace.requests();
    let mut batch = RequestBatch::default();
    while source.next_batch(&mut batch)? {
        batch.object.iter().for_each(|&object| counts[object as usize] += 1);
        rate.add(&batch);
    }
    let profile = PopularityProfile::new(&counts);
    let all_bytes: f64 = trace.requests.bytes.iter().map(|&b| b as f64).sum();
    Ok(vec![
        ("requests", profile.requests as f64),
        ("objects", profile.ranked.len() as f64),
        ("bytes of all requests", all_bytes),
        ("top 1 % share", profile.top_share(0.01)),
        ("one-hit share", profile.one_hit_share()),
        ("busiest hour over the average", rate.peak_to_mean()),
    ])
}

/// The warning about a twin that does not represent its trace.
pub fn warning(rows: &[Likeness]) -> Option<String> {
    let off = rows.iter().filter(|row| row.off);
    let worst = off.map(|row| (row.trace - row.twin).abs()).max_by(f64::total_cmp)?;
    Some(format!(
        "the twin is not like the trace in all: hit ratios are off by up to {worst:.3}, more than \
         {NEAR} (a twin has one size an object, and knows nothing of objects that are used together)"
    ))
}
