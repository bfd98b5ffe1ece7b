//! The figure of a trace: popularity by rank, and requests over time.

use super::time_unit::time_unit;
use crate::Table;
use crate::figures::error::FigureError;
use crate::figures::files::{FigureFiles, files};
use crate::figures::scene::{Axis, Figure, Mark, Panel, Point, Scale, Series, Style};
use crate::tables::number;

/// Draws the popularity of a trace (`rank`, `requests` columns, and `fitted`) and its request rate
/// over time (`time_s`, `requests_per_s`). A curve of fewer than two points has no panel; without panels there
/// are no files.
///
/// # Errors
/// If the drawing fails.
pub fn analysis_figure(popularity: &Table, rate: &Table) -> Result<FigureFiles, FigureError> {
    let curve = |table: &Table, x: &str, y: &str, x_factor: f64| -> Vec<Point> {
        let points = table.rows.iter().filter_map(|row| {
            Some(Point { x: number(row, x)? * x_factor, y: number(row, y)?, half_width: 0.0 })
        });
        points.collect()
    };
    let axis = |label: &str, scale| Axis { label: label.to_owned(), scale };
    let plain = |style: Style| Style { mark: Mark::None, dash: None, ..style };
    let by_rank = Panel {
        x: axis("Rank of the object", Scale::Log),
        y: axis("Requests", Scale::Log),
        series: vec![
            Series {
                label: "Objects of the trace".to_owned(),
                points: curve(popularity, "rank", "requests", 1.0),
                style: plain(Style::numbered(4)),
            },
            Series {
                label: "Zipf, maximum likelihood".to_owned(),
                points: curve(popularity, "rank", "fitted", 1.0),
                style: Style { dash: Some((40, 20)), ..plain(Style::numbered(1)) },
            },
        ],
        ..Panel::default()
    };
    let last_s = curve(rate, "time_s", "requests_per_s", 1.0).last().map_or(0.0, |point| point.x);
    let (unit, seconds) = time_unit(last_s);
    let over_time = Panel {
        x: axis(&format!("Time since the first request ({unit})"), Scale::Linear),
        y: axis("Requests per second", Scale::LinearFromZero),
        series: vec![Series {
            label: String::new(),
            points: curve(rate, "time_s", "requests_per_s", 1.0 / seconds),
            style: plain(Style::numbered(4)),
        }],
        ..Panel::default()
    };
    let drawn = |panel: &Panel| panel.series.iter().any(|series| series.points.len() > 1);
    let panels: Vec<Panel> = [by_rank, over_time].into_iter().filter(drawn).collect();
    match panels.is_empty() {
        true => Ok(FigureFiles::new()),
        false => files("analysis", &Figure { panels, ..Figure::default() }),
    }
}
