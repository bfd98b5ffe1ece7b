//! The points of a figure as a table: the numbers that it shows.

use super::annotations::HeatCell;
use super::figure::{Figure, Panel};
use super::series::{Point, Series};
use crate::{Row, Table};
use serde_json::Value;

impl Figure {
    /// All points of the figure as a table, panel by panel: cells of a heat map, then series.
    pub fn points(&self) -> Table {
        let rows = self.panels.iter().flat_map(|panel| {
            let cells = panel.cells.iter().map(|cell| cell_row(panel, cell));
            let points = panel.series.iter().flat_map(move |series| {
                series.points.iter().map(move |point| point_row(panel, series, point))
            });
            cells.chain(points)
        });
        Table { rows: rows.collect() }
    }
}

fn cell_row(panel: &Panel, cell: &HeatCell) -> Row {
    let columns: [(&str, Value); 6] = [
        ("panel", panel.y.label.as_str().into()),
        ("x_label", panel.x.label.as_str().into()),
        ("x", cell.x.0.into()),
        ("x_end", cell.x.1.into()),
        ("y", cell.y.into()),
        ("level", cell.level.into()),
    ];
    columns.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}

fn point_row(panel: &Panel, series: &Series, point: &Point) -> Row {
    let mut columns: Vec<(&str, Value)> = vec![
        ("panel", panel.y.label.as_str().into()),
        ("series", series.label.as_str().into()),
        ("x_label", panel.x.label.as_str().into()),
        ("x", point.x.into()),
        ("y", point.y.into()),
        ("y_ci95", point.half_width.into()),
    ];
    if let Some(bars) = panel.error_bars.iter().find(|bars| bars.at == (point.x, point.y)) {
        columns.extend([
            ("x_low", bars.x.0.into()),
            ("x_high", bars.x.1.into()),
            ("y_low", bars.y.0.into()),
            ("y_high", bars.y.1.into()),
        ]);
    }
    columns.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
