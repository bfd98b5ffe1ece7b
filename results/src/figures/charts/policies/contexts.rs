//! The sizes of caches that the panels are for.

use crate::compare::policies::POLICY;
use crate::tables::{distinct, quantity};
use crate::{Row, Table};
use serde_json::Value;

/// The parameter along which sizes are ordered.
const SIZE: &str = "servers.cache";

/// The parameters of a row that come before its policy: the size of the cache, and whatever else is swept.
pub(super) fn context_of(row: &Row) -> Row {
    let before = row.iter().take_while(|(name, _)| *name != POLICY);
    before.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The contexts of a table, each once: by rising size where all have sizes of one unit and nothing else, else as
/// they come.
pub(super) fn contexts(table: &Table) -> Vec<Row> {
    let mut contexts = distinct(table.rows.iter().map(context_of));
    let size = |context: &Row| match context.len() {
        1 => context.get(SIZE).and_then(|size: &Value| quantity(size)),
        _ => None,
    };
    let unit = contexts.first().and_then(size).map(|size| size.unit);
    if contexts.iter().all(|context| size(context).is_some_and(|size| Some(size.unit) == unit)) {
        let value = |context: &Row| size(context).map_or(0.0, |size| size.value);
        contexts.sort_by(|a, b| value(a).total_cmp(&value(b)));
    }
    contexts
}

/// At most so many of the contexts, evenly spread, the first and the last among them.
pub(super) fn spread(contexts: &[Row], most: usize) -> Vec<Row> {
    if contexts.len() <= most {
        return contexts.to_vec();
    }
    let last = contexts.len() - 1;
    let place = |n: usize| (n * last + (most - 1) / 2) / (most - 1).max(1);
    (0..most).map(|n| contexts[place(n).min(last)].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(size: &str) -> Row {
        let row = json!({"servers.cache": size, "servers.policy": "lru", "traces": 7});
        row.as_object().unwrap().clone()
    }

    #[test]
    fn sizes_rise_and_are_spread_evenly() {
        let sizes = |contexts: &[Row]| -> Vec<String> {
            contexts.iter().map(|context| context[SIZE].as_str().unwrap().to_owned()).collect()
        };
        let table = |sizes: &[&str]| Table { rows: sizes.iter().map(|size| row(size)).collect() };
        let all = contexts(&table(&["10%", "0.1%", "1%", "10%", "0.3%", "3%", "30%", "20%"]));
        assert_eq!(sizes(&all), ["0.1%", "0.3%", "1%", "3%", "10%", "20%", "30%"]);
        assert_eq!(sizes(&spread(&all, 4)), ["0.1%", "1%", "10%", "30%"]);
        assert_eq!(sizes(&spread(&all, 2)), ["0.1%", "30%"]);
        assert_eq!(spread(&all, 7), all);
        // Bytes and percent have no order.
        assert_eq!(sizes(&contexts(&table(&["64MiB", "1%"]))), ["64MiB", "1%"]);
    }
}
