//! The axes of a sweep.

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

/// A sweep of more points is a mistake.
const STEPS_MAX: u64 = 10_000;

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

/// Parses what stands in `[sweep]` under a key: a list, a range, or under `together` tables whose
/// lists move in step.
pub(crate) fn parse(key: &str, value: Value) -> Result<Vec<Axis>, SpecError> {
    if key != "together" {
        let settings = steps(key, value)?
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

/// The name of what is varied.
pub(crate) const BASE: &str = "base";

/// Parses `[robustness]`: the base experiment, and named variations of it that set keys of their own.
pub(crate) fn variations(value: Value) -> Result<Axis, SpecError> {
    let Value::Table(variations) = value else {
        return Err(SpecError::wrong(
            "robustness",
            &value,
            "named variations: NAME = { KEY = VALUE }",
        ));
    };
    let named = |name: &str| Values::from([(VARIATION.path().to_owned(), Value::from(name))]);
    let mut settings = vec![named(BASE)];
    for (name, keys) in variations {
        let Value::Table(keys) = keys else {
            let path = format!("robustness.{name}");
            return Err(SpecError::wrong(&path, &keys, "the keys that it sets: { KEY = VALUE }"));
        };
        let plain = |c: char| !c.is_control() && !"|\"\\".contains(c);
        if name == BASE || !(1..=60).contains(&name.chars().count()) || !name.chars().all(plain) {
            let message = format!(
                "found {name:?}; expected a name of up to 60 plain characters, other than {BASE:?}, which is \
                 what is varied"
            );
            return Err(SpecError::new("robustness", message));
        }
        let mut setting = named(&name);
        flatten("", keys, &mut setting);
        settings.push(setting);
    }
    Ok(Axis { settings })
}

/// Keys by their dotted paths; what is in a list stays in it.
fn flatten(path: &str, table: toml::Table, values: &mut Values) {
    for (key, value) in table {
        let path = if path.is_empty() { key } else { format!("{path}.{key}") };
        match value {
            Value::Table(inner) => flatten(&path, inner, values),
            value => {
                values.insert(path, value);
            }
        }
    }
}

fn together(group: Value) -> Result<Axis, SpecError> {
    let Value::Table(group) = group else {
        return Err(SpecError::wrong("sweep.together", &group, "a table of lists"));
    };
    let mut settings: Vec<Values> = Vec::new();
    for (key, value) in group {
        let steps = steps(&key, value)?;
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

fn steps(key: &str, value: Value) -> Result<Vec<Value>, SpecError> {
    let path = format!("sweep.{key}");
    match value {
        Value::Array(values) if !values.is_empty() => Ok(values),
        Value::Table(range) => range_steps(&path, &range),
        other => Err(SpecError::wrong(
            &path,
            &other,
            "a list of values, or { from = 1e-4, to = 1.0, steps = 9, scale = \"log\" }",
        )),
    }
}

fn range_steps(path: &str, range: &toml::Table) -> Result<Vec<Value>, SpecError> {
    if let Some(unknown) =
        range.keys().find(|key| !["from", "to", "steps", "scale"].contains(&key.as_str()))
    {
        let message =
            format!("unknown key `{unknown}` in a range; expected from, to, steps, scale");
        return Err(SpecError::new(path, message));
    }
    let number = |name: &str| match range.get(name) {
        Some(Value::Float(number)) => Ok(*number),
        Some(Value::Integer(number)) => Ok(*number as f64),
        _ => Err(SpecError::new(path, format!("a range needs a number `{name}`"))),
    };
    let (from, to, steps) = (number("from")?, number("to")?, number("steps")?);
    if !(from.is_finite() && to.is_finite()) {
        return Err(SpecError::new(path, format!("found {from} to {to}; expected finite ends")));
    }
    if !(2.0..=STEPS_MAX as f64).contains(&steps) || steps.fract() != 0.0 {
        return Err(SpecError::new(
            path,
            format!("found steps = {steps}; expected 2 to {STEPS_MAX}"),
        ));
    }
    let log = match range.get("scale").and_then(Value::as_str) {
        None | Some("linear") => false,
        Some("log") if from > 0.0 && to > 0.0 => true,
        Some("log") => return Err(SpecError::new(path, "a log range needs positive ends")),
        Some(other) => {
            return Err(SpecError::new(
                path,
                format!("found scale {other:?}; expected linear or log"),
            ));
        }
    };
    Ok((0..steps as u64)
        .map(|step| {
            // The ends are taken as they are written.
            if step == 0 || step as f64 == steps - 1.0 {
                return whole_or_not(if step == 0 { from } else { to });
            }
            let part = step as f64 / (steps - 1.0);
            let value =
                if log { from * libm::pow(to / from, part) } else { from + (to - from) * part };
            whole_or_not(rounded(value))
        })
        .collect())
}

/// A range of whole numbers gives whole numbers: some keys take nothing else.
fn whole_or_not(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        Value::Integer(value as i64)
    } else {
        Value::Float(value)
    }
}

/// To four significant digits: 1e-5, 3.162e-5, …; what is written is what is run.
fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
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
