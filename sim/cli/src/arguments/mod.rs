//! The command line.

mod analyze;
mod figures;
mod replay;
mod run;
mod shell;
mod sweep;
mod trace;
mod write;

pub(crate) use analyze::AnalyzeArguments;
use clap::{Parser, Subcommand};
pub(crate) use figures::{CiteArguments, FiguresArguments, ReportArguments};
use hotset_experiment::Quantity;
pub(crate) use replay::ReplayArguments;
pub(crate) use run::{
    GenerateArguments, InitArguments, KeysArguments, PlanArguments, PredictArguments,
    ReproduceArguments, RunArguments,
};
pub(crate) use shell::{CompletionsArguments, ManArguments};
pub(crate) use sweep::{
    CancelArguments, MergeArguments, ShardingArguments, StatusArguments, SubmitArguments,
};
pub(crate) use trace::{ReadingArguments, TraceArguments};
pub(crate) use write::{ConvertArguments, DensifyArguments, WritingArguments};

/// A share, or a percentage.
pub(crate) fn share(text: &str) -> Result<f64, String> {
    Quantity::Plain.parse(text)
}

/// A time in seconds, or with its unit.
pub(crate) fn seconds(text: &str) -> Result<f64, String> {
    Quantity::Time { unit_s: 1.0 }.parse(text)
}

/// A shard of several, as `0/64`, which is the first.
pub(crate) fn shard(text: &str) -> Result<(u32, u32), String> {
    let parts =
        text.split_once('/').and_then(|(shard, of)| Some((shard.parse().ok()?, of.parse().ok()?)));
    parts
        .filter(|(shard, of)| shard < of)
        .ok_or_else(|| "expected a shard of several, from 0/N to N-1/N, as 0/64".to_owned())
}

/// A whole number, or one in thousands or millions.
pub(crate) fn count(text: &str) -> Result<usize, String> {
    let number = Quantity::Plain.parse(text)?;
    let whole = number.fract() == 0.0 && (0.0..1e15).contains(&number);
    whole.then_some(number as usize).ok_or_else(|| "expected a whole number".to_owned())
}

/// Simulates what consolidating hot web content does to total traffic and to the reserve.
///
/// Without a command, runs the built-in default experiment.
#[derive(Debug, Parser)]
#[command(
    name = "hotset",
    version,
    after_help = "Exit status: 0 done, 2 the input or the spec is wrong, 3 runs are missing, 4 two results for one run \
                  differ, 75 stopped early, 130 interrupted, 1 anything else."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run an experiment (a sweep is one), resuming finished runs.
    Run(RunArguments),
    /// Submit a sweep to a cluster, or the part of it that is missing.
    Submit(SubmitArguments),
    /// How far a planned sweep is.
    Status(StatusArguments),
    /// Write the results of a planned sweep whose shards are done.
    Merge(MergeArguments),
    /// Cancel the jobs of a sweep that was submitted.
    Cancel(CancelArguments),
    /// Write a commented spec to begin with.
    Init(InitArguments),
    /// List the runs of a spec, and the memory that they need.
    Plan(PlanArguments),
    /// The traffic of a spec by closed forms, beside the simulation where it was run.
    Predict(PredictArguments),
    /// One cache, many policies and sizes in one pass over a trace.
    Replay(ReplayArguments),
    /// Keep the columnar form of a trace beside its file, so that replays of it start at once.
    Densify(DensifyArguments),
    /// Write a trace in another format: oracle-general with true next accesses, csv, or dense.
    Convert(ConvertArguments),
    /// Write the requests of a spec as a trace.
    Generate(GenerateArguments),
    /// List the eviction and admission policies, with their parameters.
    Policies,
    /// Popularity of a trace or of counts over time, and how it varies: tables and figures.
    Analyze(AnalyzeArguments),
    /// Redraw the figures of an experiment from its files, or draw another one.
    Figures(FiguresArguments),
    /// One HTML page of an experiment's results, to open in a browser or to send.
    Report(ReportArguments),
    /// Run the experiments of the reference results again, and check the claims about them.
    Reproduce(ReproduceArguments),
    /// Print how to cite the program, or the result of an experiment, as BibTeX.
    Cite(CiteArguments),
    /// List the keys of a spec with their defaults, or print its JSON schema.
    Keys(KeysArguments),
    /// Print the script with which a shell completes commands and flags.
    Completions(CompletionsArguments),
    /// Write the manual pages.
    Man(ManArguments),
}
