//! How a tier of servers shares its content.

use super::hash;
use crate::spec::error::SpecError;
use crate::spec::keys::{Word, WordKey};
use crate::spec::reader::Reader;
use hotset_sim::layout::HashKind;

/// How a tier of servers shares its content.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TierSpec {
    /// Every server has all of it.
    Mirrored,
    /// Every object has an owner.
    Hashed(HashKind),
}

/// The words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TierKind {
    Mirrored,
    Hashed,
}

pub(super) const TIERS: &[Word<TierKind>] = &[
    ("hashed", TierKind::Hashed, "each object on one server"),
    ("mirrored", TierKind::Mirrored, "each object on all servers"),
];

/// Reads a key of tiers of this many servers.
pub(super) fn read(
    reader: &Reader<'_>,
    key: &WordKey<TierKind>,
    servers: usize,
) -> Result<TierSpec, SpecError> {
    Ok(match reader.read(key)? {
        TierKind::Mirrored => TierSpec::Mirrored,
        TierKind::Hashed => TierSpec::Hashed(hash::read_unbounded(reader, servers)?),
    })
}
