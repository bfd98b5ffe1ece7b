//! The parameters that a sweep varies: what the charts can lay along an axis, or hold fixed.

use crate::layouts::{context, context_name, goes_with_trace, is_layout, layout_name, trace_name};
use crate::tables::{key_words, parameter_columns, point_of_summary, quantity, value_text};
use crate::{Row, Table};
use serde_json::{Value, json};

/// More values than this are not listed in a sentence.
const VALUES_MAX: usize = 12;

/// A parameter with the values that it takes.
pub(super) struct Parameter {
    pub(super) name: String,
    label: String,
    /// Its distinct values as text: numbers in ascending order, others as they come.
    pub(super) values: Vec<String>,
    /// The values as numbers, if all are, in one unit.
    pub(super) numbers: Option<Vec<f64>>,
    unit: String,
    /// By point: the place of its value among `values`.
    index: Vec<Option<usize>>,
}

impl Parameter {
    fn new(name: &str, rows: &[Row]) -> Self {
        let text = |row: &Row| row.get(name).map(|value| shown(name, value));
        let mut values: Vec<String> = Vec::new();
        for value in rows.iter().filter_map(text) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        let (numbers, unit) = match numbers(&values) {
            Some((mut pairs, unit)) => {
                pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
                values = pairs.iter().map(|(_, text)| text.clone()).collect();
                (Some(pairs.iter().map(|(number, _)| *number).collect()), unit)
            }
            None => (None, String::new()),
        };
        let place = |row: &Row| text(row).and_then(|text| values.iter().position(|v| *v == text));
        let index = rows.iter().map(place).collect();
        Self { name: name.to_owned(), label: label(name), values, numbers, unit, index }
    }

    /// Whether the values are steps by factors, for which an axis is logarithmic.
    fn is_by_factors(&self) -> bool {
        let Some(numbers) = self.numbers.as_deref().filter(|numbers| numbers.len() > 2) else {
            return false;
        };
        let steps: Vec<f64> = numbers.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let (least, most) = extremes(&steps);
        let (low, high) = extremes(numbers);
        low > 0.0 && high >= 8.0 * low && most > 1.5 * least
    }

    /// Its values in a few words.
    pub(super) fn shown_values(&self) -> String {
        match self.values.as_slice() {
            [first, .., last] if self.values.len() > VALUES_MAX => {
                format!("{} values from {first} to {last}", self.values.len())
            }
            few => few.join(", "),
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "label": self.label,
            "values": self.values,
            "numbers": self.numbers,
            "unit": self.unit,
            "log": self.is_by_factors(),
            "layout": is_layout(&self.name),
            "index": self.index.iter().map(|place| place.map_or(-1, |p| p as i64)).collect::<Vec<_>>(),
        })
    }
}

fn extremes(values: &[f64]) -> (f64, f64) {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    (least, values.iter().copied().fold(f64::NEG_INFINITY, f64::max))
}

/// A value as it is shown: a trace by its name.
fn shown(parameter: &str, value: &Value) -> String {
    match parameter {
        "workload.path" => trace_name(&value_text(value)),
        _ => value_text(value),
    }
}

/// Texts as numbers, if all are, in one unit.
fn numbers(texts: &[String]) -> Option<(Vec<(f64, String)>, String)> {
    let of = |text: &String| quantity(&Value::String(text.clone()));
    let unit = of(texts.first()?)?.unit;
    let pairs: Option<Vec<(f64, String)>> = texts
        .iter()
        .map(|text| of(text).filter(|own| own.unit == unit).map(|own| (own.value, text.clone())))
        .collect();
    Some((pairs?, unit.to_owned()))
}

/// The label of a parameter.
pub(super) fn label(column: &str) -> String {
    match column {
        "layout.kind" => "Kind of layout".to_owned(),
        "layout.hot.objects" => "Hot objects".to_owned(),
        "layout.hot.share_of_objects" => "Hot share of the catalog".to_owned(),
        "layout.hot.share_of_requests" => "Hot share of the requests".to_owned(),
        "layout.hot.known" => "Hot set known from".to_owned(),
        "workload.popularity.alpha" => "Zipf exponent".to_owned(),
        "workload.path" => "Trace".to_owned(),
        "cost.origin" => "Price of a byte from the origin".to_owned(),
        "cost.inter_server" => "Price of a byte between servers".to_owned(),
        "servers.cache" => "Cache of each server".to_owned(),
        "servers.count" => "Servers".to_owned(),
        "servers.policy" => "Cache policy".to_owned(),
        _ => {
            let words = last_words(column);
            match words.strip_suffix(" s") {
                Some(name) => format!("{} (s)", capitalised(name)),
                None => capitalised(&words),
            }
        }
    }
}

