//! A report: one HTML page on an experiment, made from the files in its folder, that opens without a network.
//!
//! [`Folder`](folder::Folder) reads the files. The *sections* of the page (answer, claims, references,
//! provenance) are written as [`Html`](html::Html), which escapes all text. What the charts and the table show
//! is embedded as JSON ([`data`]), and the scripts in `assets/` put it on the page as text. The page may load
//! nothing: its security policy admits its own script and style by their hashes, and nothing else.

mod answer;
mod claims;
mod comparison;
mod data;
mod error;
mod folder;
mod html;
mod page;
mod parameters;
mod provenance;
mod quantities;
mod references;
mod series;
mod warnings;

pub use error::ReportError;

use folder::Folder;
use std::path::Path;

/// The report of an experiment as one HTML page, from the files in its folder. Only `summary.csv` is needed;
/// whatever else is there makes the report fuller: `answer.txt`, `runs.csv`, `winners.csv`,
/// `robustness.csv`, `bounds.csv`, `predictions.csv`, `series.csv`, `manifest.json` and
/// `spec.resolved.toml`. The same files give the same bytes.
///
/// # Errors
/// If a file that is there cannot be read, or `summary.csv` has no rows.
pub fn report(folder: &Path) -> Result<String, ReportError> {
    let folder = Folder::read(folder)?;
    let data = data::data(&folder)?;
    Ok(page::page(&folder, &data))
}
