//! Keys that take a whole number.

use super::key::{AnyKey, Step, TypedKey, ValueKind, measured};
use crate::spec::error::SpecError;
use toml::Value;

/// A key that takes a whole number that is not negative; 1e6 is one, too.
#[derive(Clone, Copy)]
pub(crate) struct WholeKey {
    path: &'static str,
    default: Option<u64>,
    doc: &'static str,
    low: u64,
    high: u64,
}

impl WholeKey {
    pub(crate) const fn new(path: &'static str, default: u64, doc: &'static str) -> Self {
        Self { path, default: Some(default), doc, low: 0, high: u64::MAX }
    }

    /// A key without a default.
    pub(crate) const fn needed(path: &'static str, doc: &'static str) -> Self {
        Self { path, default: None, doc, low: 0, high: u64::MAX }
    }

    /// The same key with bounds, both included.
    pub(crate) const fn within(self, low: u64, high: u64) -> Self {
        Self { low, high, ..self }
    }
}

impl AnyKey for WholeKey {
    fn path(&self) -> &'static str {
        self.path
    }

    fn default(&self) -> Option<Value> {
        Some(Value::Integer(i64::try_from(self.default?).ok()?))
    }

    fn doc(&self) -> String {
        self.doc.to_owned()
    }

    fn kind(&self) -> ValueKind {
        ValueKind::Whole { low: self.low, high: self.high }
    }

    fn check(&self, found: &Value) -> Result<(), SpecError> {
        self.parse(&self.normalized(found.clone())?).map(drop)
    }

    fn normalized(&self, found: Value) -> Result<Value, SpecError> {
        measured(self.path, found)
    }

    fn between(&self, from: &Value, to: &Value, step: Step) -> Result<Value, SpecError> {
        let number = |end: &Value| end.as_float().or(end.as_integer().map(|whole| whole as f64));
        match (number(from), number(to)) {
            (Some(from), Some(to)) => Ok(Value::Integer(step.between(from, to).round() as i64)),
            _ => {
                let message = format!("found a range from {from} to {to}; expected whole numbers");
                Err(SpecError::new(self.path, message))
            }
        }
    }
}

impl TypedKey for WholeKey {
    type Output = u64;

    fn parse(&self, found: &Value) -> Result<u64, SpecError> {
        whole_from(self.path, found, self.low, self.high)
    }
}

/// A whole number between bounds, both included.
pub(crate) fn whole_from(path: &str, found: &Value, low: u64, high: u64) -> Result<u64, SpecError> {
    let number = match *found {
        Value::Integer(number) => u64::try_from(number).ok(),
        Value::Float(number) if number.fract() == 0.0 && (0.0..1e15).contains(&number) => {
            Some(number as u64)
        }
        _ => None,
    };
    number.filter(|number| (low..=high).contains(number)).ok_or_else(|| {
        let expected = match high {
            u64::MAX => format!("a whole number, at least {low}"),
            _ => format!("a whole number from {low} to {high}"),
        };
        SpecError::wrong(path, found, &expected)
    })
}
