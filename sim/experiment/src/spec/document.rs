//! A spec as it was written.

use crate::spec::axes::{self, Axis};
use crate::spec::error::SpecError;
use crate::spec::head::VARIATION;
use crate::spec::keys::{AnyKey, ValueKind, all};
use crate::spec::reader::Values;
use crate::spec::unquoted::not_toml;
use crate::spec::variations::variations;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Value;
use toml::de::{DeTable, DeValue};

/// A spec: values by key, axes of the sweep, and where in the text they stand.
#[derive(Clone, Debug, Default)]
pub struct Spec {
    pub(crate) values: Values,
    pub(crate) axes: Vec<Axis>,
    /// Swept keys that settings fixed, in words.
    pub(crate) fixed: Vec<String>,
    /// Keys that settings gave values.
    pub(crate) set: Vec<String>,
    spans: BTreeMap<String, Range<usize>>,
}

/// What a value may be put under instead of a key.
const SWEEP: &str = "sweep";
/// The section of named variations.
const ROBUSTNESS: &str = "robustness";

impl Spec {
    /// Parses a spec and puts `KEY=VALUE` settings over it; a setting of `sweep.KEY` sets an axis.
    ///
    /// # Errors
    /// Text that is no TOML, a key that is not known, a sweep that is none.
    pub fn parse(text: &str, settings: &[String]) -> Result<Self, SpecError> {
        let document = DeTable::parse(text).map_err(|error| not_toml(text, &error))?;
        let mut spec = Self::default();
        spec.note_spans("", document.get_ref());
        let table: toml::Table = toml::from_str(text).map_err(|error| not_toml(text, &error))?;
        spec.take_table("", table).map_err(|error| spec.placed(error))?;
        for setting in settings {
            spec.set(setting)?;
        }
        Ok(spec)
    }

    /// Adds to an error the place of its key in the text.
    pub fn placed(&self, error: SpecError) -> SpecError {
        let span = error.span.clone().or_else(|| {
            let in_sweep = format!("{SWEEP}.{}", error.key);
            // A value of the sweep stands over the one in its section.
            self.spans.get(&in_sweep).or_else(|| self.spans.get(&error.key)).cloned()
        });
        SpecError { span, ..error }
    }

    fn note_spans(&mut self, path: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let path = join(path, key.get_ref());
            self.spans.insert(path.clone(), key.span().start..value.span().end);
            if let DeValue::Table(inner) = value.get_ref() {
                self.note_spans(&path, inner);
            }
        }
    }

    fn take_table(&mut self, path: &str, table: toml::Table) -> Result<(), SpecError> {
        for (key, value) in table {
            let path = join(path, &key);
            match value {
                Value::Table(sweep) if path == SWEEP => {
                    for (key, value) in sweep {
                        self.take_axis(&key, value)?;
                    }
                }
                value if path == ROBUSTNESS => self.take_variations(value)?,
                Value::Table(inner) if all::is_section(&path) => self.take_table(&path, inner)?,
                value => {
                    let value = single(all::known(&path)?, value)?;
                    self.values.insert(path, value);
                }
            }
        }
        Ok(())
    }

    fn take_variations(&mut self, value: Value) -> Result<(), SpecError> {
        let mut axis = variations(value)?;
        for setting in &mut axis.settings {
            let name = setting.get(VARIATION.path()).and_then(Value::as_str).unwrap_or_default();
            let name = format!("{ROBUSTNESS}.{name}");
            for (key, value) in setting.iter_mut().filter(|(key, _)| *key != VARIATION.path()) {
                let unknown = |error| SpecError { key: format!("{ROBUSTNESS}.{key}"), ..error };
                let wrong = |error: SpecError| {
                    let message = format!("{}: {}", error.key, error.message);
                    SpecError { key: name.clone(), message, ..error }
                };
                let known = all::known(key).map_err(unknown)?;
                *value = known.normalized(value.clone()).map_err(wrong)?;
            }
        }
        self.axes.retain(|old| !old.is_variations());
        self.axes.push(axis);
        Ok(())
    }

    fn take_axis(&mut self, key: &str, value: Value) -> Result<(), SpecError> {
        let new = axes::parse(key, value).map_err(|error| {
            let inside = error.key.starts_with(&format!("{SWEEP}."));
            let key = if inside { error.key.clone() } else { format!("{SWEEP}.{}", error.key) };
            SpecError { key, ..error }
        })?;
        self.axes.extend(new);
        // What is varied comes after all else that is swept.
        self.axes.sort_by_key(Axis::is_variations);
        Ok(())
    }

    fn set(&mut self, setting: &str) -> Result<(), SpecError> {
        let Some((key, text)) = setting.split_once('=') else {
            let message = format!("found --set {setting}; expected KEY=VALUE");
            return Err(SpecError::new(setting, message));
        };
        let (key, text) = (key.trim(), text.trim());
        let value = all::value_of(text);
        self.spans.remove(key);
        if let Some(axis) = key.strip_prefix("sweep.") {
            self.drop_axis(axis, &value);
            return self.take_axis(axis, value);
        }
        if let (Value::Table(inner), true) = (&value, all::is_section(key)) {
            return self.take_table(key, inner.clone());
        }
        let value = single(all::known(key)?, value)?;
        self.drop_axis(key, &value);
        self.set.push(key.to_owned());
        self.spans.remove(&format!("{SWEEP}.{key}"));
        self.values.insert(key.to_owned(), value);
        Ok(())
    }

    /// Setting a key that is swept fixes it.
    fn drop_axis(&mut self, key: &str, value: &Value) {
        for axis in self.axes.iter_mut().filter(|axis| !axis.is_variations()) {
            let values = axis.settings.iter_mut().filter_map(|setting| setting.remove(key)).count();
            if values > 0 {
                self.fixed
                    .push(format!("{key} = {value} instead of the {values} values of its axis"));
            }
        }
        self.axes.retain(|axis| axis.keys().next().is_some());
    }

    /// The spec as TOML: sections in order, the sweep as written.
    pub(crate) fn to_toml(&self, values: &Values) -> String {
        let mut top = String::new();
        let mut sections: Vec<(String, String)> = Vec::new();
        for path in all::paths() {
            let Some(value) = values.get(path) else { continue };
            match path.split_once('.') {
                None => top += &format!("{path} = {value}\n"),
                Some((section, rest)) => {
                    let line = format!("{rest} = {value}\n");
                    match sections.iter_mut().find(|(name, _)| name == section) {
                        Some((_, lines)) => *lines += &line,
                        None => sections.push((section.to_owned(), line)),
                    }
                }
            }
        }
        for (name, lines) in sections {
            top += &format!("\n[{name}]\n{lines}");
        }
        top + &axes::to_toml(&self.axes)
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// The value of a key that is not swept.
fn single(key: &dyn AnyKey, value: Value) -> Result<Value, SpecError> {
    let range = value.as_table().is_some_and(|table| table.contains_key("from"));
    if range || value.is_array() && key.kind() != ValueKind::List {
        let message = format!("found {value}; expected one value");
        let help = format!(
            "several are tried one after another under [sweep]: \"{}\" = {value}",
            key.path()
        );
        return Err(SpecError::new(key.path(), message).with_help(help));
    }
    key.normalized(value)
}
