//! `hotset plan`.

use crate::arguments::PlanArguments;
use crate::commands::spec::load;
use crate::commands::sweep::{create, describe as describe_shards, of_spec, save};
use crate::diagnostics::Failure;
use crate::host::Host;
use crate::progress::result;
use crate::units::{bytes, counted, duration, grouped};
use hotset_experiment::shards::estimate_seconds;
use hotset_experiment::{Plan, Point, WorkloadSpec};
use hotset_results::terminal_table;

/// Lists the runs of a spec and the memory that they take at most.
pub(crate) fn plan(arguments: &PlanArguments) -> Result<(), Failure> {
    let (source, plan) = load(arguments.spec.as_deref(), &arguments.settings)?;
    let threads = rayon::current_num_threads();
    if let Some(shards) = arguments.sharding.count(threads) {
        let sweep = create(arguments.spec.as_deref(), &arguments.settings, shards, &arguments.out)?;
        save(&sweep)?;
        result(describe_shards(&sweep));
        return Ok(());
    }
    let seconds = match arguments.time {
        true => {
            let host = Host::new("plan");
            let options = host.options(&arguments.out, &|_| ());
            let seconds = estimate_seconds(&plan, &options);
            Some(seconds.map_err(|error| of_spec(&source, error))?)
        }
        false => None,
    };
    if arguments.json {
        let points: Vec<_> = plan.points.iter().map(|point| &*point.parameters).collect();
        let document = serde_json::json!({
            "name": plan.name,
            "replications": plan.replications,
            "runs": plan.runs(),
            "points": points,
            "seconds": seconds,
        });
        result(document);
        return Ok(());
    }
    let mut header = vec!["point"];
    header.extend(plan.swept.iter().map(String::as_str));
    let rows: Vec<Vec<String>> =
        plan.points.iter().enumerate().map(|(n, p)| row(&plan, n, p)).collect();
    result(terminal_table(&header, &rows));
    result(describe(&plan));
    if let Some(seconds) = seconds {
        let all = duration(seconds / threads as f64);
        result(format!("about {all} on {threads} threads, {} on one", duration(seconds)));
    }
    Ok(())
}

fn row(plan: &Plan, number: usize, point: &Point) -> Vec<String> {
    let value = |key: &String| {
        point.parameters.get(key).map_or(String::new(), |value| value.to_string().replace('"', ""))
    };
    std::iter::once(number.to_string()).chain(plan.swept.iter().map(value)).collect()
}

/// One line on the size of a plan.
pub(crate) fn describe(plan: &Plan) -> String {
    let requests: u64 = plan
        .points
        .iter()
        .filter(|point| point.reserve().is_none())
        .map(|point| match &point.workload {
            WorkloadSpec::Synthetic(model) => model.requests,
            WorkloadSpec::Twin(twin) => twin.requests(),
            WorkloadSpec::Trace { .. } | WorkloadSpec::Series { .. } => 0,
        })
        .sum::<u64>()
        .saturating_mul(plan.runs() as u64 / plan.points.len().max(1) as u64);
    let requests = match requests {
        0 if plan.points.iter().all(|point| point.reserve().is_some()) => {
            "loads of whole sites".to_owned()
        }
        0 => "as many requests as the input has".to_owned(),
        requests => format!("{} requests", grouped(requests)),
    };
    let search = plan.optimize.as_ref().map_or(String::new(), |optimize| {
        format!(", up to {} values of {} each", optimize.values_max(), optimize.key)
    });
    format!(
        "{}: {}{} ({} x {}{search}), {requests}{}",
        plan.name,
        if plan.optimize.is_some() { "at most " } else { "" },
        counted(plan.runs() as u64, "run"),
        counted(plan.points.len() as u64, "point"),
        counted(plan.replications.into(), "replication"),
        match (plan.memory_bytes_max(), plan.tables_bytes_max()) {
            (Some(run), Some(tables)) =>
                format!(", at most {} a thread and {} for all", bytes(run), bytes(tables)),
            _ => String::new(),
        }
    )
}
