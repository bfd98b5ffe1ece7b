//! Loading a spec as the command line says.

use crate::diagnostics::Failure;
use hotset_experiment::{DEFAULT_SPEC, Plan, Spec, SpecError};
use hotset_workloads::files::read_text;
use std::path::Path;

/// No spec is longer.
const SPEC_BYTES_MAX: u64 = 1 << 26;

/// A spec with the text it was read from.
pub(crate) struct Source {
    name: String,
    text: String,
    spec: Spec,
}

impl Source {
    pub(crate) fn failure(&self, error: SpecError) -> Failure {
        Failure::spec(&self.spec.placed(error), &self.name, &self.text)
    }
}

/// Loads, checks and lays out a spec; the built-in one if none is given.
pub(crate) fn load(path: Option<&Path>, settings: &[String]) -> Result<(Source, Plan), Failure> {
    let (name, text) = match path {
        None => ("the default experiment".to_owned(), DEFAULT_SPEC.to_owned()),
        Some(path) => {
            let name = path.display().to_string();
            let text = read_text(path, SPEC_BYTES_MAX)
                .map_err(|error| Failure::input(format!("{name}: {error}")))?;
            (name, text)
        }
    };
    let spec = Spec::parse(&text, settings).map_err(|error| Failure::spec(&error, &name, &text))?;
    let source = Source { name, text, spec };
    let mut plan = Plan::new(&source.spec).map_err(|error| source.failure(error))?;
    let set_here = settings.iter().any(|setting| setting.trim_start().starts_with("workload.path"));
    let folder = path.and_then(Path::parent).filter(|_| !set_here);
    plan.resolve_paths(folder).map_err(|error| source.failure(error))?;
    Ok((source, plan))
}
