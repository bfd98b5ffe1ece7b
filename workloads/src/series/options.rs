//! How counts over time are to be read.

/// How to read counts over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeriesOptions {
    /// Column of the beginnings of the bins: dates, dates with times, or seconds since 1970.
    pub time: Option<String>,
    /// Column of the names of what is counted; without one there is a single series.
    pub object: Option<String>,
    /// Column of the counts.
    pub count: Option<String>,
    /// Column of a table that is 0 in the bin of a known event of each name.
    pub event: Option<String>,
    /// Width of a bin in seconds; found out if not given.
    pub width_s: Option<f64>,
}
