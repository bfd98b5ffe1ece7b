//! The figure of an experiment: traffic, weighted traffic and reserve.

use super::chart::{Axis, Band, Figure, Look, Mark, Panel, Scale, Series};
use super::columns::{capitalised, read};
use super::{FigureError, FigureFiles, files, map, plane, reserve, timeline};
use crate::compare::is_base;
use crate::layouts::{is_layout, layout_name};
use crate::tables::{key_words as last, number, text};
use crate::{Row, Table};
use std::path::Path;

/// Draws the figures of an experiment from `summary.csv` and, where it is there,
/// `predictions.csv` in its folder.
///
/// # Errors
/// If the tables cannot be read.
pub fn experiment_figures(folder: &Path) -> Result<FigureFiles, FigureError> {
    let summary = read(&folder.join("summary.csv"))?;
    if summary.rows.is_empty() {
        let error = std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "has no rows");
        let file = folder.join("summary.csv").display().to_string();
        return Err(FigureError::Read { file, error });
    }
    let predictions = match folder.join("predictions.csv") {
        path if path.exists() => read(&path)?,
        _ => Table::default(),
    };
    if reserve::is_reserve(&summary) {
        return files("reserve", &reserve::figure(&summary, &predictions));
    }
    let base: Vec<Row> = summary.rows.iter().filter(|row| is_base(row)).cloned().collect();
    let mut all = match plane::figure(&summary) {
        Some(figure) => files("plane", &figure)?,
        None => Vec::new(),
    };
    let winners = folder.join("winners.csv");
    if winners.exists()
        && let Some(figure) = map::figure(&read(&winners)?)
    {
        all.extend(files("map", &figure)?);
    }
    let summary = Table { rows: base };
    all.extend(files("traffic", &traffic(&summary, &predictions))?);
    let series = folder.join("series.csv");
    if series.exists()
        && let Some(figure) = timeline::figure(&series, &summary)?
    {
        all.extend(files("timeline", &figure)?);
    }
    Ok(all)
}

/// What a panel shows: column, label, factor.
const METRICS: [(&str, &str, f64); 4] = [
    ("total_per_egress", "Total traffic per client byte", 1.0),
    ("cost_per_egress", "Weighted traffic per client byte", 1.0),
    ("capacity_per_egress", "Capacity over mean client load", 1.0),
    ("recovery_s", "Time to recover (s)", 1.0),
];

/// How the rows of a summary become axes and series.
pub(super) struct Shape {
    /// Columns of parameters.
    parameters: Vec<String>,
    /// The numeric parameter along the horizontal axis, if one varies.
    x: Option<String>,
}

impl Shape {
    /// Every point by its name, whatever its parameters.
    pub(super) fn named(summary: &Table) -> Self {
        let columns = summary.columns().into_iter();
        let parameters = columns.take_while(|column| column != "replications").collect();
        Self { parameters, x: None }
    }

    fn of(summary: &Table) -> Self {
        let Self { parameters, .. } = Self::named(summary);
        let values = |column: &String| {
            let mut values: Vec<f64> =
                summary.rows.iter().filter_map(|row| number(row, column)).collect();
            values.sort_by(f64::total_cmp);
            values.dedup();
            values.len()
        };
        let x = parameters.iter().filter(|column| values(column) > 1).max_by_key(|c| values(c));
        let x = x.cloned();
        Self { parameters, x }
    }

    /// A series for each combination of the parameters that are not on the axis: the layout by its name,
    /// then all else.
    pub(super) fn label(&self, row: &Row) -> String {
        let others = self.parameters.iter().filter(|column| Some(*column) != self.x.as_ref());
        let others = others.filter(|column| row.contains_key(*column));
        let (of_layout, others): (Vec<&String>, Vec<&String>) =
            others.partition(|column| is_layout(column));
        let mut words = Vec::new();
        if of_layout.iter().any(|column| *column == "layout.kind") {
            let parameters = of_layout.iter().map(|&column| (column.clone(), row[column].clone()));
            words.push(capitalised(&layout_name(&parameters.collect())));
        }
        let named = !words.is_empty();
        let shown = of_layout.into_iter().filter(|_| !named).chain(others);
        words.extend(shown.map(|column| match last(column).strip_suffix(" s") {
            Some(name) => format!("{name} {} s", text(row, column)),
            None => format!("{} {}", last(column), text(row, column)),
        }));
        words.join(", ")
    }
}

/// What an axis says of a parameter.
pub(super) fn axis_label(column: &str) -> String {
    match column {
        "layout.hot.share_of_objects" => "Hot share of the catalog".to_owned(),
        "layout.hot.share_of_requests" => "Hot share of the requests".to_owned(),
        "workload.popularity.alpha" => "Zipf exponent".to_owned(),
        "cost.origin" => "Price of a byte from the origin".to_owned(),
        "cost.inter_server" => "Price of a byte between servers".to_owned(),
        "servers.cache" => "Cache of each server".to_owned(),
        _ => match last(column).strip_suffix(" s") {
            Some(name) => format!("{} (s)", capitalised(name)),
            None => capitalised(&last(column)),
        },
    }
}

