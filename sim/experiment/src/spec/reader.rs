//! Reads the values of a point by their keys.

use super::error::SpecError;
use super::keys::{AnyKey, NumberKey, TypedKey, WholeKey};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use toml::Value;

/// Values by dotted path.
pub(crate) type Values = BTreeMap<String, Value>;

/// Reads values, with defaults, and records which keys were read: a key that a point does not read
/// cannot affect it, and makes no column of its results.
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

    /// Whether the spec sets the key.
    pub(crate) fn given(&self, key: &dyn AnyKey) -> bool {
        self.values.contains_key(key.path())
    }

    /// Whether the spec sets any key of the section that this key is in.
    pub(crate) fn given_section_of(&self, key: &dyn AnyKey) -> bool {
        let Some((section, _)) = key.path().rsplit_once('.') else { return false };
        let prefix = format!("{section}.");
        let mut from = self.values.range(prefix.clone()..);
        from.next().is_some_and(|(path, _)| path.starts_with(&prefix))
    }

    /// The value as it is written, or the default; `None` where there is neither.
    pub(crate) fn value(&self, key: &dyn AnyKey) -> Option<Value> {
        let value = self.values.get(key.path()).cloned().or_else(|| key.default())?;
        self.used.borrow_mut().insert(key.path().to_owned(), value.clone());
        Some(value)
    }

    /// What stands behind the name that a key has: `k=3:spread=2` of `name:k=3:spread=2`.
    pub(crate) fn behind_name(&self, key: &dyn AnyKey) -> String {
        let value = self.value(key);
        let text = value.as_ref().and_then(Value::as_str).unwrap_or_default();
        text.split_once(':').map_or("", |(_, parameters)| parameters).to_owned()
    }

    /// The value, or the default.
    pub(crate) fn read<K: TypedKey>(&self, key: &K) -> Result<K::Output, SpecError> {
        let value = self.value(key).ok_or_else(|| {
            SpecError::new(key.path(), format!("is missing; expected: {}", key.doc()))
        })?;
        key.parse(&value)
    }

    /// The value, if the spec sets the key.
    pub(crate) fn read_if_given<K: TypedKey>(
        &self,
        key: &K,
    ) -> Result<Option<K::Output>, SpecError> {
        if self.given(key) { self.read(key).map(Some) } else { Ok(None) }
    }

    /// A whole number in a range that depends on other values.
    pub(crate) fn whole_within(
        &self,
        key: &WholeKey,
        range: RangeInclusive<u64>,
    ) -> Result<u64, SpecError> {
        self.read(&key.within(*range.start(), *range.end()))
    }

    /// A number in a range that depends on other values, both ends included.
    pub(crate) fn number_within(
        &self,
        key: &NumberKey,
        low: f64,
        high: f64,
    ) -> Result<f64, SpecError> {
        self.read(&key.within(low, high))
    }

    /// A time in seconds, as nanoseconds.
    pub(crate) fn ns(&self, key: &NumberKey) -> Result<u64, SpecError> {
        Ok((self.read(key)? * 1e9).round() as u64)
    }
}
