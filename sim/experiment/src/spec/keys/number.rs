//! Keys that take a number.

use super::key::{AnyKey, TypedKey, ValueKind, measured};
use crate::spec::error::SpecError;
use toml::Value;

/// A key that takes a number.
#[derive(Clone, Copy)]
pub(crate) struct NumberKey {
    path: &'static str,
    default: Option<f64>,
    doc: &'static str,
    /// Both included; `None` where the model that takes the number checks it.
    range: Option<(f64, f64)>,
}

impl NumberKey {
    pub(crate) const fn new(path: &'static str, default: f64, doc: &'static str) -> Self {
        Self { path, default: Some(default), doc, range: None }
    }

    /// A key without a default.
    pub(crate) const fn needed(path: &'static str, doc: &'static str) -> Self {
        Self { path, default: None, doc, range: None }
    }

    /// The same key with bounds, both included.
    pub(crate) const fn within(self, low: f64, high: f64) -> Self {
        Self { range: Some((low, high)), ..self }
    }
}

impl AnyKey for NumberKey {
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
        let (low, high) = self.range.unzip();
        ValueKind::Number { low, high }
    }

    fn check(&self, found: &Value) -> Result<(), SpecError> {
        self.parse(&self.normalized(found.clone())?).map(drop)
    }

    fn normalized(&self, found: Value) -> Result<Value, SpecError> {
        measured(self.path, found)
    }
}

impl TypedKey for NumberKey {
    type Output = f64;

    fn parse(&self, found: &Value) -> Result<f64, SpecError> {
        let number = match found {
            Value::Float(number) => *number,
            Value::Integer(number) => *number as f64,
            other => return Err(SpecError::wrong(self.path, other, "a number")),
        };
        let Some((low, high)) = self.range.filter(|&(low, high)| !(low..=high).contains(&number))
        else {
            return Ok(number);
        };
        // Three hundred digits help nobody.
        let found = if number.abs() < 1e15 { format!("{number}") } else { format!("{number:e}") };
        let message = format!("found {found}; expected a number from {low} to {high}");
        Err(SpecError::new(self.path, message))
    }
}
