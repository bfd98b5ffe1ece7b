//! The ticks of an axis.

use super::dates::date_ticks;
use crate::figures::scene::{Axis, Scale};
use std::ops::Range;

/// A tick with its label.
#[derive(Clone, Debug, PartialEq)]
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
        match power {
            0 => Self::plain(0.0, "1".to_owned()),
            1 => Self::plain(1.0, "10".to_owned()),
            _ => {
                let exponent = Some(power.to_string().replace('-', "\u{2212}"));
                Self { place: f64::from(power), label: "10".to_owned(), exponent }
            }
        }
    }
}

/// With fewer ticks an axis cannot be read.
const TICKS_MIN: usize = 3;

/// The ticks of an axis that covers a range and has room for so many.
pub(super) fn ticks(axis: &Axis, range: &Range<f64>, room: usize) -> Vec<Tick> {
    match &axis.scale {
        Scale::Categories(names) => {
            let names = names.iter().enumerate();
            names.map(|(n, name)| Tick::plain(n as f64, name.clone())).collect()
        }
        Scale::Log if range.end - range.start < 2.2 => ticks_within_decades(range, room),
        Scale::Log => {
            let first = (range.start - 1e-9).ceil() as i32;
            let last = (range.end + 1e-9).floor() as i32;
            let step = ((last - first) as usize / room.max(2) + 1).max(1);
            (first..=last).step_by(step).map(Tick::power_of_ten).collect()
        }
        Scale::Dates => {
            let dates = date_ticks(range, room).into_iter();
            dates.map(|(second, label)| Tick::plain(second, label)).collect()
        }
        // An axis with a single tick has no scale.
        Scale::Linear | Scale::LinearFromZero => (room.min(6)..=6)
            .map(|room| even_ticks(range, room))
            .find(|ticks| ticks.len() > 1)
            .unwrap_or_default(),
    }
}

/// The ticks of a logarithmic axis of few decades: 1, 2 and 5 times each power of ten, written out.
fn ticks_within_decades(range: &Range<f64>, room: usize) -> Vec<Tick> {
    let powers = range.start.floor() as i32..=range.end.ceil() as i32;
    let of = |factors: &[f64]| -> Vec<f64> {
        let values = powers.clone().flat_map(|power| {
            factors.iter().map(move |factor| factor * libm::pow(10.0, f64::from(power)))
        });
        values.filter(|value| range.contains(&value.log10())).collect()
    };
    let choices = [of(&[1.0, 2.0, 5.0]), of(&[1.0, 3.0]), of(&[1.0])];
    let fits =
        |values: &&Vec<f64>| values.len() >= TICKS_MIN && values.len() <= room.max(TICKS_MIN);
    // Two powers of ten are a scale, if an axis of more than a decade has no room for more.
    let is_long = range.end - range.start > 1.0;
    let two = |values: &&Vec<f64>| is_long && values.len() == 2;
    if let Some(values) = choices.iter().find(fits).or_else(|| choices.iter().find(two)) {
        return values
            .iter()
            .map(|&value| Tick::plain(value.log10(), written(value, value)))
            .collect();
    }
    // The range is so short that the scale is nearly linear.
    let ends = libm::pow(10.0, range.start)..libm::pow(10.0, range.end);
    let even = even_ticks(&ends, room).into_iter().filter(|tick| tick.place > 0.0);
    even.map(|tick| Tick::plain(tick.place.log10(), tick.label)).collect()
}

/// Round values at equal distances, no more than there is room for.
fn even_ticks(range: &Range<f64>, room: usize) -> Vec<Tick> {
    let raw = (range.end - range.start) / room.clamp(2, 6) as f64;
    let power = libm::pow(10.0, raw.log10().floor());
    let step =
        [1.0, 2.0, 2.5, 5.0, 10.0].map(|m| m * power).into_iter().find(|s| *s >= raw * 0.999);
    let step = step.unwrap_or(raw);
    let first = (range.start / step - 1e-9).ceil() as i64;
    let last = (range.end / step + 1e-9).floor() as i64;
    let largest = (first.abs().max(last.abs())) as f64 * step;
    (first..=last)
        .map(|n| {
            let value = n as f64 * step;
            Tick::plain(value, with_step(value, step, largest))
        })
        .collect()
}

/// A value with the decimals that the step needs; large ones in thousands, millions or billions.
fn with_step(value: f64, step: f64, largest: f64) -> String {
    let (unit, suffix) = scale_of(largest);
    let digits = decimals(step / unit);
    let sign = if value < 0.0 { "\u{2212}" } else { "" };
    let suffix = if value == 0.0 { "" } else { suffix };
    format!("{sign}{:.digits$}{suffix}", value.abs() / unit)
}

/// A value as short as it goes.
fn written(value: f64, largest: f64) -> String {
    let (unit, suffix) = scale_of(largest);
    // Powers of ten are not exact in binary.
    let value: f64 = format!("{:.6e}", value / unit).parse().unwrap_or(value / unit);
    format!("{value}{suffix}")
}

fn scale_of(largest: f64) -> (f64, &'static str) {
    let units = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];
    match largest >= 1e4 {
        true => units.into_iter().find(|(unit, _)| largest >= *unit).unwrap_or((1.0, "")),
        false => (1.0, ""),
    }
}

/// Decimals that a step needs.
fn decimals(step: f64) -> usize {
    let is_whole = |digits: &i32| {
        let scaled = step * libm::pow(10.0, f64::from(*digits));
        (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1.0) && scaled.round() > 0.0
    };
    (0..12).find(is_whole).unwrap_or(12) as usize
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

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: Scale, range: Range<f64>, room: usize) -> Vec<String> {
        ticks(&Axis::new("", scale), &range, room).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(labels(Scale::Linear, 0.0..1.0, 5), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(Scale::Linear, 0.0..1.0, 3), ["0.0", "0.5", "1.0"]);
        assert_eq!(labels(Scale::Linear, 0.0..120_000.0, 3), ["0", "50k", "100k"]);
        assert_eq!(labels(Scale::Linear, -1.0..1.0, 2), ["\u{2212}1", "0", "1"]);
        assert_eq!(
            labels(Scale::Linear, 0.0..2.4e-8, 3),
            ["0.00000000", "0.00000001", "0.00000002"]
        );
        assert_eq!(labels(Scale::Log, 0.0..1.0, 5), ["1", "2", "5"]);
        assert_eq!(labels(Scale::Log, -1.0..1.0, 4), ["0.1", "0.3", "1", "3"]);
        assert_eq!(labels(Scale::Log, -1.05..0.55, 3), ["0.1", "1"]);
        assert_eq!(labels(Scale::Log, -1.0..4.0, 9), ["10", "1", "10", "10", "10", "10"]);
    }
}
