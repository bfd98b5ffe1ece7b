//! `hotset figures`.

use crate::arguments::FiguresArguments;
use crate::diagnostics::Failure;
use crate::progress::result;
use hotset_experiment::sha256_of_input;
use hotset_results::figures::experiment_figures;
use hotset_results::write_atomically;
use hotset_workloads::files::read_text;
use std::path::Path;

/// Redraws the figures of an experiment from its tables.
pub(crate) fn figures(arguments: &FiguresArguments) -> Result<(), Failure> {
    check(&arguments.folder)?;
    for (file, bytes) in experiment_figures(&arguments.folder).map_err(Failure::input)? {
        let path = arguments.folder.join(file);
        write_atomically(&path, &bytes).map_err(Failure::other)?;
        result(path.display());
    }
    Ok(())
}

/// No manifest is longer.
const MANIFEST_BYTES_MAX: u64 = 1 << 26;

/// The tables are those that the experiment wrote: a figure of others would be taken for its own.
fn check(folder: &Path) -> Result<(), Failure> {
    let path = folder.join("manifest.json");
    // Without a manifest, there is nothing to hold the tables against.
    let Ok(text) = read_text(&path, MANIFEST_BYTES_MAX) else { return Ok(()) };
    let wrong = |what: String| Failure::input(format!("{}: {what}", path.display()));
    let manifest: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let outputs = manifest["outputs"].as_array().into_iter().flatten();
    let changed = outputs.filter_map(|output| {
        let file = output["file"].as_str().filter(|file| file.ends_with(".csv"))?;
        let found = sha256_of_input(&folder.join(file));
        let what = match found {
            Ok(found) if output["sha256"] == found => return None,
            Ok(_) => "has changed",
            Err(_) => "cannot be read",
        };
        (!file.starts_with("figures/")).then(|| format!("{file} {what}"))
    });
    let changed: Vec<String> = changed.collect();
    match changed.is_empty() {
        true => Ok(()),
        false => Err(wrong(format!(
            "the folder is not what the experiment wrote: {}; run it again (finished runs are resumed)",
            changed.join(", ")
        ))),
    }
}
