//! What a point of a sweep is called, and what it is compared in: its layout, and all else.

use crate::Row;
use serde_json::Value;

/// Keys of the layout that say where requests come in, not where content lives.
const NOT_LAYOUT: [&str; 1] = ["layout.entry"];

/// Whether a parameter tells layouts apart; the others are what layouts are compared under.
pub fn is_layout(parameter: &str) -> bool {
    parameter.starts_with("layout.") && !NOT_LAYOUT.contains(&parameter)
}

/// Keys of a trace's sites.
const SITES: [&str; 2] = ["workload.sites_by", "workload.sites"];

/// Values that say no more than that nothing special is done.
fn is_plain(parameter: &str, value: &str) -> bool {
    matches!(
        (parameter, value),
        ("layout.rest", "hashed")
            | ("layout.caches", "equal")
            | ("layout.bound", "none")
            | ("layout.hot.known", "oracle")
            | ("layout.hot.servers", "auto")
    )
}

/// Keys of the size of the hot set.
pub const HOT_SIZES: [&str; 4] = [
    "layout.hot.objects",
    "layout.hot.share_of_objects",
    "layout.hot.share_of_requests",
    "layout.hot.sites",
];

/// The name of the layout of a point: its kind, and which of its parameters the sweep varies.
pub fn layout_name(parameters: &Row) -> String {
    let kind = parameters.get("layout.kind").map_or_else(|| "layout".to_owned(), text);
    let shown = parameters
        .iter()
        .filter(|(name, _)| is_layout(name) && *name != "layout.kind")
        .map(|(name, value)| (name.as_str(), text(value)))
        .filter(|(name, value)| !is_plain(name, value));
    // How large the hot set is comes first.
    let (sizes, others): (Vec<_>, Vec<_>) = shown.partition(|(name, _)| HOT_SIZES.contains(name));
    let words = sizes.into_iter().chain(others).map(|(name, value)| match name {
        "layout.hot.objects" => format!(" {value} objects"),
        "layout.hot.sites" => format!(" {value} sites"),
        "layout.hot.share_of_objects" => format!(" {} of objects", percent(&value)),
        "layout.hot.share_of_requests" => format!(" {} of requests", percent(&value)),
        "layout.hot.known" => ", by past counts".to_owned(),
        "layout.rest" => format!(", rest {value}"),
        "layout.caches" => ", caches by demand".to_owned(),
        "layout.bound" => format!(", bounded load {value}"),
        _ => match name.strip_suffix("_s") {
            Some(name) => format!(", {} {value} s", last(name)),
            None => format!(", {} {value}", last(name)),
        },
    });
    words.fold(kind, |name, word| name + &word)
}

/// What a point is compared under, as text; empty if nothing but layouts varies.
pub fn context_name(parameters: &Row) -> String {
    let context = context(parameters);
    let words =
        context.iter().filter(|(name, _)| !goes_with_trace(name, &context)).map(|(name, value)| {
            let value = text(value);
            match name.as_str() {
                "workload.path" => trace_name(&value),
                "variation" => value,
                _ => format!("{} {value}", last(name)),
            }
        });
    words.collect::<Vec<_>>().join(", ")
}

/// Whether a parameter says no more than which trace it is: how its sites are told apart.
pub fn goes_with_trace(name: &str, parameters: &Row) -> bool {
    parameters.contains_key("workload.path") && SITES.contains(&name)
}

/// A trace by its file, without what says how that is packed.
pub fn trace_name(file: &str) -> String {
    file.split('.').next().filter(|name| !name.is_empty()).unwrap_or(file).to_owned()
}

/// The parameters that a point is compared under.
pub fn context(parameters: &Row) -> Row {
    let others = parameters.iter().filter(|(name, _)| !is_layout(name));
    others.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Whether a point belongs to what others are compared under: the same values, as far as it has them.
pub fn fits(parameters: &Row, context: &Row) -> bool {
    context.iter().all(|(name, value)| parameters.get(name).is_none_or(|own| own == value))
}

/// All that points are compared under, each once, in their order; what another one has more of, alike
/// in the rest, is part of that.
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

fn percent(share: &str) -> String {
    let rounded = |share: f64| (share * 1e6).round() / 1e4;
    share.parse().map_or_else(|_| share.to_owned(), |share: f64| format!("{} %", rounded(share)))
}

fn last(name: &str) -> String {
    name.rsplit('.').next().unwrap_or(name).replace('_', " ")
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(value: Value) -> Row {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn layouts_have_names_that_can_be_said() {
        let name = |value| layout_name(&row(value));
        assert_eq!(name(json!({"layout.kind": "hashed", "layout.bound": "none"})), "hashed");
        assert_eq!(
            name(
                json!({"layout.kind": "hot", "layout.hot.objects": 64, "layout.rest": "dedicated"})
            ),
            "hot 64 objects, rest dedicated"
        );
        assert_eq!(
            name(json!({"layout.kind": "hot", "layout.hot.share_of_objects": 0.01})),
            "hot 1 % of objects"
        );
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
        assert!(fits(&points[0], &all[0]) && fits(&points[0], &all[1]));
        assert!(fits(&points[1], &all[0]) && !fits(&points[1], &all[1]));
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
