//! Keys that take a list.

use super::key::{AnyKey, TypedKey, ValueKind};
use crate::spec::error::SpecError;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;
use toml::Value;

/// A key that takes a list of anything that TOML can hold. Lists make no columns of results.
pub(crate) struct ListKey<T> {
    path: &'static str,
    has_default: bool,
    doc: &'static str,
    expected: &'static str,
    items: PhantomData<fn() -> T>,
}

impl<T> ListKey<T> {
    /// A key whose default is an empty list.
    pub(crate) const fn new(path: &'static str, doc: &'static str, expected: &'static str) -> Self {
        Self { path, has_default: true, doc, expected, items: PhantomData }
    }

    /// A key without a default.
    pub(crate) const fn needed(
        path: &'static str,
        doc: &'static str,
        expected: &'static str,
    ) -> Self {
        Self { path, has_default: false, doc, expected, items: PhantomData }
    }
}

impl<T: DeserializeOwned> AnyKey for ListKey<T> {
    fn path(&self) -> &'static str {
        self.path
    }

    fn default(&self) -> Option<Value> {
        self.has_default.then(|| Value::Array(Vec::new()))
    }

    fn doc(&self) -> String {
        self.doc.to_owned()
    }

    fn kind(&self) -> ValueKind {
        ValueKind::List
    }

    fn check(&self, found: &Value) -> Result<(), SpecError> {
        self.parse(found).map(drop)
    }
}

impl<T: DeserializeOwned> TypedKey for ListKey<T> {
    type Output = Vec<T>;

    fn parse(&self, found: &Value) -> Result<Vec<T>, SpecError> {
        found.clone().try_into().map_err(|error: toml::de::Error| {
            let message = format!("{}; expected {}", error.message(), self.expected);
            SpecError::new(self.path, message)
        })
    }
}
