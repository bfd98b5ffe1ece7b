//! The figure of a replay: miss ratio against size.

use super::chart::{Axis, Band, Figure, Look, Mark, Panel, Scale, Series};
use super::{FigureError, FigureFiles, files};
use crate::Table;
use serde_json::Value;

/// Draws miss ratios (columns `policy`, `cache_unit`, `cache`, `miss_ratio`) against the size of
/// the cache, a line a policy.
///
/// # Errors
/// If the drawing fails.
pub fn curve_figure(curves: &Table) -> Result<FigureFiles, FigureError> {
    let mut series: Vec<Series> = Vec::new();
    let mut unit = "objects";
    for row in &curves.rows {
        let number = |column: &str| row.get(column).and_then(Value::as_f64);
        let text = |column: &str| row.get(column).and_then(Value::as_str);
        let (Some(policy), Some(x), Some(y)) =
            (text("policy"), number("cache"), number("miss_ratio"))
        else {
            continue;
        };
        if text("cache_unit") == Some("bytes") {
            unit = "bytes";
        }
        let point = Band { x, y, half_width: 0.0 };
        match series.iter_mut().find(|series| series.label == policy) {
            Some(series) => series.points.push(point),
            None => {
                let look = Look { mark: Mark::None, ..Look::of(series.len()) };
                series.push(Series { label: policy.to_owned(), points: vec![point], look });
            }
        }
    }
    let panel = Panel {
        x: Axis { label: format!("Size of the cache ({unit})"), scale: Scale::Log },
        y: Axis { label: "Miss ratio".to_owned(), scale: Scale::LinearFromZero },
        series,
        ..Panel::default()
    };
    files("mrc", &Figure { panels: vec![panel], ..Figure::default() })
}

/// Draws hit ratios (columns `policy`, `cache`, `cache_unit`, `time_s`, `hit_ratio`) over time, a line a
/// cache.
///
/// # Errors
/// If the drawing fails.
pub fn hit_ratio_figure(bins: &Table) -> Result<FigureFiles, FigureError> {
    let number = |row: &crate::Row, column: &str| row.get(column).and_then(Value::as_f64);
    let latest = bins.rows.iter().filter_map(|row| number(row, "time_s")).fold(0.0, f64::max);
    let (scale, unit) = match latest {
        days if days > 4.0 * 86_400.0 => (86_400.0, "days"),
        hours if hours > 4.0 * 3_600.0 => (3_600.0, "hours"),
        _ => (1.0, "seconds"),
    };
    let mut series: Vec<Series> = Vec::new();
    for row in &bins.rows {
        let text = |column: &str| row.get(column).and_then(Value::as_str).unwrap_or("");
        let (Some(x), Some(y)) = (number(row, "time_s"), number(row, "hit_ratio")) else {
            continue;
        };
        let label = match number(row, "cache") {
            Some(cache) => format!("{}, {cache} {}", text("policy"), text("cache_unit")),
            None => text("policy").to_owned(),
        };
        let point = Band { x: x / scale, y, half_width: 0.0 };
        match series.iter_mut().find(|series| series.label == label) {
            Some(series) => series.points.push(point),
            None => {
                let look = Look { mark: Mark::None, ..Look::of(series.len()) };
                series.push(Series { label, points: vec![point], look });
            }
        }
    }
    let panel = Panel {
        x: Axis { label: format!("Time since the first request ({unit})"), scale: Scale::Linear },
        y: Axis { label: "Hit ratio".to_owned(), scale: Scale::LinearFromZero },
        series,
        ..Panel::default()
    };
    files("bins", &Figure { panels: vec![panel], ..Figure::default() })
}
