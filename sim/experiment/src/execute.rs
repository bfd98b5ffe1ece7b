//! Makes the runs that are not there yet, and writes the tables.

use crate::compare::bounds::bounds;
use crate::compare::predict::{self, predictions};
use crate::content::shared::Contents;
use crate::parallel::in_order;
use crate::plan::optimize::Search;
use crate::plan::plan::Plan;
use crate::plan::point::Point;
use crate::spec::layout::{AdaptiveSpec, HotKnown, LayoutSpec, RestKind};
use crate::spec::reader::SpecError;
use crate::study::planned_run::{PlannedRun, RunError};
use crate::study::traffic::warm_up;
use hotset_results::compare::is_base;
use hotset_results::{
    FileHash, Grid, Machine, Manifest, Row, RunRecord, RunStore, StoreError, Summary, Table,
    compare, sha256_of_bytes, sha256_of_reader,
};
use hotset_workloads::SourceError;
use hotset_workloads::files::open_regular;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// What the caller decides.
pub struct Options<'a> {
    /// Folder below which the experiment's own folder is made.
    pub out: &'a Path,
    /// Make all runs anew, even those that are there.
    pub fresh: bool,
    /// Version of the program, part of a result's identity.
    pub version: &'a str,
    /// Revision of its source.
    pub git_revision: Option<&'a str>,
    /// What tells its sources from others: nothing is taken up that was made by other ones.
    pub sources: &'a str,
    /// Is told as runs finish.
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

/// What happens while an experiment runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many of the runs were there already.
    Resumed(usize),
    /// A run finished.
    RunDone,
}

/// What reading a trace met.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TraceRead {
    /// In words.
    pub text: String,
    /// The [`ReadReport`](hotset_workloads::formats::ReadReport), by its fields.
    pub report: Value,
}

/// A finished experiment.
#[derive(Debug)]
pub struct Executed {
    /// Its folder.
    pub folder: PathBuf,
    /// The main table, as in `runs.csv`.
    pub runs: Table,
    /// Over replications.
    pub summary: Summary,
    /// The best values, where they were looked for: a row a point of the sweep.
    pub optima: Table,
    /// The best layouts by each metric, under all that they are compared under.
    pub winners: Table,
    /// What becomes of the differences to the baseline under variations of the base.
    pub robustness: Table,
    /// The answer in words.
    pub answer: Vec<String>,
    /// What layouts are held against.
    pub bounds: Table,
    /// The closed forms.
    pub predictions: Table,
    /// What reading the traces met.
    pub read: Vec<TraceRead>,
    /// Runs that were made now; the others were there.
    pub runs_made: usize,
    manifest: Manifest,
    store: RunStore,
}

/// Why an experiment could not be brought to its end.
#[derive(Debug, thiserror::Error)]
pub enum ExperimentError {
    /// A run could not be made: the input or the spec is wrong.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A result could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SourceError> for ExperimentError {
    fn from(error: SourceError) -> Self {
        Self::Run(error.into())
    }
}

/// Makes the runs of a plan in the current rayon pool. The results do not depend on its size.
///
/// # Errors
/// Input that cannot be read, a spec that does not fit it, a folder that cannot be written.
pub fn execute(plan: &Plan, options: &Options<'_>) -> Result<Executed, ExperimentError> {
    let inputs = hash_inputs(plan)?;
    let identity = identity(plan, &inputs, options.version);
    let folder = options.out.join(format!("{}-{}", plan.name, &identity[..8]));
    // Runs are taken up only from a build of the same sources.
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
    executed.write("series.csv", &grids_csv(&records, |record| &record.series))?;
    executed.write("servers.csv", &grids_csv(&records, |record| &record.servers))?;
    if records.iter().any(|record| !record.loads.rows.is_empty()) {
        executed.write("loads.csv", &grids_csv(&records, |record| &record.loads))?;
    }
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

impl Executed {
    /// Writes one more file into the experiment's folder and notes it for the manifest.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, file: &str, bytes: &[u8]) -> Result<PathBuf, StoreError> {
        let path = self.store.write(file, bytes)?;
        self.manifest.outputs.retain(|output| output.file != file);
        let sha256 = sha256_of_bytes(bytes);
        self.manifest.outputs.push(FileHash { file: file.to_owned(), sha256 });
        Ok(path)
    }

    /// Writes the manifest: the last file, so that its presence says that all is there.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn seal(&self) -> Result<PathBuf, StoreError> {
        let mut text = serde_json::to_vec_pretty(&self.manifest).unwrap_or_default();
        text.push(b'\n');
        self.store.write("manifest.json", &text)
    }
}

