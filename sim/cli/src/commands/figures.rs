//! `hotset figures`.

use crate::arguments::FiguresArguments;
use crate::diagnostics::Failure;
use crate::progress::result;
use hotset_experiment::sha256_of_input;
use hotset_results::figures::{
    Drawing, FigureError, FigureFiles, chosen_figure, curve_figure, experiment_figures,
    hit_ratio_figure,
};
use hotset_results::{Table, about_folder, write_atomically};
use hotset_workloads::files::read_text;
use hotset_workloads::nearest;
use std::path::Path;

/// Redraws the figures of an experiment from its tables, or draws one as asked for.
pub(crate) fn figures(arguments: &FiguresArguments) -> Result<(), Failure> {
    let folder = arguments.folder.as_path();
    let drawing = Drawing {
        look: arguments.look(),
        formats: arguments.format.clone(),
        about: about_folder(folder),
    };
    let files = draw(folder, arguments, &drawing)?;
    for (file, bytes) in files {
        let path = arguments.out.as_deref().unwrap_or(folder).join(file);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| Failure::other(format!("{}: {error}", folder.display())))?;
        }
        write_atomically(&path, &bytes).map_err(Failure::other)?;
        result(path.display());
    }
    Ok(())
}

fn draw(
    folder: &Path,
    arguments: &FiguresArguments,
    drawing: &Drawing,
) -> Result<FigureFiles, Failure> {
    if let Some(curves) = table_of(folder, "mrc.csv")? {
        return curve_figure(&curves, drawing).map_err(Failure::input);
    }
    if let Some(bins) = table_of(folder, "bins.csv")? {
        return hit_ratio_figure(&bins, drawing).map_err(Failure::input);
    }
    if !folder.join("summary.csv").is_file() {
        return Err(no_experiment(folder));
    }
    check(folder)?;
    match arguments.choice() {
        None => experiment_figures(folder, drawing).map_err(Failure::input),
        Some(choice) => chosen_figure(folder, &arguments.name, &choice, drawing).map_err(unknown),
    }
}

/// The table that `hotset replay` wrote into its folder, if it is one.
fn table_of(folder: &Path, file: &str) -> Result<Option<Table>, Failure> {
    let path = folder.join(file);
    if !path.is_file() {
        return Ok(None);
    }
    let wrong = |error: String| Failure::input(format!("{}: {error}", path.display()));
    let text = std::fs::read(&path).map_err(|error| wrong(error.to_string()))?;
    Table::from_csv(&text).map(Some).map_err(|error| wrong(error.to_string()))
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

/// The nearest of the columns, where there is none of the name.
fn unknown(error: FigureError) -> Failure {
    let FigureError::Column { asked, known } = &error else { return Failure::input(error) };
    let help = match nearest(asked, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean {near}?"),
        None => "the columns of summary.csv are parameters and metrics".to_owned(),
    };
    Failure::input(format!("{error}\nhelp: {help}"))
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
