//! The figure of a reserve study: utilisation by the number of sites, and against the reserve.

use super::labels::{capitalised, short_label};
use crate::figures::scene::{Axis, Figure, Mark, Panel, Point, Scale, Series, Style};
use crate::metrics::{
    LOAD_PER_S, LOAD_PER_S_EXPECTED_PEAK, Metric, RESERVE_OVER_PEAK, UTILISATION,
};
use crate::tables::{key_words, number, parameter_columns, text};
use crate::{Row, Table};
use std::collections::BTreeMap;

const SITES: &str = "workload.sites";
/// Parameters that do not distinguish scenarios: the axis, and the layout of sites.
const NOT_SCENARIO: [&str; 3] = [SITES, "layout.kind", "servers.count"];

/// Whether a summary is of a reserve study.
pub(super) fn is_reserve(summary: &Table) -> bool {
    summary.rows.iter().any(|row| row.contains_key(RESERVE_OVER_PEAK.name))
}

pub(super) fn figure(summary: &Table, predictions: &Table) -> Figure {
    let scenarios = Scenarios::of(summary);
    let by_sites = by_sites(predictions, &scenarios);
    let panels = by_sites.into_iter().chain([by_reserve(summary, &scenarios)]);
    Figure { panels: panels.collect(), ..Figure::default() }
}

/// The parameters that distinguish scenarios.
fn scenario_columns(summary: &Table) -> Vec<String> {
    let parameters = parameter_columns(&summary.rows).into_iter();
    parameters.filter(|column| !NOT_SCENARIO.contains(&column.as_str())).collect()
}

fn scenario(row: &Row, columns: &[String]) -> String {
    // Without crowds, cycles or unequal sites there is nothing to say of them, unless that is all.
    let is_there = |column: &&String| row.contains_key(*column);
    let is_zero = |column: &&String| number(row, column) == Some(0.0);
    let all_zero = columns.iter().filter(is_there).all(|column| is_zero(&column));
    let is_said = |column: &&String| is_there(column) && (all_zero || !is_zero(column));
    let words = columns.iter().filter(is_said).map(|column| {
        let value = match number(row, column) {
            // Four decimals distinguish the values.
            Some(value) => format!("{}", (value * 1e4).round() / 1e4),
            None => text(row, column),
        };
        let label = short_label(column).map_or_else(|| key_words(column), str::to_owned);
        format!("{label} {value}")
    });
    let words: Vec<String> = words.collect();
    capitalised(&words.join(", "))
}

/// The scenarios of a summary.
struct Scenarios<'a> {
    /// What distinguishes them.
    columns: Vec<String>,
    /// By the order in which they first occur.
    names: Vec<String>,
    rows: BTreeMap<String, Vec<&'a Row>>,
}

impl<'a> Scenarios<'a> {
    fn of(summary: &'a Table) -> Self {
        let columns = scenario_columns(summary);
        let mut names: Vec<String> = Vec::new();
        let rows = by_scenario(summary, &columns, |name| names.push(name.to_owned()));
        Self { columns, names, rows }
    }
}

/// The rows of a table by their scenarios; `new` is told the name of each that occurs.
fn by_scenario<'a>(
    table: &'a Table,
    columns: &[String],
    mut new: impl FnMut(&str),
) -> BTreeMap<String, Vec<&'a Row>> {
    let mut rows: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in &table.rows {
        let name = scenario(row, columns);
        if !rows.contains_key(&name) {
            new(&name);
        }
        rows.entry(name).or_default().push(row);
    }
    rows
}

/// The styles of scenarios: the first colour is that of the main curve.
fn scenario_style(index: usize) -> Style {
    const ORDER: [usize; 6] = [4, 1, 2, 3, 5, 6];
    Style { dash: None, ..Style::numbered(ORDER[index % ORDER.len()]) }
}

fn points(
    rows: &[&Row],
    x: impl Fn(&Row) -> Option<f64>,
    y: impl Fn(&Row) -> Option<f64>,
) -> Vec<Point> {
    // Closed forms have no interval; a utilisation is at most 1.
    let interval = |row: &Row, y: f64| {
        let half = number(row, &UTILISATION.ci95()).map_or(0.0, |half| 100.0 * half);
        ((y - half).max(0.0), (y + half).min(100.0))
    };
    let mut points: Vec<Point> = rows
        .iter()
        .filter_map(|row| {
            let y = y(row)?;
            Some(Point::with_interval(x(row)?, y, interval(row, y)))
        })
        .collect();
    points.sort_by(|a, b| a.x.total_cmp(&b.x));
    points
}

