//! The map of a sweep over two parameters of the context: which layout is best where.

use super::labels::{axis_label, layout_label};
use crate::compare::COMPARED;
use crate::figures::scene::{
    Axis, Colour, Figure, HeatCell, Mark, Panel, Point, Scale, Series, Style,
};
use crate::tables::{number, text};
use crate::{Row, Table};

/// More values than this along an axis would be unreadable.
const VALUES_MAX: usize = 20;

/// The map of a table of winners; `None` unless exactly two parameters vary.
pub(super) fn figure(winners: &Table) -> Option<Figure> {
    let first = winners.rows.first()?;
    let keys: Vec<String> = first.keys().take_while(|key| *key != "metric").cloned().collect();
    let [a, b] = <[String; 2]>::try_from(keys).ok()?;
    let values = |key: &str| {
        let mut values: Vec<String> = Vec::new();
        for row in &winners.rows {
            let value = text(row, key);
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    };
    let (of_a, of_b) = (values(&a), values(&b));
    if of_a.len() < 2 || of_b.len() < 2 || of_a.len().max(of_b.len()) > VALUES_MAX {
        return None;
    }
    // The axis with more values lies along the panel.
    let across = if of_a.len() >= of_b.len() { (a, of_a, b, of_b) } else { (b, of_b, a, of_a) };
    let colours = colours(winners);
    let panels: Vec<Panel> = COMPARED
        .iter()
        .filter_map(|metric| {
            let of_metric = |row: &&Row| text(row, "metric") == metric.name;
            let rows: Vec<&Row> = winners.rows.iter().filter(of_metric).collect();
            // A metric in which one layout is best everywhere needs no map.
            let best = |row: &&Row| text(row, "winner");
            let several = rows.iter().any(|row| best(row) != best(&rows[0]));
            several.then(|| panel(&rows, metric.word, &across, &colours))
        })
        .collect();
    if panels.is_empty() {
        return None;
    }
    let note = "Pale, hollow marks: no more than noise between the best and the next".to_owned();
    Some(Figure { panels, note, ..Figure::default() })
}

/// A colour per layout that is best anywhere.
fn colours(winners: &Table) -> Vec<(String, Colour)> {
    let mut colours: Vec<(String, Colour)> = Vec::new();
    for row in &winners.rows {
        let name = text(row, "winner");
        if colours.iter().any(|(known, _)| *known == name) {
            continue;
        }
        let kind = layout_label(name.split([' ', ',']).next().unwrap_or(&name));
        let mut colour = Style::of_layout(&kind, colours.len()).colour;
        // Several layouts can be of one kind: all but the first get other colours.
        let mut index = 0;
        while colours.iter().any(|(_, taken)| *taken == colour) && index < 7 {
            colour = Style::numbered(index).colour;
            index += 1;
        }
        colours.push((name, colour));
    }
    colours
}

type Across = (String, Vec<String>, String, Vec<String>);

fn panel(rows: &[&Row], metric: &str, across: &Across, colours: &[(String, Colour)]) -> Panel {
    let (x_key, xs, y_key, ys) = across;
    let place = |row: &Row| {
        let at = |key: &str, values: &[String]| {
            values.iter().position(|value| *value == text(row, key)).map(|place| place as f64)
        };
        at(x_key, xs).zip(at(y_key, ys))
    };
    let mut cells = Vec::new();
    let mut series: Vec<Series> = Vec::new();
    for (name, colour) in colours {
        let own: Vec<&Row> =
            rows.iter().copied().filter(|row| text(row, "winner") == *name).collect();
        // Where the best differs from the next by more than noise, and where not.
        let (mut sure, mut tied) = (Vec::new(), Vec::new());
        for row in own {
            let Some((x, y)) = place(row) else { continue };
            let significant = text(row, "significant") == "true";
            let level = if significant { 0.55 } else { 0.2 };
            let x_ends = (x - 0.5, x + 0.5);
            cells.push(HeatCell { x: x_ends, y, height: 1.0, level, colour: Some(*colour) });
            if number(row, "winner_value").is_some() {
                if significant { &mut sure } else { &mut tied }.push(Point::new(x, y));
            }
        }
        for (points, mark) in [(sure, Mark::Square), (tied, Mark::OpenSquare)] {
            if !points.is_empty() {
                let style = Style::marks(*colour, mark);
                series.push(Series { label: layout_label(name), points, style });
            }
        }
    }
    let axis = |key: &str, values: &[String]| {
        Axis::new(axis_label(key), Scale::Categories(values.to_vec()))
    };
    let x = axis(x_key, xs);
    let title = format!("Best by {metric}");
    Panel { title, x, y: axis(y_key, ys), series, cells, ..Panel::default() }
}
