//! The most popular objects as a heat map.

use crate::figures::charts::time_axis::TimeAxis;
use crate::figures::scene::{Axis, ColourBar, HeatCell, Panel, Scale};
use crate::tables::number;
use crate::{Row, Table};

/// The most popular objects over time.
pub(super) fn heat(table: &Table) -> Option<Panel> {
    let width_s = table.rows.first().and_then(|row| number(row, "width_s"))?;
    let last_s = table.rows.iter().filter_map(|row| number(row, "time_s")).fold(0.0, f64::max);
    if last_s <= 0.0 {
        return None;
    }
    let time = TimeAxis::of(table.rows.iter(), "unix_s");
    let cell = |row: &Row| {
        let from_s = number(row, "unix_s")?;
        Some(HeatCell {
            x: (time.place(from_s), time.place(from_s + width_s)),
            y: number(row, "rank")?,
            height: 1.0,
            level: number(row, "share_of_highest")?,
            colour: None,
        })
    };
    Some(Panel {
        x: time.axis("Time"),
        y: Axis::new("Rank of the object", Scale::Linear),
        cells: table.rows.iter().filter_map(cell).collect(),
        colour_bar: Some(ColourBar {
            label: "Requests over its highest".to_owned(),
            ends: (0.0, 1.0),
            scale: Scale::Linear,
        }),
        ..Panel::default()
    })
}
