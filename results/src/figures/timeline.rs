//! The figure of an experiment in time: latency, origin traffic and what is lost, bin by bin.

use super::chart::{Axis, Band, Figure, Look, Mark, Panel, Scale, Series};
use super::columns::number;
use super::experiment::Shape;
use crate::{Row, Table};
use std::collections::BTreeMap;

/// What a panel shows: label, scale, and its value in a row, given the width of a bin in seconds.
type Metric = (&'static str, Scale, fn(&Row, f64) -> Option<f64>);

const METRICS: [Metric; 6] = [
    ("Latency, median (ms)", Scale::Log, |row, _| latency_ms(row, "latency_ns_p50")),
    ("Latency, 99th percentile (ms)", Scale::Log, |row, _| latency_ms(row, "latency_ns_p99")),
    ("Requests dropped (%)", Scale::LinearFromZero, |row, _| {
        let [answered, dropped] =
            ["answered_requests", "dropped_requests"].map(|column| number(row, column));
        let (answered, dropped) = (answered?, dropped?);
        Some(100.0 * dropped / (answered + dropped).max(1.0))
    }),
    ("Origin traffic (MB/s)", Scale::LinearFromZero, |row, s| rate(row, "origin_bytes", s)),
    ("Inter-server traffic (MB/s)", Scale::LinearFromZero, |row, s| {
        rate(row, "inter_server_bytes", s)
    }),
    ("Migration traffic (MB/s)", Scale::LinearFromZero, |row, s| rate(row, "migration_bytes", s)),
];

/// A latency; one of nothing has no place on its axis.
fn latency_ms(row: &Row, column: &str) -> Option<f64> {
    number(row, column).filter(|&ns| ns > 0.0).map(|ns| ns / 1e6)
}

fn rate(row: &Row, column: &str, bin_s: f64) -> Option<f64> {
    number(row, column).map(|bytes| bytes / bin_s / 1e6)
}

/// More series than this cannot be told apart.
const SERIES_MAX: usize = 7;

/// Whether a series is one of runs in time.
pub(super) fn is_timed(series: &Table) -> bool {
    series.rows.first().is_some_and(|row| row.contains_key("latency_ns_mean"))
}

/// The means over replications by bin, a series a point of the sweep; `None` with too many of them.
pub(super) fn figure(series: &Table, summary: &Table) -> Option<Figure> {
    let shape = Shape::named(summary);
    if summary.rows.len() > SERIES_MAX {
        return None;
    }
    let spans = spans(series, &shape);
    // The last bin is a remainder.
    let whole = |row: &&Row| {
        let span = spans.get(&shape.label(row));
        number(row, "time_s").zip(span).is_some_and(|(start, span)| start < span.end_s)
    };
    let rows: Vec<&Row> = series.rows.iter().filter(whole).collect();
    let panels = METRICS.iter().map(|metric| panel(&rows, &shape, metric, &spans));
    // What no layout has needs no panel.
    let something = |panel: &Panel| {
        panel.series.iter().flat_map(|series| &series.points).any(|point| point.y > 0.0)
    };
    Some(Figure { panels: panels.filter(something).collect() })
}

/// How the time of a point is divided.
#[derive(Clone, Copy, Default)]
struct Span {
    bin_s: f64,
    /// When the last bin begins.
    end_s: f64,
}

/// By the name of the point.
fn spans(series: &Table, shape: &Shape) -> BTreeMap<String, Span> {
    let mut spans: BTreeMap<String, Span> = BTreeMap::new();
    for row in &series.rows {
        let Some(start) = number(row, "time_s") else { continue };
        let span = spans.entry(shape.label(row)).or_default();
        if number(row, "bin") == Some(1.0) {
            span.bin_s = start;
        }
        span.end_s = span.end_s.max(start);
    }
    spans
}

fn panel(
    rows: &[&Row],
    shape: &Shape,
    (label, scale, value): &Metric,
    spans: &BTreeMap<String, Span>,
) -> Panel {
    let mut labels: Vec<String> = Vec::new();
    // By series and bin: sum, and how many.
    let mut sums: BTreeMap<(usize, u64), (f64, f64, f64)> = BTreeMap::new();
    for row in rows {
        let label = shape.label(row);
        let bin_s = spans.get(&label).map_or(0.0, |span| span.bin_s);
        let known = labels.iter().position(|known| *known == label);
        let index = known.unwrap_or_else(|| {
            labels.push(label);
            labels.len() - 1
        });
        let (Some(bin), Some(time_s)) = (number(row, "bin"), number(row, "time_s")) else {
            continue;
        };
        let Some(value) = value(row, bin_s) else { continue };
        let (_, sum, count) = sums.entry((index, bin as u64)).or_insert((time_s, 0.0, 0.0));
        *sum += value;
        *count += 1.0;
    }
    let series = labels.iter().enumerate().map(|(index, label)| {
        let own = sums.range((index, 0)..=(index, u64::MAX));
        let points = own.map(|(_, &(time_s, sum, count))| Band {
            x: time_s + spans.get(label).map_or(0.0, |span| span.bin_s) / 2.0,
            y: sum / count,
            half_width: 0.0,
        });
        let look = Look { mark: Mark::None, ..Look::named(label, index) };
        Series { label: label.clone(), points: points.collect(), look }
    });
    Panel {
        x: Axis { label: "Time (s)".to_owned(), scale: Scale::Linear },
        y: Axis { label: (*label).to_owned(), scale: scale.clone() },
        series: series.collect(),
        cells: Vec::new(),
    }
}
