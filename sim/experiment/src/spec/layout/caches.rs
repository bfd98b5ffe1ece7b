//! The key `layout.caches`.

use crate::spec::reader::{Reader, SpecError};

/// How the room for caches is split over the servers of sites.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CacheSplit {
    /// As much for each server.
    #[default]
    Equal,
    /// By the requests for its sites.
    Demand,
}

/// Reads it.
pub(super) fn cache_split(reader: &Reader<'_>) -> Result<CacheSplit, SpecError> {
    // The reserve is studied without caches.
    if reader.text("study")? == "reserve" {
        return Ok(CacheSplit::Equal);
    }
    reader.word("layout.caches", &[("equal", CacheSplit::Equal), ("demand", CacheSplit::Demand)])
}
