//! Values of parameters as places along an axis.

use crate::Row;
use crate::tables::{Quantity, quantity, text};
use serde_json::Value;
use std::collections::BTreeSet;

/// The values of a parameter that differ, in the order of the rows.
pub(super) fn values(rows: &[&Row], column: &str) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    let known = rows.iter().filter_map(|row| row.get(column)).filter(|value| !value.is_null());
    known.filter(|value| seen.insert(value.to_string())).cloned().collect()
}

/// The places of a parameter's values along an axis with their unit; `None` unless it has two and more
/// numbers, all of one unit.
pub(super) fn axis_values(rows: &[&Row], column: &str) -> Option<(Vec<f64>, &'static str)> {
    let values = values(rows, column);
    let quantities: Option<Vec<Quantity>> = values.iter().map(quantity).collect();
    let quantities = quantities?;
    let unit = quantities.first()?.unit;
    let mut places: Vec<f64> = quantities.iter().map(|quantity| quantity.value).collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    let alike = quantities.iter().all(|quantity| quantity.unit == unit);
    (alike && places.len() > 1).then_some((places, unit))
}

/// Whether values are spaced by factors rather than by differences.
pub(super) fn is_log(places: &[f64]) -> bool {
    let (Some(&low), Some(&high)) = (places.first(), places.last()) else { return false };
    if low <= 0.0 || high / low < 4.0 {
        return false;
    }
    let spread = |steps: Vec<f64>| {
        let mean = steps.iter().sum::<f64>() / steps.len() as f64;
        steps.iter().map(|step| (step / mean - 1.0).abs()).fold(0.0, f64::max)
    };
    let factors = places.windows(2).map(|pair| (pair[1] / pair[0]).log10()).collect();
    let differences = places.windows(2).map(|pair| pair[1] - pair[0]).collect();
    high / low >= 20.0 && places.len() < 3 || spread(factors) < spread(differences)
}

/// The place of a row along an axis.
pub(super) fn place(row: &Row, column: &str) -> Option<f64> {
    row.get(column).and_then(quantity).map(|quantity| quantity.value)
}

/// Whether a row has one of some values of a parameter, as somebody would write them: `hashed,hot`.
pub(super) fn has_value(row: &Row, column: &str, wanted: &str) -> bool {
    text(row, column) == wanted || wanted.split(',').any(|one| has_one(row, column, one.trim()))
}

fn has_one(row: &Row, column: &str, wanted: &str) -> bool {
    let same_number = || {
        let own = row.get(column).and_then(quantity);
        own.is_some() && own == quantity(&Value::String(wanted.to_owned()))
    };
    text(row, column) == wanted || same_number()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_by_factors_are_logarithmic() {
        assert!(is_log(&[0.1, 0.3162, 1.0, 3.162, 10.0]));
        assert!(is_log(&[1.0, 2.0, 5.0, 10.0, 20.0, 50.0]));
        assert!(!is_log(&[0.6, 0.8, 1.0, 1.2]));
        assert!(!is_log(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
        assert!(!is_log(&[0.0, 10.0, 100.0]));
    }
}
