//! What all keys have: a path, a default, a meaning, and a kind of values.

use crate::spec::error::SpecError;
use crate::spec::quantity::Quantity;
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
    /// A share above 0 and below 1.
    Share,
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

    /// The value in the one form that results know it by: `"1h"` is 3600. What the key does not
    /// understand is left to [`TypedKey::parse`].
    fn normalized(&self, found: Value) -> Result<Value, SpecError> {
        Ok(found)
    }

    /// A value of a range between two normalized ones.
    fn between(&self, from: &Value, to: &Value, step: Step) -> Result<Value, SpecError> {
        match (number(from), number(to)) {
            (Some(from), Some(to)) => Ok(whole_or_not(step.between(from, to))),
            _ => {
                let message = format!("found a range from {from} to {to}; expected numbers");
                Err(SpecError::new(format!("sweep.{}", self.path()), message))
            }
        }
    }
}

/// Where in a range a value lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// From 0 to 1.
    pub(crate) part: f64,
    /// Whether steps are factors.
    pub(crate) log: bool,
}

impl Step {
    /// The number there, to four significant digits; what is written is what is run. The ends are taken
    /// as they are.
    pub(crate) fn between(self, from: f64, to: f64) -> f64 {
        match self.part {
            0.0 => from,
            1.0 => to,
            part if self.log => rounded(from * libm::pow(to / from, part)),
            part => rounded(from + (to - from) * part),
        }
    }
}

/// To four significant digits: 1e-5, 3.162e-5, …
fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

/// A range of whole numbers gives whole numbers: some keys take nothing else.
pub(super) fn whole_or_not(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        Value::Integer(value as i64)
    } else {
        Value::Float(value)
    }
}

fn number(value: &Value) -> Option<f64> {
    match *value {
        Value::Float(number) => Some(number),
        Value::Integer(number) => Some(number as f64),
        _ => None,
    }
}

/// A number that is written with its unit, in the unit of the key; what does not begin as a number is left to
/// be a word, or to be refused as one.
pub(super) fn measured(path: &str, found: Value) -> Result<Value, SpecError> {
    let Value::String(text) = &found else { return Ok(found) };
    if !text.trim_start().starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) {
        return Ok(found);
    }
    match Quantity::of_key(path).parse(text) {
        Ok(number) => Ok(whole_or_not(number)),
        Err(message) => Err(SpecError::new(path, message)),
    }
}

/// A key with values of one type.
pub(crate) trait TypedKey: AnyKey {
    /// What a value stands for.
    type Output;

    /// The value that is written in a spec.
    fn parse(&self, found: &Value) -> Result<Self::Output, SpecError>;
}
