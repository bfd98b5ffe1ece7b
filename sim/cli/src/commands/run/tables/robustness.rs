//! What becomes of claims under variations.

use super::columns::short_key;
use super::first_rows::first_rows;
use hotset_results::{Row, Table};
use serde_json::Value;
use std::collections::BTreeMap;

/// A claim, and what it is under each variation by its name.
type Claim = (Vec<String>, Vec<(String, String)>);

/// Claims by variations: the change against the baseline, marked where it is noise or the other way.
pub(in crate::commands::run) fn robustness_table(claims: &Table) -> String {
    let text =
        |row: &Row, name: &str| row.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    let percent = |row: &Row, name: &str| {
        let value = row.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN);
        format!("{:+.0} %", 100.0 * value)
    };
    let columns = claims.columns();
    let context: Vec<&String> = columns.iter().take_while(|name| *name != "layout").collect();
    let mut variations: Vec<String> = Vec::new();
    let mut rows: Vec<Claim> = Vec::new();
    let mut places: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for row in &claims.rows {
        let variation = text(row, "variation");
        if !variations.contains(&variation) {
            variations.push(variation.clone());
        }
        let mut claim = vec![text(row, "layout"), text(row, "metric")];
        let here = |key: &&String| {
            row.get(*key).map_or(String::new(), |value| match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            })
        };
        claim.extend(context.iter().map(here));
        let base_mark = match row.get("base_significant") {
            Some(Value::Bool(true)) => "",
            _ => " ?",
        };
        claim.push(percent(row, "base_change") + base_mark);
        let mark = match text(row, "verdict").as_str() {
            "holds" => "",
            "noise" => " ?",
            "same" => " =",
            _ => " !",
        };
        let cell = (variation, percent(row, "change") + mark);
        let place = *places.entry(claim.clone()).or_insert_with(|| {
            rows.push((claim, Vec::new()));
            rows.len() - 1
        });
        rows[place].1.push(cell);
    }
    if rows.is_empty() {
        return String::new();
    }
    let mut header = vec!["layout".to_owned(), "against the baseline".to_owned()];
    header.extend(context.iter().map(|key| short_key(key)));
    header.push("base".to_owned());
    header.extend(variations.iter().cloned());
    let whole = |(claim, cells): &Claim| {
        let of = |name: &String| {
            cells
                .iter()
                .find(|(known, _)| known == name)
                .map_or(String::new(), |(_, cell)| cell.clone())
        };
        claim.iter().cloned().chain(variations.iter().map(of)).collect()
    };
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let table = first_rows(&header, &rows, whole, "robustness.csv");
    format!(
        "{table}\n?: no more than noise; =: nothing in it changes; !: more than noise, unlike the base"
    )
}
