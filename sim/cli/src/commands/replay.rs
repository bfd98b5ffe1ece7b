//! `hotset replay`.

use super::trace::open;
use super::{check_threads, with_threads};
use crate::arguments::ReplayArguments;
use crate::diagnostics::Failure;
use crate::progress::{note, result};
use crate::units::grouped;
use hotset_experiment::CacheSize;
use hotset_results::terminal_table;
use hotset_sim::cache::{Capacity, Policy, PolicyKind, Setup, next_uses};
use hotset_sim::engine::{Replay, replay_of};
use hotset_workloads::{ObjectId, RequestBatch, RequestSource, Stream};
use rand::SeedableRng;
use rayon::prelude::*;
#[expect(clippy::disallowed_types, reason = "the speed of a replay is told beside its counts")]
use std::time::Instant;

/// One cache of the many that a pass over the trace feeds.
struct Lane {
    policy: Policy,
    capacity: Capacity,
    cache: Box<dyn Replay>,
    seconds: f64,
}

/// What a first pass over the trace finds out.
#[derive(Default)]
struct Survey {
    /// Largest size of each object.
    bytes: Vec<u64>,
    /// Requests of each object, kept only where a placement needs them.
    requests: Vec<u64>,
    /// Number of requests.
    requests_total: usize,
    /// Every request's object, kept only where the future has to be known.
    order: Vec<ObjectId>,
}

/// Replays a trace through every policy at every size.
pub(crate) fn replay(arguments: &ReplayArguments) -> Result<(), Failure> {
    let quiet = arguments.quiet || arguments.json;
    check_threads(arguments.threads)?;
    let policies = policies(&arguments.policy, arguments.like_libcachesim)?;
    let sizes = sizes(&arguments.cache, arguments.ignore_size)?;
    let survey = survey(arguments, quiet, &policies)?;
    let mut lanes = lanes(arguments, &policies, &sizes, &survey)?;
    let next = next_uses(&survey.order, survey.bytes.len());
    let (objects, requests) = (survey.bytes.len(), survey.requests_total);
    // From here on the caches know all they need.
    drop(survey);
    with_threads(arguments.threads, || feed(arguments, objects, requests, &next, &mut lanes))??;
    tell(arguments, &lanes);
    Ok(())
}

fn policies(names: &[String], like_libcachesim: bool) -> Result<Vec<Policy>, Failure> {
    let parse = |name: &String| {
        let wrong = |message: String| Failure::input(format!("--policy {name}: {message}"));
        let policy = Policy::parse(name).map_err(wrong)?;
        Ok(if like_libcachesim { policy.like_libcachesim() } else { policy })
    };
    names.iter().map(parse).collect()
}

fn sizes(texts: &[String], ignore_size: bool) -> Result<Vec<CacheSize>, Failure> {
    let parse = |text: &String| match CacheSize::parse(text).map_err(Failure::input)? {
        CacheSize::ShareOfBytes(share) if ignore_size => Ok(CacheSize::ShareOfObjects(share)),
        CacheSize::Bytes(_) if ignore_size => Err(Failure::input(format!(
            "found --cache {text} with --ignore-size; expected objects, as in 1000obj or 1%"
        ))),
        size => Ok(size),
    };
    texts.iter().map(parse).collect()
}

fn survey(
    arguments: &ReplayArguments,
    quiet: bool,
    policies: &[Policy],
) -> Result<Survey, Failure> {
    let keep_order = policies.iter().any(|policy| policy.kind.info().foresight);
    let count = policies.iter().any(|policy| policy.kind == PolicyKind::StaticLfu);
    let mut reader = open(&arguments.trace)?;
    let mut survey = Survey::default();
    let mut batch = RequestBatch::default();
    while reader.next_batch(&mut batch).map_err(Failure::input)? {
        let objects = reader.names().len();
        survey.requests_total += batch.len();
        survey.bytes.resize(objects, 0);
        survey.requests.resize(if count { objects } else { 0 }, 0);
        for request in batch.iter() {
            let index = request.object as usize;
            survey.bytes[index] = survey.bytes[index].max(request.bytes);
            if count {
                survey.requests[index] += 1;
            }
        }
        if keep_order {
            survey.order.extend_from_slice(&batch.object);
        }
    }
    let report = reader.report();
    note(
        quiet,
        format!(
            "{} requests, {} objects; {report}",
            grouped(report.requests),
            grouped(report.objects)
        ),
    );
    Ok(survey)
}

