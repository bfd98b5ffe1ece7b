//! Why a figure could not be drawn.

use std::io;

/// Why a figure could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// A table cannot be read.
    #[error("{file}: {error}")]
    Read {
        /// The table.
        file: String,
        /// The error of the system.
        error: io::Error,
    },
    /// A file is not a CSV table.
    #[error("{file}: {error}")]
    Table {
        /// The table.
        file: String,
        /// The error of the parser.
        error: csv::Error,
    },
    /// A table has no column of this name.
    #[error("found no column {asked:?}")]
    Column {
        /// What was asked for.
        asked: String,
        /// The columns that there are.
        known: Vec<String>,
    },
    /// No row has this value.
    #[error("found no point with {column} = {asked}; expected one of: {}", known.join(", "))]
    Value {
        /// The column.
        column: String,
        /// What was asked for.
        asked: String,
        /// The values that there are.
        known: Vec<String>,
    },
    /// A parameter that is asked for along an axis has no two numbers.
    #[error(
        "{column} has no two numbers of one unit, which an axis needs; it can be a line or a panel (--by, --panel)"
    )]
    NoAxis {
        /// The parameter.
        column: String,
    },
    /// No point has what is asked for.
    #[error("nothing to draw: no point has all that is asked for")]
    Empty,
    /// Drawing failed, which is a bug.
    #[error("cannot draw: {0}")]
    Draw(String),
}
