//! The key `layout.caches`.

use crate::spec::error::SpecError;
use crate::spec::keys::WordKey;
use crate::spec::reader::Reader;
use crate::spec::study::{STUDY, StudyKind};

pub(crate) static CACHES: WordKey<CacheSplit> = WordKey::new(
    "layout.caches",
    "equal",
    "how the servers of whole sites share the cache space (dedicated, packed)",
    &[
        ("equal", CacheSplit::Equal, "equally"),
        ("demand", CacheSplit::Demand, "in proportion to the requests for their sites"),
    ],
);

/// How the servers of whole sites share the cache space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheSplit {
    /// Equally.
    Equal,
    /// In proportion to the requests for their sites.
    Demand,
}

pub(super) fn read(reader: &Reader<'_>) -> Result<CacheSplit, SpecError> {
    match reader.read(&STUDY)? {
        StudyKind::Traffic => reader.read(&CACHES),
        // The reserve is studied without caches.
        StudyKind::Reserve | StudyKind::Cache => Ok(CacheSplit::Equal),
    }
}
