//! The ticks of an axis.

use crate::figures::scene::{Axis, Scale};
use std::ops::Range;

/// A tick with its label.
pub(super) struct Tick {
    /// Its place, as [`place`](super::range::place) has it.
    pub(super) place: f64,
    /// Its label.
    pub(super) label: String,
    /// The exponent that stands raised behind the label of a power.
    pub(super) exponent: Option<String>,
}

impl Tick {
    fn plain(place: f64, label: String) -> Self {
        Self { place, label, exponent: None }
    }

    fn power_of_ten(power: i32) -> Self {
        let exponent = power.to_string().replace('-', "\u{2212}");
        Self { place: f64::from(power), label: "10".to_owned(), exponent: Some(exponent) }
    }
}

/// With fewer ticks an axis cannot be read.
const TICKS_MIN: usize = 3;

/// The ticks of an axis that covers a range.
pub(super) fn ticks(axis: &Axis, range: &Range<f64>) -> Vec<Tick> {
    match &axis.scale {
        Scale::Categories(names) => {
            let names = names.iter().enumerate();
            names.map(|(n, name)| Tick::plain(n as f64, name.clone())).collect()
        }
        Scale::Log if range.end - range.start < 2.2 => ticks_within_decades(range),
        Scale::Log => {
            let first = (range.start - 1e-9).ceil() as i32;
            let last = (range.end + 1e-9).floor() as i32;
            let step = ((last - first) / 7 + 1).max(1);
            (first..=last).step_by(step as usize).map(Tick::power_of_ten).collect()
        }
        Scale::Linear | Scale::LinearFromZero => even_ticks(range),
    }
}

/// The ticks of a logarithmic axis of few decades: 1, 2 and 5 times each power of ten, written out.
fn ticks_within_decades(range: &Range<f64>) -> Vec<Tick> {
    let powers = range.start.floor() as i32..=range.end.ceil() as i32;
    let values: Vec<f64> = powers
        .flat_map(|power| [1.0, 2.0, 5.0].map(|factor| factor * 10f64.powi(power)))
        .filter(|value| range.contains(&value.log10()))
        .collect();
    if values.len() >= TICKS_MIN {
        return values.iter().map(|value| Tick::plain(value.log10(), format!("{value}"))).collect();
    }
    // The range is so short that the scale is nearly linear.
    let ends = libm::pow(10.0, range.start)..libm::pow(10.0, range.end);
    let even = even_ticks(&ends).into_iter().filter(|tick| tick.place > 0.0);
    even.map(|tick| Tick::plain(tick.place.log10(), tick.label)).collect()
}

/// About five round values at equal distances.
fn even_ticks(range: &Range<f64>) -> Vec<Tick> {
    let raw = (range.end - range.start) / 5.0;
    let power = 10f64.powi(raw.log10().floor() as i32);
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|m| m * power).into_iter().find(|s| *s >= raw);
    let step = step.unwrap_or(raw);
    let digits = decimals(step);
    let first = (range.start / step - 1e-9).ceil() as i64;
    let last = (range.end / step + 1e-9).floor() as i64;
    (first..=last)
        .map(|n| Tick::plain(n as f64 * step, format!("{:.digits$}", n as f64 * step)))
        .collect()
}

/// Decimals that a step needs.
fn decimals(step: f64) -> usize {
    (0..6).find(|&digits| (step * 10f64.powi(digits)).fract().abs() < 1e-6).unwrap_or(6) as usize
}

/// Two to nine times each power of ten, on a logarithmic axis of few decades.
pub(super) fn minor_ticks(axis: &Axis, range: &Range<f64>) -> Vec<f64> {
    if axis.scale != Scale::Log || range.end - range.start > 8.0 {
        return Vec::new();
    }
    (range.start.floor() as i32..range.end.ceil() as i32)
        .flat_map(|power| (2..10).map(move |digit| f64::from(power) + f64::from(digit).log10()))
        .filter(|value| (range.start..range.end).contains(value))
        .collect()
}
