//! Warnings in the results.

use hotset_results::Summary;
use hotset_results::warnings::MEANINGS;

/// A line for each warning: how many rows of the table have it, and what it means.
pub(super) fn warnings(summary: &Summary) -> String {
    let mut text = String::new();
    for (word, meaning) in MEANINGS {
        let rows = summary.rows.iter().filter(|row| row.warnings.contains(word)).count();
        if rows > 0 {
            text +=
                &format!("\nwarning ({word}), {rows} of {} rows: {meaning}", summary.rows.len());
        }
    }
    text
}
