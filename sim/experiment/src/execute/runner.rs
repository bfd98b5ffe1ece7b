//! Makes the missing runs, searches for best values, and adds replications.

use super::check::{check, check_ends, wrong_value};
use super::finished::{Beside, FinishedRun, RunResults, TraceRead, WholeExperiment};
use super::identity::RunKey;
use super::inputs::Inputs;
use super::options::{ExperimentError, Options, Progress};
use super::units::{Unit, units};
use crate::compare::bounds::bounds;
use crate::compare::predict::predict;
use crate::content::shared::Contents;
use crate::parallel::{in_order, lock};
use crate::plan::optimize::{Costs, Search};
use crate::plan::plan::Plan;
use crate::plan::precision::Precision;
use crate::study::planned_run::{PlannedRun, RunError};
use hotset_results::metrics::Metric;
use hotset_results::{Entry, Row, RunRecord, RunStore, Table};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::Ordering;

/// Settles a plan: whether it fits its content, and its warm-ups. Also returns the reports of reading.
pub(crate) fn settle<'a>(
    plan: &Plan,
    options: &Options<'a>,
) -> Result<(Plan, Contents<'a>, Vec<TraceRead>), ExperimentError> {
    let mut contents = Contents::new(plan, options.stop);
    let mut plan = plan.clone();
    let all = 0..plan.points.len();
    let lengthened = check(&mut plan, all.clone(), &contents)?;
    check_ends(&plan, &contents)?;
    let reports = contents.reports()?;
    plan.settled = true;
    if lengthened {
        contents = Contents::new(&plan, options.stop);
        check(&mut plan, all, &contents)?;
    }
    let read = reports
        .iter()
        .map(|report| TraceRead { text: report.to_string(), report: json!(report) })
        .collect();
    Ok((plan, contents, read))
}

/// Makes the missing runs of an experiment, and what stands beside them; less if somebody stops it.
pub(crate) fn make(
    plan: &Plan,
    options: &Options<'_>,
    store: &RunStore,
    inputs: &Inputs,
    identity: &str,
) -> Result<RunResults, ExperimentError> {
    let (plan, contents, read) = settle(plan, options)?;
    let mut runner = Runner::new(options, store, inputs, plan, contents);
    let optima = runner.make_all()?;
    let Runner { plan, contents, found, runs_made, missing, .. } = runner;
    let runs: Vec<FinishedRun> = found.into_values().map(|found| found.run).collect();
    let WholeExperiment { runs, beside } = match missing {
        0 => keep_whole(&plan, &contents, runs, read, store, identity)?,
        _ => WholeExperiment { runs, beside: Beside { read, ..Beside::default() } },
    };
    drop(contents);
    Ok(RunResults { runs, runs_made, runs_missing: missing, optima, beside, plan })
}

/// Finds what stands beside the runs of an experiment that are all finished, and keeps the whole.
pub(crate) fn keep_whole(
    plan: &Plan,
    contents: &Contents<'_>,
    runs: Vec<FinishedRun>,
    read: Vec<TraceRead>,
    store: &RunStore,
    identity: &str,
) -> Result<WholeExperiment, ExperimentError> {
    let replications = replications(&runs, contents);
    let bounds = bounds(plan, contents, &replications)?;
    let predictions = predict(plan, contents, &replications)?;
    let whole = WholeExperiment { runs, beside: Beside { bounds, predictions, read } };
    store.put(Entry::Experiment, identity, &whole)?;
    store.sync()?;
    Ok(whole)
}

/// The replications of each workload, which are the same for all of its points.
fn replications(runs: &[FinishedRun], contents: &Contents<'_>) -> Vec<u32> {
    let mut replications = vec![0; contents.workloads.len()];
    for run in runs {
        let of_workload = &mut replications[contents.workload_of[run.point]];
        *of_workload = (run.replication + 1).max(*of_workload);
    }
    replications
}

/// A finished run, with the value of the metric that decides how to go on.
struct Found {
    run: FinishedRun,
    value: Option<f64>,
}

/// Where runs are made and kept.
pub(crate) struct Runner<'a> {
    options: &'a Options<'a>,
    store: &'a RunStore,
    inputs: &'a Inputs,
    plan: Plan,
    contents: Contents<'a>,
    /// The metric that a search or a precision looks at.
    watched: Option<Metric>,
    /// By point, then replication.
    found: BTreeMap<(usize, u32), Found>,
    runs_made: usize,
    missing: usize,
}

impl<'a> Runner<'a> {
    pub(crate) fn new(
        options: &'a Options<'a>,
        store: &'a RunStore,
        inputs: &'a Inputs,
        plan: Plan,
        contents: Contents<'a>,
    ) -> Self {
        let watched = plan.optimize.as_ref().map(|optimize| optimize.metric());
        let watched = watched.or(plan.precision.map(|precision| precision.metric));
        let found = BTreeMap::new();
        Self { options, store, inputs, plan, contents, watched, found, runs_made: 0, missing: 0 }
    }

