//! `hotset figures`.

use super::folder::{check, relist};
use crate::arguments::FiguresArguments;
use crate::diagnostics::Failure;
use crate::progress::result;
use hotset_results::figures::{
    Drawing, FigureError, FigureFiles, chosen_figure, curve_figure, experiment_figures,
    hit_ratio_figure,
};
use hotset_results::{Table, about_folder, write_atomically};
use hotset_workloads::nearest;
use std::path::Path;

/// Redraws the figures of an experiment from its tables, or draws one as asked for.
pub(crate) fn figures(arguments: &FiguresArguments) -> Result<(), Failure> {
    arguments.folders.iter().try_for_each(|folder| draw_folder(folder, arguments))
}

fn draw_folder(folder: &Path, arguments: &FiguresArguments) -> Result<(), Failure> {
    let drawing = Drawing {
        look: arguments.look(),
        formats: arguments.format.clone(),
        about: about_folder(folder),
    };
    let files = draw(folder, arguments, &drawing)?;
    for (file, bytes) in &files {
        let path = arguments.out.as_deref().unwrap_or(folder).join(file);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| Failure::other(format!("{}: {error}", folder.display())))?;
        }
        write_atomically(&path, bytes).map_err(Failure::other)?;
        result(path.display());
    }
    match arguments.out {
        Some(_) => Ok(()),
        None => relist(folder, &files),
    }
}

fn draw(
    folder: &Path,
    arguments: &FiguresArguments,
    drawing: &Drawing,
) -> Result<FigureFiles, Failure> {
    let tables = (table_of(folder, "mrc.csv")?, table_of(folder, "bins.csv")?);
    match tables {
        (None, None) => {}
        _ if arguments.choice().is_some() => {
            let message = "has curves of `hotset replay`, which are drawn as they are; expected --width, \
                           --style and --format alone";
            return Err(Failure::input(format!("{}: {message}", folder.display())));
        }
        (Some(curves), _) => return curve_figure(&curves, drawing).map_err(Failure::input),
        (_, Some(bins)) => return hit_ratio_figure(&bins, drawing).map_err(Failure::input),
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

/// The columns of parameters and metrics, without those of intervals.
fn columns(known: &[String]) -> String {
    let of_interval =
        ["_ci95", "_low", "_high", "_within", "_geomean", "_change", "_ratio", "_n", "warnings"];
    let plain = |name: &&String| {
        let ratio = name.ends_with("hit_ratio");
        ratio || !of_interval.iter().any(|end| name.ends_with(end))
    };
    known.iter().filter(plain).cloned().collect::<Vec<_>>().join(", ")
}

/// The nearest of the columns, where there is none of the name.
fn unknown(error: FigureError) -> Failure {
    let FigureError::Column { asked, known } = &error else { return Failure::input(error) };
    let help = match nearest(asked, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("the columns are {}", columns(known)),
    };
    Failure::input(format!("{error}\nhelp: {help}"))
}