fn percent(row: &Row, metric: Metric) -> Option<f64> {
    number(row, metric.name).map(|value| 100.0 * value)
}

/// Utilisation by the number of consolidated sites, if that varies.
fn by_sites<'a>(predictions: &'a Table, scenarios: &Scenarios<'a>) -> Option<Panel> {
    let consolidated = |row: &&Row| text(row, "layout.kind") != "dedicated";
    let predictions = by_scenario(predictions, &scenarios.columns, |_| ());
    let sites = |row: &Row| number(row, SITES);
    let utilisation = |row: &Row| percent(row, UTILISATION);
    let mut series = Vec::new();
    let mut closed = Vec::new();
    for (index, name) in scenarios.names.iter().enumerate() {
        let of = |table: &BTreeMap<String, Vec<&'a Row>>| -> Vec<&'a Row> {
            let rows = table.get(name).into_iter().flatten().copied();
            rows.filter(consolidated).collect()
        };
        let rows = of(&scenarios.rows);
        let points = self::points(&rows, sites, utilisation);
        if points.len() < 2 {
            continue;
        }
        series.push(Series { label: name.clone(), points, style: scenario_style(index) });
        let predicted = of(&predictions);
        for (model, label, style) in [
            ("floor", "Floor 1/(1 + A)", Style { colour: (150, 150, 150), ..thin_line(None) }),
            ("independent-crowds", "Closed form", thin_line(Some((8, 14)))),
            ("common-crowds", "Closed form", thin_line(Some((8, 14)))),
            ("correlated-cap", "Cap by mean and variance", thin_line(Some((60, 20)))),
        ] {
            let rows: Vec<&Row> =
                predicted.iter().copied().filter(|row| text(row, "model") == model).collect();
            let points = self::points(&rows, sites, utilisation);
            closed.push(Series { label: label.to_owned(), points, style });
        }
    }
    closed.retain(|line| !line.points.is_empty());
    closed.extend(series);
    (!closed.is_empty()).then(|| Panel {
        x: Axis::new("Sites consolidated", Scale::Log),
        y: Axis::new("Utilisation (%)", Scale::LinearFromZero),
        series: closed,
        ..Panel::default()
    })
}

fn thin_line(dash: Option<(u16, u16)>) -> Style {
    Style { colour: (0, 0, 0), dash, mark: Mark::None, line: true }
}

/// Utilisation against the reserve above the expected peak: all points with the same daily cycle lie on one
/// curve, and consolidation moves along it.
fn by_reserve(summary: &Table, scenarios: &Scenarios<'_>) -> Panel {
    let mut series = Vec::new();
    let mut highest = 0.0f64;
    for (index, name) in scenarios.names.iter().enumerate() {
        let rows = &scenarios.rows[name];
        let reserve = |row: &Row| percent(row, RESERVE_OVER_PEAK);
        let points = points(rows, reserve, |row| percent(row, UTILISATION));
        highest = points.iter().fold(highest, |high, point| high.max(point.x));
        let points = points.into_iter().map(|point| Point::new(point.x, point.y)).collect();
        let style = Style { line: false, ..scenario_style(index) };
        series.push(Series { label: name.clone(), points, style });
    }
    let mut curves: Vec<Series> = Vec::new();
    for peak in peak_to_mean_ratios(summary) {
        let curve = (0..=100).map(|step| {
            let reserve = highest * f64::from(step) / 100.0;
            Point::new(reserve, 100.0 / (peak * (1.0 + reserve / 100.0)))
        });
        let label = "Mean / (expected peak (1 + reserve))".to_owned();
        let style = Style { colour: (150, 150, 150), ..thin_line(None) };
        curves.push(Series { label, points: curve.collect(), style });
    }
    curves.extend(series);
    Panel {
        x: Axis::new("Reserve above the expected peak (%)", Scale::LinearFromZero),
        y: Axis::new("Utilisation (%)", Scale::LinearFromZero),
        series: curves,
        ..Panel::default()
    }
}

/// The ratios of expected peak to mean that occur; similar ones count once.
fn peak_to_mean_ratios(summary: &Table) -> Vec<f64> {
    let peak = |row: &Row| {
        Some(number(row, LOAD_PER_S_EXPECTED_PEAK.name)? / number(row, LOAD_PER_S.name)?)
    };
    let mut peaks: Vec<f64> = summary.rows.iter().filter_map(peak).collect();
    peaks.sort_by(f64::total_cmp);
    peaks.dedup_by(|a, b| (*a / *b - 1.0).abs() < 0.25);
    peaks
}
