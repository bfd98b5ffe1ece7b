//! The points of a figure as a table: the numbers that it shows.

use super::annotations::{Bar, BoxPlot, HeatCell};
use super::axis::Scale;
use super::figure::{Figure, Panel};
use super::series::{Point, Series};
use crate::{Row, Table};
use serde_json::Value;

impl Panel {
    /// What tells it from other panels: the label of its vertical axis, and its title.
    fn name(&self) -> String {
        match (self.title.as_str(), self.y.label.as_str()) {
            ("", label) => label.to_owned(),
            (title, "") => title.to_owned(),
            (title, label) => format!("{label}, {title}"),
        }
    }

    /// The name that a categorical axis has for a place.
    fn category(scale: &Scale, place: f64) -> Option<String> {
        match scale {
            Scale::Categories(names) => names.get(place.round().max(0.0) as usize).cloned(),
            _ => None,
        }
    }
}

impl Figure {
    /// All points of the figure as a table, panel by panel: cells of a heat map, bars and boxes, then series.
    pub fn points(&self) -> Table {
        let rows = self.panels.iter().flat_map(|panel| {
            let cells = panel.cells.iter().map(|cell| cell_row(panel, cell));
            let bars = panel.bars.iter().map(|bar| bar_row(panel, bar));
            let boxes = panel.boxes.iter().map(|of| box_row(panel, of));
            let points = panel.series.iter().flat_map(move |series| {
                series.points.iter().map(move |point| point_row(panel, series, point))
            });
            cells.chain(bars).chain(boxes).chain(points)
        });
        Table { rows: rows.collect() }
    }
}

fn cell_row(panel: &Panel, cell: &HeatCell) -> Row {
    let columns: [(&str, Value); 8] = [
        ("panel", panel.name().into()),
        ("x_label", panel.x.label.as_str().into()),
        ("y_label", panel.y.label.as_str().into()),
        ("x", cell.x.0.into()),
        ("x_end", cell.x.1.into()),
        ("y", cell.y.into()),
        ("height", cell.height.into()),
        ("level", cell.level.into()),
    ];
    columns.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}

fn bar_row(panel: &Panel, bar: &Bar) -> Row {
    let columns: [(&str, Value); 7] = [
        ("panel", panel.name().into()),
        ("series", bar.label.as_str().into()),
        ("x_label", panel.x.label.as_str().into()),
        ("y_label", panel.y.label.as_str().into()),
        ("x", bar.x.0.into()),
        ("x_end", bar.x.1.into()),
        ("y", bar.row.into()),
    ];
    columns.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}

/// A box stands at its median.
fn box_row(panel: &Panel, of: &BoxPlot) -> Row {
    let mut columns: Vec<(&str, Value)> = vec![
        ("panel", panel.name().into()),
        ("x_label", panel.x.label.as_str().into()),
        ("y_label", panel.y.label.as_str().into()),
        ("x", of.median.into()),
        ("y", of.row.into()),
    ];
    let name = Panel::category(&panel.y.scale, of.row);
    columns.extend(name.map(|category| ("y_name", category.into())));
    columns.extend([
        ("x_scale", panel.x.scale.name().into()),
        ("y_scale", panel.y.scale.name().into()),
        ("x_whisker_low", of.whiskers.0.into()),
        ("x_quartile_low", of.quartiles.0.into()),
        ("x_quartile_high", of.quartiles.1.into()),
        ("x_whisker_high", of.whiskers.1.into()),
    ]);
    columns.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn point_row(panel: &Panel, series: &Series, point: &Point) -> Row {
    let mut columns: Vec<(&str, Value)> = vec![
        ("panel", panel.name().into()),
        ("series", series.label.as_str().into()),
        ("x_label", panel.x.label.as_str().into()),
        ("y_label", panel.y.label.as_str().into()),
        ("x", point.x.into()),
        ("y", point.y.into()),
    ];
    for (name, scale, place) in
        [("x_name", &panel.x.scale, point.x), ("y_name", &panel.y.scale, point.y)]
    {
        columns.extend(Panel::category(scale, place).map(|category| (name, category.into())));
    }
    columns.extend([
        ("x_scale", panel.x.scale.name().into()),
        ("y_scale", panel.y.scale.name().into()),
    ]);
    if point.has_interval() {
        columns.extend([("y_low", point.low.into()), ("y_high", point.high.into())]);
    }
    if let Some(bars) = panel.error_bars.iter().find(|bars| bars.at == (point.x, point.y)) {
        columns.retain(|(name, _)| !["y_low", "y_high"].contains(name));
        columns.extend([
            ("x_low", bars.x.0.into()),
            ("x_high", bars.x.1.into()),
            ("y_low", bars.y.0.into()),
            ("y_high", bars.y.1.into()),
        ]);
    }
    columns.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
