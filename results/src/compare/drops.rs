//! Layouts that drop requests, and so save traffic that clients asked for.

use crate::SummaryRow;

/// The warning that more than one request in a hundred was dropped.
pub const DROPS: &str = "drops";

/// Whether a layout answers what it is asked: one that does not is not compared with those that do.
pub fn answers(row: &SummaryRow) -> bool {
    !row.warnings.contains(DROPS)
}
