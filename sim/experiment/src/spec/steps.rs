//! The values of an axis: a list, or a range.

use crate::spec::error::SpecError;
use crate::spec::keys::{AnyKey, Step};
use toml::Value;

/// More values than this are a mistake.
const STEPS_MAX: i64 = 10_000;

/// How a range is written.
const RANGE: &str = "{ from = \"0.1%\", to = \"10%\", steps = 9, scale = \"log\" }";

/// The values of a key that are tried one after another.
pub(super) fn steps(key: &dyn AnyKey, value: Value) -> Result<Vec<Value>, SpecError> {
    let path = format!("sweep.{}", key.path());
    match value {
        Value::Array(values) if !values.is_empty() => {
            values.into_iter().map(|value| key.normalized(value)).collect()
        }
        Value::Table(range) => {
            range_steps(key, &range).map_err(|error| SpecError { key: path, ..error })
        }
        other => {
            Err(SpecError::wrong(&path, &other, &format!("a list of values, or a range {RANGE}")))
        }
    }
}

fn range_steps(key: &dyn AnyKey, range: &toml::Table) -> Result<Vec<Value>, SpecError> {
    let wrong = |message: String| SpecError::new("", message);
    const PARTS: [&str; 4] = ["from", "to", "steps", "scale"];
    if let Some(unknown) = range.keys().find(|part| !PARTS.contains(&part.as_str())) {
        let parts = PARTS.join(", ");
        return Err(wrong(format!("unknown key `{unknown}` in a range; expected {parts}")));
    }
    let end = |name: &str| match range.get(name) {
        Some(value) => key.normalized(value.clone()),
        None => Err(wrong(format!("a range needs `{name}`, as in {RANGE}"))),
    };
    let (from, to) = (end("from")?, end("to")?);
    let steps = match range.get("steps") {
        Some(Value::Integer(steps)) if (2..=STEPS_MAX).contains(steps) => *steps,
        Some(other) => {
            return Err(wrong(format!("found steps = {other}; expected 2 to {STEPS_MAX}")));
        }
        None => return Err(wrong(format!("a range needs `steps`, as in {RANGE}"))),
    };
    let log = match range.get("scale").map(|scale| (scale, scale.as_str())) {
        None | Some((_, Some("linear"))) => false,
        Some((_, Some("log"))) => true,
        Some((other, _)) => {
            return Err(wrong(format!("found scale {other}; expected linear or log")));
        }
    };
    for end in [&from, &to] {
        let number = end.as_float().or_else(|| end.as_integer().map(|whole| whole as f64));
        match number {
            Some(number) if !number.is_finite() => {
                return Err(wrong(format!("found {from} to {to}; expected finite ends")));
            }
            Some(number) if log && number <= 0.0 => {
                return Err(wrong("a log range needs positive ends".to_owned()));
            }
            _ => {}
        }
    }
    let part = |step: i64| step as f64 / (steps - 1) as f64;
    (0..steps).map(|step| key.between(&from, &to, Step { part: part(step), log })).collect()
}
