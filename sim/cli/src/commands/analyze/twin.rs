//! `hotset analyze --twin`: a spec with the shape of a trace, held against the trace.

use crate::arguments::AnalyzeArguments;
use crate::commands::trace::open;
use crate::diagnostics::Failure;
use crate::units::bytes;
use hotset_results::{terminal_table, write_whole};
use hotset_sim::cache::{CacheConfig, Capacity, PolicyKind};
use hotset_sim::replay::replay_of;
use hotset_workloads::analysis::{PopularityProfile, RateSeries, fit_twin};
use hotset_workloads::synthetic::Twin;
use hotset_workloads::{RequestBatch, RequestSource, Stream, Trace};
use rand::SeedableRng;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::io::Read;
use std::path::Path;

/// The caches at which twin and trace are compared, as shares of the trace's bytes: between those at
/// which the twin is tuned.
const CACHES: [f64; 6] = [0.0007, 0.0033, 0.014, 0.07, 0.25, 0.4];
/// The twins that are compared: drawn from other seeds than the one that was tuned.
const SEEDS: std::ops::RangeInclusive<u64> = 101..=105;
/// A hit ratio further off than this is told: the twin does not stand for the trace there.
const NEAR: f64 = 0.02;

/// The gaps of a twin are tuned so often, until its hit ratios are as near as this.
const TUNING_ROUNDS: usize = 4;
const TUNING_SEED: u64 = 1;
const LIKE_ENOUGH: f64 = 0.0125;
const TUNING_CACHES: [f64; 11] =
    [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5];

/// A figure of the trace and of its twins.
pub(super) struct Likeness {
    name: String,
    trace: f64,
    /// Mean over the twins, and their standard deviation.
    twin: f64,
    spread: f64,
    /// Whether this is a hit ratio that is off.
    off: bool,
}

/// Fits a twin, writes its spec and compares the two.
pub(super) fn twin(arguments: &AnalyzeArguments, path: &Path) -> Result<Vec<Likeness>, Failure> {
    let mut reader = open(&arguments.trace)?;
    let trace = Trace::read(&mut reader).map_err(Failure::input)?;
    let twin = fit_twin(&trace).map_err(Failure::input)?;
    twin.check().map_err(|error| {
        Failure::input(format!("{}: no twin: {error}", arguments.trace.first().display()))
    })?;
    let twin = tuned(&trace, twin)?;
    let source = arguments.trace.first().file_name().unwrap_or_default().to_string_lossy();
    let hash = super::hash(&arguments.trace.traces)?;
    let text = spec(&twin, path, &source, &hash).map_err(Failure::other)?;
    write_whole(path, text.as_bytes())
        .map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
    compare(&trace, &twin)
}

/// Whether a file is the spec of a twin, which another one may replace.
pub(super) fn is_one(path: &Path) -> bool {
    const BEGINNING: &str = "# The twin of ";
    let mut beginning = Vec::new();
    let read = std::fs::File::open(path)
        .and_then(|file| file.take(BEGINNING.len() as u64).read_to_end(&mut beginning));
    read.is_ok() && beginning == BEGINNING.as_bytes()
}

fn drawn(twin: &Twin, seed: u64) -> Result<Trace, Failure> {
    twin.draw(&mut Stream::seed_from_u64(seed)).map_err(Failure::other)
}

