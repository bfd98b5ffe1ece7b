//! The context in which layouts are compared: every parameter that is not one of the layout.

use super::agreement::Agreement;
use super::name::is_layout;
use crate::Row;
use crate::tables::{identity, key_words, value_text};
use std::collections::BTreeMap;

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

/// A context, and the points that are compared in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Context<T> {
    /// The parameters that are not of the layout.
    pub parameters: Row,
    /// The points that have these values of the parameters that they have, in order. A point without one of
    /// the parameters is in several contexts.
    pub points: Vec<T>,
}

impl<T> Context<T> {
    /// The context as text; empty if nothing but the layout varies.
    pub fn name(&self) -> String {
        context_name(&self.parameters)
    }
}

/// The contexts of points, without duplicates, in order of their first points. A context that is part of
/// another, with fewer parameters but the same values, is not listed apart.
pub fn contexts<T: Copy>(points: &[T], parameters: impl Fn(&T) -> &Row) -> Vec<Context<T>> {
    let mut place_of: BTreeMap<String, usize> = BTreeMap::new();
    let mut found: Vec<(Row, Vec<usize>)> = Vec::new();
    for (place, point) in points.iter().enumerate() {
        let own = context(parameters(point));
        let of_context = *place_of.entry(identity(&own)).or_insert_with(|| {
            found.push((own, Vec::new()));
            found.len() - 1
        });
        found[of_context].1.push(place);
    }
    let rows = || found.iter().map(|(row, _)| row).enumerate();
    let mut agreement = Agreement::new(rows(), |_| true);
    let mut all = Vec::new();
    for (_, own) in rows() {
        let agreeing = agreement.with(own);
        let is_part_of = |whole: &Row| {
            own.len() < whole.len() && own.keys().all(|name| whole.contains_key(name))
        };
        if !agreeing.iter().any(|&place| is_part_of(&found[place].0)) {
            let mut here: Vec<usize> =
                agreeing.iter().flat_map(|&place| &found[place].1).copied().collect();
            here.sort_unstable();
            let points = here.into_iter().map(|place| points[place]).collect();
            all.push(Context { parameters: own.clone(), points });
        }
    }
    all
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
        let [dedicated, any, owner] = &points;
        let all = contexts(&[dedicated, any, owner], |row| row);
        let here: Vec<_> = all.iter().map(|context| context.points.clone()).collect();
        assert_eq!(here, [[dedicated, any], [dedicated, owner]]);
        assert_eq!(context_name(&points[1]), "origin 5, entry any");
        let traces = [
            row(json!({"workload.path": "a.log.gz", "workload.sites_by": "directory"})),
            row(
                json!({"workload.path": "b.csv", "workload.sites_by": "hash", "workload.sites": 9}),
            ),
        ];
        let all = contexts(&[&traces[0], &traces[1]], |row| row);
        assert_eq!(all.iter().map(Context::name).collect::<Vec<_>>(), ["a", "b"]);
    }
}
