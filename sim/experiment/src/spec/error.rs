//! What is wrong with a spec.

use toml::Value;

/// An error in a spec: the key, what was found, and what is expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {message}")]
pub struct SpecError {
    /// The dotted path of the key; empty if the text is not TOML at all.
    pub key: String,
    /// What was found, and what is expected.
    pub message: String,
    /// The nearest valid word, or another way out.
    pub help: Option<String>,
    /// The bytes of the spec's text that are wrong, where they are known.
    pub span: Option<std::ops::Range<usize>>,
}

impl SpecError {
    pub(crate) fn new(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self { key: key.into(), message: message.into(), help: None, span: None }
    }

    /// A value of the wrong type, or out of range.
    pub(crate) fn wrong(key: &str, found: &Value, expected: &str) -> Self {
        let kind = found.type_str();
        Self::new(key, format!("found {found} ({kind}); expected {expected}"))
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
