//! The name of a layout: its kind, and the parameters of the layout that a sweep varies.

use crate::Row;
use crate::tables::{key_words, value_text};

/// Keys in the layout's section that say where requests enter, not where objects are placed.
const NOT_LAYOUT: [&str; 1] = ["layout.entry"];

/// Whether a parameter belongs to the layout; all others make the context in which layouts are compared.
pub fn is_layout(parameter: &str) -> bool {
    parameter.starts_with("layout.") && !NOT_LAYOUT.contains(&parameter)
}

/// Values that a name leaves out: they are the usual ones.
fn is_usual(parameter: &str, value: &str) -> bool {
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
    let kind = parameters.get("layout.kind").map_or_else(|| "layout".to_owned(), value_text);
    let shown = parameters
        .iter()
        .filter(|(name, _)| is_layout(name) && *name != "layout.kind")
        .map(|(name, value)| (name.as_str(), value_text(value)))
        .filter(|(name, value)| !is_usual(name, value));
    // The size of the hot set comes first.
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
            Some(name) => format!(", {} {value} s", key_words(name)),
            None => format!(", {} {value}", key_words(name)),
        },
    });
    words.fold(kind, |name, word| name + &word)
}

fn percent(share: &str) -> String {
    let rounded = |share: f64| (share * 1e6).round() / 1e4;
    share.parse().map_or_else(|_| share.to_owned(), |share: f64| format!("{} %", rounded(share)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(value: serde_json::Value) -> Row {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn layouts_have_readable_names() {
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
}
