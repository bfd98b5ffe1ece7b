//! The turnover of the most popular objects.

use super::bins::{over_time, readable};
use crate::Table;
use crate::figures::scene::{Axis, Panel, Point, Scale, Series, Style};
use crate::tables::number;

/// The overlap of the top objects of successive bins, and what they would be if nothing but sampling varied.
pub(in crate::figures::charts) fn turnover(churn: &Table) -> Option<Panel> {
    const K_WANTED: f64 = 100.0;
    let ks = churn.rows.iter().filter_map(|row| number(row, "k")).filter(|&k| k <= K_WANTED);
    let k = ks.fold(f64::NAN, f64::max);
    let rows = churn.rows.iter().filter(|row| number(row, "k") == Some(k)).collect();
    let rows = readable(rows);
    if rows.len() < 2 {
        return None;
    }
    let (time, rows) = over_time(&rows);
    let of = |column: &str| -> Vec<Point> {
        rows.iter().filter_map(|(x, row)| Some(Point::new(*x, number(row, column)?))).collect()
    };
    let by_chance = rows.iter().filter_map(|(x, row)| {
        let half_width = 1.96 * number(row, "jaccard_baseline_sd")?;
        let y = number(row, "jaccard_baseline")?;
        // An overlap is from 0 to 1.
        let interval = ((y - half_width).max(0.0), (y + half_width).min(1.0));
        Some(Point::with_interval(*x, y, interval))
    });
    let grey = Style { colour: (120, 120, 120), dash: Some((30, 15)), ..Style::numbered(4) };
    Some(Panel {
        x: time,
        y: Axis::new(format!("Top {k} in common, bin to bin"), Scale::LinearFromZero),
        series: vec![
            Series::line("If nothing but sampling varied", by_chance.collect(), grey),
            Series::line("Found (Jaccard)", of("jaccard"), Style::numbered(4)),
        ],
        ..Panel::default()
    })
}
