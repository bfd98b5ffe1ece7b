//! The figure of a trace: popularity by rank, and requests over time.

use super::time_unit::time_unit;
use crate::Table;
use crate::figures::error::FigureError;
use crate::figures::files::{Drawing, FigureFiles};
use crate::figures::scene::{Axis, Figure, Panel, Point, Scale, Series, Style};
use crate::tables::number;

/// Draws the popularity of a trace (`rank`, `requests` columns, and `fitted`) and its request rate
/// over time (`time_s`, `requests_per_s`). A curve of fewer than two points has no panel; without panels there
/// are no files.
///
/// # Errors
/// If the drawing fails.
pub fn analysis_figure(
    popularity: &Table,
    rate: &Table,
    drawing: &Drawing,
) -> Result<FigureFiles, FigureError> {
    let panels = [by_rank(popularity), over_time(rate)].into_iter();
    let is_curve = |panel: &Panel| panel.series.iter().any(|series| series.points.len() > 1);
    let panels: Vec<Panel> = panels.filter(is_curve).collect();
    match panels.is_empty() {
        true => Ok(FigureFiles::new()),
        false => drawing.files("analysis", &Figure { panels, ..Figure::default() }),
    }
}

fn by_rank(popularity: &Table) -> Panel {
    let curve = |column: &str| {
        let point = |row| Some(Point::new(number(row, "rank")?, number(row, column)?));
        popularity.rows.iter().filter_map(point).collect()
    };
    let fitted = Style { dash: Some((40, 20)), ..Style::numbered(1) };
    Panel {
        x: Axis::new("Rank of the object", Scale::Log),
        y: Axis::new("Requests", Scale::Log),
        series: vec![
            Series::line("Objects of the trace", curve("requests"), Style::numbered(4)),
            Series::line("Zipf, maximum likelihood", curve("fitted"), fitted),
        ],
        ..Panel::default()
    }
}

fn over_time(rate: &Table) -> Panel {
    let mut times_s = rate.rows.iter().filter_map(|row| number(row, "time_s"));
    let (unit, seconds) = time_unit(times_s.next_back().unwrap_or(0.0));
    let point = |row| {
        Some(Point::new(number(row, "time_s")? * (1.0 / seconds), number(row, "requests_per_s")?))
    };
    let points = rate.rows.iter().filter_map(point).collect();
    Panel {
        x: Axis::new(format!("Time since the first request ({unit})"), Scale::Linear),
        y: Axis::new("Requests per second", Scale::LinearFromZero),
        series: vec![Series::line("", points, Style::numbered(4))],
        ..Panel::default()
    }
}
