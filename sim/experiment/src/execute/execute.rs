//! An experiment from plan to files.

use super::answer::mirrors_hot_sets;
use super::finished::{RunResults, TraceRead, recall};
use super::identity::{hash_inputs, identity, manifest};
use super::options::{ExperimentError, Options};
use super::run_tables::write_run_tables;
use super::runner::make;
use crate::plan::plan::Plan;
use hotset_results::{
    FileHash, Manifest, RunStore, StoreError, Summary, Table, compare, sha256_of_bytes,
};
use std::path::{Path, PathBuf};

/// A finished experiment.
#[derive(Debug)]
pub struct Executed {
    /// Its folder.
    pub folder: PathBuf,
    /// The main table, as in `runs.csv`.
    pub runs: Table,
    /// Over replications.
    pub summary: Summary,
    /// The best values, where there was a search: a row for each point of the sweep.
    pub optima: Table,
    /// The best layouts by each metric, at each point of the other keys.
    pub winners: Table,
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
    manifest: Manifest,
    store: RunStore,
}

impl Executed {
    /// Writes one more file into the experiment's folder and lists it in the manifest.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, file: &str, bytes: &[u8]) -> Result<PathBuf, StoreError> {
        let path = self.store.write(file, bytes)?;
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
        self.store.write("manifest.json", &text)
    }
}

/// The folder below `out` in which the results of a plan are, if it was run there.
///
/// # Errors
/// If an input cannot be read.
pub fn result_folder(plan: &Plan, out: &Path, version: &str) -> Result<PathBuf, ExperimentError> {
    let identity = identity(plan, &hash_inputs(plan)?, version);
    Ok(folder_of(plan, out, &identity))
}

fn folder_of(plan: &Plan, out: &Path, identity: &str) -> PathBuf {
    out.join(format!("{}-{}", plan.name, &identity[..8]))
}

/// Makes the missing runs of a plan in the current rayon pool, and writes all tables. The results do not
/// depend on the size of the pool.
///
/// # Errors
/// Input that cannot be read, a spec that does not fit it, a folder that cannot be written.
pub fn execute(plan: &Plan, options: &Options<'_>) -> Result<Executed, ExperimentError> {
    let inputs = hash_inputs(plan)?;
    let identity = identity(plan, &inputs, options.version);
    let folder = folder_of(plan, options.out, &identity);
    // Runs are resumed only from a build of the same sources.
    let seal = format!("{identity} {}", options.sources);
    let made = match recall(plan, options, &folder, &seal) {
        Some(made) => made,
        None => make(plan, options, &folder, &seal)?,
    };
    let store = RunStore::open(&folder)?;
    let RunResults { records, runs_made, optima, beside, plan } = made;
    let plan = &plan;
    let runs = Table { rows: records.iter().map(|record| record.run.clone()).collect() };
    let summary = Summary::new(&runs, &plan.swept, plan.baseline.as_deref());
    let winners = compare::winners(&summary);
    let robustness = compare::robustness(&summary);
    let answer = hotset_results::answer(&summary, mirrors_hot_sets(plan));
    let read = beside.read.iter().map(|trace| trace.report.clone()).collect();
    let mut executed = Executed {
        folder,
        runs,
        summary,
        optima,
        winners,
        robustness,
        answer,
        bounds: beside.bounds,
        predictions: beside.predictions,
        read: beside.read,
        runs_made,
        manifest: Manifest { read, ..manifest(plan, options, identity, inputs) },
        store,
    };
    executed.write("spec.resolved.toml", plan.resolved.as_bytes())?;
    executed.write("runs.csv", &executed.runs.to_csv())?;
    let written = write_run_tables(executed.store.folder(), &records, options.version)?;
    executed.list(written);
    executed.write("summary.csv", &executed.summary.to_table().to_csv())?;
    let tables = [
        ("optima.csv", executed.optima.clone()),
        ("winners.csv", executed.winners.clone()),
        ("robustness.csv", executed.robustness.clone()),
        ("bounds.csv", executed.bounds.clone()),
        ("predictions.csv", executed.predictions.clone()),
    ];
    for (file, table) in &tables {
        match table.rows.is_empty() {
            true => executed.store.remove(file),
            false => drop(executed.write(file, &table.to_csv())?),
        }
    }
    match executed.answer.is_empty() {
        true => executed.store.remove("answer.txt"),
        false => {
            let text = executed.answer.join("\n") + "\n";
            executed.write("answer.txt", text.as_bytes())?;
        }
    }
    Ok(executed)
}
