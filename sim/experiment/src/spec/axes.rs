//! The axes of a sweep.

use super::steps::steps;
use crate::spec::error::SpecError;
use crate::spec::head::VARIATION;
use crate::spec::keys::{AnyKey, all};
use crate::spec::reader::Values;
use std::path::Path;
use toml::Value;

/// One axis: settings that are tried one after another. Most set one key; keys that move in step
/// share an axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    pub(crate) settings: Vec<Values>,
}

impl Axis {
    /// Whether it has the variations of a base.
    pub(crate) fn is_variations(&self) -> bool {
        self.keys().any(|key| key == VARIATION.path())
    }

    /// The keys by which its settings differ.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &String> {
        self.settings.first().into_iter().flat_map(Values::keys)
    }
}

/// Parses what stands in `[sweep]` under a key: a list, a range, a section of them, or under `together`
/// tables whose lists move in step.
pub(crate) fn parse(key: &str, value: Value) -> Result<Vec<Axis>, SpecError> {
    if let (Value::Table(section), true) = (&value, all::is_section(key)) {
        let axes =
            section.iter().map(|(name, value)| parse(&format!("{key}.{name}"), value.clone()));
        return axes.collect::<Result<Vec<_>, _>>().map(|axes| axes.concat());
    }
    if key != "together" {
        let settings = steps(all::known(key)?, value)?
            .into_iter()
            .map(|value| Values::from([(key.to_owned(), value)]))
            .collect();
        return Ok(vec![Axis { settings }]);
    }
    let Value::Array(groups) = value else {
        return Err(SpecError::wrong("sweep.together", &value, "[[sweep.together]] tables"));
    };
    groups.into_iter().map(together).collect()
}

fn together(group: Value) -> Result<Axis, SpecError> {
    let Value::Table(group) = group else {
        return Err(SpecError::wrong("sweep.together", &group, "a table of lists"));
    };
    let mut settings: Vec<Values> = Vec::new();
    for (key, value) in group {
        let steps = steps(all::known(&key)?, value)?;
        if settings.is_empty() {
            settings.resize(steps.len(), Values::new());
        }
        if settings.len() != steps.len() {
            let (found, expected) = (steps.len(), settings.len());
            let message =
                format!("found {found} values; expected {expected}, as many as its peers");
            return Err(SpecError::new(format!("sweep.{key}"), message));
        }
        for (setting, value) in settings.iter_mut().zip(steps) {
            setting.insert(key.clone(), value);
        }
    }
    Ok(Axis { settings })
}

/// A value as it is written down: where a trace lies is nobody's business.
fn named(key: &str, value: &Value) -> Value {
    let file = |path: &str| Some(Path::new(path).file_name()?.to_string_lossy().into_owned());
    match (key, value.as_str().and_then(file)) {
        (key, Some(file)) if all::is_file(key) => Value::String(file),
        _ => value.clone(),
    }
}

/// The axes as a `[sweep]` section.
pub(crate) fn to_toml(axes: &[Axis]) -> String {
    let list = |axis: &Axis, key: &String| {
        let values: Vec<String> = axis
            .settings
            .iter()
            .filter_map(|setting| setting.get(key))
            .map(|value| named(key, value).to_string())
            .collect();
        format!("\"{key}\" = [{}]\n", values.join(", "))
    };
    let mut text = String::new();
    let (variations, axes): (Vec<&Axis>, Vec<&Axis>) = axes.iter().partition(|a| a.is_variations());
    if axes.iter().any(|axis| axis.keys().count() == 1) {
        text += "\n[sweep]\n";
    }
    for axis in axes.iter().filter(|axis| axis.keys().count() == 1) {
        axis.keys().for_each(|key| text += &list(axis, key));
    }
    for axis in axes.iter().filter(|axis| axis.keys().count() > 1) {
        text += "\n[[sweep.together]]\n";
        axis.keys().for_each(|key| text += &list(axis, key));
    }
    for axis in variations {
        text += "\n[robustness]\n";
        for setting in axis.settings.iter().skip(1) {
            let name = setting.get(VARIATION.path()).and_then(Value::as_str).unwrap_or_default();
            let keys = setting.iter().filter(|(key, _)| *key != VARIATION.path());
            let keys: Vec<String> =
                keys.map(|(key, value)| format!("\"{key}\" = {}", named(key, value))).collect();
            text += &format!("{} = {{ {} }}\n", Value::from(name), keys.join(", "));
        }
    }
    text
}
