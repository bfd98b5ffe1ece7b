//! The layout of what is not hot.

use super::cache_split::{self, CacheSplit};
use super::hash;
use super::packed::{self, PackSpec};
use crate::spec::error::SpecError;
use crate::spec::keys::WordKey;
use crate::spec::reader::Reader;
use hotset_sim::layout::HashKind;

pub(crate) static REST: WordKey<RestWord> = WordKey::new(
    "layout.rest",
    "hashed",
    "layout of what is not hot",
    &[
        ("hashed", RestWord::Hashed, "each object on one server"),
        ("mirrored", RestWord::Mirrored, "on all servers"),
        ("cooperative", RestWord::Cooperative, "on servers that ask each other"),
        ("dedicated", RestWord::Dedicated, "on a server for each site"),
        ("packed", RestWord::Packed, "on servers of whole sites"),
    ],
);

/// The words of `layout.rest`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RestWord {
    Hashed,
    Mirrored,
    Cooperative,
    Dedicated,
    Packed,
}

/// The layout of what is not hot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RestSpec {
    /// Each object on all servers.
    Mirrored,
    /// Each object at its owner.
    Hashed(HashKind),
    /// On servers that ask each other first.
    Cooperative,
    /// Every site has a server of its own for what is not hot.
    Dedicated(CacheSplit),
    /// Sites are packed on the servers that are not set apart.
    Packed(PackSpec, CacheSplit),
}

impl RestSpec {
    /// Whether requests go to the server of their site.
    pub(crate) fn is_by_site(self) -> bool {
        match self {
            Self::Dedicated(_) | Self::Packed(..) => true,
            Self::Mirrored | Self::Hashed(_) | Self::Cooperative => false,
        }
    }

    /// Whether requests go to any of several interchangeable servers.
    pub(crate) fn is_of_groups(self) -> bool {
        match self {
            Self::Mirrored | Self::Cooperative => true,
            Self::Hashed(_) | Self::Dedicated(_) | Self::Packed(..) => false,
        }
    }
}

pub(super) fn read(reader: &Reader<'_>, servers: usize) -> Result<RestSpec, SpecError> {
    Ok(match reader.read(&REST)? {
        RestWord::Hashed => RestSpec::Hashed(hash::read_unbounded(reader, servers)?),
        RestWord::Mirrored => RestSpec::Mirrored,
        RestWord::Cooperative => RestSpec::Cooperative,
        RestWord::Dedicated => RestSpec::Dedicated(cache_split::read(reader)?),
        RestWord::Packed => RestSpec::Packed(packed::read(reader)?, cache_split::read(reader)?),
    })
}
