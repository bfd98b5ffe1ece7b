//! `hotset reproduce`.

use super::spec::load;
use super::with_threads;
use crate::arguments::ReproduceArguments;
use crate::diagnostics::Failure;
use crate::host::Host;
use crate::progress::{RunsBar, note, result};
use hotset_experiment::execute;
use hotset_experiment::reproduce::{Claim, ClaimedExperiment, Claims, Outcome};
use hotset_results::{Table, terminal_table};
use serde_json::{Value, json};
use std::path::Path;

/// Runs the experiments of the reference results again, and holds each claim about them against what comes out.
pub(crate) fn reproduce(arguments: &ReproduceArguments) -> Result<(), Failure> {
    let file = arguments.reference.join("claims.toml");
    let wrong = |error: String| Failure::input(format!("{}: {error}", file.display()));
    let text = std::fs::read_to_string(&file).map_err(|error| {
        wrong(format!("{error}\nhelp: run it in the project's folder, or give --reference"))
    })?;
    let claims = Claims::parse(&text).map_err(wrong)?;
    let mut rows = Vec::new();
    let mut skipped = Vec::new();
    for experiment in &claims.experiments {
        match settings(experiment, arguments) {
            Some(settings) => {
                let summary = run(experiment, &settings, arguments)?;
                let outcomes = experiment.claims.iter().map(|claim| (claim, claim.check(&summary)));
                rows.extend(outcomes.map(|(claim, outcome)| (experiment, claim, outcome)));
            }
            None => skipped.push(experiment),
        }
    }
    let failed = rows.iter().filter(|(_, _, outcome)| !outcome.holds).count();
    match arguments.json {
        true => result(as_json(&rows, &skipped)),
        false => result(in_words(&rows, &skipped)),
    }
    match failed {
        0 => Ok(()),
        _ => Err(Failure::other(format!("{failed} of {} claims do not hold", rows.len()))),
    }
}

/// The settings of an experiment; `None` if the trace that it needs is not there.
fn settings(experiment: &ClaimedExperiment, arguments: &ReproduceArguments) -> Option<Vec<String>> {
    let mut settings = if arguments.quick { experiment.quick.clone() } else { Vec::new() };
    if let Some(trace) = &experiment.trace {
        let path = arguments.data.as_ref()?.join(trace);
        if !path.is_file() {
            return None;
        }
        settings.push(format!("workload.path={}", path.display()));
    }
    Some(settings)
}

/// Runs an experiment and gives its summary.
fn run(
    experiment: &ClaimedExperiment,
    settings: &[String],
    arguments: &ReproduceArguments,
) -> Result<Table, Failure> {
    let spec = arguments.reference.join(&experiment.folder).join("spec.toml");
    let spec = (!experiment.built_in).then_some(spec.as_path());
    let (_, plan) = load(spec, settings)?;
    note(arguments.json, format!("{}: {}", experiment.folder, experiment.shows));
    let bar = RunsBar::new(arguments.json);
    let progress = |event| bar.show(event);
    let host = Host::new("reproduce");
    let options = host.options(&arguments.out, &progress);
    let executed = with_threads(arguments.threads, || execute(&plan, &options))?;
    bar.clear();
    let executed = executed?;
    executed.seal().map_err(Failure::other)?;
    Ok(executed.summary.to_table())
}

type Checked<'a> = (&'a ClaimedExperiment, &'a Claim, Outcome);

fn in_words(rows: &[Checked<'_>], skipped: &[&ClaimedExperiment]) -> String {
    let cells = |(experiment, claim, outcome): &Checked<'_>| {
        let [low, high] = claim.expected;
        vec![
            experiment.folder.clone(),
            claim.text.clone(),
            format!("{low} to {high}"),
            outcome.found.map_or("nothing".to_owned(), |found| format!("{found:.4}")),
            if outcome.holds { "pass" } else { "FAIL" }.to_owned(),
        ]
    };
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
    let mut text = terminal_table(&["experiment", "claim", "expected", "got", ""], &cells);
    let passed = rows.iter().filter(|(_, _, outcome)| outcome.holds).count();
    text += &format!("\n{passed} of {} claims hold", rows.len());
    for experiment in skipped {
        let trace = experiment.trace.as_deref().unwrap_or_default();
        text += &format!("\nnot run: {}, which needs {trace} (--data FOLDER)", experiment.folder);
    }
    text
}

fn as_json(rows: &[Checked<'_>], skipped: &[&ClaimedExperiment]) -> Value {
    let row = |(experiment, claim, outcome): &Checked<'_>| {
        json!({
            "experiment": experiment.folder,
            "claim": claim.text,
            "metric": claim.metric,
            "expected": claim.expected,
            "got": outcome.found,
            "pass": outcome.holds,
        })
    };
    let folder = |experiment: &&ClaimedExperiment| Path::new(&experiment.folder).to_owned();
    json!({
        "claims": rows.iter().map(row).collect::<Vec<_>>(),
        "not_run": skipped.iter().map(folder).collect::<Vec<_>>(),
    })
}
