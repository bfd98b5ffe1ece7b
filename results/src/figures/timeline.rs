//! The figure of an experiment in time: latency, origin traffic and what is lost, bin by bin.

use super::FigureError;
use super::chart::{Axis, Band, Figure, Look, Mark, Panel, Scale, Series};
use super::columns::rows;
use super::experiment::Shape;
use crate::tables::number;
use crate::{Row, Table};
use std::path::Path;

/// What a panel shows.
struct Metric {
    label: &'static str,
    scale: Scale,
    /// Whether its values are of a whole bin, and shown by the second.
    per_second: bool,
    value: fn(&Row) -> Option<f64>,
}

impl Metric {
    const fn latency(label: &'static str, value: fn(&Row) -> Option<f64>) -> Self {
        Self { label, scale: Scale::Log, per_second: false, value }
    }

    const fn traffic(label: &'static str, value: fn(&Row) -> Option<f64>) -> Self {
        Self { label, scale: Scale::LinearFromZero, per_second: true, value }
    }
}

const METRICS_COUNT: usize = 6;

static METRICS: [Metric; METRICS_COUNT] = [
    Metric::latency("Latency, median (ms)", |row| latency_ms(row, "latency_ns_p50")),
    Metric::latency("Latency, 99th percentile (ms)", |row| latency_ms(row, "latency_ns_p99")),
    Metric {
        label: "Requests dropped (%)",
        scale: Scale::LinearFromZero,
        per_second: false,
        value: |row| {
            let [answered, dropped] =
                ["answered_requests", "dropped_requests"].map(|column| number(row, column));
            let (answered, dropped) = (answered?, dropped?);
            Some(100.0 * dropped / (answered + dropped).max(1.0))
        },
    },
    Metric::traffic("Origin traffic (MB/s)", |row| megabytes(row, "origin_bytes")),
    Metric::traffic("Inter-server traffic (MB/s)", |row| megabytes(row, "inter_server_bytes")),
    Metric::traffic("Migration traffic (MB/s)", |row| megabytes(row, "migration_bytes")),
];

/// A latency; one of nothing has no place on its axis.
fn latency_ms(row: &Row, column: &str) -> Option<f64> {
    number(row, column).filter(|&ns| ns > 0.0).map(|ns| ns / 1e6)
}

fn megabytes(row: &Row, column: &str) -> Option<f64> {
    number(row, column).map(|bytes| bytes / 1e6)
}

/// More series than this cannot be told apart.
const SERIES_MAX: usize = 7;

/// The means over replications by bin, a series a point of the sweep, of a table of all bins of all
/// runs; `None` of runs that are not in time, or too many points.
///
/// # Errors
/// If the table cannot be read.
pub(super) fn figure(series: &Path, summary: &Table) -> Result<Option<Figure>, FigureError> {
    if summary.rows.len() > SERIES_MAX {
        return Ok(None);
    }
    let shape = Shape::named(summary);
    let mut lines: Vec<Line> = Vec::new();
    for row in rows(series)? {
        let row = row?;
        // Of a sweep over runs with time and without, those without have no place here.
        if !row.contains_key("begun_requests") {
            continue;
        }
        let label = shape.label(&row);
        let index = lines.iter().position(|line| line.label == label).unwrap_or_else(|| {
            lines.push(Line { label, bins: Vec::new() });
            lines.len() - 1
        });
        lines[index].note(&row);
    }
    if lines.is_empty() {
        return Ok(None);
    }
    // The last bin is a remainder.
    for line in &mut lines {
        line.bins.pop();
    }
    let panels = METRICS.iter().enumerate().map(|(index, metric)| panel(index, metric, &lines));
    // What no layout has needs no panel.
    let something = |panel: &Panel| {
        panel.series.iter().flat_map(|series| &series.points).any(|point| point.y > 0.0)
    };
    Ok(Some(Figure { panels: panels.filter(something).collect(), ..Figure::default() }))
}

/// A point of the sweep, bin by bin.
struct Line {
    label: String,
    bins: Vec<Bin>,
}

/// One bin of all replications.
#[derive(Clone, Default)]
struct Bin {
    time_s: f64,
    /// By metric: the sum of its values, and how many there are.
    sums: [(f64, f64); METRICS_COUNT],
}

impl Line {
    fn note(&mut self, row: &Row) {
        let (Some(bin), Some(time_s)) = (number(row, "bin"), number(row, "time_s")) else { return };
        let bin = bin as usize;
        if self.bins.len() <= bin {
            self.bins.resize(bin + 1, Bin::default());
        }
        let bin = &mut self.bins[bin];
        bin.time_s = time_s;
        for ((sum, count), metric) in bin.sums.iter_mut().zip(&METRICS) {
            if let Some(value) = (metric.value)(row) {
                *sum += value;
                *count += 1.0;
            }
        }
    }

    /// The means of a metric in the middle of each bin; of whole bins, as a rate.
    fn points(&self, metric: usize, per_second: bool) -> Vec<Band> {
        let bin_s = self.bins.get(1).map_or(0.0, |bin| bin.time_s);
        let scale = if per_second && bin_s > 0.0 { bin_s } else { 1.0 };
        let told = self.bins.iter().filter(|bin| bin.sums[metric].1 > 0.0);
        told.map(|bin| {
            let (sum, count) = bin.sums[metric];
            Band { x: bin.time_s + bin_s / 2.0, y: sum / count / scale, half_width: 0.0 }
        })
        .collect()
    }
}

fn panel(number: usize, metric: &Metric, lines: &[Line]) -> Panel {
    let series = lines.iter().enumerate().map(|(index, line)| Series {
        label: line.label.clone(),
        points: line.points(number, metric.per_second),
        look: Look { mark: Mark::None, ..Look::relative(&line.label, index) },
    });
    Panel {
        x: Axis { label: "Time (s)".to_owned(), scale: Scale::Linear },
        y: Axis { label: metric.label.to_owned(), scale: metric.scale.clone() },
        series: series.collect(),
        ..Panel::default()
    }
}