fn lanes(
    arguments: &ReplayArguments,
    policies: &[Policy],
    sizes: &[CacheSize],
    survey: &Survey,
) -> Result<Vec<Lane>, Failure> {
    let objects = survey.bytes.len();
    let total_bytes: u64 = survey.bytes.iter().sum();
    let mut placement: Vec<(ObjectId, u64)> = Vec::new();
    if policies.iter().any(|policy| policy.kind == PolicyKind::StaticLfu) {
        placement = survey.bytes.iter().zip(0..).map(|(&bytes, object)| (object, bytes)).collect();
        placement.sort_by_key(|&(object, _)| std::cmp::Reverse(survey.requests[object as usize]));
    }
    let mut lanes = Vec::new();
    for policy in policies {
        for size in sizes {
            let capacity =
                size.capacity(total_bytes, objects as u64, 1.0).map_err(Failure::input)?;
            let stream = Stream::seed_from_u64(arguments.seed);
            let setup = Setup { placement: &placement, ..policy.setup(capacity, objects, stream) };
            let cache = replay_of(policy.kind, &setup);
            lanes.push(Lane { policy: policy.clone(), capacity, cache, seconds: 0.0 });
        }
    }
    Ok(lanes)
}

/// Feeds the trace to all caches, as far as the first pass read it: a log may have grown since.
fn feed(
    arguments: &ReplayArguments,
    objects: usize,
    requests: usize,
    next: &[u64],
    lanes: &mut [Lane],
) -> Result<(), Failure> {
    let mut reader = open(&arguments.trace)?;
    let mut batch = RequestBatch::default();
    let mut fed = 0;
    while fed < requests && reader.next_batch(&mut batch).map_err(Failure::input)? {
        batch.truncate(requests - fed);
        if arguments.ignore_size {
            batch.bytes.fill(1);
        }
        if batch.object.iter().any(|&object| object as usize >= objects) {
            break;
        }
        let next = if next.is_empty() { next } else { &next[fed..fed + batch.len()] };
        lanes.par_iter_mut().for_each(|lane| feed_lane(lane, &batch, next));
        fed += batch.len();
    }
    if fed == requests {
        return Ok(());
    }
    let trace = arguments.trace.trace.display();
    Err(Failure::input(format!("{trace}: changed while it was read; expected a file at rest")))
}

#[expect(clippy::disallowed_types, reason = "the speed of a replay is told beside its counts")]
fn feed_lane(lane: &mut Lane, batch: &RequestBatch, next: &[u64]) {
    let start = Instant::now();
    lane.cache.feed(batch, next);
    lane.seconds += start.elapsed().as_secs_f64();
}

fn tell(arguments: &ReplayArguments, lanes: &[Lane]) {
    if arguments.json {
        let rows: Vec<serde_json::Value> = lanes.iter().map(json_row).collect();
        result(serde_json::Value::from(rows));
        return;
    }
    let rows: Vec<Vec<String>> = lanes
        .iter()
        .map(|lane| {
            let counts = lane.cache.counts();
            let (unit, amount) = match lane.capacity {
                Capacity::Bytes(amount) => ("B", amount),
                Capacity::Objects(amount) => ("obj", amount),
            };
            vec![
                lane.policy.to_string(),
                format!("{} {unit}", grouped(amount)),
                grouped(counts.misses()),
                format!("{:.4}", counts.hit_ratio()),
                format!("{:.4}", counts.byte_hit_ratio()),
                grouped(counts.evictions),
                format!("{:.1} M", counts.requests as f64 / lane.seconds.max(1e-9) / 1e6),
            ]
        })
        .collect();
    let header =
        ["policy", "cache", "misses", "hit ratio", "byte hit ratio", "evictions", "requests/s"];
    result(terminal_table(&header, &rows));
}

/// A row of the contract for comparing with other simulators.
fn json_row(lane: &Lane) -> serde_json::Value {
    let counts = lane.cache.counts();
    let unit = match lane.capacity {
        Capacity::Bytes(_) => "cache_bytes",
        Capacity::Objects(_) => "cache_objects",
    };
    serde_json::json!({
        "policy": lane.policy.to_string(),
        unit: lane.capacity.amount(),
        "requests": counts.requests,
        "hits": counts.hits,
        "misses": counts.misses(),
        "hit_ratio": counts.hit_ratio(),
        "bytes": counts.bytes,
        "hit_bytes": counts.hit_bytes,
        "miss_bytes": counts.miss_bytes(),
        "byte_hit_ratio": counts.byte_hit_ratio(),
        "evictions": counts.evictions,
        "seconds": lane.seconds,
        "requests_per_s": counts.requests as f64 / lane.seconds.max(1e-9),
    })
}