/// The files that the plan's traces are in, each once.
fn hash_inputs(plan: &Plan) -> Result<Vec<(PathBuf, FileHash)>, ExperimentError> {
    let mut inputs: Vec<(PathBuf, FileHash)> = Vec::new();
    for point in &plan.points {
        for path in point.workload.paths() {
            if inputs.iter().any(|(known, _)| known == path) {
                continue;
            }
            let sha256 = sha256_of_input(path)
                .map_err(|error| SourceError::Io { path: path.display().to_string(), error })?;
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            inputs.push((path.to_owned(), FileHash { file, sha256 }));
        }
    }
    Ok(inputs)
}

/// The hash of a file; of a folder, the hash of those of its files, by name.
///
/// # Errors
/// If it cannot be read.
pub fn sha256_of_input(path: &Path) -> std::io::Result<String> {
    // The manifest of a dense trace has the checksums of what stands beside it.
    let manifest = path.join("manifest.json");
    let file = if manifest.is_file() { &manifest } else { path };
    if !file.is_dir() {
        return sha256_of_reader(open_regular(file)?);
    }
    let entries = std::fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
    let mut files: Vec<PathBuf> = entries.iter().map(|entry| entry.path()).collect();
    files.retain(|file| file.is_file());
    files.sort();
    let hash = |file: &PathBuf| sha256_of_reader(open_regular(file)?);
    let hashes = files.iter().map(hash).collect::<Result<Vec<_>, _>>()?;
    Ok(sha256_of_bytes(hashes.concat().as_bytes()))
}

/// The hash of an input; of several files, that of their hashes.
///
/// # Errors
/// If one cannot be read.
pub fn sha256_of_inputs(paths: &[PathBuf]) -> std::io::Result<String> {
    let hashes = paths.iter().map(|path| sha256_of_input(path)).collect::<Result<Vec<_>, _>>()?;
    Ok(match hashes.as_slice() {
        [one] => one.clone(),
        several => sha256_of_bytes(several.concat().as_bytes()),
    })
}

/// Whether a line of a resolved spec tells where a trace lies.
fn is_path(line: &str) -> bool {
    let key = line.split(" = ").next().unwrap_or("");
    matches!(key, "path" | "paths" | "popularity.file" | "sizes.file")
}

/// The identity of a result: what was asked, by which version, of which input. Where a trace lies
/// makes no difference, what is in it does.
fn identity(plan: &Plan, inputs: &[(PathBuf, FileHash)], version: &str) -> String {
    let mut text = format!("hotset {version}\n");
    for line in plan.resolved.lines().filter(|line| !is_path(line)) {
        text += line;
        text.push('\n');
    }
    for (_, input) in inputs {
        text += &input.sha256;
    }
    sha256_of_bytes(text.as_bytes())
}

fn manifest(
    plan: &Plan,
    options: &Options<'_>,
    identity_sha256: String,
    inputs: Vec<(PathBuf, FileHash)>,
) -> Manifest {
    Manifest {
        hotset: options.version.to_owned(),
        git_revision: options.git_revision.map(str::to_owned),
        name: plan.name.clone(),
        seed: plan.seed,
        identity_sha256,
        runs: plan.runs(),
        machine: Machine {
            os: std::env::consts::OS.to_owned(),
            arch: std::env::consts::ARCH.to_owned(),
            threads: rayon::current_num_threads(),
        },
        inputs: inputs.into_iter().map(|(_, hash)| hash).collect(),
        read: Vec::new(),
        outputs: Vec::new(),
    }
}

/// Holds points against the content of their first replication.
fn check(plan: &Plan, points: Range<usize>, contents: &Contents) -> Result<(), ExperimentError> {
    for point in points {
        let content = contents.get(contents.workload_of[point], 0)?;
        let point = &plan.points[point];
        let run = PlannedRun { point, content: &content, seed: point.seed, replication: 0 };
        run.check()?;
    }
    Ok(())
}

/// The largest values of a search, too, fit their content.
fn check_ends(plan: &Plan, contents: &Contents) -> Result<(), ExperimentError> {
    let Some(optimize) = &plan.optimize else { return Ok(()) };
    for (base, smallest) in plan.points.iter().enumerate() {
        let content = contents.get(contents.workload_of[base], 0)?;
        let end = optimize.at_end(base).map_err(|error| wrong_value(&error))?;
        let point = &end.with_workload_of(smallest);
        PlannedRun { point, content: &content, seed: point.seed, replication: 0 }.check()?;
    }
    Ok(())
}

/// What was made, or found.
struct RunResults {
    /// In the order of points, then replications.
    records: Vec<RunRecord>,
    runs_made: usize,
    optima: Table,
    beside: Beside,
    /// With the points that a search added.
    plan: Plan,
}

