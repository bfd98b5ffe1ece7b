//! The figure of a reserve study: utilisation by the number of sites, and against the reserve.

use super::chart::{Axis, Band, Figure, Look, Mark, Panel, Scale, Series};
use crate::tables::{key_words as last, number, text};
use crate::{Row, Table};

const SITES: &str = "workload.sites";
/// What does not tell scenarios apart: the axis, and how sites are laid out.
const NOT_SCENARIO: [&str; 3] = [SITES, "layout.kind", "servers.count"];

/// Whether a summary is of a reserve study.
pub(super) fn is_reserve(summary: &Table) -> bool {
    summary.rows.iter().any(|row| row.contains_key("reserve_over_peak"))
}

pub(super) fn figure(summary: &Table, predictions: &Table) -> Figure {
    let scenarios = scenarios(summary);
    let by_sites = by_sites(summary, predictions, &scenarios);
    let panels = by_sites.into_iter().chain([by_reserve(summary, &scenarios)]);
    Figure { panels: panels.collect(), ..Figure::default() }
}

/// The columns of parameters that tell scenarios apart.
fn scenario_columns(summary: &Table) -> Vec<String> {
    let columns = summary.columns();
    let parameters = columns.into_iter().take_while(|column| column != "replications");
    parameters.filter(|column| !NOT_SCENARIO.contains(&column.as_str())).collect()
}

fn scenario(row: &Row, columns: &[String]) -> String {
    let words = columns.iter().filter(|column| row.contains_key(*column)).map(|column| {
        let value = match number(row, column) {
            // Four digits are enough to tell values apart.
            Some(value) => format!("{}", (value * 1e4).round() / 1e4),
            None => text(row, column),
        };
        format!("{} {value}", last(column))
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The scenarios in their order, with the columns that they are told by.
struct Scenarios {
    columns: Vec<String>,
    names: Vec<String>,
}

fn scenarios(summary: &Table) -> Scenarios {
    let columns = scenario_columns(summary);
    let mut names: Vec<String> = Vec::new();
    for row in &summary.rows {
        let name = scenario(row, &columns);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Scenarios { columns, names }
}

/// The looks of scenarios: the first colour is that of the main curve.
fn look(index: usize) -> Look {
    const ORDER: [usize; 6] = [4, 1, 2, 3, 5, 6];
    Look { dash: None, ..Look::of(ORDER[index % ORDER.len()]) }
}

fn points(
    rows: &[&Row],
    x: impl Fn(&Row) -> Option<f64>,
    y: impl Fn(&Row) -> Option<f64>,
) -> Vec<Band> {
    // Closed forms have no interval.
    let half_width = |row: &Row| percent(row, "utilisation_ci95").unwrap_or(0.0);
    let mut points: Vec<Band> = rows
        .iter()
        .filter_map(|row| Some(Band { x: x(row)?, y: y(row)?, half_width: half_width(row) }))
        .collect();
    points.sort_by(|a, b| a.x.total_cmp(&b.x));
    points
}

fn percent(row: &Row, column: &str) -> Option<f64> {
    number(row, column).map(|value| 100.0 * value)
}

/// Utilisation by the number of sites together, where that varies.
fn by_sites(summary: &Table, predictions: &Table, scenarios: &Scenarios) -> Option<Panel> {
    let together = |row: &&Row| text(row, "layout.kind") != "dedicated";
    let of = |table: &'_ Table, name: &str| -> Vec<Row> {
        let rows = table.rows.iter().filter(together);
        rows.filter(|row| scenario(row, &scenarios.columns) == name).cloned().collect()
    };
    let sites = |row: &Row| number(row, SITES);
    let utilisation = |row: &Row| percent(row, "utilisation");
    let mut series = Vec::new();
    let mut closed = Vec::new();
    for (index, name) in scenarios.names.iter().enumerate() {
        let rows = of(summary, name);
        let rows: Vec<&Row> = rows.iter().collect();
        let points = self::points(&rows, sites, utilisation);
        if points.len() < 2 {
            continue;
        }
        series.push(Series { label: name.clone(), points, look: look(index) });
        let predicted = of(predictions, name);
        for (model, label, look) in [
            ("floor", "Floor 1/(1 + A)", Look { colour: (150, 150, 150), ..thin(None) }),
            ("independent-crowds", "Closed form", thin(Some((8, 14)))),
            ("common-crowds", "Closed form", thin(Some((8, 14)))),
            ("correlated-cap", "Cap by mean and variance", thin(Some((60, 20)))),
        ] {
            let rows: Vec<&Row> =
                predicted.iter().filter(|row| text(row, "model") == model).collect();
            let points = self::points(&rows, sites, utilisation);
            closed.push(Series { label: label.to_owned(), points, look });
        }
    }
    closed.retain(|line| !line.points.is_empty());
    closed.extend(series);
    let axis = |label: &str, scale| Axis { label: label.to_owned(), scale };
    (!closed.is_empty()).then(|| Panel {
        x: axis("Sites consolidated", Scale::Log),
        y: axis("Utilisation (%)", Scale::LinearFromZero),
        series: closed,
        ..Panel::default()
    })
}

fn thin(dash: Option<(u16, u16)>) -> Look {
    Look { colour: (0, 0, 0), dash, mark: Mark::None, line: true }
}

/// Utilisation against the reserve above the peak that can be foreseen: every point of one cycle
/// lies on one curve, and consolidation moves along it (THEORY 4.8).
fn by_reserve(summary: &Table, scenarios: &Scenarios) -> Panel {
    let mut series = Vec::new();
    let mut highest = 0.0f64;
    for (index, name) in scenarios.names.iter().enumerate() {
        let rows: Vec<&Row> =
            summary.rows.iter().filter(|row| scenario(row, &scenarios.columns) == *name).collect();
        let reserve = |row: &Row| percent(row, "reserve_over_peak");
        let points = points(&rows, reserve, |row| percent(row, "utilisation"));
        highest = points.iter().fold(highest, |high, point| high.max(point.x));
        let points = points.into_iter().map(|point| Band { half_width: 0.0, ..point }).collect();
        let look = Look { line: false, ..look(index) };
        series.push(Series { label: name.clone(), points, look });
    }
    let mut curves: Vec<Series> = Vec::new();
    for peak in peaks(summary) {
        let curve = (0..=100).map(|step| {
            let reserve = highest * f64::from(step) / 100.0;
            Band { x: reserve, y: 100.0 / (peak * (1.0 + reserve / 100.0)), half_width: 0.0 }
        });
        let label = "Mean / (expected peak (1 + reserve))".to_owned();
        let look = Look { colour: (150, 150, 150), ..thin(None) };
        curves.push(Series { label, points: curve.collect(), look });
    }
    curves.extend(series);
    Panel {
        x: Axis {
            label: "Reserve above the expected peak (%)".to_owned(),
            scale: Scale::LinearFromZero,
        },
        y: Axis { label: "Utilisation (%)".to_owned(), scale: Scale::LinearFromZero },
        series: curves,
        ..Panel::default()
    }
}

/// The expected peaks over the mean that occur, those that are alike once.
fn peaks(summary: &Table) -> Vec<f64> {
    let peak =
        |row: &Row| Some(number(row, "load_per_s_expected_peak")? / number(row, "load_per_s")?);
    let mut peaks: Vec<f64> = summary.rows.iter().filter_map(peak).collect();
    peaks.sort_by(f64::total_cmp);
    peaks.dedup_by(|a, b| (*a / *b - 1.0).abs() < 0.25);
    peaks
}
