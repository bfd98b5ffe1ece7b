//! What a sweep is planned from.

use crate::plan::plan::Plan;
use crate::spec::document::Spec;
use crate::spec::error::SpecError;
use std::path::PathBuf;

/// What a sweep is planned from.
#[derive(Clone, Debug)]
pub struct SweepSource {
    /// The spec, as it was written.
    pub spec: String,
    /// Settings over it.
    pub settings: Vec<String>,
    /// The folder that its paths are relative to, as an absolute path.
    pub paths_from: Option<PathBuf>,
}

impl SweepSource {
    /// The plan.
    ///
    /// # Errors
    /// What is wrong with the spec.
    pub fn plan(&self) -> Result<Plan, SpecError> {
        let mut plan = Plan::new(&Spec::parse(&self.spec, &self.settings)?)?;
        plan.resolve_paths(self.paths_from.as_deref())?;
        Ok(plan)
    }
}
