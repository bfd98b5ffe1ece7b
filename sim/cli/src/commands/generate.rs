//! `hotset generate`.

use super::convert::{write_csv, write_oracle};
use super::outputs::{Target, check_target, write_file};
use super::spec::load;
use crate::arguments::GenerateArguments;
use crate::diagnostics::Failure;
use crate::progress::note;
use crate::units::grouped;
use hotset_experiment::generate as draw;
use hotset_workloads::SourceError;
use hotset_workloads::dense::{DenseTrace, write_drawn};
use std::path::Path;

/// Writes the requests of a spec as a trace.
pub(crate) fn generate(arguments: &GenerateArguments) -> Result<(), Failure> {
    let (_, plan) = load(arguments.spec.as_deref(), &arguments.settings)?;
    let (out, writing) = (&arguments.out, &arguments.writing);
    let target = Target::of(out, writing)?;
    let read = plan.points.iter().flat_map(|point| point.workload.paths());
    let inputs: Vec<_> = arguments.spec.iter().cloned().chain(read.map(Path::to_owned)).collect();
    check_target(target, out, &inputs, writing.force)?;
    let replication = arguments.replication;
    let summary = match target {
        Target::Dense => {
            let manifest =
                draw(&plan, replication, |source, truth| write_drawn(source, truth, out))
                    .map_err(Failure::input)?;
            format!("{} requests", grouped(manifest.requests))
        }
        Target::Csv => {
            let mut failure = None;
            let mut requests = 0;
            let drawn = draw(&plan, replication, |source, truth| {
                let name = |object| truth.name(object);
                match write_file(out, |file| write_csv(file, source, false, name)) {
                    Ok(written) => requests = written,
                    Err(error) => failure = Some(error),
                }
                Ok(())
            });
            match failure {
                Some(failure) => return Err(failure),
                None => drawn
                    .map(|()| format!("{} requests", grouped(requests)))
                    .map_err(Failure::input)?,
            }
        }
        Target::OracleGeneral => {
            let folder = tempfile::tempdir().map_err(Failure::other)?;
            let folder = folder.path().join("dense");
            let drawn = draw(&plan, replication, |source, truth| {
                write_drawn(source, truth, &folder)?;
                DenseTrace::open(&folder, None)
            });
            let dense = drawn.map_err(|error: SourceError| Failure::input(error))?;
            write_oracle(&dense, out, &format!("{} requests", grouped(dense.len() as u64)))?
        }
    };
    note(writing.quiet, format!("{}: {summary}", out.display()));
    Ok(())
}
