//! The figures of an experiment, from the tables in its folder.

use super::sweep::{Choice, column, default_figures, figure};
use super::table_file::{read_columns, read_table};
use super::{drawn, map, plane, policies, reserve, timeline};
use crate::figures::error::FigureError;
use crate::figures::files::{Drawing, FigureFiles};
use crate::figures::scene::Figure;
use crate::layouts::is_base;
use crate::tables::{CsvFile, parameter_columns};
use crate::{Summary, Table};
use std::path::Path;

/// Draws the figures of an experiment from `summary.csv` in its folder and, if they exist, `predictions.csv`,
/// `winners.csv`, `policies.csv`, and `series.csv` with `runs.csv`.
///
/// # Errors
/// If the tables cannot be read.
pub fn experiment_figures(folder: &Path, drawing: &Drawing) -> Result<FigureFiles, FigureError> {
    let summary = read_summary(folder, drawn::is_drawn)?;
    let predictions = read_if_there(&folder.join("predictions.csv"))?;
    if reserve::is_reserve(&summary) {
        return drawing.files("reserve", &reserve::figure(&summary, &predictions));
    }
    let mut all = match plane::figure(&summary) {
        Some(figure) => drawing.files("plane", &figure)?,
        None => Vec::new(),
    };
    if let Some(figure) = policy_figure(folder, &summary, drawing)? {
        all.extend(drawing.files("policies", &figure)?);
    }
    if let Some(figure) = map::figure(&read_if_there(&folder.join("winners.csv"))?) {
        all.extend(drawing.files("map", &figure)?);
    }
    // Of variations, the base alone.
    let summary = Table { rows: summary.rows.into_iter().filter(is_base).collect() };
    for (name, figure) in default_figures(&summary, &predictions)? {
        all.extend(drawing.files(name, &figure)?);
    }
    if let Some(series) = CsvFile::find(folder, "series")
        && let Some(figure) = timeline::figure(&series, &folder.join("runs.csv"), &summary)?
    {
        all.extend(drawing.files("timeline", &figure)?);
    }
    // Every figure brings the script that plots its points.
    let mut seen = Vec::new();
    all.retain(|(file, _)| {
        let first = !seen.contains(file);
        seen.push(file.clone());
        first
    });
    Ok(all)
}

/// The figure of `policies.csv`. The values of single traces, where there are few, are those of `runs.csv`.
fn policy_figure(
    folder: &Path,
    summary: &Table,
    drawing: &Drawing,
) -> Result<Option<Figure>, FigureError> {
    let table = read_if_there(&folder.join("policies.csv"))?;
    if table.rows.is_empty() {
        return Ok(None);
    }
    let runs = match policies::has_few_traces(&table) {
        true => read_if_there(&folder.join("runs.csv"))?,
        false => Table::default(),
    };
    let runs = Summary::new(&runs, &parameter_columns(&summary.rows), None);
    Ok(policies::figure(&table, &runs, &drawing.look))
}

/// Draws the figure of an experiment that somebody asks for, from `summary.csv` and, for ratios to a baseline,
/// `runs.csv` in its folder.
///
/// # Errors
/// If the tables cannot be read, or have no such column or value.
pub fn chosen_figure(
    folder: &Path,
    name: &str,
    choice: &Choice,
    drawing: &Drawing,
) -> Result<FigureFiles, FigureError> {
    let summary = read_summary(folder, |_| true)?;
    let predictions = read_if_there(&folder.join("predictions.csv"))?;
    let runs = match choice.baseline {
        Some(_) => Some(read_table(&folder.join("runs.csv"))?),
        None => None,
    };
    for name in &choice.y {
        column(&summary, name)?;
    }
    // Of variations the base alone is drawn, unless they are asked for.
    let named = [&choice.by, &choice.panel].into_iter().flatten().chain(&choice.x);
    let named = named.chain(choice.only.iter().map(|(key, _)| key));
    let all = named.into_iter().any(|key| key == "variation");
    let rows = summary.rows.into_iter().filter(|row| all || is_base(row));
    let summary = Table { rows: rows.collect() };
    let figure = figure(&summary, runs.as_ref(), &predictions, choice)?;
    match figure.panels.is_empty() {
        true => Err(FigureError::Empty),
        false => drawing.files(name, &figure),
    }
}

fn read_summary(folder: &Path, keep: fn(&str) -> bool) -> Result<Table, FigureError> {
    let summary = read_columns(&folder.join("summary.csv"), keep)?;
    if summary.rows.is_empty() {
        let error = std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "has no rows");
        let file = folder.join("summary.csv").display().to_string();
        return Err(FigureError::Read { file, error });
    }
    Ok(summary)
}

fn read_if_there(path: &Path) -> Result<Table, FigureError> {
    if path.exists() { read_table(path) } else { Ok(Table::default()) }
}
