//! The figure of a trace: popularity by rank, and requests and bytes over time.

use super::popularity::popularity;
use super::rate::{byte_rate, request_rate};
use crate::Table;
use crate::figures::error::FigureError;
use crate::figures::files::{Drawing, FigureFiles};
use crate::figures::scene::{Figure, Panel};

/// Draws the popularity of a trace (`rank`, `requests` columns, and `fitted`) and its rates over time (`unix_s`,
/// `requests_per_s`, `bytes_per_s`). A curve of fewer than two points has no panel; without panels there
/// are no files.
///
/// # Errors
/// If the drawing fails.
pub fn analysis_figure(
    by_rank: &Table,
    rate: &Table,
    drawing: &Drawing,
) -> Result<FigureFiles, FigureError> {
    let panels = [popularity(by_rank), request_rate(rate), byte_rate(rate)].into_iter();
    let is_curve = |panel: &Panel| panel.series.iter().any(|series| series.points.len() > 1);
    let panels: Vec<Panel> = panels.filter(is_curve).collect();
    match panels.is_empty() {
        true => Ok(FigureFiles::new()),
        false => drawing.files("analysis", &Figure { panels, ..Figure::default() }),
    }
}
