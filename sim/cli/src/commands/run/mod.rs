//! `hotset run`: the main job.

mod tables;

use super::plan::describe;
use super::spec::{Source, lay_out, load};
use super::sweep::{of_spec, open, out_of};
use super::{shard, with_threads};
use crate::arguments::RunArguments;
use crate::diagnostics::Failure;
use crate::host::{Host, STOPPED};
use crate::memory;
use crate::progress::{RunsBar, note, result};
use crate::units::bytes;
use hotset_experiment::shards::SharedSweep;
use hotset_experiment::{Executed, Options, Plan, execute};
use hotset_results::figures::{Drawing, experiment_figures};
use hotset_results::{Row, Summary, SummaryRow};
use std::collections::BTreeSet;
use std::path::Path;
use tables::{bounds_table, optima_table, policies_table, robustness_table, table, winners_table};

/// How results are printed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Printed {
    /// As one JSON document.
    pub(crate) json: bool,
    /// As the table alone.
    pub(crate) quiet: bool,
}

/// Runs an experiment from spec to figure; or what a planned sweep leaves to do.
pub(crate) fn run(arguments: &RunArguments) -> Result<(), Failure> {
    let planned = arguments.spec.as_deref().filter(|folder| SharedSweep::is_there(folder));
    match (planned, arguments.shard) {
        (Some(folder), Some(shard)) => return shard::run(folder, shard, arguments),
        (Some(folder), None) => return run_planned(folder, arguments),
        (None, Some(_)) => {
            return Err(Failure::input(
                "found --shard with a spec; expected the folder of a planned sweep\nhelp: `hotset plan SPEC --shards N` \
                 writes a plan, and says where",
            ));
        }
        (None, None) => {}
    }
    let sample = arguments.sample.map(|share| format!("sample={share:?}"));
    let settings: Vec<String> = arguments.settings.iter().cloned().chain(sample).collect();
    let (source, plan) = load(arguments.spec.as_deref(), &settings)?;
    run_here(&source, &plan, &arguments.out, arguments)
}

/// Runs a spec that a command wrote.
pub(crate) fn run_spec(
    text: &str,
    out: &Path,
    threads: Option<usize>,
    printed: Printed,
) -> Result<(), Failure> {
    let (source, plan) = lay_out("the command line", text, None, &[])?;
    let Printed { json, quiet } = printed;
    let arguments = RunArguments { threads, json, quiet, ..RunArguments::default() };
    run_here(&source, &plan, out, &arguments)
}

/// Runs what is left of a planned sweep in this process.
fn run_planned(folder: &Path, arguments: &RunArguments) -> Result<(), Failure> {
    if !arguments.settings.is_empty() || arguments.sample.is_some() {
        return Err(Failure::input(
            "found settings over a planned sweep, whose spec is fixed; expected none (plan another one)",
        ));
    }
    let sweep = open(folder, &Host::new("local"))?;
    let source = Source::of_sweep(&sweep)?;
    // From the spec: what the plan found out about a trace may be of an older one.
    let plan = sweep.source().plan().map_err(|error| source.failure(error))?;
    run_here(&source, &plan, &out_of(folder), arguments)
}

fn run_here(
    source: &Source,
    plan: &Plan,
    out: &Path,
    arguments: &RunArguments,
) -> Result<(), Failure> {
    let printed = Printed { json: arguments.json, quiet: arguments.quiet };
    let quiet = printed.is_quiet();
    note(quiet, describe(plan));
    plan.notes.iter().for_each(|text| note(quiet, text));
    memory::check(plan, arguments.threads.unwrap_or_else(rayon::current_num_threads), quiet)?;
    let host = Host::new("local");
    host.listen(STOPPED);
    let executed = execute_with_bar(source, plan, out, arguments, &host)?;
    host.end();
    finish(plan, executed, printed)
}

impl Printed {
    fn is_quiet(self) -> bool {
        self.json || self.quiet
    }
}

