//! What somebody asks a figure to show.

use crate::Table;
use crate::figures::error::FigureError;

/// What a figure is to show; what is not said is chosen by what varies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// The parameter along the horizontal axis.
    pub x: Option<String>,
    /// The metrics along vertical axes, a panel or a figure each.
    pub y: Vec<String>,
    /// The parameters with a series for each of their values.
    pub by: Vec<String>,
    /// The parameters with a panel for each of their values.
    pub panel: Vec<String>,
    /// Values of parameters: only points that have them are shown.
    pub only: Vec<(String, String)>,
    /// Whether the axes are logarithmic: `x`, `y`, or both.
    pub log: Vec<String>,
    /// The layout whose values the others are divided by, replication by replication.
    pub baseline: Option<String>,
}

/// The column of a table by its name, or by the end of its name if that is unique: `alpha` for
/// `workload.popularity.alpha`.
pub(in crate::figures) fn column(table: &Table, asked: &str) -> Result<String, FigureError> {
    let mut known: Vec<&String> = Vec::new();
    for name in table.rows.iter().flat_map(|row| row.keys()) {
        if !known.contains(&name) {
            known.push(name);
        }
    }
    if known.iter().any(|name| *name == asked) {
        return Ok(asked.to_owned());
    }
    let end = format!(".{asked}");
    let ending: Vec<&&String> = known.iter().filter(|name| name.ends_with(&end)).collect();
    match ending.as_slice() {
        [only] => Ok((**only).clone()),
        _ => Err(FigureError::Column {
            asked: asked.to_owned(),
            known: known.into_iter().cloned().collect(),
        }),
    }
}
