//! Measured values of a summary, and how they are shown.

use crate::Row;
use crate::metrics::{Metric, Unit};
use crate::numbers::{bytes, grouped};
use crate::stats::Mean;
use crate::tables::number;

/// A value, and the ends of its 95 % interval, which takes more than one replication.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measured {
    pub(super) centre: f64,
    pub(super) ends: Option<(f64, f64)>,
}

impl Measured {
    /// A metric in a row of `summary.csv`, with the interval that suits it.
    pub(super) fn of(row: &Row, metric: &Metric) -> Option<Self> {
        let name = metric.name;
        if metric.mean == Mean::Geometric
            && let Some(skewed) = Self::between(row, &metric.geomean(), |value| value)
        {
            return Some(skewed);
        }
        let centre = number(row, name)?;
        let half = number(row, &metric.ci95());
        let end = |end: &str, sign: f64| {
            let own = number(row, &format!("{name}_ci95_{end}"));
            own.or_else(|| half.map(|half| centre + sign * half))
        };
        Some(Self { centre, ends: end("low", -1.0).zip(end("high", 1.0)) })
    }

    /// A column with its half-width, as those of changes.
    pub(super) fn around(row: &Row, column: &str) -> Option<Self> {
        let centre = number(row, column)?;
        let half = number(row, &format!("{column}_ci95"));
        Some(Self { centre, ends: half.map(|half| (centre - half, centre + half)) })
    }

    /// A column with the ends of its interval, each after `change`.
    pub(super) fn between(row: &Row, column: &str, change: fn(f64) -> f64) -> Option<Self> {
        let of = |column: &str| number(row, column).map(change);
        let ends = of(&format!("{column}_low")).zip(of(&format!("{column}_high")));
        Some(Self { centre: of(column)?, ends })
    }

    /// As `0.387 (0.380 to 0.394)`.
    pub(super) fn shown(&self, unit: Unit) -> String {
        let centre = shown(unit, self.centre);
        let ends = self.ends.map(|(low, high)| (shown(unit, low), shown(unit, high)));
        // An interval narrower than the digits shown says no more than they do.
        match ends.filter(|(low, high)| low != high) {
            Some((low, high)) => format!("{centre} ({low} to {high})"),
            None => centre,
        }
    }

    /// As `−31.2 % (−31.5 to −30.9 %)`.
    pub(super) fn shown_change(&self) -> String {
        let centre = percent(self.centre);
        let ends = self.ends.map(|(low, high)| (percent(low), percent(high)));
        match ends.filter(|(low, high)| low != high) {
            Some((low, high)) => format!("{centre} % ({low} to {high} %)"),
            None => format!("{centre} %"),
        }
    }
}

/// A change in percent, with its sign; one with a digit more if it is small, none if it is nothing.
fn percent(change: f64) -> String {
    let is_small = change.abs() < 0.001;
    let text = format!("{:+.*}", if is_small { 2 } else { 1 }, 100.0 * change);
    match text.as_str() {
        "+0.00" | "-0.00" => "0.0".to_owned(),
        _ => text.replace('-', "\u{2212}"),
    }
}

/// A value in its unit.
pub(super) fn shown(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Bytes => bytes(value),
        Unit::BytesPerSecond => format!("{}/s", bytes(value)),
        Unit::Count if value >= 0.0 && value.fract() == 0.0 => grouped(value as u64),
        Unit::Nanoseconds => nanoseconds(value),
        Unit::Seconds => format!("{} s", significant(value)),
        Unit::Share => format!("{} %", significant(100.0 * value)),
        Unit::Count | Unit::CountPerSecond | Unit::Ratio => significant(value),
    }
}

/// A duration with three digits.
fn nanoseconds(ns: f64) -> String {
    const UNITS: [(f64, &str); 4] = [(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")];
    let (scale, unit) = UNITS.iter().find(|(scale, _)| ns.abs() >= *scale).unwrap_or(&UNITS[3]);
    format!("{} {unit}", significant(ns / scale))
}

/// A number with three significant digits, and no fewer than its whole part has.
fn significant(value: f64) -> String {
    let size = value.abs();
    let digits = match size {
        _ if size >= 1_000.0 => return grouped_rounded(value),
        _ if size >= 100.0 => 0,
        _ if size >= 10.0 => 1,
        _ if size >= 1.0 => 2,
        _ if size >= 0.1 || size == 0.0 => 3,
        _ if size >= 0.01 => 4,
        _ => return format!("{value:.2e}"),
    };
    format!("{value:.digits$}")
}

/// The nearest whole number, with separators.
fn grouped_rounded(value: f64) -> String {
    let sign = if value < 0.0 { "\u{2212}" } else { "" };
    format!("{sign}{}", grouped(value.abs().round() as u64))
}

/// The label of a metric without its unit, which stands beside each value.
pub(super) fn label_without_unit(metric: &Metric) -> &'static str {
    let has_scale = [Unit::Bytes, Unit::BytesPerSecond, Unit::Nanoseconds, Unit::Seconds];
    match metric.label.rfind(" (") {
        Some(place) if has_scale.contains(&metric.unit) => &metric.label[..place],
        _ => metric.label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{CAPACITY_PER_EGRESS, LATENCY_NS_P50, ORIGIN_BYTES};
    use serde_json::json;

    #[test]
    fn values_have_units_and_intervals() {
        let row = json!({"origin_bytes": 25e9, "origin_bytes_ci95": 1e8, "latency_ns_p50": 101e6,
            "capacity_per_egress": 5.0, "capacity_per_egress_geomean": 4.54,
            "capacity_per_egress_geomean_low": 2.46, "capacity_per_egress_geomean_high": 8.39,
            "origin_bytes_change": -0.312, "origin_bytes_change_ci95": 0.003});
        let row = row.as_object().unwrap();
        let of = |metric: Metric| Measured::of(row, &metric).unwrap().shown(metric.unit);
        assert_eq!(of(ORIGIN_BYTES), "25.0 GB (24.9 GB to 25.1 GB)");
        assert_eq!(of(CAPACITY_PER_EGRESS), "4.54 (2.46 to 8.39)");
        assert_eq!(of(LATENCY_NS_P50), "101 ms");
        let change = Measured::around(row, "origin_bytes_change").unwrap();
        assert_eq!(change.shown_change(), "−31.2 % (−31.5 to −30.9 %)");
        assert_eq!(label_without_unit(&LATENCY_NS_P50), "Latency, median");
    }
}
