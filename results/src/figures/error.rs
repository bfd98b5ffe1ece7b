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
    /// Drawing failed, which is a bug.
    #[error("cannot draw: {0}")]
    Draw(String),
}
