//! Units of time for axes.

/// The unit that suits a span of time, and its length in seconds.
pub(super) fn time_unit(span_s: f64) -> (&'static str, f64) {
    match span_s {
        s if s > 3.0 * 86_400.0 => ("days", 86_400.0),
        s if s > 3.0 * 3_600.0 => ("hours", 3_600.0),
        s if s > 180.0 => ("minutes", 60.0),
        _ => ("seconds", 1.0),
    }
}
