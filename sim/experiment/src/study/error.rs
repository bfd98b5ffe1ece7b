//! Why a study of a trace ended without a result.

/// Why a study of a trace ended without a result.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// The trace cannot be read, or the request does not fit it.
    #[error("{0}")]
    Input(String),
    /// Something else: a full disk, a file that changed during the study.
    #[error("{0}")]
    Other(String),
}

impl StudyError {
    /// The input is wrong.
    pub(crate) fn input(error: impl std::fmt::Display) -> Self {
        Self::Input(error.to_string())
    }

    /// Anything else.
    pub(crate) fn other(error: impl std::fmt::Display) -> Self {
        Self::Other(error.to_string())
    }
}
