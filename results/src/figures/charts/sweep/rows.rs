//! Without a numeric axis: a row for each point, a panel for each metric.

use super::chosen::{Chosen, Context};
use super::drawn::Drawn;
use crate::Row;
use crate::figures::scene::{Axis, Figure, Panel, Point, Scale, Series, Style};

/// More rows than this do not fit a page.
const ROWS_MAX: usize = 60;

/// A panel for each metric, with a row for each point.
pub(super) fn named_panels(chosen: &Chosen, contexts: &[Context<'_>], drawn: &[Drawn]) -> Figure {
    let named: Vec<(String, &Row)> = contexts
        .iter()
        .flat_map(|context| context.rows.iter().map(move |row| (&context.title, *row)))
        .map(|(context, row)| {
            let parts = [chosen.series(row), context.clone()];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            (parts.join(", "), row)
        })
        .collect();
    let shown = &named[..named.len().min(ROWS_MAX)];
    // Rows go up from the bottom; the first point is at the top.
    let names: Vec<String> = shown.iter().rev().map(|(name, _)| name.clone()).collect();
    let note = match named.len() - shown.len() {
        0 => String::new(),
        count => format!("{count} more points are not drawn"),
    };
    let panels = drawn.iter().map(|of| row_panel(shown, names.clone(), of));
    Figure { panels: panels.collect(), note, ..Figure::default() }
}

fn row_panel(rows: &[(String, &Row)], names: Vec<String>, drawn: &Drawn) -> Panel {
    let mut error_bars = Vec::new();
    let mut points = Vec::new();
    let style = Style { line: false, ..Style::numbered(4) };
    for (index, (_, row)) in rows.iter().enumerate() {
        let y = (rows.len() - 1 - index) as f64;
        let Some(value) = drawn.point(row, 0.0) else { continue };
        let at = (value.y, y);
        points.push(Point::new(at.0, at.1));
        error_bars.push(crate::figures::scene::ErrorBars {
            at,
            x: (value.low, value.high),
            y: (y, y),
            colour: style.colour,
        });
    }
    Panel {
        x: Axis::new(drawn.label.clone(), drawn.scale()),
        y: Axis::new("", Scale::Categories(names)),
        series: vec![Series { label: String::new(), points, style }],
        error_bars,
        ..Panel::default()
    }
}
