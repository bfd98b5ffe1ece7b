//! Why a report could not be made.

use std::io;

/// Why a report could not be made. Each names the file.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file cannot be read.
    #[error("{file}: {error}")]
    Read {
        /// The file.
        file: String,
        /// The error of the system.
        error: io::Error,
    },
    /// A file is not a CSV table.
    #[error("{file}: {error}")]
    Table {
        /// The file.
        file: String,
        /// The error of the parser.
        error: csv::Error,
    },
    /// A table is not what its name says.
    #[error("{file}: {what}")]
    Content {
        /// The file.
        file: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A file is not JSON.
    #[error("{file}: {error}")]
    Json {
        /// The file.
        file: String,
        /// The error of the parser.
        error: serde_json::Error,
    },
}
