//! The key `series_by`.

use super::keys::WordKey;

pub(crate) static SERIES_BY: WordKey<SeriesBy> = WordKey::new(
    "series_by",
    "total",
    "loads by time bin that are written to loads.csv",
    &[
        ("total", SeriesBy::Total, "none: series.csv has the total"),
        ("server", SeriesBy::Server, "of each server"),
    ],
);

/// Whose loads are written, bin by bin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesBy {
    /// Of all servers together.
    Total,
    /// Of each server, too.
    Server,
}
