//! Rows that have the same values of all parameters that both have.

use crate::Row;
use std::collections::BTreeMap;

/// Rows of parameters, to be found by what they have in common with another row. A parameter that a row does not
/// have, or that is null, is no difference to one that does: a layout without an entry is compared under every
/// entry.
///
/// Rows are looked up rather than compared one by one, as a sweep of 10,000 points has 10,000 of each.
pub(crate) struct Agreement<'a> {
    is_compared: Box<dyn Fn(&str) -> bool + 'a>,
    /// Rows with the same names of parameters, by these names.
    alike: BTreeMap<Vec<&'a str>, Vec<(usize, &'a Row)>>,
    /// Places by the values of the parameters in common, by the names of the rows and those in common.
    known: BTreeMap<[Vec<&'a str>; 2], BTreeMap<String, Vec<usize>>>,
}

impl<'a> Agreement<'a> {
    /// The rows, of which only the parameters that `is_compared` names are looked at.
    pub(crate) fn new(
        rows: impl IntoIterator<Item = (usize, &'a Row)>,
        is_compared: impl Fn(&str) -> bool + 'a,
    ) -> Self {
        let mut alike: BTreeMap<Vec<&str>, Vec<(usize, &Row)>> = BTreeMap::new();
        for (place, row) in rows {
            alike.entry(names(row, &is_compared)).or_default().push((place, row));
        }
        Self { is_compared: Box::new(is_compared), alike, known: BTreeMap::new() }
    }

    /// The places of the rows that agree with this one, in order.
    pub(crate) fn with(&mut self, row: &Row) -> Vec<usize> {
        let own = names(row, &self.is_compared);
        let mut places = Vec::new();
        for (theirs, rows) in &self.alike {
            let common: Vec<&str> =
                theirs.iter().copied().filter(|name| own.contains(name)).collect();
            let wanted = values(row, &common);
            let known = self.known.entry([theirs.clone(), common]).or_insert_with_key(|key| {
                let mut known: BTreeMap<String, Vec<usize>> = BTreeMap::new();
                for (place, row) in rows {
                    known.entry(values(row, &key[1])).or_default().push(*place);
                }
                known
            });
            places.extend(known.get(&wanted).into_iter().flatten());
        }
        places.sort_unstable();
        places
    }
}

/// The names of a row's parameters that are compared, sorted.
fn names(row: &Row, is_compared: impl Fn(&str) -> bool) -> Vec<&str> {
    let known = row.iter().filter(|(name, value)| is_compared(name) && !value.is_null());
    let mut names: Vec<&str> = known.map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names
}

/// The values of some of a row's parameters, as text.
fn values(row: &Row, names: &[&str]) -> String {
    names.iter().fold(String::new(), |text, name| format!("{text}{}\n", row[*name]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn rows_agree_where_no_common_parameter_differs() {
        let rows = [
            json!({"a": 1, "b": "x"}),
            json!({"b": "x", "a": 2}),
            json!({"a": 1}),
            json!({"c": 5}),
            json!({}),
            json!({"a": 1, "ignored": 2}),
            json!({"a": null, "b": "y"}),
        ]
        .map(|row| row.as_object().unwrap().clone());
        let counts = |name: &str| name != "ignored";
        let mut agreement = Agreement::new(rows.iter().enumerate(), counts);
        for row in &rows {
            let same = |other: &Row| {
                let both = row.iter().filter(|(name, _)| counts(name));
                both.into_iter().all(|(name, value)| match other.get(name) {
                    None | Some(Value::Null) => true,
                    Some(own) => value.is_null() || own == value,
                })
            };
            let expected: Vec<usize> =
                (0..rows.len()).filter(|&place| same(&rows[place])).collect();
            assert_eq!(agreement.with(row), expected, "{row:?}");
        }
        assert_eq!(agreement.with(&rows[0]), [0, 2, 3, 4, 5]);
        assert_eq!(agreement.with(&rows[6]), [2, 3, 4, 5, 6]);
    }
}