/// The spread of the gaps with which an LRU cache sees the twin most as it sees the trace, by the
/// largest difference of the hit ratio over all sizes.
fn tuned(trace: &Trace, twin: Twin) -> Result<Twin, Failure> {
    let whole = trace.catalog.total_bytes() as f64;
    let sizes: Vec<Capacity> = TUNING_CACHES
        .iter()
        .map(|share| Capacity::Bytes(((whole * share) as u64).max(1)))
        .collect();
    let curve = |trace: &Trace| -> Result<Vec<f64>, Failure> {
        let ratios: Result<Vec<f64>, _> = sizes.par_iter().map(|&c| lru(trace, c)).collect();
        ratios.map_err(Failure::input)
    };
    let wanted = curve(trace)?;
    let loss = |twin: &Twin| -> Result<f64, Failure> {
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

/// The spec: one class a line.
fn spec(twin: &Twin, path: &Path, source: &str, hash: &str) -> Result<String, toml::ser::Error> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_".contains(c) { c } else { '-' };
    let name: String = stem.chars().map(plain).take(80).collect();
    let inline = |value: toml::Value| value.to_string();
    let list = |values: &[f64]| inline(values.to_vec().into());
    let mut text = format!(
        "# The twin of {source:?} (SHA-256 {hash}): its shape, and nothing else of it.\n\
         name = \"twin-{name}\"\n\n[workload]\nkind = \"twin\"\n\n[workload.twin]\n\
         start_unix_s = {:?}\nduration_s = {:?}\nday = {}\nweek = {}\nsurges = {}\nclasses = [\n",
        twin.start_unix_s,
        twin.duration_s,
        list(&twin.day),
        list(&twin.week),
        inline(toml::Value::try_from(&twin.surges)?),
    );
    for class in &twin.classes {
        text += &format!("    {},\n", inline(toml::Value::try_from(class)?));
    }
    // Of a handful of objects one percent holds nothing.
    let cache = if twin.objects() < 1_000 { "1obj" } else { "1%" };
    text += &format!("]\n\n[servers]\ncount = 4\ncache = \"{cache}\"\n\n");
    text += "[sweep]\n\
             \"layout.kind\" = [\"hashed\", \"mirrored\"]\n";
    Ok(text)
}

/// The trace held against twins one after another: what they are compared by is in memory for one.
fn compare(trace: &Trace, twin: &Twin) -> Result<Vec<Likeness>, Failure> {
    let whole = trace.catalog.total_bytes();
    let wanted = figures(trace, whole).map_err(Failure::input)?;
    let mut found: Vec<Vec<f64>> = vec![Vec::new(); wanted.len()];
    for seed in SEEDS {
        let drawn = figures(&drawn(twin, seed)?, whole).map_err(Failure::input)?;
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

/// What is told of either, by name.
struct Figure {
    name: String,
    value: f64,
    is_hit_ratio: bool,
}

/// What a trace, or a twin of it, is told by; `whole` are the bytes of all objects of the trace.
fn figures(trace: &Trace, whole: u64) -> Result<Vec<Figure>, hotset_workloads::SourceError> {
    let plain =
        |(name, value): (&str, f64)| Figure { name: name.to_owned(), value, is_hit_ratio: false };
    let mut all: Vec<Figure> = shape(trace)?.into_iter().map(plain).collect();
    let ratios: Result<Vec<Figure>, _> = CACHES
        .into_par_iter()
        .map(|share| {
            let capacity = Capacity::Bytes(((whole as f64 * share) as u64).max(1));
            let name = format!("LRU hit ratio at {}", bytes(capacity.amount() as f64));
            Ok(Figure { name, value: lru(trace, capacity)?, is_hit_ratio: true })
        })
        .collect();
    all.extend(ratios?);
    Ok(all)
}

/// The counts and the rate.
fn shape(trace: &Trace) -> Result<Vec<(&'static str, f64)>, hotset_workloads::SourceError> {
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

fn lru(trace: &Trace, capacity: Capacity) -> Result<f64, hotset_workloads::SourceError> {
    let objects = trace.catalog.len();
    let stream = Stream::seed_from_u64(1);
    let setup = CacheConfig::new(capacity, objects, stream);
    let mut cache = replay_of(PolicyKind::Lru, &setup);
    let mut source = trace.requests();
    let mut batch = RequestBatch::default();
    while source.next_batch(&mut batch)? {
        cache.feed(&batch, &[]);
    }
    Ok(cache.counts().hit_ratio())
}

/// The comparison for people.
pub(super) fn table(rows: &[Likeness]) -> String {
    let number = |value: f64| match value {
        v if v >= 1e4 => format!("{v:.4e}"),
        v if v.fract() == 0.0 => format!("{v}"),
        v => format!("{v:.4}"),
    };
    let cells = |row: &Likeness| {
        // What differs in the last digit does not.
        let spread =
            if row.spread > 1e-9 * row.trace.abs() { number(row.spread) } else { String::new() };
        let off = if row.off { "off" } else { "" };
        vec![row.name.clone(), number(row.trace), number(row.twin), spread, off.to_owned()]
    };
    let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
    terminal_table(&["", "trace", "twin", "sd of twins", ""], &rows)
}

/// What is to be said of a twin that is not like its trace.
pub(super) fn warning(rows: &[Likeness]) -> Option<String> {
    let off = rows.iter().filter(|row| row.off);
    let worst = off.map(|row| (row.trace - row.twin).abs()).max_by(f64::total_cmp)?;
    Some(format!(
        "the twin is not like the trace in all: hit ratios are off by up to {worst:.3}, more than \
         {NEAR} (a twin has one size an object, and knows nothing of objects that are used together)"
    ))
}

/// And for programs.
pub(super) fn json(rows: &[Likeness]) -> Value {
    rows.iter()
        .map(|row| {
            json!({
                "figure": row.name, "trace": row.trace, "twin": row.twin,
                "twin_sd": row.spread, "off": row.off,
            })
        })
        .collect()
}
