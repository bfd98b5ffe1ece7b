//! The figure: panels of metrics and of parameters.

use super::choice::{Choice, column};
use super::chosen::{Chosen, Context};
use super::drawn::{Drawn, drawn};
use super::parameter::{has_value, place};
use super::rows::named_panels;
use crate::figures::charts::closed_forms::closed_forms;
use crate::figures::charts::labels::axis_label;
use crate::figures::error::FigureError;
use crate::figures::scene::{Axis, Figure, Mark, Panel, Point, Scale, Series, Style};
use crate::metrics::{
    BYTE_MISS_RATIO, CACHE_BYTES, CACHE_OBJECTS, CAPACITY_PER_EGRESS, COST_PER_EGRESS, MISS_RATIO,
    Metric, RECOVERY_S, TOTAL_PER_EGRESS, WARM_UP_S,
};
use crate::tables::{number, parameter_columns};
use crate::{Row, Table};

/// More panels than this are for nobody to read.
const PANELS_MAX: usize = 12;

/// The metrics that are drawn unless others are asked for, with the names of their figures.
const SHOWN: [(&str, Metric); 6] = [
    ("traffic", TOTAL_PER_EGRESS),
    ("weighted", COST_PER_EGRESS),
    ("capacity", CAPACITY_PER_EGRESS),
    ("recovery", RECOVERY_S),
    ("miss_ratio", MISS_RATIO),
    ("byte_miss_ratio", BYTE_MISS_RATIO),
];

