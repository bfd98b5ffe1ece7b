//! What all keys have: a path, a default, a meaning, and a kind of values.

use crate::spec::error::SpecError;
use toml::Value;

/// The values that a key takes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ValueKind {
    /// One of these words.
    Words(Vec<&'static str>),
    /// A number between bounds, both included; unbounded where the model itself checks it.
    Number {
        /// The smallest number.
        low: Option<f64>,
        /// The largest number.
        high: Option<f64>,
    },
    /// A whole number between bounds, both included.
    Whole {
        /// The smallest number.
        low: u64,
        /// The largest number; `u64::MAX` for no bound.
        high: u64,
    },
    /// Any text that the key's syntax allows.
    Text,
    /// The path of a file. Results contain its name only.
    File,
    /// A list.
    List,
    /// A value of one of these kinds.
    OneOf(Vec<ValueKind>),
}

/// A key, whatever the type of its values.
pub(crate) trait AnyKey: Sync {
    /// Its dotted path.
    fn path(&self) -> &'static str;
    /// Its default; `None` where it must be given, if it is read at all.
    fn default(&self) -> Option<Value>;
    /// What it means, with the words that it takes.
    fn doc(&self) -> String;
    /// The values that it takes.
    fn kind(&self) -> ValueKind;
    /// Whether a value is one of the key's.
    fn check(&self, found: &Value) -> Result<(), SpecError>;
}

/// A key with values of one type.
pub(crate) trait TypedKey: AnyKey {
    /// What a value stands for.
    type Output;

    /// The value that is written in a spec.
    fn parse(&self, found: &Value) -> Result<Self::Output, SpecError>;
}
