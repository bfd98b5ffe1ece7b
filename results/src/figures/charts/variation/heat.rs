//! The most popular objects as a heat map.

use crate::figures::charts::time_unit::time_unit;
use crate::figures::scene::{Axis, HeatCell, Panel, Scale};
use crate::tables::number;
use crate::{Row, Table};

/// The most popular objects over time.
pub(super) fn heat(table: &Table) -> Option<Panel> {
    let width_s = table.rows.first().and_then(|row| number(row, "width_s"))?;
    let last_s = table.rows.iter().filter_map(|row| number(row, "time_s")).fold(0.0, f64::max);
    if last_s <= 0.0 {
        return None;
    }
    let (unit, seconds) = time_unit(last_s);
    let cell = |row: &Row| {
        let from_s = number(row, "time_s")?;
        Some(HeatCell {
            x: (from_s / seconds, (from_s + width_s) / seconds),
            y: number(row, "rank")?,
            level: number(row, "share_of_highest")?,
            colour: None,
        })
    };
    Some(Panel {
        x: Axis::new(format!("Time ({unit})"), Scale::Linear),
        y: Axis::new("Rank of the object (dark: its highest)", Scale::Linear),
        series: Vec::new(),
        cells: table.rows.iter().filter_map(cell).collect(),
        ..Panel::default()
    })
}
