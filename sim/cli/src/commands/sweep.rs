//! Sweeps that several processes run, as the commands find them.

use super::slurm::Jobs;
use super::spec::{Source, load};
use super::with_threads;
use crate::arguments::ShardingArguments;
use crate::diagnostics::Failure;
use crate::host::Host;
use hotset_experiment::shards::{ShardCount, SharedSweep, SweepSource};
use hotset_experiment::{ExperimentError, Plan, RunError, SpecError};
use std::path::{Path, PathBuf};

/// A shard is to take so many minutes, where nothing else is asked for.
const SHARD_MINUTES: f64 = 30.0;

impl ShardingArguments {
    /// The shards that are asked for, of tasks with so many threads; `None` if none are.
    pub(crate) fn count(self, threads: usize) -> Option<ShardCount> {
        let of_minutes = |minutes: f64| ShardCount::Seconds { seconds: 60.0 * minutes, threads };
        let count = self.shards.map(ShardCount::Count);
        count.or(self.shard_minutes.map(of_minutes))
    }

    /// The same; where none are asked for, as planned before, or else shards of half an hour.
    pub(crate) fn count_or_usual(self, threads: usize) -> ShardCount {
        let usual = ShardCount::AsBefore { seconds: 60.0 * SHARD_MINUTES, threads };
        self.count(threads).unwrap_or(usual)
    }
}

/// The folder below which a sweep's own folder is, with the store of its runs.
pub(crate) fn out_of(folder: &Path) -> PathBuf {
    let inside = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    inside.parent().map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// Opens a sweep that was planned.
pub(crate) fn open(folder: &Path, host: &Host) -> Result<SharedSweep, Failure> {
    if !SharedSweep::is_there(folder) {
        return Err(Failure::input(format!(
            "{}: has no plan of a sweep\nhelp: `hotset plan SPEC --shards N` writes one, and says where",
            folder.display()
        )));
    }
    let out = out_of(folder);
    SharedSweep::open(folder, &host.options(&out, &|_| ())).map_err(Failure::from)
}

/// Plans the sweep of a spec for several processes; the plan is not saved yet.
pub(crate) fn create(
    spec: Option<&Path>,
    settings: &[String],
    shards: ShardCount,
    out: &Path,
) -> Result<SharedSweep, Failure> {
    let (source, _) = load(spec, settings)?;
    let here = |folder: &Path| std::path::absolute(folder).map_err(Failure::other);
    let sweep = SweepSource {
        spec: source.text().to_owned(),
        settings: settings.to_vec(),
        paths_from: Some(here(source.folder().unwrap_or(Path::new(".")))?),
    };
    let host = Host::new("plan");
    let create = || SharedSweep::create(&sweep, shards, &host.options(out, &|_| ()));
    with_threads(None, create)?.map_err(|error| of_spec(&source, error))
}

/// Writes the plan of a sweep, unless tasks in the queue have the numbers of another one.
pub(crate) fn save(sweep: &SharedSweep) -> Result<(), Failure> {
    if SharedSweep::is_there(sweep.folder()) && !sweep.is_saved()? {
        let waiting = Jobs::read(sweep.folder())?.waiting();
        if waiting > 0 {
            return Err(Failure::input(format!(
                "{waiting} tasks in the queue are shards of another plan of this sweep, which this one would replace\n\
                 help: `hotset cancel {}` takes them out; --shards as before adds to them",
                sweep.folder().display()
            )));
        }
    }
    Ok(sweep.save()?)
}

/// An error of an experiment, at its place in the spec if it has one.
pub(crate) fn of_spec(source: &Source, error: ExperimentError) -> Failure {
    match error {
        ExperimentError::Run(RunError::Spec { key, what }) => {
            source.failure(SpecError { key: key.to_owned(), message: what, help: None, span: None })
        }
        other => other.into(),
    }
}

/// What a plan of several processes is, in a line.
pub(crate) fn describe(sweep: &SharedSweep) -> String {
    let Plan { name, .. } = sweep.plan();
    let time = sweep.seconds().map_or(String::new(), |seconds| {
        format!(", about {} on one core", crate::units::duration(seconds))
    });
    format!(
        "{name}: {} runs in {} shards{time}\nplan:    {}",
        sweep.plan().runs(),
        sweep.shards(),
        sweep.folder().display()
    )
}
