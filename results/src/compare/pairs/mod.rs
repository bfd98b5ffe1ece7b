//! Every two layouts of a context: which of them noise cannot tell apart.

#[cfg(test)]
mod example;
mod family;
mod groups;
mod table;
mod words;

pub use table::pairs;
pub(crate) use words::indistinguishable;

use crate::SummaryRow;
use crate::compare::competes;

/// With more layouts than this in a context, its pairs are left out: 64 layouts have 2,016 pairs by each metric.
const LAYOUTS_MAX: usize = 64;

/// Two layouts say nothing that the winners do not say.
const LAYOUTS_MIN: usize = 3;

/// The layouts that compete, of those of a context.
fn competitors<'a>(rows: &[&'a SummaryRow]) -> Vec<&'a SummaryRow> {
    rows.iter().copied().filter(|row| competes(row)).collect()
}