    /// Runs that are missing because somebody asked to stop.
    pub(crate) fn missing(&self) -> usize {
        self.missing
    }

    /// Makes or finds every run that the plan needs; returns the best values, if it searches for some.
    fn make_all(&mut self) -> Result<Table, ExperimentError> {
        if let Some(precision) = self.plan.precision {
            self.make_until(precision)?;
            return Ok(Table::default());
        }
        self.make_points(0..self.plan.points.len())?;
        match self.plan.optimize.is_some() && self.missing == 0 {
            true => self.search(),
            false => Ok(Table::default()),
        }
    }

    fn make_points(&mut self, points: std::ops::Range<usize>) -> Result<(), ExperimentError> {
        let replications = 0..self.plan.replications;
        // Replication by replication: runs that share content are neighbours.
        let wanted: Vec<(usize, u32)> = replications
            .flat_map(|replication| points.clone().map(move |point| (point, replication)))
            .collect();
        self.make(&wanted)
    }

    /// Adds replications until every interval is narrow enough. Points that share a workload have as many.
    fn make_until(&mut self, precision: Precision) -> Result<(), ExperimentError> {
        let workloads = self.contents.workloads.len();
        let mut replications = vec![self.plan.replications; workloads];
        let mut done = vec![0; workloads];
        while done != replications && self.missing == 0 {
            let wanted: Vec<(usize, u32)> = (0..precision.replications_max)
                .flat_map(|replication| (0..self.plan.points.len()).map(move |p| (p, replication)))
                .filter(|&(point, replication)| {
                    let workload = self.contents.workload_of[point];
                    (done[workload]..replications[workload]).contains(&replication)
                })
                .collect();
            self.make(&wanted)?;
            self.check_watched(precision.metric, "precision")?;
            done.clone_from(&replications);
            for (workload, count) in replications.iter_mut().enumerate() {
                let points = (0..self.plan.points.len())
                    .filter(|&point| self.contents.workload_of[point] == workload);
                let excess = points.map(|point| precision.excess(&self.values(point)));
                *count = precision.next(*count, excess.fold(0.0, f64::max));
            }
        }
        Ok(())
    }

    /// Whether the watched metric has a value in any run.
    fn check_watched(&self, metric: Metric, key: &'static str) -> Result<(), ExperimentError> {
        if self.missing > 0 || self.found.values().any(|found| found.value.is_some()) {
            return Ok(());
        }
        let what = format!("found no number {:?} in the results", metric.name);
        Err(RunError::Spec { key, what }.into())
    }

    /// The values of the watched metric of a point, by replication.
    fn values(&self, point: usize) -> Vec<Option<f64>> {
        let all = (point, 0)..=(point, u32::MAX);
        self.found.range(all).map(|(_, found)| found.value).collect()
    }

    /// Adds points to the plan until the search has its best values.
    fn search(&mut self) -> Result<Table, ExperimentError> {
        let Some(optimize) = self.plan.optimize.clone() else { return Ok(Table::default()) };
        let mut search = Search::new(&optimize);
        loop {
            let first = self.plan.points.len();
            for (base, value) in search.next(&self.costs(), &self.plan.points) {
                let point = optimize.at(base, value).map_err(|error| wrong_value(&error))?;
                search.tries(base, value, self.plan.points.len());
                self.plan.points.push(point.with_workload_of(&self.plan.points[base]));
                self.contents.add_point_like(base);
            }
            let points = first..self.plan.points.len();
            if points.is_empty() {
                break;
            }
            self.plan.settled = false;
            check(&mut self.plan, points.clone(), &self.contents)?;
            self.plan.settled = true;
            self.make_points(points)?;
            if self.missing > 0 {
                return Ok(Table::default());
            }
        }
        let rows = search.optima(&self.costs(), &self.plan.points, &self.plan.swept);
        if rows.is_empty() {
            let what = format!("found no number {:?} in the results", optimize.metric().name);
            return Err(RunError::Spec { key: "optimize.metric", what }.into());
        }
        self.reorder(&search.order());
        Ok(Table { rows })
    }

    fn costs(&self) -> Costs {
        (0..self.plan.points.len()).map(|point| self.values(point)).collect()
    }

    /// Puts the points into the order of a sweep.
    fn reorder(&mut self, order: &[usize]) {
        let place: BTreeMap<usize, usize> =
            order.iter().enumerate().map(|(place, &point)| (point, place)).collect();
        self.plan.points = order.iter().map(|&point| self.plan.points[point].clone()).collect();
        self.contents.reorder(order);
        let found = std::mem::take(&mut self.found);
        self.found = found
            .into_values()
            .map(|found| {
                let point = place[&found.run.point];
                let run = FinishedRun { point, ..found.run };
                ((point, run.replication), Found { run, ..found })
            })
            .collect();
    }

