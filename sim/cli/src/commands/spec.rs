//! Loading a spec as the command line says.

use crate::diagnostics::Failure;
use hotset_experiment::shards::{SharedSweep, SweepSource};
use hotset_experiment::{DEFAULT_SPEC, Plan, Spec, SpecError};
use hotset_workloads::files::read_text;
use std::path::{Path, PathBuf};

/// No spec is longer.
const SPEC_BYTES_MAX: u64 = 1 << 26;

/// A spec with the text it was read from.
pub(crate) struct Source {
    name: String,
    text: String,
    spec: Spec,
    /// The folder that its paths are relative to; `None` for the one where the program runs.
    folder: Option<PathBuf>,
}

impl Source {
    /// The spec of a planned sweep.
    pub(crate) fn of_sweep(sweep: &SharedSweep) -> Result<Self, Failure> {
        let SweepSource { spec: text, settings, paths_from } = sweep.source();
        let name = sweep.folder().display().to_string();
        let spec =
            Spec::parse(&text, &settings).map_err(|error| Failure::spec(&error, &name, &text))?;
        Ok(Self { name, text, spec, folder: paths_from })
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref().filter(|folder| !folder.as_os_str().is_empty())
    }

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
            let text = read_text(path, SPEC_BYTES_MAX).map_err(|error| unreadable(path, &error))?;
            (name, text)
        }
    };
    if let (Some(path), true) = (path, is_log(&text) && Spec::parse(&text, settings).is_err()) {
        return Err(trace_instead(path));
    }
    let set_here = settings.iter().any(|setting| setting.trim_start().starts_with("workload.path"));
    let folder = path.and_then(Path::parent).filter(|_| !set_here).map(Path::to_owned);
    lay_out(&name, &text, folder, settings)
}

/// Checks and lays out the text of a spec, whose paths are relative to `folder`.
pub(crate) fn lay_out(
    name: &str,
    text: &str,
    folder: Option<PathBuf>,
    settings: &[String],
) -> Result<(Source, Plan), Failure> {
    let spec = Spec::parse(text, settings).map_err(|error| Failure::spec(&error, name, text))?;
    let source = Source { name: name.to_owned(), text: text.to_owned(), spec, folder };
    let mut plan = Plan::new(&source.spec).map_err(|error| source.failure(error))?;
    plan.resolve_paths(source.folder.as_deref()).map_err(|error| source.failure(error))?;
    Ok((source, plan))
}

/// Why a spec cannot be read; a trace in its place is the likeliest reason.
fn unreadable(path: &Path, error: &impl std::fmt::Display) -> Failure {
    if path.is_file() && path.extension().is_none_or(|ending| ending != "toml") {
        return trace_instead(path);
    }
    let name = path.display();
    let help = match path.is_dir() {
        true => "\nhelp: `hotset figures FOLDER` redraws the figures of an experiment",
        false if !path.exists() => "\nhelp: `hotset init` writes a spec to begin with",
        false => "",
    };
    Failure::input(format!("{name}: {error}{help}"))
}

/// Whether a text is made of lines as logs and tables have them, not of keys and values.
fn is_log(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(20).peekable();
    let is_of_spec = |line: &str| {
        let line = line.trim_start();
        line.starts_with(['#', '[', ']', '"', '}']) || line.contains(" = ")
    };
    lines.peek().is_some() && !lines.any(is_of_spec)
}

fn trace_instead(path: &Path) -> Failure {
    let name = path.display();
    Failure::input(format!(
        "{name}: found something else than a spec, which is TOML; is it a trace?\n\
         help: `hotset analyze {name}` and `hotset replay {name}` read traces; to run layouts on it, \
         `hotset init spec.toml --trace {name}` writes a spec"
    ))
}
