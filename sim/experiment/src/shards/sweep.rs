//! A sweep on disk.

use super::calibrate::estimate;
use super::cut::{cut, shards_of};
use super::plan_file::{Checked, PlanFile, PlannedInput, PlannedShare};
use super::shares::runs_of;
use super::source::SweepSource;
use crate::execute::experiment::{folder_of, open_store};
use crate::execute::finished::FinishedRun;
use crate::execute::identity::{RunKey, identity};
use crate::execute::inputs::{Input, Inputs};
use crate::execute::options::{ExperimentError, Options};
use crate::execute::runner::settle;
use crate::plan::plan::Plan;
use hotset_results::{ResultFolder, RunStore, sha256_of_bytes};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How many shards a sweep has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ShardCount {
    /// So many.
    Count(u32),
    /// As many as take about this long, each on so many threads.
    Seconds {
        /// Seconds of a shard.
        seconds: f64,
        /// Its threads.
        threads: usize,
    },
    /// As many as it was planned for before; where it was not, as many as take about this long.
    AsBefore {
        /// Seconds of a shard.
        seconds: f64,
        /// Its threads.
        threads: usize,
    },
}

impl ShardCount {
    /// Whether a plan with so many shards is what is asked for.
    fn is_met_by(self, shards: u32) -> bool {
        match self {
            Self::Count(count) => count == shards,
            // An estimate is another one each time.
            Self::Seconds { .. } => false,
            Self::AsBefore { .. } => true,
        }
    }
}

/// A sweep that several processes run, from its plan on disk.
#[derive(Debug)]
pub struct SharedSweep {
    pub(super) folder: PathBuf,
    pub(super) file: PlanFile,
    pub(super) plan: Plan,
    pub(super) inputs: Inputs,
}

/// The file of the plan in the folder of an experiment.
const PLAN: &str = "plan.json";

/// No sweep has more shards.
const SHARDS_MAX: u32 = 100_000;

impl SharedSweep {
    /// Plans a sweep; [`SharedSweep::save`] writes the plan into the folder that will have its results. A plan that is
    /// there is taken if it is one of the same runs, with as many shards.
    ///
    /// # Errors
    /// Input that cannot be read, a spec that does not fit it or whose runs depend on the results of others.
    pub fn create(
        source: &SweepSource,
        shards: ShardCount,
        options: &Options<'_>,
    ) -> Result<Self, ExperimentError> {
        let plan = source.plan().map_err(refused)?;
        check(&plan)?;
        let store = open_store(options)?;
        let inputs = Inputs::read(&plan, &store)?;
        let identity_sha256 = identity(&plan, &inputs, options.version);
        let folder = folder_of(&plan, options.out, &identity_sha256);
        let before = Self::open(&folder, options).ok().filter(|before| {
            before.file.identity_sha256 == identity_sha256
                && before.inputs == inputs
                && shards.is_met_by(before.shards())
        });
        if let Some(before) = before {
            return Ok(before);
        }
        let (settled, contents, read) = settle(&plan, options)?;
        let mut runs = runs_of(&settled, &contents.workload_of);
        let shards = match shards {
            ShardCount::Count(count) => count,
            ShardCount::Seconds { seconds, threads }
            | ShardCount::AsBefore { seconds, threads } => {
                estimate(&mut runs, &settled, &contents, options)?;
                shards_of(&runs, seconds, threads)
            }
        };
        let shards = shards.clamp(1, SHARDS_MAX);
        cut(&mut runs, shards);
        let input = |Input { path, hash, .. }: &Input| PlannedInput {
            path: path.clone(),
            sha256: hash.sha256.clone(),
        };
        let file = PlanFile {
            hotset: options.version.to_owned(),
            results_version: options.results_version.to_owned(),
            spec: source.spec.clone(),
            settings: source.settings.clone(),
            paths_from: source.paths_from.clone(),
            inputs: inputs.all().map(input).collect(),
            settled: settled.points.iter().map(|point| point.settled()).collect(),
            read,
            shards,
            runs,
            identity_sha256,
        };
        Ok(Self { folder, file, plan: settled, inputs })
    }

