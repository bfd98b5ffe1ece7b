//! An experiment from plan to files.

use super::answer::mirrors_hot_sets;
use super::finished::{FinishedRun, RunResults, TraceRead, recall};
use super::identity::{identity, manifest};
use super::inputs::Inputs;
use super::options::{ExperimentError, Options};
use super::runner::make;
use super::tables::Tables;
use crate::plan::plan::Plan;
use hotset_results::warnings::{IMPRECISE, INCOMPLETE};
use hotset_results::{
    FileHash, Manifest, ResultFolder, RunStore, StoreError, Summary, Table, compare,
    sha256_of_bytes,
};
use std::path::{Path, PathBuf};

/// An experiment whose results are on disk: a finished one, or what there is of one that was stopped.
#[derive(Debug)]
pub struct Executed {
    /// Its folder.
    pub folder: PathBuf,
    /// Over replications.
    pub summary: Summary,
    /// The best values, where there was a search: a row for each point of the sweep.
    pub optima: Table,
    /// The best layouts by each metric, at each point of the other keys.
    pub winners: Table,
    /// Every two layouts: their difference, and whether it is more than noise.
    pub pairs: Table,
    /// Policies against the baseline, over traces, of a study of single caches.
    pub policies: Table,
    /// Differences to the baseline under variations of the base.
    pub robustness: Table,
    /// The answer in words.
    pub answer: Vec<String>,
    /// Bounds on caching.
    pub bounds: Table,
    /// The closed forms.
    pub predictions: Table,
    /// The reports of reading the traces.
    pub read: Vec<TraceRead>,
    /// Runs that were made now; the others had finished before.
    pub runs_made: usize,
    /// Runs that are missing because somebody asked to stop; then there is neither an answer nor a manifest.
    pub runs_missing: usize,
    manifest: Manifest,
    files: ResultFolder,
    store: RunStore,
    runs: Vec<FinishedRun>,
    plan: Plan,
}

impl Executed {
    /// The main table, as in `runs.csv`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn runs(&self) -> Result<Table, StoreError> {
        let rows = self.runs.iter().filter_map(|run| run.row(&self.plan, &self.store).transpose());
        Ok(Table { rows: rows.collect::<Result<_, _>>()? })
    }

    /// Writes one more file into the experiment's folder and lists it in the manifest.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, file: &str, bytes: &[u8]) -> Result<PathBuf, StoreError> {
        let path = self.files.write(file, bytes)?;
        let sha256 = sha256_of_bytes(bytes);
        self.list([FileHash { file: file.to_owned(), sha256 }]);
        Ok(path)
    }

    /// Lists files in the manifest, instead of earlier ones of the same names.
    fn list(&mut self, files: impl IntoIterator<Item = FileHash>) {
        for file in files {
            self.manifest.outputs.retain(|output| output.file != file.file);
            self.manifest.outputs.push(file);
        }
    }

    /// What the results are of, as names and values that figures take with them.
    pub fn about(&self) -> Vec<(String, String)> {
        self.manifest.about()
    }

    /// Writes the manifest: the last file, so that its presence shows that all files are complete.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn seal(&self) -> Result<PathBuf, StoreError> {
        let mut text = serde_json::to_vec_pretty(&self.manifest).unwrap_or_default();
        text.push(b'\n');
        self.files.write("manifest.json", &text)
    }

    /// Writes a table that not every experiment has.
    fn write_if_any(&mut self, file: &str, table: &Table) -> Result<(), StoreError> {
        match table.rows.is_empty() {
            true => drop(self.files.remove(file)),
            false => drop(self.write(file, &table.to_csv())?),
        }
        Ok(())
    }
}

/// The name of the folder of finished runs, below that of all results.
const STORE: &str = "runs";

/// The store of finished runs of all experiments below a folder.
pub(crate) fn open_store(options: &Options<'_>) -> Result<RunStore, StoreError> {
    RunStore::open(&options.out.join(STORE), options.writer)
}

/// The folder below `out` in which the results of a plan are, if it was run there.
///
/// # Errors
/// If an input cannot be read.
pub fn result_folder(plan: &Plan, out: &Path, version: &str) -> Result<PathBuf, ExperimentError> {
    let options = Options::new(out);
    let identity = identity(plan, &Inputs::read(plan, &open_store(&options)?)?, version);
    Ok(folder_of(plan, out, &identity))
}

pub(crate) fn folder_of(plan: &Plan, out: &Path, identity: &str) -> PathBuf {
    out.join(format!("{}-{}", plan.name, &identity[..8]))
}

/// The key of an experiment in the store: what is kept of it is that of one version of results.
pub(crate) fn kept_as(identity: &str, options: &Options<'_>) -> String {
    sha256_of_bytes(format!("{identity} {}", options.results_version).as_bytes())
}

