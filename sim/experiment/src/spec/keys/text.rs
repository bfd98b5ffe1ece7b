//! Keys that take a text: as it is, with a syntax of its own, or the path of a file.

use super::key::{AnyKey, TypedKey, ValueKind};
use crate::spec::error::SpecError;
use std::path::PathBuf;
use toml::Value;

/// A key that takes a text with a syntax of its own.
pub(crate) struct ParsedKey<T: 'static> {
    path: &'static str,
    default: Option<&'static str>,
    doc: &'static str,
    parse: fn(&str) -> Result<T, String>,
}

impl<T> ParsedKey<T> {
    pub(crate) const fn new(
        path: &'static str,
        default: &'static str,
        doc: &'static str,
        parse: fn(&str) -> Result<T, String>,
    ) -> Self {
        Self { path, default: Some(default), doc, parse }
    }

    /// A key without a default.
    pub(crate) const fn needed(
        path: &'static str,
        doc: &'static str,
        parse: fn(&str) -> Result<T, String>,
    ) -> Self {
        Self { path, default: None, doc, parse }
    }
}

impl<T> AnyKey for ParsedKey<T> {
    fn path(&self) -> &'static str {
        self.path
    }

    fn default(&self) -> Option<Value> {
        self.default.map(Value::from)
    }

    fn doc(&self) -> String {
        self.doc.to_owned()
    }

    fn kind(&self) -> ValueKind {
        ValueKind::Text
    }

    fn check(&self, found: &Value) -> Result<(), SpecError> {
        self.parse(found).map(drop)
    }
}

impl<T> TypedKey for ParsedKey<T> {
    type Output = T;

    fn parse(&self, found: &Value) -> Result<T, SpecError> {
        let parse = self.parse;
        parse(text(self.path, found)?).map_err(|message| SpecError::new(self.path, message))
    }
}

/// A key that takes any text.
pub(crate) struct TextKey(ParsedKey<String>);

impl TextKey {
    pub(crate) const fn new(path: &'static str, default: &'static str, doc: &'static str) -> Self {
        Self(ParsedKey::new(path, default, doc, any))
    }

    /// A key without a default.
    pub(crate) const fn needed(path: &'static str, doc: &'static str) -> Self {
        Self(ParsedKey::needed(path, doc, any))
    }
}

impl AnyKey for TextKey {
    fn path(&self) -> &'static str {
        self.0.path
    }

    fn default(&self) -> Option<Value> {
        self.0.default()
    }

    fn doc(&self) -> String {
        self.0.doc()
    }

    fn kind(&self) -> ValueKind {
        ValueKind::Text
    }

    fn check(&self, found: &Value) -> Result<(), SpecError> {
        self.0.check(found)
    }
}

impl TypedKey for TextKey {
    type Output = String;

    fn parse(&self, found: &Value) -> Result<String, SpecError> {
        self.0.parse(found)
    }
}

/// A key that takes the path of a file, and has no default.
pub(crate) struct FileKey {
    path: &'static str,
    doc: &'static str,
}

impl FileKey {
    pub(crate) const fn needed(path: &'static str, doc: &'static str) -> Self {
        Self { path, doc }
    }
}

impl AnyKey for FileKey {
    fn path(&self) -> &'static str {
        self.path
    }

    fn default(&self) -> Option<Value> {
        None
    }

    fn doc(&self) -> String {
        self.doc.to_owned()
    }

    fn kind(&self) -> ValueKind {
        ValueKind::File
    }

    fn check(&self, found: &Value) -> Result<(), SpecError> {
        self.parse(found).map(drop)
    }
}

impl TypedKey for FileKey {
    type Output = PathBuf;

    fn parse(&self, found: &Value) -> Result<PathBuf, SpecError> {
        text(self.path, found).map(PathBuf::from)
    }
}

fn any(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

fn text<'a>(path: &str, found: &'a Value) -> Result<&'a str, SpecError> {
    found.as_str().ok_or_else(|| SpecError::wrong(path, found, "a text"))
}
