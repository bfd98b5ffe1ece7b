//! Keys that take a number or a word that stands for one.

use super::key::{AnyKey, TypedKey, ValueKind, measured};
use super::number::NumberKey;
use super::word::WordKey;
use crate::spec::error::SpecError;
use toml::Value;

/// A word or a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Choice<T, N> {
    /// What a word stands for.
    Word(T),
    /// A number.
    Number(N),
}

/// A key that takes a number within bounds, or a word.
pub(crate) struct NumberOrWordKey<T: 'static> {
    pub(crate) words: WordKey<T>,
    pub(crate) number: NumberKey,
}

impl<T: Copy + Sync> AnyKey for NumberOrWordKey<T> {
    fn path(&self) -> &'static str {
        self.words.path()
    }

    fn default(&self) -> Option<Value> {
        self.words.default()
    }

    fn doc(&self) -> String {
        format!("{} | {}", self.words.doc(), self.number.doc())
    }

    fn kind(&self) -> ValueKind {
        ValueKind::OneOf(vec![self.words.kind(), self.number.kind()])
    }

    fn check(&self, found: &Value) -> Result<(), SpecError> {
        self.parse(&self.normalized(found.clone())?).map(drop)
    }

    fn normalized(&self, found: Value) -> Result<Value, SpecError> {
        measured(self.path(), found)
    }
}

impl<T: Copy + Sync> TypedKey for NumberOrWordKey<T> {
    type Output = Choice<T, f64>;

    fn parse(&self, found: &Value) -> Result<Choice<T, f64>, SpecError> {
        match found {
            Value::String(text) => {
                let expected = format!("{}, or a number", self.words.listed());
                self.words.find(text, &expected).map(Choice::Word)
            }
            number => self.number.parse(number).map(Choice::Number),
        }
    }
}

/// A key that takes a number of things, or a word. What numbers are right depends on other values.
pub(crate) struct CountOrWordKey<T: 'static> {
    pub(crate) words: WordKey<T>,
    /// What is counted.
    pub(crate) counted: &'static str,
}

impl<T: Copy + Sync> AnyKey for CountOrWordKey<T> {
    fn path(&self) -> &'static str {
        self.words.path()
    }

    fn default(&self) -> Option<Value> {
        self.words.default()
    }

    fn doc(&self) -> String {
        format!("{} | a number", self.words.doc())
    }

    fn kind(&self) -> ValueKind {
        ValueKind::OneOf(vec![self.words.kind(), ValueKind::Whole { low: 1, high: u64::MAX }])
    }

    fn check(&self, found: &Value) -> Result<(), SpecError> {
        self.parse(&self.normalized(found.clone())?).map(drop)
    }

    fn normalized(&self, found: Value) -> Result<Value, SpecError> {
        measured(self.path(), found)
    }
}

impl<T: Copy + Sync> TypedKey for CountOrWordKey<T> {
    type Output = Choice<T, i64>;

    fn parse(&self, found: &Value) -> Result<Choice<T, i64>, SpecError> {
        let quoted: Vec<String> = self.words.names().map(|name| format!("{name:?}")).collect();
        let expected = format!("{} or a number of {}", quoted.join(", "), self.counted);
        match found {
            Value::String(text) if self.words.names().any(|name| name == text) => {
                self.words.parse(found).map(Choice::Word)
            }
            Value::Integer(count) => Ok(Choice::Number(*count)),
            other => Err(SpecError::wrong(self.path(), other, &expected)),
        }
    }
}
