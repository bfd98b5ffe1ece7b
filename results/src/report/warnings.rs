//! Warnings in the results, in plain words.

use super::folder::Folder;
use super::html::Html;
use super::parameters::point_name;
use crate::metrics::OVERLOADED_STATIONS;
use crate::tables::{number, text};
use crate::{Row, WARNINGS, point_of_summary};

/// Names of warnings, and what they mean.
const MEANINGS: [(&str, &str); 9] = [
    (
        "shot-noise",
        "More than half of the reserve is the shot noise of independent requests: with longer bins, or \
         more requests, less would be needed.",
    ),
    (
        "rough-floor",
        "Requests are so few, and some so large, that the capacity if nothing varied is a guide only.",
    ),
    ("few-bins", "There are so few bins that the capacity is the load in the largest of them."),
    (
        "drops",
        "More than 1 % of the requests are dropped, which saves traffic that clients asked for: these \
         layouts are not compared with those that answer.",
    ),
    (
        "short-run",
        "The run is shorter than 10 hours and was cut into 200 bins: set bin_s to the time for which \
         capacity is provisioned.",
    ),
    (
        "unclear-sites",
        "Most requests are for objects of no host or in no directory: the log does not distinguish its \
         sites.",
    ),
    (
        "other-sizes",
        "More than 1 % of the hit bytes come from copies that had another size when they were cached; \
         with size_rule = 'modified', another size is a miss.",
    ),
    (
        "cold-caches",
        "Measured before the caches turned over: hit ratios are not those of the long run. Set warm_up = \
         'steady', or ask for more requests.",
    ),
    (
        "not-stationary",
        "Misses are more, or fewer, at the beginning of what is measured than in its second half: their \
         mean is of this span alone.",
    ),
];

const OVERLOADED: &str = "Servers, links or the origin are overloaded: their queues grow, or drop \
     requests, as long as the run lasts.";

/// More points than this are not named before the reader asks for them.
const NAMED_MAX: usize = 4;

/// Every warning: what it means, and at which points.
pub(super) fn warnings(folder: &Folder) -> Html {
    let rows = &folder.summary.rows;
    let mut words: Vec<String> = Vec::new();
    for row in rows {
        for word in text(row, WARNINGS).split_whitespace() {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
    }
    let of_word = |word: &String| {
        let with = |row: &&Row| text(row, WARNINGS).split_whitespace().any(|own| own == word);
        let meaning = MEANINGS.iter().find(|(known, _)| known == word);
        let meaning = meaning.map_or("A warning that this version does not know.", |(_, m)| m);
        warning(word, meaning, &rows.iter().filter(with).collect::<Vec<_>>(), rows.len())
    };
    let mut items: Vec<Html> = words.iter().map(of_word).collect();
    let overloaded = |row: &&Row| number(row, OVERLOADED_STATIONS.name).is_some_and(|n| n > 0.0);
    let overloaded: Vec<&Row> = rows.iter().filter(overloaded).collect();
    if !overloaded.is_empty() {
        items.push(warning("overload", OVERLOADED, &overloaded, rows.len()));
    }
    if items.is_empty() {
        return Html::with_text("p", "muted", "No warnings.");
    }
    Html::element("ul", "warnings", items)
}

fn warning(word: &str, meaning: &str, rows: &[&Row], all: usize) -> Html {
    let names: Vec<String> = rows.iter().map(|row| point_name(&point_of_summary(row))).collect();
    let count = format!("{} of {all} points", rows.len());
    let points = match names.len() {
        points if points == all => Html::with_text("span", "muted", "all points"),
        1..=NAMED_MAX => Html::with_text("span", "muted", format!("{count}: {}", names.join("; "))),
        _ => {
            let list = names.iter().map(|name| Html::with_text("li", "", name)).collect();
            let list = Html::element("ul", "", list);
            Html::element("details", "", vec![Html::with_text("summary", "", count), list])
        }
    };
    let word = Html::with_text("strong", "", word);
    Html::element("li", "", vec![word, Html::text(format!(": {meaning} ")), points])
}
