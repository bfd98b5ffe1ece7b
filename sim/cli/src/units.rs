//! Numbers as people read them.

use hotset_results::Estimate;

/// `12,345,678`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1.23 GB`, in powers of a thousand.
pub(crate) fn bytes(bytes: f64) -> String {
    const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "TB", "PB"];
    let mut value = bytes;
    let mut unit = 0;
    while value.abs() >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1_000.0;
        unit += 1;
    }
    let digits = if unit == 0 || value.abs() >= 99.95 {
        0
    } else if value.abs() >= 9.995 {
        1
    } else {
        2
    };
    format!("{value:.digits$} {}", UNITS[unit])
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
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!([short_number(0.00003162), short_number(0.25)], ["3.162e-5", "0.25"]);
        assert_eq!(bytes(999.0), "999 B");
        assert_eq!(bytes(1_000.0), "1.00 kB");
        assert_eq!(bytes(24_690_000_000.0), "24.7 GB");
        let estimate = Estimate { mean: -0.1234, half_width: Some(0.004) };
        assert_eq!(change(estimate), "-12.3 ± 0.4 %");
    }
}
