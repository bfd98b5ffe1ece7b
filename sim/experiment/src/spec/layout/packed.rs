//! The keys of the `packed` layout.

use crate::spec::error::SpecError;
use crate::spec::keys::{NumberKey, WordKey};
use crate::spec::reader::Reader;
use crate::spec::servers;
use hotset_sim::layout::{PackBy, ServerCapacity};

pub(crate) static BY: WordKey<LoadFigure> = WordKey::new(
    "layout.packed.by",
    "peak",
    "load by which sites are packed on servers",
    &[
        ("mean", LoadFigure::Mean, "over all time bins"),
        ("peak", LoadFigure::Peak, "the largest of all time bins"),
        ("percentile", LoadFigure::Percentile, "of the time bins"),
        ("correlation", LoadFigure::Correlation, "sites with opposite peaks together"),
    ],
);
pub(crate) static PERCENTILE: NumberKey = NumberKey::new(
    "layout.packed.percentile",
    95.0,
    "percentile of the time bins by which sites are packed (percentile)",
)
.within(0.0, 100.0);

/// The load by which sites are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoadFigure {
    Mean,
    Peak,
    Percentile,
    Correlation,
}

/// The `packed` layout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PackSpec {
    /// The load by which sites are packed.
    pub by: PackBy,
    /// What a server can serve.
    pub capacity: ServerCapacity,
}

pub(crate) fn read(reader: &Reader<'_>) -> Result<PackSpec, SpecError> {
    let limit = |key: &NumberKey| {
        let rate = reader.read_if_given(key)?;
        Ok::<_, SpecError>(rate.unwrap_or(f64::INFINITY))
    };
    Ok(PackSpec {
        by: match reader.read(&BY)? {
            LoadFigure::Mean => PackBy::Mean,
            LoadFigure::Peak => PackBy::Peak,
            LoadFigure::Correlation => PackBy::Correlation,
            LoadFigure::Percentile => PackBy::Quantile(reader.read(&PERCENTILE)? / 100.0),
        },
        capacity: ServerCapacity {
            requests_per_s: limit(&servers::REQUESTS_PER_S)?,
            bytes_per_s: limit(&servers::BYTES_PER_S)?,
        },
    })
}