/// What an experiment has beside its runs: kept when all is done, for it takes the content of all of
/// them.
#[derive(Serialize, Deserialize)]
struct Beside {
    bounds: Table,
    predictions: Table,
    read: Vec<TraceRead>,
}

impl Beside {
    /// The name under which it is kept.
    const NAME: &str = "beside";
}

/// The name under which a run is kept.
fn run_name(point: usize, replication: u32) -> String {
    format!("{point:05}-{replication:04}")
}

/// An experiment of which all is there already, so that no content is needed. Where a best value is looked
/// for, the search has to tell which runs there are.
fn recall(plan: &Plan, options: &Options<'_>, folder: &Path, seal: &str) -> Option<RunResults> {
    if options.fresh || plan.optimize.is_some() {
        return None;
    }
    let store = RunStore::existing(folder)?;
    let beside: Beside = store.finished(seal, Beside::NAME)?;
    let runs: Vec<(usize, u32)> = (0..plan.points.len())
        .flat_map(|point| (0..plan.replications).map(move |replication| (point, replication)))
        .collect();
    let found = |&(point, replication): &(usize, u32)| {
        store.finished::<RunRecord>(seal, &run_name(point, replication))
    };
    let records: Vec<RunRecord> = runs.par_iter().map(found).collect::<Option<_>>()?;
    (options.progress)(Progress::Resumed(records.len()));
    Some(RunResults { records, runs_made: 0, optima: Table::default(), beside, plan: plan.clone() })
}

/// Makes the runs that are not there.
fn make(
    plan: &Plan,
    options: &Options<'_>,
    folder: &Path,
    seal: &str,
) -> Result<RunResults, ExperimentError> {
    let mut contents = Contents::new(plan);
    // What cannot be run leaves nothing behind.
    let reports = contents.reports()?;
    check(plan, 0..plan.points.len(), &contents)?;
    check_ends(plan, &contents)?;
    let mut plan = plan.clone();
    let all = 0..plan.points.len();
    if warm_up::settle(&mut plan.points, all.clone(), &contents)? {
        contents = Contents::new(&plan);
        check(&plan, all, &contents)?;
    }
    let store = &RunStore::open(folder)?;
    let workshop = Runner { options, store, seal };
    let made = workshop.make_all(&mut plan, &mut contents);
    let (records, runs_made, optima) = made.inspect_err(|_| store.abandon())?;
    let read = reports
        .iter()
        .map(|report| TraceRead { text: report.to_string(), report: serde_json::json!(report) });
    let beside = Beside {
        bounds: bounds(&plan, &contents)?,
        predictions: predict(&plan, &contents)?,
        read: read.collect(),
    };
    store.keep(seal, Beside::NAME, &beside)?;
    Ok(RunResults { records, runs_made, optima, beside, plan })
}

/// Where runs are made and kept.
struct Runner<'a> {
    options: &'a Options<'a>,
    store: &'a RunStore,
    seal: &'a str,
}

impl Runner<'_> {
    /// Makes or finds every run; where a best value is looked for, adds points to the plan until it is
    /// found.
    fn make_all(
        &self,
        plan: &mut Plan,
        contents: &mut Contents,
    ) -> Result<(Vec<RunRecord>, usize, Table), ExperimentError> {
        let (mut records, mut runs_made) = self.make(plan, 0..plan.points.len(), contents)?;
        let Some(optimize) = plan.optimize.clone() else {
            return Ok((records, runs_made, Table::default()));
        };
        let mut search = Search::new(&optimize, plan.replications);
        loop {
            let first = plan.points.len();
            for (base, value) in search.next(&records, &plan.points) {
                let point = optimize.at(base, value).map_err(|error| wrong_value(&error))?;
                search.tries(base, value, plan.points.len());
                plan.points.push(point.with_workload_of(&plan.points[base]));
                contents.add_point_like(base);
            }
            let points = first..plan.points.len();
            if points.is_empty() {
                break;
            }
            warm_up::settle(&mut plan.points, points.clone(), contents)?;
            check(plan, points.clone(), contents)?;
            let (more, made) = self.make(plan, points, contents)?;
            records.extend(more);
            runs_made += made;
        }
        let rows = search.optima(&records, &plan.points, &plan.swept);
        if rows.is_empty() {
            let what = format!("found no number {:?} in the results", optimize.metric);
            return Err(RunError::Spec { key: "optimize.metric", what }.into());
        }
        // As they would stand in a sweep.
        let order = search.order();
        let own = |point: &usize| point * plan.replications as usize;
        let of_point = |point: &usize| &records[own(point)..][..plan.replications as usize];
        let sorted = order.iter().flat_map(of_point).cloned().collect();
        plan.points = order.iter().map(|&point| plan.points[point].clone()).collect();
        contents.reorder(&order);
        Ok((sorted, runs_made, Table { rows }))
    }

    /// Makes or finds the runs of some points; in their order, then by replication.
    fn make(
        &self,
        plan: &Plan,
        points: Range<usize>,
        contents: &Contents,
    ) -> Result<(Vec<RunRecord>, usize), ExperimentError> {
        let Self { options, store, seal } = self;
        let replications = plan.replications as usize;
        let first = points.start;
        let index =
            |point: usize, replication: u32| (point - first) * replications + replication as usize;
        let mut records: Vec<Option<RunRecord>> = vec![None; points.len() * replications];
        let mut missing = Vec::new();
        // Replication by replication: runs that share content are neighbours.
        for replication in 0..plan.replications {
            for point in points.clone() {
                let found = match options.fresh {
                    true => None,
                    false => store.finished(seal, &run_name(point, replication)),
                };
                match found {
                    Some(record) => records[index(point, replication)] = Some(record),
                    None => {
                        contents.expect(point, replication);
                        missing.push((point, replication));
                    }
                }
            }
        }
        (options.progress)(Progress::Resumed(records.len() - missing.len()));
        let make = |(point, replication): (usize, u32)| -> Result<RunRecord, ExperimentError> {
            let content = contents.get(contents.workload_of[point], replication)?;
            let planned = &plan.points[point];
            let seed = planned.seed;
            let run = PlannedRun { point: planned, content: &content, seed, replication };
            let record = run.make()?;
            drop(content);
            contents.done(point, replication);
            store.keep(seal, &run_name(point, replication), &record)?;
            (options.progress)(Progress::RunDone);
            Ok(record)
        };
        let runs_made = missing.len();
        for ((point, replication), record) in missing.iter().zip(in_order(&missing, make)?) {
            records[index(*point, *replication)] = Some(record);
        }
        Ok((records.into_iter().flatten().collect(), runs_made))
    }
}

