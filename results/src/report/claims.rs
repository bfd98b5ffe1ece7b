//! What becomes of claims under variations of the base experiment.

use super::folder::Folder;
use super::html::{Cell, Html, section, table};
use super::quantities::Measured;
use crate::Row;
use crate::layouts::context_name;
use crate::metrics::Metric;
use crate::tables::text;

/// A table of claims by variations; empty without `robustness.csv`.
pub(super) fn claims_section(folder: &Folder) -> Html {
    let rows = &folder.robustness.rows;
    if rows.is_empty() {
        return Html::default();
    }
    let mut variations: Vec<String> = Vec::new();
    let mut claims: Vec<(Vec<String>, Vec<&Row>)> = Vec::new();
    for row in rows {
        let variation = text(row, "variation");
        if !variations.contains(&variation) {
            variations.push(variation);
        }
        let claim = claim(row);
        match claims.iter_mut().find(|(known, _)| *known == claim) {
            Some((_, found)) => found.push(row),
            None => claims.push((claim, vec![row])),
        }
    }
    let has_context = claims.iter().any(|(claim, _)| !claim[2].is_empty());
    let mut header = vec!["Layout".to_owned(), "By".to_owned()];
    header.extend(has_context.then(|| "Context".to_owned()));
    header.push("Base".to_owned());
    header.extend(variations.iter().cloned());
    let cells = |(claim, found): &(Vec<String>, Vec<&Row>)| {
        let mut cells: Vec<Cell> = claim[..2].iter().map(Cell::text).collect();
        cells.extend(has_context.then(|| Cell::text(&claim[2])));
        cells.push(base_cell(found[0]));
        let of = |variation: &String| found.iter().find(|row| text(row, "variation") == *variation);
        cells.extend(variations.iter().map(|variation| {
            of(variation).map_or_else(|| Cell::text(""), |row| variation_cell(row))
        }));
        cells
    };
    let table = table(
        "Change against the baseline, in the base experiment and under each variation",
        &header,
        claims.iter().map(cells).collect(),
    );
    let key = "✓ more than noise, with the sign of the base. ? no more than noise. ⇄ more than noise, \
               with the opposite sign. + more than noise, unlike in the base. = not affected.";
    let children = vec![tally(rows), Html::with_text("p", "muted", key), table];
    section("claims", "Does it hold under variations?", children)
}

/// What a row is about: layout, metric and context.
fn claim(row: &Row) -> Vec<String> {
    let metric = text(row, "metric");
    let metric = Metric::named(&metric).map_or(metric, |metric| metric.word.to_owned());
    let context: Row = row
        .iter()
        .take_while(|(name, _)| *name != "layout")
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    vec![text(row, "layout"), metric, context_name(&context)]
}

fn base_cell(row: &Row) -> Cell {
    let mark = match row.get("base_significant").map(crate::tables::value_text).as_deref() {
        Some("true") => "",
        _ => " ?",
    };
    change_cell(row, "base_change", mark)
}

fn variation_cell(row: &Row) -> Cell {
    change_cell(
        row,
        "change",
        match text(row, "verdict").as_str() {
            "holds" => " ✓",
            "noise" => " ?",
            "reversed" => " ⇄",
            "appears" => " +",
            "same" => " =",
            _ => "",
        },
    )
}

/// A change in whole percent; its interval shows when pointed at, for a table of dozens has no room.
fn change_cell(row: &Row, column: &str, mark: &str) -> Cell {
    let Some(change) = Measured::between(row, column, |change| change) else {
        return Cell::text("");
    };
    let text = format!("{:+.0} %{mark}", 100.0 * change.centre).replace('-', "\u{2212}");
    let full = [("title", change.shown_change())];
    Cell { content: Html::with("span", &full, vec![Html::text(text)]), sort: Some(change.centre) }
}

/// How many claims hold.
fn tally(rows: &[Row]) -> Html {
    let count = |verdict: &str| rows.iter().filter(|row| text(row, "verdict") == verdict).count();
    let words = [
        ("holds", "hold"),
        ("same", "are not affected"),
        ("noise", "are no more than noise"),
        ("reversed", "are reversed"),
        ("appears", "appear, unlike in the base"),
    ];
    let parts = words.iter().map(|(verdict, word)| (count(verdict), word));
    let parts =
        parts.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    let parts: Vec<String> = parts.collect();
    let text = format!("Of {} claims under variations, {}.", rows.len(), parts.join(", "));
    Html::with_text("p", "", text)
}