/// The figures that a sweep has unless others are asked for, by name, with the predictions of closed forms:
/// one with a panel for each metric, or where there are panels for parameters, one for each metric.
pub(in crate::figures::charts) fn default_figures(
    summary: &Table,
    predictions: &Table,
) -> Result<Vec<(&'static str, Figure)>, FigureError> {
    let has_prices = summary.rows.iter().any(|row| {
        let (total, cost) = (number(row, TOTAL_PER_EGRESS.name), number(row, COST_PER_EGRESS.name));
        total.zip(cost).is_some_and(|(total, cost)| (total - cost).abs() > 1e-9)
    });
    let bytes_differ = summary
        .rows
        .iter()
        .any(|row| number(row, BYTE_MISS_RATIO.name) != number(row, MISS_RATIO.name));
    let is_there = |metric: &Metric| {
        let differs = match *metric {
            COST_PER_EGRESS => has_prices,
            BYTE_MISS_RATIO => bytes_differ,
            _ => true,
        };
        // A sample has no capacity; nothing recovers but from a flash crowd.
        differs && summary.rows.iter().any(|row| number(row, metric.name).is_some())
    };
    let shown = SHOWN.into_iter().filter(|(_, metric)| is_there(metric));
    let shown: Vec<(&'static str, String)> =
        shown.map(|(name, metric)| (name, metric.name.to_owned())).collect();
    let of = |summary: &Table, y: Vec<String>| {
        figure(summary, None, predictions, &Choice { y, ..Choice::default() })
    };
    let chosen = Chosen::of(summary, &Choice::default())?;
    // A single point is a number, not a figure.
    let Some((first, _)) = shown.first().filter(|_| summary.rows.len() > 1) else {
        return Ok(Vec::new());
    };
    if chosen.panels(&[]).len() < 2 {
        let all = shown.iter().map(|(_, metric)| metric.clone()).collect();
        return Ok(vec![(first, of(summary, all)?)]);
    }
    let at_one_price = at_one_price(summary);
    let figures = shown.into_iter().map(|(name, metric)| {
        let rows = if metric == COST_PER_EGRESS.name { summary } else { &at_one_price };
        Ok((name, of(rows, vec![metric])?))
    });
    figures.collect()
}

/// The points at the first of their prices: prices change nothing but the weighted traffic.
fn at_one_price(summary: &Table) -> Table {
    let mut rows = summary.clone();
    for price in
        parameter_columns(&summary.rows).iter().filter(|column| column.starts_with("cost."))
    {
        let first = rows.rows.iter().find_map(|row| row.get(price).cloned());
        rows.rows.retain(|row| row.get(price) == first.as_ref());
        rows.rows.iter_mut().for_each(|row| drop(row.shift_remove(price)));
    }
    rows
}

/// The figure that somebody asks for; `runs` is needed for ratios to a baseline.
pub(in crate::figures::charts) fn figure(
    summary: &Table,
    runs: Option<&Table>,
    predictions: &Table,
    choice: &Choice,
) -> Result<Figure, FigureError> {
    let chosen = Chosen::of(summary, choice)?;
    let predictions = &only_where(predictions, &choice.only);
    let drawn = drawn(summary, runs, choice)?;
    let contexts = chosen.panels(&predictions.rows);
    if chosen.x.is_none() {
        return Ok(named_panels(&chosen, &contexts, &drawn));
    }
    let mut panels = Vec::new();
    for of in &drawn {
        for context in &contexts {
            panels.push(panel(&chosen, context, of));
        }
    }
    panels.retain(|panel| !panel.series.is_empty());
    let shared_axes = drawn.len() == 1 && panels.len() > 1;
    let left_out = panels.len().saturating_sub(PANELS_MAX);
    panels.truncate(PANELS_MAX);
    let note = [note(left_out), zeros(&panels), warm_ups(&chosen.rows)]
        .into_iter()
        .filter(|note| !note.is_empty());
    let note = note.collect::<Vec<_>>().join("; ");
    Ok(Figure { panels, shared_axes, note, ..Figure::default() })
}

/// The predictions for points with some values of parameters, which may be named by the ends of their keys.
fn only_where(predictions: &Table, wanted: &[(String, String)]) -> Table {
    let mut rows = predictions.clone();
    for (key, value) in wanted {
        let Ok(key) = column(predictions, key) else { continue };
        rows.rows.retain(|row| {
            row.get(&key).is_none_or(|own| own.is_null()) || has_value(row, &key, value)
        });
    }
    rows
}

/// Points that are measured over different parts of the same run.
fn warm_ups(rows: &[&Row]) -> String {
    let lengths = || rows.iter().filter_map(|row| number(row, WARM_UP_S.name));
    let [least, most] = [lengths().fold(f64::INFINITY, f64::min), lengths().fold(0.0, f64::max)];
    match least.is_finite() && most > 1.01 * least {
        true => {
            "Points differ in their warm-up (warm_up_s): they are measured over different times"
                .to_owned()
        }
        false => String::new(),
    }
}

/// What has no place on a logarithmic axis.
fn zeros(panels: &[Panel]) -> String {
    let log = panels.iter().filter(|panel| panel.y.scale == Scale::Log);
    let points = log.flat_map(|panel| panel.series.iter().flat_map(|series| &series.points));
    match points.filter(|point| point.y <= 0.0).count() {
        0 => String::new(),
        1 => "1 point at 0 is not drawn: the axis is logarithmic".to_owned(),
        count => format!("{count} points at 0 are not drawn: the axis is logarithmic"),
    }
}

/// What is not drawn.
fn note(panels_left_out: usize) -> String {
    match panels_left_out {
        0 => String::new(),
        count => format!(
            "{count} more panels are not drawn: hotset figures FOLDER --where KEY=VALUE draws others"
        ),
    }
}

/// A metric along the axis; its interval is a band.
fn panel(chosen: &Chosen<'_>, context: &Context<'_>, drawn: &Drawn) -> Panel {
    let x_column = chosen.x.as_deref().unwrap_or_default();
    let places = &chosen.x_values;
    let ends = [places.first(), places.last()].map(|place| place.copied().unwrap_or(0.0));
    let mut series: Vec<Series> = Vec::new();
    for row in &context.rows {
        let label = chosen.series(row);
        // A point without this parameter is a level across the axis.
        let own = place(row, x_column);
        let at = own.map_or(ends.to_vec(), |x| vec![x]);
        let points: Vec<Point> = at.iter().filter_map(|&x| drawn.point(row, x)).collect();
        if points.is_empty() {
            continue;
        }
        match series.iter_mut().find(|series| series.label == label) {
            Some(known) => known.points.extend(points),
            None => {
                let mut style = style(chosen, &label);
                if at.len() > 1 {
                    style.mark = Mark::None;
                }
                series.push(Series { label, points, style });
            }
        }
    }
    series.iter_mut().for_each(|series| series.points.sort_by(|a, b| a.x.total_cmp(&b.x)));
    if let Some(metric) = drawn.metric.filter(|_| drawn.ratios.is_none()) {
        series.extend(closed_forms(&context.predictions, x_column, metric, ends[0]..=ends[1]));
    }
    let x_scale = if chosen.x_log { Scale::Log } else { Scale::Linear };
    let label = match x_column {
        "servers.cache" if is_single_cache(&context.rows) => "Size of the cache".to_owned(),
        _ => axis_label(x_column),
    };
    let label = match chosen.x_unit {
        "" => label,
        unit => format!("{label} ({unit})"),
    };
    Panel {
        title: context.title.clone(),
        x: Axis::new(label, x_scale),
        y: Axis::new(drawn.label.clone(), drawn.scale()),
        series,
        ..Panel::default()
    }
}

/// Whether points are of a study of single caches, which have no servers.
fn is_single_cache(rows: &[&Row]) -> bool {
    let sizes = [CACHE_BYTES.name, CACHE_OBJECTS.name];
    rows.iter().any(|row| sizes.iter().any(|size| row.contains_key(*size)))
}

/// The style of a series: the same in every panel, and another one for each variant of a layout.
fn style(chosen: &Chosen, label: &str) -> Style {
    const VARIANTS: [(Mark, (u16, u16)); 5] = [
        (Mark::Ring, (15, 20)),
        (Mark::OpenSquare, (45, 15)),
        (Mark::OpenDiamond, (8, 10)),
        (Mark::OpenTriangle, (60, 25)),
        (Mark::OpenDown, (25, 25)),
    ];
    let labels = &chosen.labels;
    let index = labels.iter().position(|known| known == label).unwrap_or(labels.len());
    let style = Style::of_variant(label, index);
    let alike = |other: &(usize, &String)| Style::of_variant(other.1, other.0) == style;
    let variant = labels.iter().enumerate().take(index).filter(alike).count();
    if style.mark != VARIANTS[0].0 {
        return style;
    }
    let (mark, dash) = VARIANTS[variant % VARIANTS.len()];
    Style { mark, dash: Some(dash), ..style }
}
