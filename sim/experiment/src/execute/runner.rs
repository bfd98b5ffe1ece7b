//! Makes the missing runs, and searches for best values.

use super::check::{check, check_ends, wrong_value};
use super::finished::{Beside, RunResults, TraceRead, run_name};
use super::options::{ExperimentError, Options, Progress};
use crate::compare::bounds::bounds;
use crate::compare::predict::predict;
use crate::content::shared::Contents;
use crate::parallel::in_order;
use crate::plan::optimize::Search;
use crate::plan::plan::Plan;
use crate::study::planned_run::{PlannedRun, RunError};
use crate::study::traffic::warm_up;
use hotset_results::{RunRecord, RunStore, Table};
use std::ops::Range;
use std::path::Path;

/// Makes the missing runs.
pub(super) fn make(
    plan: &Plan,
    options: &Options<'_>,
    folder: &Path,
    seal: &str,
) -> Result<RunResults, ExperimentError> {
    let mut contents = Contents::new(plan);
    // An experiment that cannot be run leaves no files behind.
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
    let runner = Runner { options, store, seal };
    let made = runner.make_all(&mut plan, &mut contents);
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
    /// Makes or finds every run; a search adds points to the plan until it has its best value.
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
            let what = format!("found no number {:?} in the results", optimize.metric().name);
            return Err(RunError::Spec { key: "optimize.metric", what }.into());
        }
        // In the order of a sweep.
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
