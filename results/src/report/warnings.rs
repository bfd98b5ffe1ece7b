//! Warnings in the results, in plain words.

use super::folder::Folder;
use super::html::Html;
use super::parameters::{capitalised, point_name};
use crate::metrics::OVERLOADED_STATIONS;
use crate::tables::{number, text};
use crate::warnings::{OVERLOAD, meaning};
use crate::{Row, WARNINGS, point_of_summary};

/// More points than this are not named before the reader asks for them.
const NAMED_MAX: usize = 4;

/// Every warning: what it means, and at which points.
pub(super) fn warnings(folder: &Folder) -> Html {
    let rows = &folder.summary.rows;
    let mut words: Vec<String> = Vec::new();
    for row in rows {
        for word in words_of(row) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
    }
    let of_word = |word: &String| {
        let with = |row: &&Row| words_of(row).iter().any(|own| own == word);
        let meaning = meaning(word).unwrap_or("a warning that this version does not know");
        warning(word, meaning, &rows.iter().filter(with).collect::<Vec<_>>(), rows.len())
    };
    let items: Vec<Html> = words.iter().map(of_word).collect();
    if items.is_empty() {
        return Html::with_text("p", "muted", "No warnings.");
    }
    Html::element("ul", "warnings", items)
}

/// The warnings of a point. Files of version 0.1.0 have no word for an overload, only the number of stations.
fn words_of(row: &Row) -> Vec<String> {
    let mut words: Vec<String> =
        text(row, WARNINGS).split_whitespace().map(str::to_owned).collect();
    let overloaded = number(row, OVERLOADED_STATIONS.name).is_some_and(|stations| stations > 0.0);
    if overloaded && !words.iter().any(|word| word == OVERLOAD) {
        words.push(OVERLOAD.to_owned());
    }
    words
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
    Html::element("li", "", vec![word, Html::text(format!(": {}. ", capitalised(meaning))), points])
}
