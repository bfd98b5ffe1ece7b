//! Opening a trace as the command line says.

use crate::arguments::TraceArguments;
use crate::diagnostics::Failure;
use hotset_workloads::formats::{Columns, Format, ReadOptions, SizeRule, TraceReader};

/// Opens the trace.
pub(crate) fn open(arguments: &TraceArguments) -> Result<TraceReader, Failure> {
    TraceReader::open(&arguments.trace, &options(arguments)?).map_err(Failure::input)
}

/// How the trace is to be read.
pub(crate) fn options(arguments: &TraceArguments) -> Result<ReadOptions, Failure> {
    let rules = [("last-whole", SizeRule::LastWhole), ("as-logged", SizeRule::AsLogged)];
    Ok(ReadOptions {
        format: word("--format", arguments.format.as_deref(), &Format::ALL)?,
        sizes: word("--size-rule", arguments.size_rule.as_deref(), &rules)?,
        columns: Columns {
            time: arguments.time_column.clone(),
            object: arguments.object_column.clone(),
            bytes: arguments.bytes_column.clone(),
        },
    })
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
