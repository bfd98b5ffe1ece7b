//! The values of an axis: a list, or a range.

use crate::spec::error::SpecError;
use toml::Value;

/// More values than this are a mistake.
const STEPS_MAX: u64 = 10_000;

/// The values that are tried one after another.
pub(super) fn steps(key: &str, value: Value) -> Result<Vec<Value>, SpecError> {
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
