//! The figures of an analysis of a trace.

use super::bursts::bursts;
use super::concentration::concentration;
use super::daily_cycle::daily_cycle;
use super::heat::heat;
use super::turnover::turnover;
use crate::Table;
use crate::figures::error::FigureError;
use crate::figures::files::{Drawing, FigureFiles};
use crate::figures::scene::{Figure, Panel};

/// Draws the figures that there is data for, from the tables `churn.csv`, `concentration.csv`, `rhythm.csv`,
/// `burst_curves.csv` and `heat.csv` of an analysis.
///
/// # Errors
/// If the drawing fails.
pub fn variation_figures<'a>(
    table: &dyn Fn(&str) -> &'a Table,
    drawing: &Drawing,
) -> Result<FigureFiles, FigureError> {
    let mut all = FigureFiles::new();
    let over_time = [
        turnover(table("churn.csv")),
        concentration(table("concentration.csv")),
        daily_cycle(table("rhythm.csv")),
    ];
    let panels: Vec<Panel> = over_time.into_iter().flatten().collect();
    if !panels.is_empty() {
        all.extend(drawing.files("variation", &Figure { panels, ..Figure::default() })?);
    }
    if let Some(panel) = bursts(table("burst_curves.csv")) {
        all.extend(drawing.files("bursts", &Figure { panels: vec![panel], ..Figure::default() })?);
    }
    if let Some(panel) = heat(table("heat.csv")) {
        all.extend(drawing.files("heat", &Figure { panels: vec![panel], ..Figure::default() })?);
    }
    Ok(all)
}
