//! `hotset report`.

use super::folder::check;
use crate::arguments::ReportArguments;
use crate::diagnostics::Failure;
use crate::progress::result;
use hotset_results::{report as page, write_atomically};

/// Writes the results of an experiment as one HTML page.
pub(crate) fn report(arguments: &ReportArguments) -> Result<(), Failure> {
    let ReportArguments { folders, out } = arguments;
    if folders.len() > 1 && out.is_some() {
        let message = format!("found --out with {} folders; expected one folder", folders.len());
        return Err(Failure::input(message));
    }
    for folder in folders {
        check(folder)?;
        let page = page(folder).map_err(Failure::input)?;
        let file = out.clone().unwrap_or_else(|| folder.join("report.html"));
        write_atomically(&file, page.as_bytes())
            .map_err(|error| Failure::other(format!("{}: {error}", file.display())))?;
        result(file.display());
    }
    Ok(())
}
