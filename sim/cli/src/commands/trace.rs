//! Opening a trace as the command line says.

use crate::arguments::TraceArguments;
use crate::diagnostics::Failure;
use hotset_workloads::formats::{
    Columns, Delimiter, Filters, Format, LogFormat, NameRule, QueryRule, ReadOptions, SizeRule,
    TimeUnit, TraceReader,
};
use std::path::Path;

/// Opens the trace.
pub(crate) fn open(arguments: &TraceArguments) -> Result<TraceReader, Failure> {
    TraceReader::open_all(&arguments.traces, &options(arguments)?).map_err(Failure::input)
}

/// How the trace is to be read.
pub(crate) fn options(arguments: &TraceArguments) -> Result<ReadOptions, Failure> {
    let given = &arguments.reading;
    let options = ReadOptions {
        format: word("--format", given.format.as_deref(), &Format::known())?,
        log_format: None,
        sizes: word("--size-rule", given.size_rule.as_deref(), &SizeRule::ALL)?,
        columns: Columns {
            time: given.time_column.clone(),
            object: given.object_column.clone(),
            bytes: given.bytes_column.clone(),
            host: given.host_column.clone(),
            method: given.method_column.clone(),
            status: given.status_column.clone(),
            ttl: given.ttl_column.clone(),
        },
        delimiter: word("--delimiter", given.delimiter.as_deref(), &Delimiter::ALL)?,
        time_unit: word("--time-unit", given.time_unit.as_deref(), &TimeUnit::ALL)?,
        names: NameRule {
            query: QueryRule::parse(&given.query)
                .map_err(|what| Failure::input(format!("--query: {what}")))?,
            normalize: given.normalize_urls,
        },
        filters: Filters { methods: given.method.clone(), statuses: given.status.clone() },
        keep_order: given.keep_order,
        strict: given.strict,
    };
    let Some(text) = &given.log_format else { return Ok(options) };
    let wrong = |what: String| Failure::input(format!("--log-format: {what}"));
    let asked = LogFormat::parse(text).map_err(wrong)?;
    options.with_log_format(asked).map_err(wrong)
}

/// Copies standard input to a temporary file, where it is named as a trace: what reads a trace twice
/// can do so. The file goes with what is returned.
pub(crate) fn spool_stdin(
    arguments: &mut TraceArguments,
) -> Result<Option<tempfile::TempDir>, Failure> {
    let is_stdin = |path: &Path| path == Path::new("-");
    let named = arguments.traces.iter().filter(|path| is_stdin(path)).count();
    if named == 0 {
        return Ok(None);
    }
    if named > 1 {
        return Err(Failure::input("found - twice; expected standard input once"));
    }
    let folder = tempfile::tempdir().map_err(Failure::other)?;
    let file = folder.path().join("stdin");
    hotset_workloads::files::set_stdin_copy(&file);
    let mut copy = std::fs::File::create(&file).map_err(Failure::other)?;
    std::io::copy(&mut std::io::stdin().lock(), &mut copy).map_err(Failure::other)?;
    for path in arguments.traces.iter_mut().filter(|path| is_stdin(path)) {
        path.clone_from(&file);
    }
    Ok(Some(folder))
}

/// What one of a few words stands for.
pub(crate) fn word<T: Copy>(
    flag: &str,
    given: Option<&str>,
    words: &[(&str, T)],
) -> Result<Option<T>, Failure> {
    let Some(given) = given else { return Ok(None) };
    let found = words.iter().find(|(name, _)| name.eq_ignore_ascii_case(given));
    match found {
        Some((_, meaning)) => Ok(Some(*meaning)),
        None => {
            let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
            Err(Failure::input(format!(
                "found {flag} {given}; expected one of: {}",
                names.join(", ")
            )))
        }
    }
}
