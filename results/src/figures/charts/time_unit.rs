//! Units of time for axes and labels.

/// The unit that suits a span of time, and its length in seconds.
pub(super) fn time_unit(span_s: f64) -> (&'static str, f64) {
    match span_s {
        s if s > 3.0 * 86_400.0 => ("days", 86_400.0),
        s if s > 3.0 * 3_600.0 => ("hours", 3_600.0),
        s if s > 180.0 => ("minutes", 60.0),
        _ => ("seconds", 1.0),
    }
}

/// A width in words, in its largest whole unit.
pub(super) fn width_in_words(width_s: f64) -> String {
    match width_s {
        604_800.0 => return "a week".to_owned(),
        86_400.0 => return "a day".to_owned(),
        3_600.0 => return "an hour".to_owned(),
        60.0 => return "a minute".to_owned(),
        _ => {}
    }
    let units = [(86_400.0, "days"), (3_600.0, "hours"), (60.0, "minutes")];
    let whole = units.iter().find(|(unit, _)| width_s >= *unit && width_s % unit == 0.0);
    whole.map_or(format!("{width_s} s"), |(unit, name)| format!("{} {name}", width_s / unit))
}