/// Makes the missing runs of a plan in the current rayon pool, and writes all tables. The results do not
/// depend on the size of the pool.
///
/// # Errors
/// Input that cannot be read, a spec that does not fit it, a folder that cannot be written; two different
/// results for one run.
pub fn execute(plan: &Plan, options: &Options<'_>) -> Result<Executed, ExperimentError> {
    let store = open_store(options)?;
    let inputs = Inputs::read(plan, &store)?;
    let identity = identity(plan, &inputs, options.version);
    let kept = kept_as(&identity, options);
    let results = match recall(plan, options, &store, &kept)? {
        Some(results) => results,
        None => make(plan, options, &store, &inputs, &kept)?,
    };
    // Results that are there are whole: runs that were not made again take nothing from them.
    if results.runs_missing > 0 && (results.runs.is_empty() || options.fresh) {
        return Err(ExperimentError::Stopped(results.runs_missing));
    }
    let folder = folder_of(plan, options.out, &identity);
    let manifest = manifest(plan, options, identity, &inputs, results.runs.len());
    write(results, store, &folder, manifest, options.version)
}

/// Warns of points without all of their replications, and of those that are less precise than asked for.
fn warn(summary: &mut Summary, results: &RunResults) {
    let RunResults { plan, runs_missing, .. } = results;
    for row in &mut summary.rows {
        if *runs_missing > 0 && (row.replications() as u32) < plan.replications {
            row.warnings.insert(INCOMPLETE.to_owned());
        }
        let Some(precision) = plan.precision else { continue };
        let values: Vec<_> = row.values(precision.metric).iter().copied().map(Some).collect();
        // A run without a value says nothing of the precision of the others.
        if values.len() < row.replications() || precision.excess(&values) > 1.0 {
            row.warnings.insert(IMPRECISE.to_owned());
        }
    }
}

/// The file of a table, and where the table is.
type TableFile = (&'static str, fn(&mut Executed) -> &mut Table);

/// Tables that not every experiment has.
const TABLES: [TableFile; 7] = [
    ("optima.csv", |executed| &mut executed.optima),
    ("winners.csv", |executed| &mut executed.winners),
    ("pairs.csv", |executed| &mut executed.pairs),
    ("policies.csv", |executed| &mut executed.policies),
    ("robustness.csv", |executed| &mut executed.robustness),
    ("bounds.csv", |executed| &mut executed.bounds),
    ("predictions.csv", |executed| &mut executed.predictions),
];

/// Writes the tables of finished runs.
pub(crate) fn write(
    results: RunResults,
    store: RunStore,
    folder: &Path,
    manifest: Manifest,
    version: &str,
) -> Result<Executed, ExperimentError> {
    let files = ResultFolder::open(folder)?;
    // Its presence shows that all files are complete, which they are not for a while.
    if !files.remove("manifest.json") {
        // Figures of a run that was stopped, of what there was.
        files.clear("figures");
    }
    let tables = Tables { results: &results, store: &store, folder: &files, version };
    let (mut summary, mut written) = tables.write_runs()?;
    warn(&mut summary, &results);
    written.extend(tables.write_grids()?);
    written.extend(tables.write_summary(&summary)?);
    let RunResults { runs, runs_made, runs_missing, optima, beside, plan } = results;
    let winners = compare::winners(&summary);
    let pairs = compare::pairs(&summary);
    let robustness = compare::robustness(&summary);
    let of_caches = plan.points.iter().all(|point| point.cache().is_some());
    let policies = match plan.baseline.as_deref().filter(|_| of_caches) {
        Some(baseline) => compare::policies(&summary, baseline),
        None => Table::default(),
    };
    let answer = match runs_missing {
        0 => hotset_results::answer(&summary, mirrors_hot_sets(&plan)),
        _ => Vec::new(),
    };
    let read: Vec<_> = beside.read.iter().map(|trace| trace.report.clone()).collect();
    let mut executed = Executed {
        folder: folder.to_owned(),
        summary,
        optima,
        winners,
        pairs,
        policies,
        robustness,
        answer,
        bounds: beside.bounds,
        predictions: beside.predictions,
        read: beside.read,
        runs_made,
        runs_missing,
        manifest: Manifest { read, ..manifest },
        files,
        store,
        runs,
        plan,
    };
    executed.list(written);
    let resolved = executed.plan.resolved.clone();
    executed.write("spec.resolved.toml", resolved.as_bytes())?;
    for (file, table_of) in TABLES {
        // Taken out while it is written: a copy of a long one would double its memory.
        let table = std::mem::take(table_of(&mut executed));
        executed.write_if_any(file, &table)?;
        *table_of(&mut executed) = table;
    }
    match executed.answer.is_empty() {
        true => drop(executed.files.remove("answer.txt")),
        false => {
            let text = executed.answer.join("\n") + "\n";
            executed.write("answer.txt", text.as_bytes())?;
        }
    }
    Ok(executed)
}
