//! What the layouts are compared with beside each other: bounds of caching, and closed forms.

use super::folder::Folder;
use super::html::{Cell, Html, section, table};
use super::parameters::label;
use super::quantities::{label_without_unit, shown};
use crate::metrics::Metric;
use crate::tables::{number, text};
use crate::{REPLICATION, Row, Table};

/// More rows of predictions than this stay in their file.
const ROWS_MAX: usize = 500;

/// Tables of bounds and predictions; empty without both files.
pub(super) fn references_section(folder: &Folder) -> Html {
    let mut children = Vec::new();
    if !folder.bounds.rows.is_empty() {
        let bounds = over_replications(&folder.bounds);
        children.push(Html::with_text("p", "", BOUNDS));
        children.push(plain_table("Bounds, means over replications", &bounds, &bounds.rows));
    }
    let predictions = &folder.predictions.rows;
    if !predictions.is_empty() {
        children.push(Html::with_text("p", "", PREDICTIONS));
        let rows = &predictions[..predictions.len().min(ROWS_MAX)];
        let caption = match predictions.len() - rows.len() {
            0 => "Predictions".to_owned(),
            more => format!("Predictions; {more} more are in predictions.csv"),
        };
        let table = plain_table(&caption, &folder.predictions, rows);
        let summary = Html::with_text("summary", "", format!("{} predictions", predictions.len()));
        let is_short = predictions.len() <= 12;
        let open = if is_short { vec![("open", String::new())] } else { Vec::new() };
        children.push(Html::with("details", &open, vec![summary, table]));
    }
    match children.is_empty() {
        true => Html::default(),
        false => section("references", "Bounds and predictions", children),
    }
}

const BOUNDS: &str = "One cache with the room of all servers, whatever the layout. infinite: an infinite \
     cache (cold misses only). static-hits and static-bytes: the best fixed content. pfoo-l: no policy has \
     more hits, or saves more bytes. belady: the policy that knows the future and evicts what is asked for \
     last.";

const PREDICTIONS: &str = "Closed forms for the same points, without simulation.";

/// Means over replications, in the order of the rows.
fn over_replications(table: &Table) -> Table {
    let mut groups: Vec<(Row, Vec<&Row>)> = Vec::new();
    for row in &table.rows {
        let texts = row.iter().filter(|(name, value)| *name != REPLICATION && is_key(name, value));
        let key: Row = texts.map(|(name, value)| (name.clone(), value.clone())).collect();
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, alike)) => alike.push(row),
            None => groups.push((key, vec![row])),
        }
    }
    let columns = table.columns();
    let mean = |(key, alike): (Row, Vec<&Row>)| {
        let mut out = key.clone();
        for column in columns.iter().filter(|c| *c != REPLICATION && !key.contains_key(*c)) {
            let values: Vec<f64> = alike.iter().filter_map(|row| number(row, column)).collect();
            if !values.is_empty() {
                let mean = values.iter().sum::<f64>() / values.len() as f64;
                out.insert(column.clone(), mean.into());
            }
        }
        out
    };
    Table { rows: groups.into_iter().map(mean).collect() }
}

/// Whether a cell says what a row is about: a text, or a parameter, whose name has a dot.
fn is_key(name: &str, value: &serde_json::Value) -> bool {
    value.is_string() || name.contains('.')
}

fn plain_table(caption: &str, table_of: &Table, rows: &[Row]) -> Html {
    let columns = table_of.columns();
    let heading = |column: &String| match Metric::named(column) {
        Some(metric) => label_without_unit(&metric).to_owned(),
        None => label(column),
    };
    let cell = |row: &Row, column: &String| match number(row, column) {
        Some(value) => match Metric::named(column) {
            Some(metric) => Cell::number(value, shown(metric.unit, value)),
            None if column.ends_with("_bytes") => Cell::number(value, crate::bytes(value)),
            None => Cell::number(value, text(row, column)),
        },
        None => Cell::text(text(row, column)),
    };
    let rows = rows.iter().map(|row| columns.iter().map(|column| cell(row, column)).collect());
    table(caption, &columns.iter().map(heading).collect::<Vec<_>>(), rows.collect())
}
