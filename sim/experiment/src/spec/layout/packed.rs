//! The keys of the `packed` layout.

use crate::spec::reader::{Reader, SpecError};
use hotset_sim::layout::{PackBy, ServerCapacity};

/// The `packed` layout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PackSpec {
    /// By which figure of their load sites are packed.
    pub by: PackBy,
    /// What a server can serve.
    pub capacity: ServerCapacity,
}

pub(crate) fn read(reader: &Reader<'_>) -> Result<PackSpec, SpecError> {
    #[derive(Clone, Copy)]
    enum By {
        Mean,
        Peak,
        Percentile,
        Correlation,
    }
    let words = [
        ("mean", By::Mean),
        ("peak", By::Peak),
        ("percentile", By::Percentile),
        ("correlation", By::Correlation),
    ];
    let limit = |path: &str| match reader.given(path) {
        true => reader.number_within(path, 1e-9, 1e18),
        false => Ok(f64::INFINITY),
    };
    Ok(PackSpec {
        by: match reader.word("layout.packed.by", &words)? {
            By::Mean => PackBy::Mean,
            By::Peak => PackBy::Peak,
            By::Correlation => PackBy::Correlation,
            By::Percentile => {
                let percentile = reader.number_within("layout.packed.percentile", 0.0, 100.0)?;
                PackBy::Quantile(percentile / 100.0)
            }
        },
        capacity: ServerCapacity {
            requests_per_s: limit("servers.requests_per_s")?,
            bytes_per_s: limit("servers.bytes_per_s")?,
        },
    })
}
