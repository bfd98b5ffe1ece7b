//! Labels of parameters.

use crate::tables::key_words;

/// A word with its first letter in upper case.
pub(super) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The label of an axis along a parameter.
pub(super) fn axis_label(column: &str) -> String {
    match column {
        "layout.hot.share_of_objects" => "Hot share of the catalog".to_owned(),
        "layout.hot.share_of_requests" => "Hot share of the requests".to_owned(),
        "workload.popularity.alpha" => "Zipf exponent".to_owned(),
        "cost.origin" => "Price of a byte from the origin".to_owned(),
        "cost.inter_server" => "Price of a byte between servers".to_owned(),
        "servers.cache" => "Cache of each server".to_owned(),
        _ => match key_words(column).strip_suffix(" s") {
            Some(name) => format!("{} (s)", capitalised(name)),
            None => capitalised(&key_words(column)),
        },
    }
}
