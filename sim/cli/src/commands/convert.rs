//! `hotset convert`.

use super::outputs::{Target, check_target, write_file};
use super::trace::{open, options, spool_stdin};
use crate::arguments::{ConvertArguments, TraceArguments};
use crate::diagnostics::Failure;
use crate::progress::note;
use hotset_experiment::columnar::{source_of, write_dense};
use hotset_results::safe_name;
use hotset_workloads::dense::DenseTrace;
use hotset_workloads::dense::write_oracle_general;
use hotset_workloads::formats::CsvWriter;
use hotset_workloads::{RequestBatch, RequestSource, SourceError};
use std::io::Write;
use std::path::Path;

/// Writes a trace in another format.
pub(crate) fn convert(arguments: ConvertArguments) -> Result<(), Failure> {
    let ConvertArguments { traces, out, reading, writing } = arguments;
    let mut trace = TraceArguments { traces, reading };
    let target = Target::of(&out, &writing)?;
    check_target(target, &out, &trace.traces, writing.force)?;
    let _spooled = spool_stdin(&mut trace)?;
    let summary = match target {
        Target::Csv => csv(&trace, &out)?,
        Target::OracleGeneral => oracle_general(&trace, &out)?,
        Target::Dense => dense(&trace, &out)?,
    };
    note(writing.quiet, format!("{}: {summary}", out.display()));
    Ok(())
}

/// Why a trace cannot be written as a table.
const MODIFIED: &str = "objects are deleted or modified, which a table of requests cannot express; \
                        expected columns (.hotset), or --size-rule as-logged";

/// A trace that is dense already.
fn dense_input(trace: &TraceArguments) -> Result<Option<DenseTrace>, Failure> {
    let folder = trace.only().filter(|path| path.is_dir());
    folder.map(|folder| DenseTrace::open(folder, None)).transpose().map_err(Failure::input)
}

fn csv(trace: &TraceArguments, out: &Path) -> Result<String, Failure> {
    if let Some(dense) = dense_input(trace)? {
        if dense.manifest().versions {
            return Err(Failure::input(MODIFIED));
        }
        let (names, ..) = dense.object_metadata().map_err(Failure::input)?;
        let (mut requests, ttl) = (dense.requests(), dense.has_ttl());
        write_file(out, |writer| write_csv(writer, &mut requests, ttl, |o| names.name(o)))?;
        return Ok(format!("{} requests", dense.len()));
    }
    let mut reader = open(trace)?;
    let has_ttl = reader.may_have_ttl();
    write_file(out, |writer| {
        let failed = |error| SourceError::Io { path: String::new(), error };
        let mut csv = CsvWriter::new(writer, has_ttl).map_err(failed)?;
        let mut batch = RequestBatch::default();
        while reader.next_batch(&mut batch)? {
            let names = reader.names();
            let name = |_: usize, object: u32, out: &mut Vec<u8>| {
                out.extend_from_slice(safe_name(&names.name(object)).as_bytes());
            };
            csv.write(&batch, name).map_err(failed)?;
        }
        if reader.report().modifications > 0 {
            let (path, what) = (out.display().to_string(), MODIFIED.to_owned());
            return Err(SourceError::Unusable { path, what });
        }
        csv.finish().map(|_| ()).map_err(failed)
    })?;
    Ok(reader.report().to_string())
}

/// Writes requests whose names are known.
pub(super) fn write_csv(
    writer: &mut dyn Write,
    source: &mut dyn RequestSource,
    has_ttl: bool,
    name: impl Fn(u32) -> String,
) -> Result<u64, SourceError> {
    let failed = |error| SourceError::Io { path: String::new(), error };
    let mut csv = CsvWriter::new(writer, has_ttl).map_err(failed)?;
    let mut batch = RequestBatch::default();
    let mut requests = 0;
    while source.next_batch(&mut batch)? {
        requests += batch.len() as u64;
        let put = |_: usize, object: u32, out: &mut Vec<u8>| {
            out.extend_from_slice(safe_name(&name(object)).as_bytes());
        };
        csv.write(&batch, put).map_err(failed)?;
    }
    csv.finish().map(|_| requests).map_err(failed)
}

fn oracle_general(trace: &TraceArguments, out: &Path) -> Result<String, Failure> {
    if let Some(dense) = dense_input(trace)? {
        return write_oracle(&dense, out, &dense.manifest().report);
    }
    let folder = tempfile::tempdir().map_err(Failure::other)?;
    let folder = folder.path().join("dense");
    let manifest = dense_to(trace, &folder)?;
    let dense = DenseTrace::open(&folder, None).map_err(Failure::input)?;
    write_oracle(&dense, out, &manifest)
}

/// Writes a dense trace as oracleGeneral, and reports what was lost.
pub(super) fn write_oracle(
    dense: &DenseTrace,
    out: &Path,
    report: &str,
) -> Result<String, Failure> {
    let left_out = write_file(out, |writer| write_oracle_general(dense, writer))?;
    let lost = match left_out.fractions {
        0 => String::new(),
        requests => format!("; {requests} times lost their fractions of a second"),
    };
    let ttl = if dense.has_ttl() { "; times to live are left out" } else { "" };
    Ok(format!("{report}; objects are called by their numbers{lost}{ttl}"))
}

fn dense(trace: &TraceArguments, out: &Path) -> Result<String, Failure> {
    if dense_input(trace)?.is_some() {
        return Err(Failure::input(
            "found a dense trace to be made dense; expected another format",
        ));
    }
    dense_to(trace, out)
}

fn dense_to(trace: &TraceArguments, folder: &Path) -> Result<String, Failure> {
    let reader = open(trace)?;
    let source = source_of(&trace.traces, &reader).map_err(Failure::input)?;
    let manifest =
        write_dense(&trace.traces, &options(trace)?, &source, folder).map_err(Failure::input)?;
    Ok(manifest.report)
}
