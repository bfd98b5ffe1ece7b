//! Paths of files, and patterns that stand for several.

use crate::spec::error::SpecError;
use std::path::{Path, PathBuf};

/// The files that a pattern stands for: itself, if it is the name of one.
pub(super) fn files(path: &Path, several: bool) -> Result<Vec<PathBuf>, SpecError> {
    let text = path.display().to_string();
    if path.exists() || !text.contains(['*', '?', '[']) {
        return Ok(vec![path.to_owned()]);
    }
    let key = if several { "workload.paths" } else { "workload.path" };
    let wrong = |what: String| SpecError::new(key, format!("found {text}: {what}"));
    let found = glob::glob(&text).map_err(|error| wrong(error.to_string()))?;
    let found: Result<Vec<PathBuf>, _> = found.collect();
    match found {
        Ok(found) if found.is_empty() => Err(wrong("no file fits it".to_owned())),
        Ok(found) => Ok(found),
        Err(error) => Err(wrong(error.to_string())),
    }
}
