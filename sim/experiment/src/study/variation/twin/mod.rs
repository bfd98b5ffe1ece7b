//! A twin: a synthetic workload fitted to a trace, its spec, and a comparison of the two.

mod fit;
mod likeness;
mod lru;
mod spec;

pub use likeness::{Likeness, warning};
pub use spec::is_twin_spec;

use super::request::Analysis;
use crate::study::error::StudyError;
use hotset_workloads::Trace;
use hotset_workloads::analysis::fit_twin;
use std::path::{Path, PathBuf};

/// The spec of a twin, and how well it represents the trace.
#[derive(Clone, Debug)]
pub struct FittedTwin {
    /// The spec, as TOML.
    pub spec: String,
    /// The trace and its twins, figure by figure.
    pub likeness: Vec<Likeness>,
}

/// Fits a twin to a trace and compares the two; `path` is where the spec will lie, `sha256` the hash of
/// the trace.
///
/// # Errors
/// If the trace cannot be read, or has no twin.
pub fn fit(analysis: &Analysis, path: &Path, sha256: &str) -> Result<FittedTwin, StudyError> {
    let trace = Trace::read(&mut analysis.open()?).map_err(StudyError::input)?;
    let twin = fit_twin(&trace).map_err(StudyError::input)?;
    let first = analysis.traces.first().map(PathBuf::as_path).unwrap_or(Path::new(""));
    twin.check()
        .map_err(|error| StudyError::input(format!("{}: no twin: {error}", first.display())))?;
    let twin = fit::tuned(&trace, twin)?;
    let source = first.file_name().unwrap_or_default().to_string_lossy();
    let spec = spec::spec(&twin, path, &source, sha256).map_err(StudyError::other)?;
    Ok(FittedTwin { spec, likeness: likeness::compare(&trace, &twin)? })
}
