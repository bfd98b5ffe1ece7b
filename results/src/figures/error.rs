//! Why a figure could not be drawn.

use std::io;

/// Why a figure could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// A table that it is drawn from cannot be read.
    #[error("{file}: {error}")]
    Read {
        /// The table.
        file: String,
        /// What the system said.
        error: io::Error,
    },
    /// A table is no such table.
    #[error("{file}: {error}")]
    Table {
        /// The table.
        file: String,
        /// What the parser said.
        error: csv::Error,
    },
    /// The drawing itself failed: a bug.
    #[error("cannot draw: {0}")]
    Draw(String),
}
