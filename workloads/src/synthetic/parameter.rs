//! A parameter of a synthetic workload that is out of its range.

/// Why a synthetic workload cannot be drawn: the parameter, what it is, what it must be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{key} = {found}: must be {expected}")]
pub struct ParameterError {
    /// The parameter, as in a spec below `[workload]`.
    pub key: &'static str,
    /// The value that was given.
    pub found: String,
    /// What would be right.
    pub expected: String,
}

impl ParameterError {
    pub(crate) fn new(key: &'static str, found: impl ToString, expected: impl ToString) -> Self {
        Self { key, found: found.to_string(), expected: expected.to_string() }
    }
}
