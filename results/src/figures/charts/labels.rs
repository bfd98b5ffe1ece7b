//! Labels of parameters.

use crate::tables::key_words;

/// A word with its first letter in upper case.
pub(super) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The name of a layout as a reader writes it.
pub(super) fn layout_label(name: &str) -> String {
    match name.strip_prefix("hashed") {
        Some(rest) => format!("Consistent hashing{rest}"),
        // A sweep over something else of one layout does not name it.
        None => capitalised(name.strip_prefix("layout, ").unwrap_or(name)),
    }
}

/// Names of policies that are not written in capitals throughout.
const POLICIES: [(&str, &str); 15] = [
    ("lru, Che's approximation", "LRU, Che's approximation"),
    ("pfoo-l", "No policy misses less (PFOO-L)"),
    ("random", "Random"),
    ("s3-fifo", "S3-FIFO"),
    ("clock2q-plus", "Clock2Q+"),
    ("fifo-merge", "FIFO-Merge"),
    ("size", "Size"),
    ("clock-pro", "CLOCK-Pro"),
    ("lecar", "LeCaR"),
    ("cacheus", "Cacheus"),
    ("w-tinylfu", "W-TinyLFU"),
    ("hyperbolic", "Hyperbolic"),
    ("static-lfu", "Static LFU"),
    ("belady", "Belady"),
    ("belady-size", "Belady-Size"),
];

/// The name of a policy as its authors write it; parameters and admission stay as they are given.
pub(super) fn policy_label(policy: &str) -> String {
    let end = policy.find([':', '+']);
    let (name, rest) = policy.split_at(end.unwrap_or(policy.len()));
    // A word that is no policy, as that of a bound, stays a word.
    let is_word = name.contains(' ') || name.contains('(') || name.len() > 12;
    let known =
        POLICIES.iter().find(|(known, _)| *known == name).map(|(_, label)| (*label).to_owned());
    let label =
        known.unwrap_or_else(|| if is_word { capitalised(name) } else { name.to_uppercase() });
    format!("{label}{rest}")
}

/// What stands before a value of a parameter in a title or a legend, where it is not the end of its key.
pub(super) fn short_label(column: &str) -> Option<&'static str> {
    match column {
        "workload.popularity.alpha" => Some("Zipf"),
        "servers.count" => Some("servers"),
        "cost.origin" => Some("origin price"),
        "workload.rhythm.amplitude" => Some("daily cycle"),
        "workload.flash.per_day" => Some("crowds a day"),
        "workload.flash.common" => Some("crowds in common"),
        "workload.site_alpha" => Some("sites by Zipf"),
        _ => None,
    }
}

/// The label of an axis along a parameter.
pub(super) fn axis_label(column: &str) -> String {
    match column {
        "layout.hot.objects" => "Objects of the hot set".to_owned(),
        "layout.hot.share_of_objects" => "Hot share of the catalog".to_owned(),
        "layout.hot.share_of_requests" => "Hot share of the requests".to_owned(),
        "workload.popularity.alpha" => "Zipf exponent".to_owned(),
        "cost.origin" => "Price of a byte from the origin".to_owned(),
        "cost.inter_server" => "Price of a byte between servers".to_owned(),
        "servers.cache" => "Cache of each server".to_owned(),
        "servers.count" => "Servers".to_owned(),
        "workload.sites" => "Sites".to_owned(),
        "workload.objects" => "Objects".to_owned(),
        _ => match key_words(column).strip_suffix(" s") {
            Some(name) => format!("{} (s)", capitalised(name)),
            None => capitalised(&key_words(column)),
        },
    }
}
