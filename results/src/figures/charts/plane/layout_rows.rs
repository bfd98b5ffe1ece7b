//! Panels with a row per layout: traffic by class, and capacity.

use crate::Row;
use crate::figures::charts::labels::layout_label;
use crate::figures::scene::{
    Axis, Bar, Colour, ErrorBars, Mark, Panel, Point, Scale, Series, Style,
};
use crate::layouts::layout_name;
use crate::metrics::{
    CAPACITY_FLOOR_PER_EGRESS, CAPACITY_OWN_SIZE_PER_EGRESS, CAPACITY_PER_EGRESS,
    INTER_SERVER_PER_EGRESS, MIGRATION_PER_EGRESS, Metric, ORIGIN_PER_EGRESS,
};
use crate::tables::{number, point_of_summary};

/// The names of layouts from bottom to top: the first is at the top.
fn names(rows: &[&Row]) -> Vec<String> {
    rows.iter().rev().map(|row| layout_label(&layout_name(&point_of_summary(row)))).collect()
}

fn height(index: usize, rows: &[&Row]) -> f64 {
    (rows.len() - 1 - index) as f64
}

/// Traffic by class, stacked.
pub(super) fn traffic_classes(rows: &[&Row]) -> Panel {
    const CLASSES: [(Metric, &str, Colour); 3] = [
        (ORIGIN_PER_EGRESS, "From the origin", (70, 70, 70)),
        (INTER_SERVER_PER_EGRESS, "Between servers", (150, 150, 150)),
        (MIGRATION_PER_EGRESS, "Migration", (230, 159, 0)),
    ];
    let mut bars = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let mut end = 0.0;
        for (metric, label, colour) in CLASSES {
            let Some(bytes) = number(row, metric.name).filter(|&bytes| bytes > 0.0) else {
                continue;
            };
            let x = (end, end + bytes);
            bars.push(Bar { label: label.to_owned(), row: height(index, rows), x, colour });
            end += bytes;
        }
    }
    Panel {
        x: Axis::new("Bytes per client byte", Scale::LinearFromZero),
        y: Axis::new("", Scale::Categories(names(rows))),
        bars,
        ..Panel::default()
    }
}

/// Capacity with its interval, and the floor that would be needed if loads did not vary.
pub(super) fn capacities(rows: &[&Row]) -> Panel {
    let series = |column: &str, label: &str, style: Style| {
        let point = |(index, row): (usize, &&Row)| {
            Some(Point::new(number(row, column)?, height(index, rows)))
        };
        let points = rows.iter().enumerate().filter_map(point).collect();
        Series { label: label.to_owned(), points, style }
    };
    let (capacity, colour) = (CAPACITY_PER_EGRESS.geomean(), (0, 0, 0));
    let error_bars = rows.iter().enumerate().filter_map(|(index, row)| {
        let at = (number(row, &capacity)?, height(index, rows));
        let ends = ["_low", "_high"].map(|end| number(row, &format!("{capacity}{end}")));
        let x = (ends[0].unwrap_or(at.0), ends[1].unwrap_or(at.0));
        Some(ErrorBars { at, x, y: (at.1, at.1), colour })
    });
    Panel {
        x: Axis::new("Capacity over mean", Scale::Log),
        y: Axis::new("", Scale::Categories(names(rows))),
        error_bars: error_bars.collect(),
        series: vec![
            series(
                CAPACITY_FLOOR_PER_EGRESS.name,
                "Floor: if nothing varied",
                Style::marks((130, 130, 130), Mark::Triangle),
            ),
            series(
                CAPACITY_OWN_SIZE_PER_EGRESS.name,
                "Each server its own size",
                Style::marks((90, 90, 90), Mark::Ring),
            ),
            series(&capacity, "Capacity", Style::marks(colour, Mark::Square)),
        ],
        ..Panel::default()
    }
}
