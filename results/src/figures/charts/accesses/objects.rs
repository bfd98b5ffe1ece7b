//! Single objects over time.

use crate::Table;
use crate::figures::charts::time_axis::TimeAxis;
use crate::figures::scene::{Axis, HeatCell, Panel, Scale};
use crate::tables::number;

/// Columns of the panel: accesses within one of them are one.
const COLUMNS: f64 = 200.0;
/// With fewer accesses there is nothing to be seen.
const ACCESSES_MIN: usize = 20;

/// When each of some objects was accessed: a row an object, by rank.
pub(super) fn objects(table: &Table) -> Option<Panel> {
    let time = TimeAxis::of(table.rows.iter(), "unix_s");
    let times = || table.rows.iter().filter_map(|row| number(row, "unix_s"));
    let start_s = times().fold(f64::INFINITY, f64::min);
    let column_s = (times().fold(0.0, f64::max) - start_s) / COLUMNS;
    if table.rows.len() < ACCESSES_MIN || column_s <= 0.0 {
        return None;
    }
    let mut ranks: Vec<f64> = table.rows.iter().filter_map(|row| number(row, "rank")).collect();
    ranks.dedup();
    let mut cells: Vec<HeatCell> = Vec::new();
    let mut last: Option<(f64, f64)> = None;
    for row in &table.rows {
        let (Some(rank), Some(time_s)) = (number(row, "rank"), number(row, "unix_s")) else {
            continue;
        };
        let column = ((time_s - start_s) / column_s).floor().min(COLUMNS - 1.0);
        let edge = |column: f64| time.place(start_s + column * column_s);
        let goes_on = last.is_some_and(|(row, end)| row == rank && column <= end + 1.0);
        last = Some((rank, column));
        match cells.last_mut() {
            Some(cell) if goes_on => cell.x.1 = edge(column + 1.0),
            _ => {
                let (bottom, top) = ends_of_row(&ranks, rank);
                cells.push(HeatCell {
                    x: (edge(column), edge(column + 1.0)),
                    y: 0.5 * (bottom + top),
                    height: top - bottom,
                    level: 0.85,
                    colour: None,
                });
            }
        }
    }
    Some(Panel {
        x: time.axis("Time"),
        y: Axis::new("Rank of the object", Scale::Log),
        cells,
        ..Panel::default()
    })
}

/// Where the row of a rank begins and ends on a logarithmic axis: near the middle between it and its
/// neighbours.
fn ends_of_row(ranks: &[f64], rank: f64) -> (f64, f64) {
    /// What of the way to the middle is not in the row.
    const GAP: f64 = 0.15;
    let index = ranks.iter().position(|known| *known == rank).unwrap_or(0);
    let above = ranks.get(index + 1).map(|next| next / rank);
    let below = index.checked_sub(1).map(|before| rank / ranks[before]);
    let way = |ratio: f64| libm::pow(ratio, 0.5 * (1.0 - GAP));
    let up = above.or(below).unwrap_or(2.0);
    let down = below.or(above).unwrap_or(2.0);
    (rank / way(down), rank * way(up))
}
