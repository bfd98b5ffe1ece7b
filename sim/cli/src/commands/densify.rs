//! `hotset densify`.

use crate::arguments::DensifyArguments;
use crate::diagnostics::Failure;
use crate::progress::note;
use crate::units::grouped;
use hotset_experiment::columnar::{dense_folder, source_of, write_dense};

/// Keeps the columnar form of a trace.
pub(crate) fn densify(arguments: &DensifyArguments) -> Result<(), Failure> {
    let trace = &arguments.trace;
    // A file that is no trace is reported before anything is written.
    let reader = super::trace::open(trace)?;
    let folder = match (&arguments.out, trace.only()) {
        (Some(folder), _) => folder.clone(),
        (None, Some(path)) => dense_folder(path),
        (None, None) => {
            return Err(Failure::input("found several files; expected --out, the folder to make"));
        }
    };
    let source = source_of(&trace.traces, &reader).map_err(Failure::input)?;
    let options = super::trace::options(trace)?;
    let manifest =
        write_dense(&trace.traces, &options, &source, &folder).map_err(Failure::input)?;
    let (requests, objects) = (grouped(manifest.requests), grouped(manifest.objects));
    note(
        arguments.quiet,
        format!(
            "{}: {requests} requests, {objects} objects; {}",
            folder.display(),
            manifest.report
        ),
    );
    Ok(())
}