/// Draws the figures of an experiment, completes its folder, and prints its results.
pub(crate) fn finish(plan: &Plan, mut executed: Executed, printed: Printed) -> Result<(), Failure> {
    let quiet = printed.is_quiet();
    for trace in &executed.read {
        note(quiet, format!("trace: {}", trace.text));
    }
    let drawing = Drawing { about: executed.about(), ..Drawing::default() };
    let figures = experiment_figures(&executed.folder, &drawing).map_err(Failure::other)?;
    for (file, content) in &figures {
        executed.write(file, content).map_err(Failure::other)?;
    }
    if executed.runs_missing == 0 {
        executed.seal().map_err(Failure::other)?;
    }
    print(printed, plan, &executed);
    note(quiet, format!("results: {}", executed.folder.display()));
    if let Some(peak) = memory::peak() {
        note(quiet, format!("memory:  {}", bytes(peak)));
    }
    for (file, _) in figures.iter().filter(|(file, _)| file.ends_with(".png")) {
        note(quiet, format!("figure:  {}", executed.folder.join(file).display()));
    }
    match executed.runs_missing {
        0 => Ok(()),
        missing => Err(Failure::stopped(format!(
            "{missing} runs are missing, and these are the results of the others; the same command goes on"
        ))),
    }
}

fn execute_with_bar(
    source: &Source,
    plan: &Plan,
    out: &Path,
    arguments: &RunArguments,
    host: &Host,
) -> Result<Executed, Failure> {
    let quiet = arguments.quiet || arguments.json;
    let bar = RunsBar::new(quiet);
    let progress = |event| {
        host.note(event);
        bar.show(event);
    };
    let options = Options { fresh: arguments.fresh, ..host.options(out, &progress) };
    let executed = with_threads(arguments.threads, || execute(plan, &options))?;
    bar.clear();
    executed.map_err(|error| of_spec(source, error))
}

fn print(printed: Printed, plan: &Plan, executed: &Executed) {
    if printed.json {
        let document = serde_json::json!({
            "name": plan.name,
            "folder": executed.folder,
            "runs_made": executed.runs_made,
            "runs_missing": executed.runs_missing,
            "baseline": plan.baseline,
            "traces": executed.read.iter().map(|trace| &trace.report).collect::<Vec<_>>(),
            "summary": executed.summary.to_table().rows,
            "optima": executed.optima.rows,
            "answer": executed.answer,
            "policies": executed.policies.rows,
            "winners": executed.winners.rows,
            "pairs": executed.pairs.rows,
            "robustness": executed.robustness.rows,
            "bounds": executed.bounds.rows,
            "predictions": executed.predictions.rows,
        });
        result(document);
        return;
    }
    let best = best_alone(plan, executed);
    result(table(plan, best.as_ref().unwrap_or(&executed.summary)));
    if !executed.optima.rows.is_empty() {
        result(format!("\n{}", optima_table(plan, &executed.optima)));
    }
    if !executed.bounds.rows.is_empty() {
        result(format!("\n{}", bounds_table(&executed.bounds)));
    }
    let tables = [
        policies_table(&executed.policies),
        winners_table(&executed.winners),
        robustness_table(&executed.robustness),
    ];
    for text in tables {
        if !text.is_empty() {
            result(format!("\n{text}"));
        }
    }
    if !executed.answer.is_empty() {
        result(format!("\n{}", executed.answer.join("\n")));
    }
}

/// Where best values were looked for, those alone; all that were tried are in the files. `None` where they were not.
fn best_alone(plan: &Plan, executed: &Executed) -> Option<Summary> {
    let optima = &executed.optima.rows;
    let place =
        |row: &Row| format!("{:?}", plan.swept.iter().map(|key| row.get(key)).collect::<Vec<_>>());
    let best: BTreeSet<String> = optima.iter().map(place).collect();
    let is_best = |row: &SummaryRow| best.contains(&place(&row.parameters));
    (!optima.is_empty()).then(|| executed.summary.filtered(is_best))
}
