//! Without a numeric axis: a row for each point, a panel for each metric.

use super::chosen::{Chosen, Context};
use super::drawn::Drawn;
use crate::Row;
use crate::figures::scene::{Axis, Figure, Panel, Point, Scale, Series, Style};

/// More rows than this do not fit a page.
const ROWS_MAX: usize = 60;

/// More panels side by side than this would be too narrow: their points are rows of one panel.
const CONTEXTS_MAX: usize = 8;

/// A panel for each metric and context, with a row for each series; or a panel for each metric, with a row for
/// each point, where there are no series or too many contexts.
pub(super) fn named_panels(chosen: &Chosen, contexts: &[Context<'_>], drawn: &[Drawn]) -> Figure {
    let has_series = chosen.labels.iter().any(|label| !label.is_empty());
    let groups: Vec<(String, Vec<(String, &Row)>)> = match has_series {
        true if (2..=CONTEXTS_MAX).contains(&contexts.len()) => {
            let of = contexts.iter().map(|context| {
                let rows = context.rows.iter().map(|&row| (chosen.series(row), row));
                (context.title.clone(), rows.collect())
            });
            of.collect()
        }
        _ => vec![(String::new(), points(chosen, contexts))],
    };
    let left_out = groups.iter().map(|(_, rows)| rows.len().saturating_sub(ROWS_MAX)).sum();
    let note = match left_out {
        0_usize => String::new(),
        count => format!("{count} more points are not drawn"),
    };
    let panels = drawn.iter().flat_map(|of| {
        groups.iter().map(move |(title, rows)| {
            let shown = &rows[..rows.len().min(ROWS_MAX)];
            // Rows go up from the bottom; the first point is at the top.
            let names = shown.iter().rev().map(|(name, _)| name.clone()).collect();
            Panel { title: title.clone(), ..row_panel(shown, names, of) }
        })
    });
    Figure { panels: panels.collect(), note, ..Figure::default() }
}

/// Every point with its name.
fn points<'a>(chosen: &Chosen, contexts: &[Context<'a>]) -> Vec<(String, &'a Row)> {
    let rows = contexts
        .iter()
        .flat_map(|context| context.rows.iter().map(move |&row| (row, context.title.clone())));
    rows.map(|(row, context)| {
        let parts = [chosen.series(row), context];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        (parts.join(", "), row)
    })
    .collect()
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
