//! Tables that may be long.

use crate::units::grouped;
use hotset_results::terminal_table;

/// More rows than this are for a file, not for a terminal.
const ROWS_MAX: usize = 200;

/// The table of the first rows; `file` has them all.
pub(super) fn first_rows<T>(
    header: &[&str],
    rows: &[T],
    cells: impl Fn(&T) -> Vec<String>,
    file: &str,
) -> String {
    let shown: Vec<Vec<String>> = rows.iter().take(ROWS_MAX).map(cells).collect();
    let table = terminal_table(header, &shown);
    match rows.len() - shown.len() {
        0 => table,
        1 => format!("{table}\n… 1 more row; {file} has all"),
        more => format!("{table}\n… {} more rows; {file} has all", grouped(more as u64)),
    }
}
