//! The figure of a run bin by bin: latency, drops and traffic of a timed one, miss ratios of a single cache.

use super::point_labels::PointLabels;
use super::table_file::{read_points_of_runs, read_rows};
use super::time_axis::TimeAxis;
use crate::figures::error::FigureError;
use crate::figures::scene::{Axis, Figure, Mark, Panel, Point, Scale, Series, Style};
use crate::metrics::{
    ANSWERED_REQUESTS, BEGUN_REQUESTS, DROPPED_REQUESTS, EGRESS_BYTES, INTER_SERVER_BYTES,
    LATENCY_NS_P50, LATENCY_NS_P99, MIGRATION_BYTES, MISS_RATIO, Metric, ORIGIN_BYTES, REQUESTS,
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
    /// What a value counts for in a mean over bins and replications.
    weight: fn(&Row) -> f64,
    /// Means of less are noise, and not drawn.
    weight_min: f64,
}

impl Quantity {
    const fn plain(label: &'static str, scale: Scale, value: fn(&Row) -> Option<f64>) -> Self {
        Self { label, scale, per_second: false, value, weight: |_| 1.0, weight_min: 1.0 }
    }

    const fn traffic(label: &'static str, value: fn(&Row) -> Option<f64>) -> Self {
        let mut traffic = Self::plain(label, Scale::LinearFromZero, value);
        traffic.per_second = true;
        traffic
    }
}

/// What a figure shows.
struct Shown {
    quantities: &'static [Quantity],
    /// The most bins that are drawn: more are taken together, and their times are in the unit that suits them.
    /// Without it, all are drawn, in seconds.
    bins_max: Option<usize>,
}

/// Of servers in time.
static TIMED: Shown = Shown { quantities: &TIMED_QUANTITIES, bins_max: None };

static TIMED_QUANTITIES: [Quantity; 6] = [
    Quantity::plain("Latency, median (ms)", Scale::Log, |row| latency_ms(row, LATENCY_NS_P50)),
    Quantity::plain("Latency, 99th percentile (ms)", Scale::Log, |row| {
        latency_ms(row, LATENCY_NS_P99)
    }),
    Quantity::plain("Requests dropped (%)", Scale::LinearFromZero, |row| {
        let [answered, dropped] =
            [ANSWERED_REQUESTS, DROPPED_REQUESTS].map(|metric| number(row, metric.name));
        let (answered, dropped) = (answered?, dropped?);
        Some(100.0 * dropped / (answered + dropped).max(1.0))
    }),
    Quantity::traffic("Origin traffic (MB/s)", |row| megabytes(row, ORIGIN_BYTES)),
    Quantity::traffic("Inter-server traffic (MB/s)", |row| megabytes(row, INTER_SERVER_BYTES)),
    Quantity::traffic("Migration traffic (MB/s)", |row| megabytes(row, MIGRATION_BYTES)),
];

/// Of single caches. Single hours of a log have few requests: weeks of them would be noise.
static CACHES: Shown = Shown { quantities: &CACHE_QUANTITIES, bins_max: Some(60) };

static CACHE_QUANTITIES: [Quantity; 1] = [Quantity {
    label: "Miss ratio",
    scale: Scale::LinearFromZero,
    per_second: false,
    value: |row| number(row, MISS_RATIO.name),
    weight: |row| number(row, REQUESTS.name).unwrap_or(0.0),
    weight_min: 30.0,
}];

/// What is drawn of such a row; nothing of servers without time.
fn shown_of(row: &Row) -> Option<&'static Shown> {
    if row.contains_key(BEGUN_REQUESTS.name) {
        return Some(&TIMED);
    }
    let of_servers = row.contains_key(EGRESS_BYTES.name);
    (!of_servers && row.contains_key(MISS_RATIO.name)).then_some(&CACHES)
}

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
/// bins of all runs, whose points are found in `runs`. `None` if all runs are of servers without time, if there are
/// too many points, or if the tables have no ids, since an earlier version wrote them.
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
        let Some(shown) = shown_of(&row) else { continue };
        let index = lines.iter().position(|line| line.place == place).unwrap_or_else(|| {
            let label = labels.label(&summary.rows[place]);
            lines.push(Line { place, label, shown, bins: Vec::new() });
            lines.len() - 1
        });
        lines[index].add(&row);
    }
    let Some(shown) = lines.first().map(|line| line.shown) else { return Ok(None) };
    lines.iter_mut().for_each(Line::drop_remainder);
    let x = shown.bins_max.map(|bins_max| {
        let longest = lines.iter().map(|line| line.bins.len()).max().unwrap_or(0);
        let together = bins_together(longest, bins_max);
        lines.iter_mut().for_each(|line| line.take_together(together));
        let times = lines.iter().flat_map(|line| line.bins.iter().map(|bin| bin.time_s));
        TimeAxis::over(0.0, times.fold(0.0, f64::max))
    });
    let quantities = shown.quantities.iter().enumerate();
    let panels = quantities.map(|(index, quantity)| panel(index, quantity, &lines, x));
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
    shown: &'static Shown,
    bins: Vec<Bin>,
}

