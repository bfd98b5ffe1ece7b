//! The layouts of a context whose pairs are tested.

use crate::SummaryRow;
use crate::compare::competes;

/// With more layouts than this in a context, its pairs are left out: 64 layouts have 2,016 pairs by each metric.
pub(super) const LAYOUTS_MAX: usize = 64;

/// Two layouts say nothing that the winners do not say.
pub(super) const LAYOUTS_MIN: usize = 3;

/// The layouts that compete, of those of a context.
pub(super) fn competitors<'a>(rows: &[&'a SummaryRow]) -> Vec<&'a SummaryRow> {
    rows.iter().copied().filter(|row| competes(row)).collect()
}
