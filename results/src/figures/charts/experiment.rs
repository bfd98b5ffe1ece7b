//! The figures of an experiment, from the tables in its folder.

use super::table_file::read_table;
use super::{map, plane, reserve, timeline, traffic};
use crate::figures::error::FigureError;
use crate::figures::files::{FigureFiles, files};
use crate::layouts::is_base;
use crate::{Row, Table};
use std::path::Path;

/// Draws the figures of an experiment from `summary.csv` in its folder and, if they exist, `predictions.csv`,
/// `winners.csv` and `series.csv`.
///
/// # Errors
/// If the tables cannot be read.
pub fn experiment_figures(folder: &Path) -> Result<FigureFiles, FigureError> {
    let summary = read_table(&folder.join("summary.csv"))?;
    if summary.rows.is_empty() {
        let error = std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "has no rows");
        let file = folder.join("summary.csv").display().to_string();
        return Err(FigureError::Read { file, error });
    }
    let predictions = match folder.join("predictions.csv") {
        path if path.exists() => read_table(&path)?,
        _ => Table::default(),
    };
    if reserve::is_reserve(&summary) {
        return files("reserve", &reserve::figure(&summary, &predictions));
    }
    let base: Vec<Row> = summary.rows.iter().filter(|row| is_base(row)).cloned().collect();
    let mut all = match plane::figure(&summary) {
        Some(figure) => files("plane", &figure)?,
        None => Vec::new(),
    };
    let winners = folder.join("winners.csv");
    if winners.exists()
        && let Some(figure) = map::figure(&read_table(&winners)?)
    {
        all.extend(files("map", &figure)?);
    }
    let summary = Table { rows: base };
    all.extend(files("traffic", &traffic::figure(&summary, &predictions))?);
    let series = folder.join("series.csv");
    if series.exists()
        && let Some(figure) = timeline::figure(&series, &summary)?
    {
        all.extend(files("timeline", &figure)?);
    }
    Ok(all)
}
