//! Layouts that drop requests, and so save traffic that clients asked for.

use crate::SummaryRow;

/// The warning that more than 1 % of the requests were dropped.
pub const DROPS: &str = "drops";

/// Whether a layout competes with others: one that drops requests saves traffic by that.
pub fn competes(row: &SummaryRow) -> bool {
    !row.warnings.contains(DROPS)
}
