//! `[robustness]`: named variations of the base experiment.

use super::axes::Axis;
use crate::spec::error::SpecError;
use crate::spec::head::VARIATION;
use crate::spec::keys::AnyKey;
use crate::spec::reader::Values;
use toml::Value;

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
