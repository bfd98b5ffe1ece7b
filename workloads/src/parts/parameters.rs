//! Parameters of named parts: names, ranges and defaults.
//!
//! Every part lists its own; specs, the command line and the documentation are made from these lists.

use crate::nearest;

/// A parameter of a policy, a layout or a law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// The name, as in `s3-fifo:small=0.1`.
    pub name: &'static str,
    /// What it does, with its unit.
    pub meaning: &'static str,
    /// Its possible values.
    pub range: Range,
    /// Its default: that of the authors, where there is one.
    pub default: f64,
}

/// The values that a parameter can have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// A number from the first to the second, both included.
    Number(f64, f64),
    /// A whole number from the first to the second, both included.
    Count(u64, u64),
    /// One of a few words; the value is the index of the word.
    Word(&'static [&'static str]),
}

impl Parameter {
    /// A share of the cache, above 0 and below 1.
    pub const fn share(name: &'static str, default: f64, meaning: &'static str) -> Self {
        Self { name, meaning, range: Range::Number(1e-6, 1.0 - 1e-6), default }
    }

    /// A whole number in a range, both ends included.
    pub const fn count(
        name: &'static str,
        (low, high): (u64, u64),
        default: u64,
        meaning: &'static str,
    ) -> Self {
        Self { name, meaning, range: Range::Count(low, high), default: default as f64 }
    }

    /// One of a few words, the first by default.
    pub const fn word(
        name: &'static str,
        words: &'static [&'static str],
        meaning: &'static str,
    ) -> Self {
        Self { name, meaning, range: Range::Word(words), default: 0.0 }
    }

    /// Reads a value.
    ///
    /// # Errors
    /// What was found and what was expected.
    pub fn parse(&self, text: &str) -> Result<f64, String> {
        let value = match self.range {
            Range::Number(low, high) => {
                number(text).filter(|value: &f64| *value >= low && *value <= high)
            }
            Range::Count(low, high) => {
                text.parse().ok().filter(|value| (low..=high).contains(value)).map(|v| v as f64)
            }
            Range::Word(words) => {
                words.iter().position(|word| *word == text).map(|place| place as f64)
            }
        };
        value.ok_or_else(|| format!("found {}={text}; expected {}", self.name, self.range))
    }

    /// A value as it is written.
    pub fn display(&self, value: f64) -> String {
        match self.range {
            Range::Word(words) => words.get(value as usize).copied().unwrap_or("?").to_owned(),
            Range::Number(..) | Range::Count(..) => value.to_string(),
        }
    }
}

/// A number, or a percentage.
fn number(text: &str) -> Option<f64> {
    match text.strip_suffix('%') {
        Some(percent) => percent.trim_end().parse().ok().map(|percent: f64| percent / 100.0),
        None => text.parse().ok(),
    }
}

/// What is said of a name that is none of the known ones.
pub fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    let near = nearest(&name.to_ascii_lowercase(), known.iter().copied());
    let near = near.map_or(String::new(), |near| format!(" (did you mean {near:?}?)"));
    format!("found {what} {name:?}{near}; expected one of: {}", known.join(", "))
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(low, high) => write!(f, "a number from {low} to {high}"),
            Self::Count(low, high) => write!(f, "a whole number from {low} to {high}"),
            Self::Word(words) => f.write_str(&words.join(" or ")),
        }
    }
}

/// Values of parameters by name; the others have their defaults.
pub type ParameterValues = Vec<(&'static str, f64)>;

/// Reads several `key=value`.
///
/// # Errors
/// If there is no such parameter, one is given twice, or its value is out of range.
pub fn read_all<'a>(
    owner: &str,
    parameters: &[Parameter],
    parts: impl Iterator<Item = &'a str>,
) -> Result<ParameterValues, String> {
    let mut given = ParameterValues::new();
    for part in parts {
        read(owner, parameters, part, &mut given)?;
    }
    Ok(given)
}

/// Reads `key=value` into `given`.
///
/// # Errors
/// If there is no such parameter, it is given twice, or its value is out of range.
fn read(
    owner: &str,
    parameters: &[Parameter],
    text: &str,
    given: &mut ParameterValues,
) -> Result<(), String> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let Some(parameter) = parameters.iter().find(|parameter| parameter.name == name) else {
        let names: Vec<&str> = parameters.iter().map(|parameter| parameter.name).collect();
        let known = match names.is_empty() {
            true => "it has none".to_owned(),
            false => format!("expected one of: {}", names.join(", ")),
        };
        return Err(format!("{owner} has no parameter {name:?}; {known}"));
    };
    if given.iter().any(|(known, _)| *known == parameter.name) {
        return Err(format!("{owner} has {name} twice; expected it once"));
    }
    given.push((parameter.name, parameter.parse(value).map_err(|e| format!("{owner}: {e}"))?));
    Ok(())
}

/// The value of a parameter.
pub fn value(given: &[(&'static str, f64)], parameter: &Parameter) -> f64 {
    let found = given.iter().find(|(name, _)| *name == parameter.name);
    found.map_or(parameter.default, |&(_, value)| value)
}

/// `:key=value` for every value that is not the default, in the order of the list.
pub fn write(parameters: &[Parameter], given: &[(&'static str, f64)]) -> String {
    parameters
        .iter()
        .map(|parameter| (parameter, value(given, parameter)))
        .filter(|(parameter, value)| *value != parameter.default)
        .map(|(parameter, value)| format!(":{}={}", parameter.name, parameter.display(value)))
        .collect()
}
