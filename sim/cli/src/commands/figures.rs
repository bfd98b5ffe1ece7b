//! `hotset figures`.

use crate::arguments::FiguresArguments;
use crate::diagnostics::Failure;
use crate::progress::result;
use hotset_results::figures::experiment_figures;
use hotset_results::write_whole;

/// Redraws the figures of an experiment from its tables.
pub(crate) fn figures(arguments: &FiguresArguments) -> Result<(), Failure> {
    for (file, bytes) in experiment_figures(&arguments.folder).map_err(Failure::input)? {
        let path = arguments.folder.join(file);
        write_whole(&path, &bytes).map_err(Failure::other)?;
        result(path.display());
    }
    Ok(())
}
