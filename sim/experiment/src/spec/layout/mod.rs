//! The `[layout]` section.

mod adaptive;
mod caches;
mod entry;
mod group;
mod hash;
mod hot;
mod packed;
mod tiered;

pub(crate) use adaptive::AdaptiveSpec;
pub(crate) use caches::CacheSplit;
pub(crate) use group::GroupSpec;
pub(crate) use hot::{HotKnown, HotRule, HotSpec, RestKind};
pub(crate) use packed::PackSpec;
pub(crate) use tiered::TieredSpec;

use crate::spec::reader::{Reader, SpecError};
use caches::cache_split;
use entry::any_ingress;
use hotset_sim::layout::HashKind;

/// A layout as a spec has it.
#[derive(Clone, Debug, PartialEq)]
pub enum LayoutSpec {
    /// A server a site.
    Dedicated(CacheSplit),
    /// Sites packed on servers.
    Packed(PackSpec, CacheSplit),
    /// Everything everywhere.
    Mirrored(GroupSpec),
    /// Every object at its owner.
    Hashed {
        /// How objects find their owners.
        hash: HashKind,
        /// Whether requests come in at any server, not at the owner.
        any_ingress: bool,
    },
    /// Servers that ask each other first.
    Cooperative(GroupSpec),
    /// Edges in front of a tier.
    Tiered(TieredSpec),
    /// The hot set apart.
    Hot(HotSpec),
    /// The same, found out while requests come in.
    Adaptive(AdaptiveSpec),
}

impl LayoutSpec {
    /// Servers of the layout, of which so many are shared, for so many sites.
    pub(crate) fn servers(&self, shared: usize, sites: usize) -> usize {
        match self {
            Self::Dedicated(_) => sites,
            Self::Hot(hot) | Self::Adaptive(AdaptiveSpec { hot, .. })
                if matches!(hot.rest, RestKind::Dedicated(_)) =>
            {
                hot.servers.unwrap_or(0) + sites
            }
            _ => shared,
        }
    }

    /// Whether sites have servers of their own.
    pub(crate) fn is_by_site(&self) -> bool {
        match self {
            Self::Dedicated(_) | Self::Packed(..) => true,
            Self::Hot(hot) => hot.rest.at_home(),
            Self::Mirrored(_)
            | Self::Hashed { .. }
            | Self::Cooperative(_)
            | Self::Tiered(_)
            | Self::Adaptive(_) => false,
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Dedicated,
    Packed,
    Mirrored,
    Hashed,
    Cooperative,
    Tiered,
    Hot,
    Adaptive,
}

pub(crate) fn read(reader: &Reader<'_>, servers: usize) -> Result<LayoutSpec, SpecError> {
    let kinds = [
        ("dedicated", Kind::Dedicated),
        ("packed", Kind::Packed),
        ("mirrored", Kind::Mirrored),
        ("hashed", Kind::Hashed),
        ("cooperative", Kind::Cooperative),
        ("tiered", Kind::Tiered),
        ("hot", Kind::Hot),
        ("adaptive", Kind::Adaptive),
    ];
    Ok(match reader.word("layout.kind", &kinds)? {
        Kind::Dedicated => LayoutSpec::Dedicated(cache_split(reader)?),
        Kind::Packed => LayoutSpec::Packed(packed::read(reader)?, cache_split(reader)?),
        Kind::Mirrored => LayoutSpec::Mirrored(group::read(reader, true)?),
        Kind::Cooperative => LayoutSpec::Cooperative(group::read(reader, false)?),
        Kind::Tiered => LayoutSpec::Tiered(tiered::read(reader, servers)?),
        Kind::Hashed => LayoutSpec::Hashed {
            hash: hash::read(reader, servers)?,
            any_ingress: any_ingress(reader)?,
        },
        Kind::Hot => {
            LayoutSpec::Hot(HotSpec { known: hot::known(reader)?, ..hot::read(reader, servers)? })
        }
        Kind::Adaptive => LayoutSpec::Adaptive(adaptive::read(reader, servers)?),
    })
}
