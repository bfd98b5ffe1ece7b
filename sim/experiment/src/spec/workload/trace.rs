//! The keys of `kind = "trace"`.

use super::workload::{TraceSites, WorkloadSpec};
use crate::spec::reader::{Reader, SpecError};
use hotset_workloads::formats::{
    Columns, Delimiter, Filters, Format, LogFormat, NameRule, QueryRule, ReadOptions, SizeRule,
    TimeUnit,
};
use std::path::PathBuf;

/// The file, or the files, of a trace.
fn trace_paths(reader: &Reader<'_>) -> Result<Vec<PathBuf>, SpecError> {
    if !reader.given("workload.paths") {
        return Ok(vec![PathBuf::from(reader.text("workload.path")?)]);
    }
    if reader.given("workload.path") {
        let message = "found both `path` and `paths`; expected one of them";
        return Err(SpecError::new("workload.paths", message));
    }
    let paths: Vec<PathBuf> = reader.list("workload.paths", "a list of files or patterns")?;
    match paths.is_empty() {
        true => Err(SpecError::new("workload.paths", "found no file; expected one or more")),
        false => Ok(paths),
    }
}

fn parsed<T>(
    reader: &Reader<'_>,
    key: &str,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<T, SpecError> {
    parse(&reader.text(key)?).map_err(|message| SpecError::new(key, message))
}

/// How a trace is read.
fn read_options(reader: &Reader<'_>) -> Result<ReadOptions, SpecError> {
    fn or_auto<T: Copy>(words: &[(&'static str, T)]) -> Vec<(&'static str, Option<T>)> {
        let words = words.iter().map(|&(name, value)| (name, Some(value)));
        std::iter::once(("auto", None)).chain(words).collect()
    }
    let column = |name: &str| column(reader, name);
    let log_format = match reader.given("workload.log_format") {
        true => Some(parsed(reader, "workload.log_format", LogFormat::parse)?),
        false => None,
    };
    let options = ReadOptions {
        format: reader.word("workload.format", &or_auto(&Format::ALL))?,
        sizes: reader.word("workload.size_rule", &or_auto(&SizeRule::ALL))?,
        columns: Columns {
            time: column("time")?,
            object: column("object")?,
            bytes: column("bytes")?,
            host: column("host")?,
            method: column("method")?,
            status: column("status")?,
            ttl: column("ttl")?,
        },
        delimiter: reader.word("workload.delimiter", &or_auto(&Delimiter::ALL))?,
        time_unit: reader.word("workload.time_unit", &or_auto(&TimeUnit::ALL))?,
        names: NameRule {
            query: parsed(reader, "workload.query", QueryRule::parse)?,
            normalize: reader
                .word("workload.urls", &[("as-logged", false), ("normalized", true)])?,
        },
        filters: Filters {
            methods: reader.list("workload.methods", "a list of methods or operations")?,
            statuses: reader.list("workload.statuses", "a list of statuses")?,
        },
        keep_order: reader.word("workload.order", ORDERS)? == Order::File,
        strict: reader.word("workload.malformed", &[("skip", false), ("error", true)])?,
        log_format: None,
    };
    match log_format {
        None => Ok(options),
        Some(asked) => options
            .with_log_format(asked)
            .map_err(|message| SpecError::new("workload.log_format", message)),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Time,
    File,
    Shuffled,
}

const ORDERS: &[(&str, Order)] =
    &[("as-logged", Order::Time), ("file", Order::File), ("shuffled", Order::Shuffled)];

pub(super) fn trace(reader: &Reader<'_>) -> Result<WorkloadSpec, SpecError> {
    let by = [
        ("auto", TraceSites::Auto),
        ("none", TraceSites::None),
        ("directory", TraceSites::Directory),
        ("host", TraceSites::Host),
        ("hash", TraceSites::Hash(1)),
    ];
    let sites = match reader.word("workload.sites_by", &by)? {
        TraceSites::Hash(_) => {
            TraceSites::Hash(reader.whole("workload.sites", 1..=65_535)? as usize)
        }
        other => other,
    };
    Ok(WorkloadSpec::Trace {
        paths: trace_paths(reader)?,
        options: Box::new(read_options(reader)?),
        sites,
        shuffled: reader.word("workload.order", ORDERS)? == Order::Shuffled,
    })
}

pub(super) fn column(reader: &Reader<'_>, name: &str) -> Result<Option<String>, SpecError> {
    let path = format!("workload.columns.{name}");
    if reader.given(&path) { reader.text(&path).map(Some) } else { Ok(None) }
}
