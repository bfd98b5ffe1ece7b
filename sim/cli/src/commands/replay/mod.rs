//! `hotset replay`.

mod each;
mod table;

use super::{check_threads, with_threads};
use crate::arguments::{ReplayArguments, TraceArguments};
use crate::commands::trace::options;
use crate::diagnostics::Failure;
use crate::progress::note;
use crate::units::grouped;
use hotset_experiment::CacheSize;
use hotset_experiment::cache::{CacheStudy, Host, TraceSummary, replay as replay_caches};
use hotset_results::figures::{Drawing, FigureFiles, curve_figure, hit_ratio_figure};
use hotset_results::{ResultFolder, Table};
use hotset_sim::cache::Policy;
use std::path::PathBuf;
#[expect(
    clippy::disallowed_types,
    reason = "the speed of a replay is reported with its counts"
)]
use std::time::Instant;

/// Replays a trace through every policy at every size.
pub(crate) fn replay(arguments: &ReplayArguments) -> Result<(), Failure> {
    let quiet = arguments.quiet || arguments.json;
    check_threads(arguments.threads)?;
    check_positions(&arguments.trace.traces)?;
    if arguments.each {
        let policies = policies(&arguments.policy, arguments.like_libcachesim)?;
        return each::replay_each(arguments, &policies);
    }
    let study = study(arguments)?;
    for size in study.sizes.iter().filter(|size| size.is_more_than_all()) {
        note(
            quiet,
            format!("warning: --cache {size} is more than all objects: nothing is evicted"),
        );
    }
    #[expect(clippy::disallowed_types, reason = "as above")]
    let start = Instant::now();
    let host = Host { note: &|text| note(quiet, text), clock: &|| start.elapsed().as_secs_f64() };
    let results = with_threads(arguments.threads, || replay_caches(&study, &host))??;
    note(quiet, in_words(&results.trace));
    if let Some(bins) = &results.bins {
        let folder = write(arguments, "bins", bins, hit_ratio_figure)?;
        note(quiet, format!("hit ratios over time in {}", folder.display()));
    }
    table::print(arguments, &results);
    if let Some(curves) = &results.curves {
        let folder = write(arguments, "mrc", curves, curve_figure)?;
        note(quiet, format!("curves in {}", folder.display()));
    }
    Ok(())
}

/// What the command line asks for.
fn study(arguments: &ReplayArguments) -> Result<CacheStudy, Failure> {
    let TraceArguments { traces, .. } = &arguments.trace;
    let policies = policies(&arguments.policy, arguments.like_libcachesim)?;
    let sizes = sizes(&arguments.cache, arguments.ignore_size)?;
    Ok(CacheStudy {
        reading: options(&arguments.trace)?,
        policies,
        sizes,
        ignore_size: arguments.ignore_size,
        bounds: arguments.bounds,
        warm_up: arguments.warm_up,
        bins: arguments.bins,
        curve: arguments.mrc,
        sample: arguments.sample,
        sample_objects: arguments.sample_objects,
        keep: arguments.keep,
        seed: arguments.seed,
        ..CacheStudy::new(traces.clone())
    })
}

/// What follows a list without a comma is taken for a trace.
fn check_positions(traces: &[PathBuf]) -> Result<(), Failure> {
    for trace in traces.iter().filter(|trace| !trace.exists()) {
        let text = trace.to_string_lossy();
        let flag = match (Policy::parse(&text), CacheSize::parse(&text)) {
            (Ok(_), _) => "--policy lru",
            (_, Ok(_)) => "--cache 1%",
            _ => continue,
        };
        return Err(Failure::input(format!(
            "found {text} where a trace is expected\nhelp: separate lists by commas: {flag},{text}"
        )));
    }
    Ok(())
}

fn policies(names: &[String], like_libcachesim: bool) -> Result<Vec<Policy>, Failure> {
    let parse = |name: &String| {
        let wrong = |message: String| Failure::input(format!("--policy {name}: {message}"));
        let policy = Policy::parse(name.trim()).map_err(wrong)?;
        Ok(if like_libcachesim { policy.like_libcachesim() } else { policy })
    };
    names.iter().map(parse).collect()
}

fn sizes(texts: &[String], ignore_size: bool) -> Result<Vec<CacheSize>, Failure> {
    let parse = |text: &String| match CacheSize::parse(text)
        .map_err(|what| Failure::input(format!("--cache {text}: {what}")))?
    {
        CacheSize::ShareOfBytes(share) if ignore_size => Ok(CacheSize::ShareOfObjects(share)),
        CacheSize::Bytes(_) if ignore_size => Err(Failure::input(format!(
            "found --cache {text} with --ignore-size; expected objects, as in 1000obj or 1%"
        ))),
        size => Ok(size),
    };
    texts.iter().map(|text| parse(&text.trim().to_owned())).collect()
}

fn in_words(trace: &TraceSummary) -> String {
    let (requests, objects) = (grouped(trace.requests), grouped(trace.objects));
    format!("{requests} requests, {objects} objects; {}", trace.text)
}

/// Writes a table with its figure into a folder of its own below the one for results.
fn write<E: std::fmt::Display>(
    arguments: &ReplayArguments,
    what: &str,
    table: &Table,
    figure: impl FnOnce(&Table, &Drawing) -> Result<FigureFiles, E>,
) -> Result<PathBuf, Failure> {
    let name = arguments.trace.first().file_name().map(|name| name.to_string_lossy());
    let folder = arguments.out.join(format!("{}-{what}", name.unwrap_or_default()));
    let store = ResultFolder::open(&folder).map_err(Failure::other)?;
    store.write(&format!("{what}.csv"), &table.to_csv()).map_err(Failure::other)?;
    for (file, bytes) in figure(table, &Drawing::default()).map_err(Failure::other)? {
        store.write(&file, &bytes).map_err(Failure::other)?;
    }
    Ok(folder)
}