    /// Writes the plan, unless it is there.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn save(&self) -> Result<(), ExperimentError> {
        // Others may be reading it.
        if !self.is_saved()? {
            ResultFolder::open(&self.folder)?.write(PLAN, &self.text()?)?;
        }
        Ok(())
    }

    /// Whether its folder has this very plan.
    ///
    /// # Errors
    /// None that can be expected.
    pub fn is_saved(&self) -> Result<bool, ExperimentError> {
        let text = self.text()?;
        Ok(std::fs::read(self.folder.join(PLAN)).is_ok_and(|there| there == text))
    }

    fn text(&self) -> Result<Vec<u8>, ExperimentError> {
        let checked = Checked { sha256: sha256_of_plan(&self.file)?, plan: self.file.clone() };
        serde_json::to_vec(&checked).map_err(refused)
    }

    /// Whether a folder has the plan of a sweep.
    pub fn is_there(folder: &Path) -> bool {
        folder.join(PLAN).is_file()
    }

    /// Opens a sweep that was planned.
    ///
    /// # Errors
    /// If there is none, if its plan is damaged, or of another version of hotset.
    pub fn open(folder: &Path, options: &Options<'_>) -> Result<Self, ExperimentError> {
        let path = folder.join(PLAN);
        let wrong = |what: String| refused(format!("{}: {what}", path.display()));
        let text = std::fs::read(&path).map_err(|error| wrong(error.to_string()))?;
        let Checked { sha256, plan: file } = serde_json::from_slice(&text).map_err(|error| {
            wrong(format!("damaged, or planned by another hotset ({error}); plan the sweep again"))
        })?;
        if file.results_version != options.results_version {
            return Err(wrong(format!(
                "was planned by hotset {} of other sources, whose results may differ; expected the program that \
                 planned it (or plan the sweep again)",
                file.hotset
            )));
        }
        if sha256_of_plan(&file)? != sha256 {
            return Err(wrong("was changed after it was written; plan the sweep again".to_owned()));
        }
        let mut plan = file.source().plan().map_err(|error| wrong(error.to_string()))?;
        check_runs(&file, &plan).map_err(|what| wrong(what.to_owned()))?;
        for (point, settled) in plan.points.iter_mut().zip(&file.settled) {
            settled.iter().for_each(|settled| point.settle_as(settled));
        }
        plan.settled = true;
        let inputs = file.inputs.iter().map(|input| (input.path.clone(), input.sha256.clone()));
        let inputs = Inputs::known(&plan, inputs);
        Ok(Self { folder: folder.to_owned(), file, plan, inputs })
    }

    /// The folder of the experiment.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it was planned from.
    pub fn source(&self) -> SweepSource {
        self.file.source()
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The number of shards.
    pub fn shards(&self) -> u32 {
        self.file.shards
    }

    /// What all runs may take on one core; `None` if that was not estimated.
    pub fn seconds(&self) -> Option<f64> {
        self.file.runs.iter().map(|run| run.seconds).sum()
    }

    /// What the longest run may take on one core; `None` if that was not estimated.
    pub fn seconds_of_longest(&self) -> Option<f64> {
        self.file.runs.iter().filter_map(|run| run.seconds).max_by(f64::total_cmp)
    }

    /// The store of its runs, which is beside its folder.
    pub(super) fn store(&self, options: &Options<'_>) -> Result<RunStore, ExperimentError> {
        Ok(open_store(options)?)
    }

    /// A run, with its key.
    pub(super) fn run(&self, share: &PlannedShare) -> FinishedRun {
        let PlannedShare { point, replication, .. } = *share;
        let version = &self.file.results_version;
        let key = RunKey::of(&self.plan.points[point], replication, &self.inputs, version);
        FinishedRun { point, replication, key }
    }
}

fn sha256_of_plan(file: &PlanFile) -> Result<String, ExperimentError> {
    Ok(sha256_of_bytes(&serde_json::to_vec(file).map_err(refused)?))
}

/// Whether a plan on disk has every run of its spec once, in a shard that there is.
fn check_runs(file: &PlanFile, plan: &Plan) -> Result<(), &'static str> {
    let points = plan.points.len();
    if !(1..=SHARDS_MAX).contains(&file.shards) || points != file.settled.len() {
        return Err(NOT_ITS_SPEC);
    }
    let is_planned = |run: &PlannedShare| {
        run.point < points && run.replication < plan.replications && run.shard < file.shards
    };
    let runs: BTreeSet<(usize, u32)> =
        file.runs.iter().map(|run| (run.point, run.replication)).collect();
    let each_once = runs.len() == file.runs.len() && runs.len() == plan.runs();
    match each_once && file.runs.iter().all(is_planned) {
        true => Ok(()),
        false => Err(NOT_ITS_SPEC),
    }
}

const NOT_ITS_SPEC: &str = "does not fit its spec";

/// An error of the sweep as a whole.
pub(super) fn refused(what: impl ToString) -> ExperimentError {
    ExperimentError::Refused(what.to_string())
}

/// Whether all runs are known beforehand.
fn check(plan: &Plan) -> Result<(), ExperimentError> {
    let chosen = match (&plan.optimize, plan.precision) {
        (Some(_), _) => "[optimize] chooses",
        (_, Some(_)) => "`precision` chooses",
        (None, None) => return Ok(()),
    };
    Err(refused(format!(
        "{chosen} runs by the results of others: such a sweep is run by one process (hotset run SPEC)"
    )))
}
