//! Miss ratio curves: misses against the size of the cache.

use super::labels::policy_label;
use crate::Table;
use crate::figures::error::FigureError;
use crate::figures::files::{Drawing, FigureFiles};
use crate::figures::scene::{Axis, Figure, Mark, Panel, Point, Scale, Series, Style};
use crate::tables::{number, text};

/// More marks on a line would run into each other.
const MARKED_MAX: usize = 30;

/// Draws miss ratios (columns `policy`, `cache_unit`, `cache`, `miss_ratio`) against the size of
/// the cache, with a line per policy.
///
/// # Errors
/// If the drawing fails.
pub fn curve_figure(curves: &Table, drawing: &Drawing) -> Result<FigureFiles, FigureError> {
    let mut series: Vec<Series> = Vec::new();
    let mut unit = "objects";
    for row in &curves.rows {
        let policy = policy_label(&text(row, "policy"));
        let (Some(x), Some(y)) = (number(row, "cache"), number(row, "miss_ratio")) else {
            continue;
        };
        if text(row, "cache_unit") == "bytes" {
            unit = "bytes";
        }
        let point = Point::new(x, y);
        match series.iter_mut().find(|series| series.label == policy) {
            Some(series) => series.points.push(point),
            None => {
                let style = style(&text(row, "policy"), series.len());
                series.push(Series { label: policy, points: vec![point], style });
            }
        }
    }
    // Marks where policies were simulated; the curve of all sizes has none.
    let many = series.iter_mut().filter(|series| series.points.len() > MARKED_MAX);
    many.for_each(|series| series.style.mark = Mark::None);
    let panel = Panel {
        x: Axis { label: format!("Size of the cache ({unit})"), scale: Scale::Log },
        y: Axis { label: "Miss ratio".to_owned(), scale: Scale::LinearFromZero },
        series,
        ..Panel::default()
    };
    drawing.files("mrc", &Figure { panels: vec![panel], ..Figure::default() })
}

/// Closed forms and bounds are thin and grey or dotted: they are no policies.
fn style(policy: &str, index: usize) -> Style {
    let own = Style::numbered(index);
    let plain = Style { mark: Mark::None, ..own };
    match policy {
        "pfoo-l" => Style { colour: (120, 120, 120), dash: None, ..plain },
        _ if policy.contains("approximation") => {
            Style { colour: (0, 0, 0), dash: Some((8, 14)), ..plain }
        }
        _ => own,
    }
}