    /// Makes or finds runs; those that are not there when somebody stops are missing.
    pub(crate) fn make(&mut self, wanted: &[(usize, u32)]) -> Result<(), ExperimentError> {
        let Self { options, store, .. } = *self;
        let runs: Vec<FinishedRun> = wanted.iter().map(|&run| self.run(run)).collect();
        // Two points that differ in nothing that matters are one run.
        let mut known: BTreeSet<&str> = BTreeSet::new();
        let is_there = |run: &&FinishedRun| {
            let stored = |entry| store.has(entry, &run.key.stored);
            !options.fresh && stored(Entry::Run) && stored(Entry::Grids)
        };
        let to_make = runs.iter().filter(|run| !is_there(run) && known.insert(&run.key.stored));
        let to_make: Vec<&FinishedRun> = to_make.collect();
        let different: BTreeSet<&str> = runs.iter().map(|run| run.key.stored.as_str()).collect();
        (options.progress)(Progress::Planned {
            runs: different.len(),
            finished: different.len() - to_make.len(),
        });
        for run in &to_make {
            self.contents.expect(run.point, run.replication);
        }
        let units = units(&self.plan, &self.contents, &to_make);
        let work = Work {
            runner: self,
            last_sync: Mutex::new((options.clock)()),
            longest_s: Mutex::new(0.0),
        };
        let made = in_order(&units.iter().collect::<Vec<_>>(), |unit| work.make(unit))?;
        store.sync()?;
        self.runs_made += made.iter().sum::<usize>();
        // A run that was to be made again is missing if it was not, whatever the store has.
        let not_made = units.iter().zip(&made).filter(|&(_, &made)| made == 0);
        let not_made = not_made.flat_map(|(unit, _)| &unit.runs);
        let not_made: BTreeSet<String> = not_made.map(|run| run.key.stored.clone()).collect();
        for run in runs {
            let key = &run.key.stored;
            if not_made.contains(key) || !store.has(Entry::Run, key) {
                self.missing += 1;
                continue;
            }
            let value = match self.watched {
                None => None,
                Some(metric) => {
                    let row: Option<Row> = store.get(Entry::Run, &run.key.stored)?;
                    row.and_then(|row| row.get(metric.name)?.as_f64())
                }
            };
            self.found.insert((run.point, run.replication), Found { run, value });
        }
        Ok(())
    }

    fn run(&self, (point, replication): (usize, u32)) -> FinishedRun {
        let version = self.options.results_version;
        let key = RunKey::of(&self.plan.points[point], replication, self.inputs, version);
        FinishedRun { point, replication, key }
    }
}

/// Runs that are made in parallel.
struct Work<'r, 'a> {
    runner: &'r Runner<'a>,
    last_sync: Mutex<f64>,
    /// What the longest unit took so far.
    longest_s: Mutex<f64>,
}

impl Work<'_, '_> {
    /// Makes the runs of a unit, and keeps them; returns how many, none if somebody stopped it.
    fn make(&self, unit: &Unit<'_>) -> Result<usize, ExperimentError> {
        let Runner { options, plan, contents, .. } = self.runner;
        let longest_s = *lock(&self.longest_s);
        if options.stop.load(Ordering::Relaxed) || !(options.go_on)(longest_s) {
            return Ok(0);
        }
        let start = (options.clock)();
        let make = || {
            let first = unit.runs[0];
            let content = contents.get(contents.workload_of[first.point], first.replication)?;
            let planned = |run: &&FinishedRun| PlannedRun {
                point: &plan.points[run.point],
                content: &content,
                seed: plan.points[run.point].seed,
                replication: run.replication,
                stop: options.stop,
            };
            PlannedRun::make_together(&unit.runs.iter().map(planned).collect::<Vec<_>>())
        };
        let records = match make().map_err(ExperimentError::from) {
            Err(error) if error.is_stop() => return Ok(0),
            records => records?,
        };
        let unit_s = (options.clock)() - start;
        let mut longest = lock(&self.longest_s);
        *longest = longest.max(unit_s);
        drop(longest);
        let seconds = unit_s / unit.runs.len() as f64;
        for (run, record) in unit.runs.iter().zip(&records) {
            contents.done(run.point, run.replication);
            self.keep(run, record, seconds)?;
            (options.progress)(Progress::RunDone);
        }
        Ok(records.len())
    }

    /// Keeps a run. At least once a second, everything is on the disk.
    fn keep(
        &self,
        run: &FinishedRun,
        record: &RunRecord,
        seconds: f64,
    ) -> Result<(), ExperimentError> {
        let Runner { options, store, .. } = self.runner;
        let key = &run.key.stored;
        // A run is there once its row is.
        store.put(Entry::Grids, key, &record.grids)?;
        store.put(Entry::Run, key, &record.run)?;
        store.put(Entry::Note, key, &json!({"run_id": run.key.id, "seconds": seconds}))?;
        let now = (options.clock)();
        let mut last = lock(&self.last_sync);
        if now - *last >= 1.0 {
            *last = now;
            drop(last);
            store.sync()?;
        }
        Ok(())
    }
}
