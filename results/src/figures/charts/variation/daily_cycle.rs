//! The diurnal or weekly cycle of the request rate.

use crate::figures::scene::{Axis, Panel, Point, Scale, Series, Style};
use crate::tables::{number, text};
use crate::{Row, Table};

/// The daily cycle, or the weekly one if there is no daily one.
pub(in crate::figures::charts) fn daily_cycle(table: &Table) -> Option<Panel> {
    let of = |name: &str| -> Vec<&Row> {
        table.rows.iter().filter(|row| text(row, "component") == name).collect()
    };
    let (rows, label, units) = match (of("daily"), of("weekly")) {
        (day, _) if !day.is_empty() => {
            (day, ["Hour of the day (UTC)", "Hour of each 24 hours"], 24.0)
        }
        (_, week) if !week.is_empty() => (week, ["Days after Monday", "Day of each seven"], 7.0),
        _ => return None,
    };
    let dated = rows.first().is_none_or(|row| row.get("dated") != Some(&false.into()));
    let label = if dated { label[0] } else { label[1] };
    let n = rows.len() as f64;
    let at = |row: &&Row| {
        Some(Point::new((number(row, "phase")? + 0.5) / n * units, number(row, "level")?))
    };
    Some(Panel {
        x: Axis::new(label, Scale::Linear),
        y: Axis::new("Requests over their mean", Scale::LinearFromZero),
        series: vec![Series::line("", rows.iter().filter_map(at).collect(), Style::numbered(4))],
        ..Panel::default()
    })
}
