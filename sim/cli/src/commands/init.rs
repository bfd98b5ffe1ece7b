//! `hotset init`.

use crate::arguments::InitArguments;
use crate::diagnostics::Failure;
use crate::progress::note;
use hotset_results::write_atomically;
use std::path::Path;

const SYNTHETIC: &str = include_str!("../templates/synthetic.toml");
const TRACE: &str = include_str!("../templates/trace.toml");

/// Writes a commented spec to begin with.
pub(crate) fn init(arguments: &InitArguments) -> Result<(), Failure> {
    let InitArguments { spec, trace, force, quiet } = arguments;
    if spec.exists() && !force {
        let message = format!("{} is there already; --force replaces it", spec.display());
        return Err(Failure::input(message));
    }
    let text = match trace {
        None => SYNTHETIC.to_owned(),
        Some(trace) => TRACE.replace("\"TRACE\"", &path_in_spec(spec, trace)?),
    };
    write_atomically(spec, text.as_bytes())
        .map_err(|error| Failure::input(format!("{}: {error}", spec.display())))?;
    note(*quiet, format!("{0}: a spec to begin with; `hotset run {0}` runs it", spec.display()));
    Ok(())
}

/// The trace as a spec names it: relative paths are taken from where the spec is.
fn path_in_spec(spec: &Path, trace: &Path) -> Result<String, Failure> {
    let wrong = |error| Failure::input(format!("{}: {error}", trace.display()));
    let beside = spec.parent().is_none_or(|folder| folder.as_os_str().is_empty());
    let whole = trace.canonicalize().map_err(wrong)?;
    let path = if beside { trace } else { &whole };
    Ok(toml::Value::from(path.to_string_lossy().into_owned()).to_string())
}
