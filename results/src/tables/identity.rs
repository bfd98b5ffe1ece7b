//! What tells rows apart.

use crate::Row;
use std::collections::{BTreeMap, BTreeSet};

/// The values that a row has, as text, whatever the order of its columns. What is null counts as not there.
pub(crate) fn identity(row: &Row) -> String {
    let known: BTreeMap<_, _> = row.iter().filter(|(_, value)| !value.is_null()).collect();
    format!("{known:?}")
}

/// Each row once, where it occurs first.
pub(crate) fn distinct(rows: impl Iterator<Item = Row>) -> Vec<Row> {
    let mut seen = BTreeSet::new();
    rows.filter(|row| seen.insert(identity(row))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rows_are_the_same_if_they_have_the_same_values() {
        let row = |value: serde_json::Value| value.as_object().unwrap().clone();
        let [first, turned] = [json!({"a": 1, "b": "x"}), json!({"b": "x", "a": 1})].map(row);
        let [null, less] = [json!({"a": 1, "b": null}), json!({"a": 1})].map(row);
        let all = [&first, &turned, &null, &less].into_iter().cloned();
        assert_eq!(distinct(all), [first, null]);
    }
}
