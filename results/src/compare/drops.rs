//! Layouts that drop requests, and so save traffic that clients asked for.

use crate::SummaryRow;
pub use crate::warnings::DROPS;

/// Whether a layout competes with others: one that drops requests saves traffic by that.
pub fn competes(row: &SummaryRow) -> bool {
    !row.warnings.contains(DROPS)
}
