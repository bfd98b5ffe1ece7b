//! The shape of bursts.

use crate::figures::charts::time_unit::width_in_words;
use crate::figures::scene::{Axis, Panel, Point, Scale, Series, Style};
use crate::tables::{number, text};
use crate::{Row, Table};

/// Quartiles of fewer bursts would look as if they said something.
const BURSTS_MIN: f64 = 5.0;

/// The median and the quartiles of bursts, aligned at their peaks.
pub(super) fn bursts(table: &Table) -> Option<Panel> {
    let mut series = Vec::new();
    for (class, name, style) in [
        ("exogenous", "Exogenous", Style::numbered(4)),
        ("endogenous", "Endogenous", Style::numbered(1)),
    ] {
        let rows: Vec<&Row> = table.rows.iter().filter(|row| text(row, "class") == class).collect();
        let of = |column: &str| -> Vec<Point> {
            let at = |row: &&Row| {
                let y = number(row, column)?;
                Some(Point::new(number(row, "bins_after_peak")?, y))
            };
            rows.iter().filter_map(at).filter(|point| point.y > 0.0).collect()
        };
        let most = rows.iter().filter_map(|row| number(row, "bursts")).fold(0.0, f64::max);
        let quartile = Style { dash: Some((8, 14)), ..style };
        series.push(Series::line(&format!("{name}, median of {most}"), of("median"), style));
        if most >= BURSTS_MIN {
            series.push(Series::line("Quartiles", of("lower_quartile"), quartile));
            series.push(Series::line("Quartiles", of("upper_quartile"), quartile));
        }
    }
    series.retain(|series| series.points.len() > 1);
    let bins = match table.rows.first().and_then(|row| number(row, "bin_s")) {
        Some(3_600.0) => "Hours".to_owned(),
        Some(86_400.0) => "Days".to_owned(),
        Some(width_s) => format!("Bins of {}", width_in_words(width_s)),
        None => "Bins".to_owned(),
    };
    (!series.is_empty()).then(|| Panel {
        x: Axis::new(format!("{bins} after the peak"), Scale::Linear),
        y: Axis::new("Requests over those of the peak", Scale::Log),
        series,
        ..Panel::default()
    })
}
