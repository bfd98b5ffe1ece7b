//! A spec as it was written.

use crate::spec::axes::{self, Axis};
use crate::spec::error::SpecError;
use crate::spec::head::VARIATION;
use crate::spec::keys::{AnyKey, all, nearest};
use crate::spec::reader::Values;
use crate::spec::variations::variations;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Value;
use toml::de::{DeTable, DeValue};

/// A spec: values by key, axes of the sweep, and where in the text they stand.
#[derive(Clone, Debug)]
pub struct Spec {
    pub(crate) values: Values,
    pub(crate) axes: Vec<Axis>,
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
        let document = DeTable::parse(text).map_err(|error| SpecError {
            span: error.span(),
            ..SpecError::new("", error.message())
        })?;
        let mut spec = Self { values: Values::new(), axes: Vec::new(), spans: BTreeMap::new() };
        spec.note_spans("", document.get_ref());
        let table: toml::Table = toml::from_str(text).map_err(|error| SpecError {
            span: error.span(),
            ..SpecError::new("", error.message())
        })?;
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
                Value::Table(inner) if is_section(&path) => self.take_table(&path, inner)?,
                value => {
                    check_key(&path)?;
                    self.values.insert(path, value);
                }
            }
        }
        Ok(())
    }

    fn take_variations(&mut self, value: Value) -> Result<(), SpecError> {
        let axis = variations(value)?;
        let keys = axis.settings.iter().flat_map(Values::keys);
        for key in keys.filter(|key| *key != VARIATION.path()) {
            check_key(key)
                .map_err(|error| SpecError { key: format!("{ROBUSTNESS}.{key}"), ..error })?;
        }
        self.axes.retain(|old| !old.is_variations());
        self.axes.push(axis);
        Ok(())
    }

    fn take_axis(&mut self, key: &str, value: Value) -> Result<(), SpecError> {
        let new = axes::parse(key, value)?;
        for path in new.iter().flat_map(Axis::keys) {
            check_key(path)
                .map_err(|error| SpecError { key: format!("{SWEEP}.{path}"), ..error })?;
        }
        let names = |axis: &Axis| axis.keys().cloned().collect::<Vec<_>>();
        self.axes.retain(|old| !new.iter().any(|axis| names(axis) == names(old)));
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
            return self.take_axis(axis, value);
        }
        if let Value::Table(inner) = value {
            return self.take_table(key, inner);
        }
        check_key(key)?;
        // Setting a key that is swept fixes it.
        for axis in self.axes.iter_mut().filter(|axis| !axis.is_variations()) {
            axis.settings.iter_mut().for_each(|setting| drop(setting.remove(key)));
        }
        self.axes.retain(|axis| axis.keys().next().is_some());
        self.spans.remove(&format!("{SWEEP}.{key}"));
        self.values.insert(key.to_owned(), value);
        Ok(())
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

/// Whether some key lies below this path.
fn is_section(path: &str) -> bool {
    let prefix = format!("{path}.");
    all::paths().any(|path| path.starts_with(&prefix))
}

fn check_key(path: &str) -> Result<(), SpecError> {
    if path == VARIATION.path() {
        let message = "is set by [robustness] alone, which names variations";
        return Err(SpecError::new(path, message));
    }
    if all::find(path).is_some() {
        return Ok(());
    }
    if path == SWEEP {
        let expected = "`[sweep]` with a list of values for each key";
        return Err(SpecError::new(path, format!("found a value; expected a table {expected}")));
    }
    let error = if is_section(path) {
        SpecError::new(path, "found a value; expected a table")
    } else {
        SpecError::new(path, format!("unknown key `{path}`"))
    };
    Err(match nearest(path, all::paths()) {
        Some(near) => error.with_help(format!("did you mean `{near}`?")),
        None => error.with_help("`hotset keys` lists all keys"),
    })
}