fn traffic(summary: &Table, predictions: &Table) -> Figure {
    let shape = Shape::of(summary);
    let varies = |column: &str, other: &str| {
        summary.rows.iter().any(|row| {
            let (a, b) = (number(row, column), number(row, other));
            a.zip(b).is_some_and(|(a, b)| (a - b).abs() > 1e-9)
        })
    };
    let panels = METRICS
        .iter()
        .filter(|(column, ..)| {
            let differs = *column != "cost_per_egress" || varies(column, "total_per_egress");
            // A sample does not tell the reserve; nothing recovers but from a crowd.
            differs && summary.rows.iter().any(|row| number(row, column).is_some())
        })
        .map(|&metric| panel(summary, predictions, &shape, metric))
        .collect();
    Figure { panels, ..Figure::default() }
}

fn panel(
    summary: &Table,
    predictions: &Table,
    shape: &Shape,
    (column, label, factor): (&str, &str, f64),
) -> Panel {
    let scale = if column == "recovery_s" { Scale::LinearFromZero } else { Scale::Linear };
    let y = Axis { label: label.to_owned(), scale };
    let Some(x_column) = &shape.x else {
        return named_panel(summary, shape, y, column, factor);
    };
    let xs: Vec<f64> = summary.rows.iter().filter_map(|row| number(row, x_column)).collect();
    let (low, high) =
        xs.iter().fold((f64::INFINITY, 0.0f64), |(low, high), &x| (low.min(x), high.max(x)));
    let log = low > 0.0 && high / low > 20.0;
    let mut series: Vec<Series> = Vec::new();
    for row in &summary.rows {
        let Some(y) = number(row, column) else { continue };
        let half_width = number(row, &format!("{column}_ci95")).unwrap_or(0.0) * factor;
        let label = shape.label(row);
        // What does not depend on the axis is a level across it.
        let at: Vec<f64> = number(row, x_column).map_or(vec![low, high], |x| vec![x]);
        let points = at.iter().map(|&x| Band { x, y: y * factor, half_width });
        match series.iter_mut().find(|series| series.label == label) {
            Some(known) => known.points.extend(points),
            None => {
                let mut look = Look::relative(&label, series.len());
                if at.len() > 1 {
                    look.mark = Mark::None;
                }
                series.push(Series { label, points: points.collect(), look });
            }
        }
    }
    series.iter_mut().for_each(|series| series.points.sort_by(|a, b| a.x.total_cmp(&b.x)));
    let within = |x: f64| (low..=high).contains(&x);
    series.extend(predicted(predictions, x_column, column, factor, &within));
    let scale = if log { Scale::Log } else { Scale::Linear };
    let x = Axis { label: axis_label(x_column), scale };
    Panel { x, y, series, ..Panel::default() }
}

/// Without a numeric parameter, points stand over the names of what they are for.
fn named_panel(summary: &Table, shape: &Shape, y: Axis, column: &str, factor: f64) -> Panel {
    let names: Vec<String> = summary.rows.iter().map(|row| shape.label(row)).collect();
    let points = summary.rows.iter().enumerate().filter_map(|(n, row)| {
        let half_width = number(row, &format!("{column}_ci95")).unwrap_or(0.0) * factor;
        Some(Band { x: n as f64, y: number(row, column)? * factor, half_width })
    });
    let look = Look { line: false, ..Look::of(4) };
    let series = vec![Series { label: String::new(), points: points.collect(), look }];
    let scale = if y.label.contains("Capacity") { Scale::LinearFromZero } else { y.scale };
    Panel {
        x: Axis { label: String::new(), scale: Scale::Names(names) },
        y: Axis { scale, ..y },
        series,
        ..Panel::default()
    }
}

/// The closed forms beside the simulation, where there is one for each place on the axis.
fn predicted(
    predictions: &Table,
    x_column: &str,
    column: &str,
    factor: f64,
    within: &dyn Fn(f64) -> bool,
) -> Vec<Series> {
    let line = |model: &str, label: &str, look: Look| {
        let mut points: Vec<Band> = predictions
            .rows
            .iter()
            .filter(|row| text(row, "model") == model)
            .filter_map(|row| {
                let (x, y) = (number(row, x_column)?, number(row, column)?);
                Some(Band { x, y: y * factor, half_width: 0.0 })
            })
            .filter(|point| within(point.x))
            .collect();
        points.sort_by(|a, b| a.x.total_cmp(&b.x));
        // Two predictions for one place are for different things: a line would mix them.
        let mixed = points.windows(2).any(|pair| pair[0].x == pair[1].x && pair[0].y != pair[1].y);
        points.dedup_by(|a, b| a.x == b.x);
        (!points.is_empty() && !mixed).then(|| Series { label: label.to_owned(), points, look })
    };
    let plain = Look { colour: (0, 0, 0), dash: None, mark: Mark::None, line: true };
    let lru = Look { dash: Some((8, 14)), ..plain };
    let fixed = Look { colour: (130, 130, 130), ..plain };
    let floor = Look { colour: (130, 130, 130), mark: Mark::Ring, line: false, ..plain };
    // The best static placement is the best at the prices of the weighted traffic alone.
    let floor_here = column == "cost_per_egress";
    [
        line("lru-characteristic-time", "Hot, theory", lru),
        line("static-placement", "Static placement, theory", fixed),
        line("static-optimum", "Static optimum", floor).filter(|_| floor_here),
    ]
    .into_iter()
    .flatten()
    .collect()
}