/// The last part of a dotted key as words. Deep in a section it needs the part before, too: `flash per day`.
fn last_words(key: &str) -> String {
    match key.rsplit('.').collect::<Vec<_>>().as_slice() {
        [_, part, _, ..] => format!("{} {}", key_words(part), key_words(key)),
        _ => key_words(key),
    }
}

/// A word with its first letter in upper case.
pub(super) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The parameters of a summary.
pub(super) fn parameters(summary: &Table) -> Vec<Parameter> {
    let columns = parameter_columns(&summary.rows);
    let first = summary.rows.iter().max_by_key(|row| row.len());
    let shown = |name: &&String| !first.is_some_and(|row| goes_with_trace(name, row));
    columns.iter().filter(shown).map(|name| Parameter::new(name, &summary.rows)).collect()
}

/// The parameters for the page, and the names of layouts: whole, and without each numeric parameter that may
/// be laid along an axis.
pub(super) fn parameters_json(parameters: &[Parameter], rows: &[Row]) -> (Value, Value) {
    let mut names = serde_json::Map::new();
    if parameters.iter().any(|parameter| is_layout(&parameter.name)) {
        names.insert(String::new(), layout_names(rows, None));
        let axes = parameters.iter().filter(|p| is_layout(&p.name) && p.numbers.is_some());
        for parameter in axes {
            names.insert(parameter.name.clone(), layout_names(rows, Some(&parameter.name)));
        }
    }
    (parameters.iter().map(Parameter::to_json).collect(), Value::Object(names))
}

fn layout_names(rows: &[Row], without: Option<&str>) -> Value {
    let mut values: Vec<String> = Vec::new();
    let mut index = Vec::new();
    for row in rows {
        let mut point = point_of_summary(row);
        if let Some(parameter) = without {
            point.shift_remove(parameter);
        }
        let name = layout_name(&point);
        let place = values.iter().position(|known| *known == name);
        index.push(place.unwrap_or_else(|| {
            values.push(name);
            values.len() - 1
        }));
    }
    json!({"values": values, "index": index})
}

/// The name of a point: its layout, and what else varies.
pub(super) fn point_name(parameters: &Row) -> String {
    let others = context_name(parameters);
    match context(parameters).len() == parameters.len() {
        true if others.is_empty() => "the only point".to_owned(),
        true => others,
        false if others.is_empty() => layout_name(parameters),
        false => format!("{} ({others})", layout_name(parameters)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(values: &[Value]) -> Parameter {
        let row = |value: &Value| Row::from_iter([("servers.cache".to_owned(), value.clone())]);
        Parameter::new("servers.cache", &values.iter().map(row).collect::<Vec<_>>())
    }

    #[test]
    fn labels_say_what_a_key_is_of() {
        assert_eq!(label("workload.flash.per_day"), "Flash per day");
        assert_eq!(label("layout.adaptive.epoch_s"), "Adaptive epoch (s)");
        assert_eq!(label("workload.sites"), "Sites");
    }

    #[test]
    fn steps_by_factors_are_found_whatever_their_unit() {
        let shares = parameter(&[json!("1%"), json!("0.1%"), json!("10%"), json!("1%")]);
        assert_eq!(shares.values, ["0.1%", "1%", "10%"]);
        assert_eq!(shares.numbers, Some(vec![0.1, 1.0, 10.0]));
        assert_eq!(shares.index, [Some(1), Some(0), Some(2), Some(1)]);
        assert!(shares.is_by_factors());
        assert!(!parameter(&[json!(0.6), json!(0.8), json!(1.0), json!(1.2)]).is_by_factors());
        assert!(!parameter(&[json!(0), json!(10), json!(100)]).is_by_factors());
        assert_eq!(parameter(&[json!("1%"), json!("64 MiB")]).numbers, None);
    }
}
