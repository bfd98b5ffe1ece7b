//! Typed reading of a point's values, with errors that name the key.

use super::keys;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use toml::Value;

/// What is wrong with a spec.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {message}")]
pub struct SpecError {
    /// The dotted path of the key; empty if the text is no TOML at all.
    pub key: String,
    /// What was found, and what is expected.
    pub message: String,
    /// The nearest valid word, or another way out.
    pub help: Option<String>,
    /// Bytes of the spec's text that are meant, where they are known.
    pub span: Option<std::ops::Range<usize>>,
}

impl SpecError {
    pub(crate) fn new(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self { key: key.into(), message: message.into(), help: None, span: None }
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Values by dotted path.
pub(crate) type Values = BTreeMap<String, Value>;

/// Reads values, with defaults, and notes which keys were read: what a point does not read cannot
/// make a difference to it.
pub(crate) struct Reader<'a> {
    values: &'a Values,
    used: RefCell<Values>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(values: &'a Values) -> Self {
        Self { values, used: RefCell::default() }
    }

    /// Every value read so far, defaults included.
    pub(crate) fn used(self) -> Values {
        self.used.into_inner()
    }

    /// The value at a path, if it is given or has a default.
    pub(crate) fn optional(&self, path: &str) -> Option<Value> {
        debug_assert!(keys::find(path).is_some(), "{path} is not in the list of keys");
        let value = self.values.get(path).cloned().or_else(|| {
            let text = format!("x = {}", keys::find(path)?.default?);
            toml::from_str::<toml::Table>(&text).ok()?.remove("x")
        })?;
        self.used.borrow_mut().insert(path.to_owned(), value.clone());
        Some(value)
    }

    fn value(&self, path: &str) -> Result<Value, SpecError> {
        self.optional(path).ok_or_else(|| {
            let doc = keys::find(path).map_or("", |key| key.doc);
            SpecError::new(path, format!("is missing; expected: {doc}"))
        })
    }

    /// Whether the key is given.
    pub(crate) fn given(&self, path: &str) -> bool {
        self.values.contains_key(path)
    }

    /// Whether any key of a section is given.
    pub(crate) fn given_below(&self, prefix: &str) -> bool {
        self.values
            .range(prefix.to_owned()..)
            .next()
            .is_some_and(|(key, _)| key.starts_with(prefix))
    }

    pub(crate) fn text(&self, path: &str) -> Result<String, SpecError> {
        match self.value(path)? {
            Value::String(text) => Ok(text),
            other => Err(wrong(path, &other, "a text")),
        }
    }

    /// One of a few words, with what it stands for.
    pub(crate) fn word<T: Copy>(&self, path: &str, words: &[(&str, T)]) -> Result<T, SpecError> {
        let names = || words.iter().map(|(name, _)| *name);
        let listed = || names().collect::<Vec<_>>().join(", ");
        let text = match self.value(path)? {
            Value::String(text) => text,
            other => return Err(wrong(path, &other, &format!("one of: {}", listed()))),
        };
        words.iter().find(|(name, _)| *name == text).map(|(_, meaning)| *meaning).ok_or_else(|| {
            let error =
                SpecError::new(path, format!("found {text:?}; expected one of: {}", listed()));
            match keys::nearest(&text, names()) {
                Some(near) => error.with_help(format!("did you mean {near:?}?")),
                None => error,
            }
        })
    }

    /// A whole number; 1e6 is one, too.
    pub(crate) fn whole(&self, path: &str, range: RangeInclusive<u64>) -> Result<u64, SpecError> {
        let value = self.value(path)?;
        let number = match value {
            Value::Integer(number) => u64::try_from(number).ok(),
            Value::Float(number) if number.fract() == 0.0 && (0.0..1e15).contains(&number) => {
                Some(number as u64)
            }
            _ => None,
        };
        number.filter(|number| range.contains(number)).ok_or_else(|| {
            let (low, high) = (range.start(), range.end());
            let expected = match *high {
                u64::MAX => format!("a whole number, at least {low}"),
                _ => format!("a whole number from {low} to {high}"),
            };
            wrong(path, &value, &expected)
        })
    }

    /// A list of anything that can be read from TOML.
    pub(crate) fn list<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        expected: &str,
    ) -> Result<Vec<T>, SpecError> {
        let value = self.value(path)?;
        value.clone().try_into().map_err(|error: toml::de::Error| {
            let message = format!("{}; expected {expected}", error.message());
            SpecError::new(path, message)
        })
    }

    pub(crate) fn number(&self, path: &str) -> Result<f64, SpecError> {
        match self.value(path)? {
            Value::Float(number) => Ok(number),
            Value::Integer(number) => Ok(number as f64),
            other => Err(wrong(path, &other, "a number")),
        }
    }

    /// A number within bounds, both included.
    pub(crate) fn number_within(&self, path: &str, low: f64, high: f64) -> Result<f64, SpecError> {
        let number = self.number(path)?;
        if (low..=high).contains(&number) {
            return Ok(number);
        }
        let expected = match high {
            f64::INFINITY => format!("a number, at least {low}"),
            _ => format!("a number from {low} to {high}"),
        };
        // Three hundred digits help nobody.
        let found = if number.abs() < 1e15 { format!("{number}") } else { format!("{number:e}") };
        Err(SpecError::new(path, format!("found {found}; expected {expected}")))
    }
}

pub(crate) fn wrong(path: &str, found: &Value, expected: &str) -> SpecError {
    SpecError::new(path, format!("found {found} ({}); expected {expected}", found.type_str()))
}
