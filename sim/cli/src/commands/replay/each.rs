//! `hotset replay --each`: every file a trace of its own, as a study of single caches.

use crate::arguments::{ReadingArguments, ReplayArguments};
use crate::commands::run::{Printed, run_spec};
use crate::diagnostics::Failure;
use hotset_sim::cache::{Policy, PolicyKind};
use toml::{Table, Value};

/// Replays every trace through every policy at every size, as a spec with `study = "cache"` does.
pub(super) fn replay_each(arguments: &ReplayArguments, policies: &[Policy]) -> Result<(), Failure> {
    let refused = [
        ("--mrc", arguments.mrc),
        ("--sample", arguments.sample.is_some()),
        ("--keep", arguments.keep),
    ];
    if let Some((flag, _)) = refused.iter().find(|(_, given)| *given) {
        return Err(Failure::input(format!("found {flag} beside --each; expected one of them")));
    }
    let printed = Printed { json: arguments.json, quiet: arguments.quiet };
    run_spec(&spec(arguments, policies), &arguments.out, arguments.threads, printed)
}

/// The spec that says the same.
fn spec(arguments: &ReplayArguments, policies: &[Policy]) -> String {
    let texts = |values: &mut dyn Iterator<Item = String>| values.map(Value::String).collect();
    let bounds = [PolicyKind::StaticLfu, PolicyKind::Belady].map(Policy::from);
    let missing = bounds.iter().filter(|bound| arguments.bounds && !policies.contains(bound));
    let mut policies = policies.iter().chain(missing).map(ToString::to_string);
    let mut traces = arguments.trace.traces.iter().map(|path| path.display().to_string());
    let mut sizes = arguments.cache.iter().cloned();
    let mut all = Table::from_iter([
        ("name".to_owned(), "replay".into()),
        ("study".to_owned(), "cache".into()),
        ("seed".to_owned(), Value::Integer(arguments.seed as i64)),
        ("workload".to_owned(), Value::Table(reading(&arguments.trace.reading))),
        (
            "sweep".to_owned(),
            Value::Table(Table::from_iter([
                ("workload.path".to_owned(), Value::Array(texts(&mut traces))),
                ("servers.policy".to_owned(), Value::Array(texts(&mut policies))),
                ("servers.cache".to_owned(), Value::Array(texts(&mut sizes))),
            ])),
        ),
    ]);
    if arguments.ignore_size {
        all.insert("object_sizes".to_owned(), "one".into());
    }
    if let Some(share) = arguments.warm_up {
        all.insert("warm_up".to_owned(), share.into());
    }
    if let Some(bins) = arguments.bins {
        all.insert("bins".to_owned(), Value::Integer(bins as i64));
    }
    all.to_string()
}

/// The keys of how traces are read.
fn reading(reading: &ReadingArguments) -> Table {
    let mut workload = Table::from_iter([("kind".to_owned(), "trace".into())]);
    let mut columns = Table::new();
    for (key, value) in [
        ("format", &reading.format),
        ("log_format", &reading.log_format),
        ("size_rule", &reading.size_rule),
        ("delimiter", &reading.delimiter),
        ("time_unit", &reading.time_unit),
    ] {
        workload.extend(value.clone().map(|value| (key.to_owned(), value.into())));
    }
    for (key, value) in [
        ("time", &reading.time_column),
        ("object", &reading.object_column),
        ("bytes", &reading.bytes_column),
        ("host", &reading.host_column),
        ("method", &reading.method_column),
        ("status", &reading.status_column),
        ("ttl", &reading.ttl_column),
    ] {
        columns.extend(value.clone().map(|value| (key.to_owned(), value.into())));
    }
    if !columns.is_empty() {
        workload.insert("columns".to_owned(), Value::Table(columns));
    }
    workload.insert("query".to_owned(), reading.query.clone().into());
    let methods: Vec<Value> = reading.method.iter().cloned().map(Value::String).collect();
    let statuses: Vec<Value> = reading.status.iter().map(|&s| i64::from(s).into()).collect();
    for (key, values) in [("methods", methods), ("statuses", statuses)] {
        if !values.is_empty() {
            workload.insert(key.to_owned(), Value::Array(values));
        }
    }
    for (key, word, given) in [
        ("urls", "normalized", reading.normalize_urls),
        ("order", "file", reading.keep_order),
        ("malformed", "error", reading.strict),
    ] {
        if given {
            workload.insert(key.to_owned(), word.into());
        }
    }
    workload
}