/// One bin of all replications.
#[derive(Clone, Default)]
struct Bin {
    time_s: f64,
    /// By quantity: the sum of its values, weighted, and of the weights.
    sums: Vec<(f64, f64)>,
}

impl Bin {
    /// One bin of two, of which the other is the later one.
    fn plus(mut self, other: Self) -> Self {
        for ((sum, weight), (more, its_weight)) in self.sums.iter_mut().zip(other.sums) {
            *sum += more;
            *weight += its_weight;
        }
        self
    }
}

/// How many of so many bins are taken together: where a bin is an hour, as it is by default, whole days and weeks.
fn bins_together(bins: usize, bins_max: usize) -> usize {
    let whole = [1, 2, 3, 6, 12, 24, 48, 168, 336, 672];
    let fits = |together: &usize| bins / together <= bins_max;
    whole.into_iter().find(fits).unwrap_or_else(|| bins.div_ceil(bins_max))
}

impl Line {
    /// Adds the bin of one run.
    fn add(&mut self, row: &Row) {
        let (Some(bin), Some(time_s)) = (number(row, "bin"), number(row, "time_s")) else { return };
        let bin = bin as usize;
        if self.bins.len() <= bin {
            let sums = vec![(0.0, 0.0); self.shown.quantities.len()];
            self.bins.resize(bin + 1, Bin { time_s: 0.0, sums });
        }
        let bin = &mut self.bins[bin];
        bin.time_s = time_s;
        for ((sum, count), quantity) in bin.sums.iter_mut().zip(self.shown.quantities) {
            if let Some(value) = (quantity.value)(row) {
                let weight = (quantity.weight)(row);
                *sum += value * weight;
                *count += weight;
            }
        }
    }

    /// Drops the last bin: it is the remainder of the run, shorter than the others.
    fn drop_remainder(&mut self) {
        self.bins.pop();
    }

    /// Makes one bin of so many; what is left at the end is dropped. Bins without requests have no rows, and
    /// get their times from the others.
    fn take_together(&mut self, bins: usize) {
        let dated = self.bins.iter().enumerate().rfind(|(_, bin)| bin.time_s > 0.0);
        let width_s = dated.map_or(0.0, |(place, bin)| bin.time_s / place as f64);
        let mut together: Vec<Bin> = self
            .bins
            .chunks_exact(bins)
            .map(|alike| alike.iter().cloned().reduce(Bin::plus).unwrap_or_default())
            .collect();
        for (place, bin) in together.iter_mut().enumerate() {
            bin.time_s = (place * bins) as f64 * width_s;
        }
        self.bins = together;
    }

    /// The means of a quantity at the middle of each bin, per second if it is a total of the bin.
    fn points(&self, index: usize, x: Option<TimeAxis>) -> Vec<Point> {
        let quantity = &self.shown.quantities[index];
        let place = |time_s| x.map_or(time_s, |axis| axis.place(time_s));
        let bin_s = self.bins.get(1).map_or(0.0, |bin| bin.time_s);
        let scale = if quantity.per_second && bin_s > 0.0 { bin_s } else { 1.0 };
        let known = self.bins.iter().filter(|bin| bin.sums[index].1 >= quantity.weight_min);
        known
            .map(|bin| {
                let (sum, count) = bin.sums[index];
                Point::new(place(bin.time_s + bin_s / 2.0), sum / count / scale)
            })
            .collect()
    }
}

fn panel(number: usize, quantity: &Quantity, lines: &[Line], x: Option<TimeAxis>) -> Panel {
    let series = lines.iter().enumerate().map(|(index, line)| Series {
        label: line.label.clone(),
        points: line.points(number, x),
        style: Style { mark: Mark::None, ..Style::of_variant(&line.label, index) },
    });
    Panel {
        x: x.map_or_else(|| Axis::new("Time (s)", Scale::Linear), |axis| axis.axis("Time")),
        y: Axis::new(quantity.label, quantity.scale.clone()),
        series: series.collect(),
        ..Panel::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_of_caches_are_taken_together_by_their_requests() {
        let row = |bin: u64, requests: u64, miss_ratio: f64| -> Row {
            let row = serde_json::json!({
                "bin": bin, "time_s": bin * 3600, "requests": requests, "miss_ratio": miss_ratio,
            });
            row.as_object().cloned().unwrap_or_default()
        };
        let shown = shown_of(&row(0, 1, 1.0)).unwrap();
        let mut line = Line { place: 0, label: String::new(), shown, bins: Vec::new() };
        // Nothing is requested in the third and the fifth hour, and not enough in the sixth.
        for (bin, requests, miss_ratio) in [(0, 10, 1.0), (1, 30, 0.0), (3, 30, 0.75), (5, 29, 1.0)]
        {
            line.add(&row(bin, requests, miss_ratio));
        }
        line.take_together(2);
        let points: Vec<(f64, f64)> =
            line.points(0, None).iter().map(|point| (point.x, point.y)).collect();
        assert_eq!(points, [(3_600.0, 0.25), (10_800.0, 0.75)]);
        assert_eq!(
            [60, 61, 900, 9_000, 90_000].map(|bins| bins_together(bins, 60)),
            [1, 2, 24, 168, 1_500]
        );
    }
}
