//! The figure of timed runs: latency, drops and traffic, bin by bin.

use super::point_labels::PointLabels;
use super::table_file::{read_points_of_runs, read_rows};
use crate::figures::error::FigureError;
use crate::figures::scene::{Axis, Figure, Mark, Panel, Point, Scale, Series, Style};
use crate::metrics::{
    ANSWERED_REQUESTS, BEGUN_REQUESTS, DROPPED_REQUESTS, INTER_SERVER_BYTES, LATENCY_NS_P50,
    LATENCY_NS_P99, MIGRATION_BYTES, Metric, ORIGIN_BYTES,
};
use crate::tables::{CsvFile, RUN_ID, number};
use crate::{Row, Table};
use serde_json::Value;
use std::path::Path;

/// What a panel shows.
struct Quantity {
    label: &'static str,
    scale: Scale,
    /// Whether it is a total of the bin, shown per second.
    per_second: bool,
    value: fn(&Row) -> Option<f64>,
}

impl Quantity {
    const fn latency(label: &'static str, value: fn(&Row) -> Option<f64>) -> Self {
        Self { label, scale: Scale::Log, per_second: false, value }
    }

    const fn traffic(label: &'static str, value: fn(&Row) -> Option<f64>) -> Self {
        Self { label, scale: Scale::LinearFromZero, per_second: true, value }
    }
}

const QUANTITIES_COUNT: usize = 6;

static QUANTITIES: [Quantity; QUANTITIES_COUNT] = [
    Quantity::latency("Latency, median (ms)", |row| latency_ms(row, LATENCY_NS_P50)),
    Quantity::latency("Latency, 99th percentile (ms)", |row| latency_ms(row, LATENCY_NS_P99)),
    Quantity {
        label: "Requests dropped (%)",
        scale: Scale::LinearFromZero,
        per_second: false,
        value: |row| {
            let [answered, dropped] =
                [ANSWERED_REQUESTS, DROPPED_REQUESTS].map(|metric| number(row, metric.name));
            let (answered, dropped) = (answered?, dropped?);
            Some(100.0 * dropped / (answered + dropped).max(1.0))
        },
    },
    Quantity::traffic("Origin traffic (MB/s)", |row| megabytes(row, ORIGIN_BYTES)),
    Quantity::traffic("Inter-server traffic (MB/s)", |row| megabytes(row, INTER_SERVER_BYTES)),
    Quantity::traffic("Migration traffic (MB/s)", |row| megabytes(row, MIGRATION_BYTES)),
];

/// A latency; zero has no place on a logarithmic axis.
fn latency_ms(row: &Row, metric: Metric) -> Option<f64> {
    number(row, metric.name).filter(|&ns| ns > 0.0).map(|ns| ns / 1e6)
}

fn megabytes(row: &Row, metric: Metric) -> Option<f64> {
    number(row, metric.name).map(|bytes| bytes / 1e6)
}

/// More series than this cannot be distinguished.
const SERIES_MAX: usize = 7;

/// The means over replications by time bin, with a series per point of the sweep; `series` is the table of all
/// bins of all runs, whose points are found in `runs`. `None` if all runs are untimed, if there are too many
/// points, or if the tables have no ids, since an earlier version wrote them.
///
/// # Errors
/// If a table cannot be read.
pub(super) fn figure(
    series: &CsvFile,
    runs: &Path,
    summary: &Table,
) -> Result<Option<Figure>, FigureError> {
    if summary.rows.len() > SERIES_MAX {
        return Ok(None);
    }
    let places: Vec<usize> = (0..summary.rows.len()).collect();
    let points = read_points_of_runs(runs, summary, &places)?;
    let labels = PointLabels::named(summary);
    let mut lines: Vec<Line> = Vec::new();
    for row in read_rows(series)? {
        let row = row?;
        let id = row.get(RUN_ID).and_then(Value::as_str);
        let Some(place) = id.and_then(|id| points.place(id)) else { continue };
        // A sweep over `time` also has untimed runs, which have no latencies.
        if !row.contains_key(BEGUN_REQUESTS.name) {
            continue;
        }
        let index = lines.iter().position(|line| line.place == place).unwrap_or_else(|| {
            let label = labels.label(&summary.rows[place]);
            lines.push(Line { place, label, bins: Vec::new() });
            lines.len() - 1
        });
        lines[index].add(&row);
    }
    if lines.is_empty() {
        return Ok(None);
    }
    lines.iter_mut().for_each(Line::drop_remainder);
    let panels =
        QUANTITIES.iter().enumerate().map(|(index, quantity)| panel(index, quantity, &lines));
    // A quantity that is zero in all layouts has no panel.
    let is_used = |panel: &Panel| {
        panel.series.iter().flat_map(|series| &series.points).any(|point| point.y > 0.0)
    };
    Ok(Some(Figure { panels: panels.filter(is_used).collect(), ..Figure::default() }))
}

/// A point of the sweep, bin by bin.
struct Line {
    /// Its place in the summary.
    place: usize,
    label: String,
    bins: Vec<Bin>,
}

/// One bin of all replications.
#[derive(Clone, Default)]
struct Bin {
    time_s: f64,
    /// By quantity: the sum of its values, and how many there are.
    sums: [(f64, f64); QUANTITIES_COUNT],
}

impl Line {
    /// Adds the bin of one run.
    fn add(&mut self, row: &Row) {
        let (Some(bin), Some(time_s)) = (number(row, "bin"), number(row, "time_s")) else { return };
        let bin = bin as usize;
        if self.bins.len() <= bin {
            self.bins.resize(bin + 1, Bin::default());
        }
        let bin = &mut self.bins[bin];
        bin.time_s = time_s;
        for ((sum, count), quantity) in bin.sums.iter_mut().zip(&QUANTITIES) {
            if let Some(value) = (quantity.value)(row) {
                *sum += value;
                *count += 1.0;
            }
        }
    }

    /// Drops the last bin: it is the remainder of the run, shorter than the others.
    fn drop_remainder(&mut self) {
        self.bins.pop();
    }

    /// The means of a quantity at the middle of each bin, per second if it is a total of the bin.
    fn points(&self, quantity: usize, per_second: bool) -> Vec<Point> {
        let bin_s = self.bins.get(1).map_or(0.0, |bin| bin.time_s);
        let scale = if per_second && bin_s > 0.0 { bin_s } else { 1.0 };
        let known = self.bins.iter().filter(|bin| bin.sums[quantity].1 > 0.0);
        known
            .map(|bin| {
                let (sum, count) = bin.sums[quantity];
                Point::new(bin.time_s + bin_s / 2.0, sum / count / scale)
            })
            .collect()
    }
}

fn panel(number: usize, quantity: &Quantity, lines: &[Line]) -> Panel {
    let series = lines.iter().enumerate().map(|(index, line)| Series {
        label: line.label.clone(),
        points: line.points(number, quantity.per_second),
        style: Style { mark: Mark::None, ..Style::of_variant(&line.label, index) },
    });
    Panel {
        x: Axis::new("Time (s)", Scale::Linear),
        y: Axis::new(quantity.label, quantity.scale.clone()),
        series: series.collect(),
        ..Panel::default()
    }
}
