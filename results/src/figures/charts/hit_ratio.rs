//! Hit ratios over time.

use super::labels::policy_label;
use super::time_unit::time_unit;
use crate::Table;
use crate::figures::error::FigureError;
use crate::figures::files::{Drawing, FigureFiles};
use crate::figures::scene::{Axis, Figure, Mark, Panel, Point, Scale, Series, Style};
use crate::numbers::grouped;
use crate::tables::{number, text};

/// Draws hit ratios (columns `policy`, `cache`, `cache_unit`, `time_s`, `hit_ratio`) over time: a panel per
/// cache size, with a line per policy. An infinite cache has no size, and is in every panel.
///
/// # Errors
/// If the drawing fails.
pub fn hit_ratio_figure(bins: &Table, drawing: &Drawing) -> Result<FigureFiles, FigureError> {
    let latest = bins.rows.iter().filter_map(|row| number(row, "time_s")).fold(0.0, f64::max);
    let unit = time_unit(latest);
    let mut caches: Vec<(f64, String)> = Vec::new();
    for row in &bins.rows {
        if let Some(cache) = number(row, "cache")
            && !caches.contains(&(cache, text(row, "cache_unit")))
        {
            caches.push((cache, text(row, "cache_unit")));
        }
    }
    let panels = match caches.as_slice() {
        [] => vec![over_time(bins, None, unit)],
        caches => caches.iter().map(|cache| over_time(bins, Some(cache), unit)).collect(),
    };
    drawing.files("bins", &Figure { panels, ..Figure::default() })
}

/// The hit ratios of the caches of one size.
fn over_time(bins: &Table, cache: Option<&(f64, String)>, (unit, scale): (&str, f64)) -> Panel {
    // A policy has the same style in every panel.
    let mut policies: Vec<String> = Vec::new();
    let mut series: Vec<Series> = Vec::new();
    for row in &bins.rows {
        let policy = policy_label(&text(row, "policy"));
        if !policies.contains(&policy) {
            policies.push(policy.clone());
        }
        let here = number(row, "cache").is_none_or(|size| {
            cache.is_some_and(|cache| *cache == (size, text(row, "cache_unit")))
        });
        let (true, Some(x), Some(y)) = (here, number(row, "time_s"), number(row, "hit_ratio"))
        else {
            continue;
        };
        let point = Point::new(x / scale, y);
        match series.iter_mut().find(|series| series.label == policy) {
            Some(series) => series.points.push(point),
            None => {
                let place = policies.iter().position(|known| *known == policy).unwrap_or(0);
                let style = Style { mark: Mark::None, ..Style::numbered(place) };
                series.push(Series { label: policy, points: vec![point], style });
            }
        }
    }
    Panel {
        title: cache.map_or(String::new(), |(size, unit)| {
            format!("{} {unit}", grouped(size.round() as u64))
        }),
        x: Axis { label: format!("Time since the first request ({unit})"), scale: Scale::Linear },
        y: Axis { label: "Hit ratio".to_owned(), scale: Scale::LinearFromZero },
        series,
        ..Panel::default()
    }
}