/// Whether hot sets are mirrored beside a hashed rest, those that are known ahead by an oracle: all of
/// them, or where that varies, those whose names say nothing else.
fn mirrors_hot_sets(plan: &Plan) -> bool {
    let swept = |key: &str| plan.swept.iter().any(|swept| swept == key);
    plan.points.iter().filter(|point| is_base(&point.parameters)).all(|point| match &point.layout {
        LayoutSpec::Hot(hot) | LayoutSpec::Adaptive(AdaptiveSpec { hot, .. }) => {
            !hot.hashed
                && (hot.rest == RestKind::Hashed || swept("layout.rest"))
                && (hot.known == HotKnown::Oracle || swept("layout.hot.known"))
        }
        _ => true,
    })
}

/// A value between two that are right can be wrong; which key it is of is known.
fn wrong_value(error: &SpecError) -> ExperimentError {
    RunError::Spec { key: "optimize.key", what: error.to_string() }.into()
}

/// The finer tables: a run's parameters and replication stand before each of its rows.
fn grids_csv(records: &[RunRecord], grid: fn(&RunRecord) -> &Grid) -> Vec<u8> {
    let heads: Vec<Row> = records.iter().map(head).collect();
    let runs: Vec<(&Row, &Grid)> = heads.iter().zip(records.iter().map(grid)).collect();
    Grid::to_csv(&runs)
}

/// The columns of a run's row up to its replication: what comes behind was measured.
fn head(record: &RunRecord) -> Row {
    let mut past = false;
    let before = |(name, _): &(&String, &Value)| {
        let keep = !past;
        past |= *name == "replication";
        keep
    };
    record.run.iter().filter(before).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The closed forms, as the mean over the contents of all replications.
fn predict(plan: &Plan, contents: &Contents) -> Result<Table, SourceError> {
    let mut all = Table::default();
    for point in plan.points.iter().filter(|point| point.reserve.is_some()) {
        all.rows.extend(predict::reserve_predictions(plan, point));
    }
    for (workload, spec) in contents.workloads.iter().enumerate() {
        let of_workload = |&(point, of): &(&Point, &usize)| {
            let hot = matches!(point.layout, crate::LayoutSpec::Hot(_));
            *of == workload && hot && point.reserve.is_none()
        };
        let points: Vec<&Point> = plan
            .points
            .iter()
            .zip(&contents.workload_of)
            .filter(of_workload)
            .map(|(point, _)| point)
            .collect();
        if points.is_empty() || !predict::independent(spec) {
            continue;
        }
        let replications: Vec<u32> = match spec.is_drawn() {
            true => (0..plan.replications).collect(),
            false => vec![0],
        };
        let tables = in_order(&replications, |replication| {
            let content = contents.take(workload, replication)?;
            Ok::<_, SourceError>(predictions(plan, &points, &content))
        })?;
        all.rows.extend(predict::mean(&tables).rows);
    }
    Ok(all)
}
