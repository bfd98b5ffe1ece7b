//! The decay of popularity.

use crate::figures::charts::time_axis::TimeAxis;
use crate::figures::scene::{Axis, ColourBar, HeatCell, Panel, Scale};
use crate::tables::number;
use crate::{Row, Table};

/// With fewer periods there is no decay to be seen.
const PERIODS_MIN: usize = 4;

/// The shade of a single request, from white (0) to the darkest (1): it is to be seen.
const LIGHTEST: f64 = 0.08;

/// Requests over time for the objects that were first requested at one time: a heat map.
pub(in crate::figures::charts) fn decay(table: &Table) -> Option<Panel> {
    let period_s = table.rows.first().and_then(|row| number(row, "period_s"))?;
    let requests = |row: &Row| number(row, "requests");
    let most = table.rows.iter().filter_map(requests).fold(0.0, f64::max);
    let time = TimeAxis::of(table.rows.iter(), "unix_s");
    let first = |row: &Row| number(row, "first_unix_s");
    let mut cohorts: Vec<f64> = table.rows.iter().filter_map(first).collect();
    cohorts.dedup();
    if cohorts.len() < PERIODS_MIN || most < 2.0 {
        return None;
    }
    // White stands for less than a request.
    let white = libm::pow(most, -LIGHTEST / (1.0 - LIGHTEST));
    let height = time.length(period_s);
    let cell = |row: &Row| {
        let from_s = number(row, "unix_s")?;
        let requests = requests(row).filter(|&requests| requests >= 1.0)?;
        Some(HeatCell {
            x: (time.place(from_s), time.place(from_s + period_s)),
            y: time.place(first(row)?) + 0.5 * height,
            height,
            level: libm::log(requests / white) / libm::log(most / white),
            colour: None,
        })
    };
    Some(Panel {
        x: time.axis("Time"),
        y: Axis { label: "Objects first requested".to_owned(), ..time.axis("") },
        cells: table.rows.iter().filter_map(cell).collect(),
        colour_bar: Some(ColourBar {
            label: "Requests".to_owned(),
            ends: (white, most),
            scale: Scale::Log,
        }),
        ..Panel::default()
    })
}
