//! The context in which layouts are compared: every parameter that is not one of the layout.

use super::name::is_layout;
use crate::Row;
use crate::tables::{key_words, value_text};

/// Keys that say how requests of a trace are assigned to sites.
const SITES: [&str; 2] = ["workload.sites_by", "workload.sites"];

/// The context of a point, as text; empty if nothing but the layout varies.
pub fn context_name(parameters: &Row) -> String {
    let context = context(parameters);
    let words =
        context.iter().filter(|(name, _)| !goes_with_trace(name, &context)).map(|(name, value)| {
            let value = value_text(value);
            match name.as_str() {
                "workload.path" => trace_name(&value),
                "variation" => value,
                _ => format!("{} {value}", key_words(name)),
            }
        });
    words.collect::<Vec<_>>().join(", ")
}

/// Whether a parameter follows from the trace, as the way in which its sites are identified.
pub fn goes_with_trace(name: &str, parameters: &Row) -> bool {
    parameters.contains_key("workload.path") && SITES.contains(&name)
}

/// The name of a trace: its file without extensions.
pub fn trace_name(file: &str) -> String {
    file.split('.').next().filter(|name| !name.is_empty()).unwrap_or(file).to_owned()
}

/// The context of a point: its parameters that are not of the layout.
pub fn context(parameters: &Row) -> Row {
    let others = parameters.iter().filter(|(name, _)| !is_layout(name));
    others.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Whether a point belongs to a context: the parameters that it has are those of the context.
pub fn in_context(parameters: &Row, context: &Row) -> bool {
    context.iter().all(|(name, value)| parameters.get(name).is_none_or(|own| own == value))
}

/// The contexts of points, without duplicates, in order. A context that is part of another, with fewer
/// parameters but the same values, is not listed apart.
pub fn contexts<'a>(points: impl Iterator<Item = &'a Row>) -> Vec<Row> {
    let mut all: Vec<Row> = Vec::new();
    for point in points {
        let own = context(point);
        if !all.contains(&own) {
            all.push(own);
        }
    }
    let within = |part: &Row, whole: &Row| {
        part.len() < whole.len()
            && part.iter().all(|(name, value)| whole.get(name).is_some_and(|other| other == value))
    };
    let whole = |own: &&Row| !all.iter().any(|other| within(own, other));
    all.iter().filter(whole).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(value: serde_json::Value) -> Row {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn points_are_compared_under_what_they_have() {
        let points = [
            row(json!({"layout.kind": "dedicated", "cost.origin": 5})),
            row(json!({"layout.kind": "hashed", "cost.origin": 5, "layout.entry": "any"})),
            row(json!({"layout.kind": "hashed", "cost.origin": 5, "layout.entry": "owner"})),
        ];
        let all = contexts(points.iter());
        assert_eq!(all.len(), 2);
        assert!(in_context(&points[0], &all[0]) && in_context(&points[0], &all[1]));
        assert!(in_context(&points[1], &all[0]) && !in_context(&points[1], &all[1]));
        assert_eq!(context_name(&points[1]), "origin 5, entry any");
        let traces = [
            row(json!({"workload.path": "a.log.gz", "workload.sites_by": "directory"})),
            row(
                json!({"workload.path": "b.csv", "workload.sites_by": "hash", "workload.sites": 9}),
            ),
        ];
        let all = contexts(traces.iter());
        assert_eq!(all.iter().map(context_name).collect::<Vec<_>>(), ["a", "b"]);
    }
}
