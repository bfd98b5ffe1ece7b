//! Numbers as people read them.

use hotset_results::Estimate;
pub(crate) use hotset_results::{bytes, grouped};

/// So many of something: `1 run`, `2 runs`.
pub(crate) fn counted(count: u64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

/// `0.25`, `1.5e-5`: the shorter way to write a parameter.
pub(crate) fn short_number(number: f64) -> String {
    let (plain, scientific) = (number.to_string(), format!("{number:e}"));
    if scientific.len() < plain.len() { scientific } else { plain }
}

/// `-12.3 ± 0.4 %`.
pub(crate) fn change(change: Estimate) -> String {
    let mean = 100.0 * change.mean;
    match change.half_width {
        Some(half_width) => format!("{mean:+.1} ± {:.1} %", 100.0 * half_width),
        None => format!("{mean:+.1} %"),
    }
}

/// A duration, to two digits: `40 s`, `12 min`, `3.5 h`, `2.1 days`.
pub(crate) fn duration(seconds: f64) -> String {
    let units = [(86_400.0, "days"), (3_600.0, "h"), (60.0, "min")];
    let (unit, name) =
        units.into_iter().find(|(unit, _)| seconds >= 2.0 * unit).unwrap_or((1.0, "s"));
    let value = seconds / unit;
    format!("{value:.*} {name}", usize::from(value < 10.0))
}

/// A span of time in its largest whole unit.
pub(crate) fn span(seconds: f64) -> String {
    let units = [(604_800.0, "week"), (86_400.0, "day"), (3_600.0, "hour"), (60.0, "minute")];
    let whole = units.into_iter().find(|(unit, _)| seconds >= *unit && seconds % unit == 0.0);
    match whole {
        Some((unit, name)) if seconds == unit => name.to_owned(),
        Some((unit, name)) => format!("{} {name}s", seconds / unit),
        None => format!("{} s", (seconds * 1e4).round() / 1e4),
    }
}

/// The same, with an article where there is no number.
pub(crate) fn span_of_one(seconds: f64) -> String {
    let span = span(seconds);
    match span.chars().next() {
        Some('h') => format!("an {span}"),
        Some(letter) if letter.is_ascii_alphabetic() => format!("a {span}"),
        _ => span,
    }
}

/// A time in nanoseconds, to three digits.
pub(crate) fn time(ns: f64) -> String {
    let units = [("s", 1e9), ("ms", 1e6), ("us", 1e3)];
    let (unit, scale) = units.into_iter().find(|&(_, scale)| ns >= scale).unwrap_or(("ns", 1.0));
    let value = ns / scale;
    let digits = if value < 10.0 { 2 } else { usize::from(value < 100.0) };
    format!("{value:.digits$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!([short_number(0.00003162), short_number(0.25)], ["3.162e-5", "0.25"]);
        let estimate = Estimate { mean: -0.1234, half_width: Some(0.004) };
        assert_eq!(change(estimate), "-12.3 ± 0.4 %");
    }
}
