//! The folder of an experiment, as the commands that read it find it.

use crate::diagnostics::Failure;
use hotset_experiment::sha256_of_input;
use hotset_results::figures::FigureFiles;
use hotset_results::{sha256_of_bytes, write_atomically};
use hotset_workloads::files::read_text;
use std::path::Path;

/// No manifest is longer.
const MANIFEST_BYTES_MAX: u64 = 1 << 26;

/// Checks that a folder is that of an experiment, and that its tables are those that the experiment wrote: a
/// figure of others would be taken for its own.
pub(super) fn check(folder: &Path) -> Result<(), Failure> {
    if !folder.join("summary.csv").is_file() {
        return Err(no_experiment(folder));
    }
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

/// Lists files that were drawn again, with their hashes, in the manifest of their folder, if it has one.
pub(super) fn relist(folder: &Path, files: &FigureFiles) -> Result<(), Failure> {
    let path = folder.join("manifest.json");
    let Ok(text) = read_text(&path, MANIFEST_BYTES_MAX) else { return Ok(()) };
    let wrong = |error: serde_json::Error| Failure::input(format!("{}: {error}", path.display()));
    let mut manifest: serde_json::Value = serde_json::from_str(&text).map_err(wrong)?;
    let Some(outputs) = manifest["outputs"].as_array_mut() else { return Ok(()) };
    for (file, bytes) in files {
        outputs.retain(|output| output["file"] != *file);
        outputs.push(serde_json::json!({ "file": file, "sha256": sha256_of_bytes(bytes) }));
    }
    let mut text = serde_json::to_vec_pretty(&manifest).map_err(wrong)?;
    text.push(b'\n');
    write_atomically(&path, &text).map(drop).map_err(Failure::other)
}

/// The folders of experiments below one that is none.
fn no_experiment(folder: &Path) -> Failure {
    let name = folder.display();
    if !folder.is_dir() {
        let what = if folder.exists() { "is a file" } else { "is not there" };
        return Failure::input(format!(
            "{name}: {what}; expected the folder of an experiment, with summary.csv"
        ));
    }
    if folder.join("summary.json").is_file() {
        let message =
            "is an analysis; expected an experiment (`hotset analyze` draws its own figures)";
        return Failure::input(format!("{name}: {message}"));
    }
    let below = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let experiments =
        below.map(|entry| entry.path()).filter(|path| path.join("summary.csv").is_file());
    let mut experiments: Vec<String> = experiments.map(|path| path.display().to_string()).collect();
    experiments.sort();
    let help = match experiments.as_slice() {
        [] => "`hotset run` says where it writes its results".to_owned(),
        some => format!("folders of experiments: {}", some.join(", ")),
    };
    Failure::input(format!(
        "{name}: found no summary.csv; expected the folder of an experiment\nhelp: {help}"
    ))
}
