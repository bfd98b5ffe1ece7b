//! The key `study`.

use super::keys::WordKey;

pub(crate) static STUDY: WordKey<StudyKind> = WordKey::new(
    "study",
    "traffic",
    "what is simulated",
    &[
        ("traffic", StudyKind::Traffic, "requests through caches"),
        ("reserve", StudyKind::Reserve, "load against capacity, without caches"),
        ("cache", StudyKind::Cache, "single caches, each with all requests"),
    ],
);

/// What is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StudyKind {
    /// Requests through caches.
    Traffic,
    /// The load of servers against their capacity.
    Reserve,
    /// Single caches.
    Cache,
}
