//! The files that an experiment left in its folder.

use super::error::ReportError;
use crate::tables::{CsvFile, REPLICATIONS};
use crate::{Summary, Table};
use serde_json::Value;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A longer table of runs is not read: the report does without what needs it.
const RUNS_BYTES_MAX: u64 = 1 << 27;

/// What was read of a folder. A table that is not there is empty.
pub(super) struct Folder {
    /// The experiment's name.
    pub(super) name: String,
    /// `summary.csv`.
    pub(super) summary: Table,
    /// The runs behind the summary, for paired differences; the same points, in the same order.
    pub(super) runs: Option<Summary>,
    /// The layout that others are compared with.
    pub(super) baseline: Option<String>,
    /// `winners.csv`.
    pub(super) winners: Table,
    /// `robustness.csv`.
    pub(super) robustness: Table,
    /// `bounds.csv`.
    pub(super) bounds: Table,
    /// `predictions.csv`.
    pub(super) predictions: Table,
    /// The sentences of `answer.txt`.
    pub(super) answer: Vec<String>,
    /// `manifest.json`.
    pub(super) manifest: Option<Value>,
    /// `spec.resolved.toml`.
    pub(super) spec: Option<String>,
    /// Where the time series are, which are read row by row.
    pub(super) series: Option<CsvFile>,
    /// Where the runs are, by which they are joined.
    pub(super) runs_csv: PathBuf,
}

impl Folder {
    /// Reads a folder.
    ///
    /// # Errors
    /// If a file that is there cannot be read, or the summary is not one.
    pub(super) fn read(folder: &Path) -> Result<Self, ReportError> {
        let summary = read_summary(&folder.join("summary.csv"))?;
        let optional = |name: &str| optional_table(&folder.join(name));
        let manifest = optional_text(&folder.join("manifest.json"))?;
        let manifest = manifest.map(|text| parse_json(&folder.join("manifest.json"), &text));
        let manifest = manifest.transpose()?;
        let spec = optional_text(&folder.join("spec.resolved.toml"))?;
        let of_spec = |key: &str| spec.as_deref().and_then(|text| top_level_string(text, key));
        let baseline = of_spec("baseline").filter(|name| !name.is_empty());
        let name = manifest.as_ref().and_then(|manifest| manifest["name"].as_str());
        let name = name.map(str::to_owned).or_else(|| of_spec("name"));
        let answer = optional_text(&folder.join("answer.txt"))?.unwrap_or_default();
        Ok(Self {
            name: name.unwrap_or_else(|| folder_name(folder)),
            runs: read_runs(&folder.join("runs.csv"), &summary, baseline.as_deref())?,
            baseline,
            winners: optional("winners.csv")?,
            robustness: optional("robustness.csv")?,
            bounds: optional("bounds.csv")?,
            predictions: optional("predictions.csv")?,
            answer: answer.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect(),
            summary,
            manifest,
            spec,
            series: CsvFile::find(folder, "series"),
            runs_csv: folder.join("runs.csv"),
        })
    }

    /// A text of the manifest.
    pub(super) fn manifest_text(&self, key: &str) -> Option<&str> {
        self.manifest.as_ref()?[key].as_str()
    }
}

/// The last part of a path, with which an experiment without a name is called.
fn folder_name(folder: &Path) -> String {
    folder.file_name().map_or_else(|| "experiment".into(), |name| name.to_string_lossy().into())
}

fn read_summary(path: &Path) -> Result<Table, ReportError> {
    let wrong = |what| ReportError::Content { file: path.display().to_string(), what };
    let text = fs::read(path).map_err(|error| read_error(path, error))?;
    let summary = parse_table(path, &text)?;
    match summary.rows.first() {
        None => Err(wrong("has no rows")),
        Some(row) if !row.contains_key(REPLICATIONS) => {
            Err(wrong("has no column `replications`: it is not the summary of an experiment"))
        }
        Some(_) => Ok(summary),
    }
}

/// The points of the summary with the values of all replications.
fn read_runs(
    path: &Path,
    summary: &Table,
    baseline: Option<&str>,
) -> Result<Option<Summary>, ReportError> {
    let size = fs::metadata(path).map_or(0, |metadata| metadata.len());
    if size == 0 || size > RUNS_BYTES_MAX {
        return Ok(None);
    }
    let runs = optional_table(path)?;
    let parameters = crate::tables::parameter_columns(&summary.rows);
    let runs = Summary::new(&runs, &parameters, baseline);
    // A summary of something else, as of another version's runs, has other points.
    Ok((runs.rows.len() == summary.rows.len()).then_some(runs))
}

fn optional_table(path: &Path) -> Result<Table, ReportError> {
    let text = optional_text(path)?;
    text.map_or_else(|| Ok(Table::default()), |text| parse_table(path, text.as_bytes()))
}

fn optional_text(path: &Path) -> Result<Option<String>, ReportError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(read_error(path, error)),
    }
}

fn parse_table(path: &Path, text: &[u8]) -> Result<Table, ReportError> {
    let file = || path.display().to_string();
    Table::from_csv(text).map_err(|error| ReportError::Table { file: file(), error })
}

fn parse_json(path: &Path, text: &str) -> Result<Value, ReportError> {
    let file = || path.display().to_string();
    serde_json::from_str(text).map_err(|error| ReportError::Json { file: file(), error })
}

pub(super) fn read_error(path: &Path, error: std::io::Error) -> ReportError {
    ReportError::Read { file: path.display().to_string(), error }
}

/// A text at the top of a resolved spec. Its keys stand on lines of their own, before the first section.
fn top_level_string(spec: &str, key: &str) -> Option<String> {
    let mut top = spec.lines().take_while(|line| !line.starts_with('['));
    let value = top.find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='))?;
    // A JSON string is written as a TOML one.
    serde_json::from_str(value.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_at_the_top_of_a_spec_are_found() {
        let spec = "name = \"a \\\"b\\\"\"\nbaseline = \"\"\n[layout]\nkind = \"hot\"\n";
        assert_eq!(top_level_string(spec, "name").as_deref(), Some("a \"b\""));
        assert_eq!(top_level_string(spec, "baseline").as_deref(), Some(""));
        assert_eq!(top_level_string(spec, "kind"), None);
    }
}
