//! `hotset generate`.

use super::convert::{write_csv, write_oracle};
use super::outputs::{Target, check, write_file};
use super::run::load;
use crate::arguments::GenerateArguments;
use crate::diagnostics::Failure;
use crate::progress::note;
use crate::units::grouped;
use hotset_experiment::generate as draw;
use hotset_workloads::SourceError;
use hotset_workloads::dense::{DenseTrace, write_drawn};

/// Writes the requests of a spec as a trace.
pub(crate) fn generate(arguments: &GenerateArguments) -> Result<(), Failure> {
    let (_, plan) = load(arguments.spec.as_deref(), &arguments.settings)?;
    let (out, writing) = (&arguments.out, &arguments.writing);
    let target = Target::of(out, writing)?;
    let inputs: Vec<_> = arguments.spec.iter().cloned().collect();
    if target != Target::Dense {
        check(out, &inputs, writing.force, |_| false)?;
    }
    let replication = arguments.replication;
    let told = match target {
        Target::Dense => {
            let manifest =
                draw(&plan, replication, |source, truth| write_drawn(source, truth, out))
                    .map_err(Failure::input)?;
            format!("{} requests", grouped(manifest.requests))
        }
        Target::Csv => {
            let mut failure = None;
            let drawn = draw(&plan, replication, |source, truth| {
                let name = |object| truth.name(object);
                let written = write_file(out, |file| write_csv(file, source, false, name));
                failure = written.err();
                Ok(grouped(truth.catalog.len() as u64))
            });
            match failure {
                Some(failure) => return Err(failure),
                None => format!("from {} objects", drawn.map_err(Failure::input)?),
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
    note(writing.quiet, format!("{}: {told}", out.display()));
    Ok(())
}
