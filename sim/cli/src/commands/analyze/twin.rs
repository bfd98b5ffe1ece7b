//! The comparison of a trace with its twins, as a table and as JSON.

use hotset_experiment::variation::twin::Likeness;
use hotset_results::terminal_table;
use serde_json::{Value, json};

/// The comparison for people.
pub(super) fn table(rows: &[Likeness]) -> String {
    let number = |value: f64| match value {
        v if v >= 1e4 => format!("{v:.4e}"),
        v if v.fract() == 0.0 => format!("{v}"),
        v => format!("{v:.4}"),
    };
    let cells = |row: &Likeness| {
        // What differs in the last digit does not.
        let spread =
            if row.spread > 1e-9 * row.trace.abs() { number(row.spread) } else { String::new() };
        let off = if row.off { "off" } else { "" };
        vec![row.name.clone(), number(row.trace), number(row.twin), spread, off.to_owned()]
    };
    let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
    terminal_table(&["", "trace", "twin", "sd of twins", ""], &rows)
}

/// And for programs.
pub(super) fn json(rows: &[Likeness]) -> Value {
    rows.iter()
        .map(|row| {
            json!({
                "figure": row.name, "trace": row.trace, "twin": row.twin,
                "twin_sd": row.spread, "off": row.off,
            })
        })
        .collect()
}
