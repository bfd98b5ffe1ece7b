//! `hotset cite`.

use super::folder::check;
use crate::arguments::CiteArguments;
use crate::diagnostics::Failure;
use crate::progress::result;
use crate::version::version;
use hotset_results::citation;

/// Prints how to cite the program and, of an experiment, its result and its inputs.
pub(crate) fn cite(arguments: &CiteArguments) -> Result<(), Failure> {
    let version = version();
    match &arguments.folder {
        None => result(citation::of_program(version)),
        Some(folder) => {
            check(folder)?;
            result(citation::of_experiment(folder, version).map_err(Failure::input)?);
        }
    }
    Ok(())
}
