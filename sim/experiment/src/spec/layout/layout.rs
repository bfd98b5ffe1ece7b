//! A layout as a spec describes it. What depends on the layout alone is decided here, in
//! matches without a wildcard: a new layout must answer them all.

use super::adaptive::{self, AdaptiveSpec};
use super::cache_split::{self, CacheSplit};
use super::entry::{ENTRY, EntrySpec};
use super::group::{self, GroupSpec};
use super::hash;
use super::own::{self, OwnLayout};
use super::packed::{self, PackSpec};
use super::rest::RestSpec;
use super::tiered::{self, TieredSpec};
use crate::spec::error::SpecError;
use crate::spec::keys::{Word, WordKey};
use crate::spec::layout::hot_layout::{self, HotSpec};
use crate::spec::reader::Reader;
use hotset_sim::layout::{HashKind, NamedLayout, RegisteredLayout};

pub(crate) static KIND: WordKey<LayoutKind> = WordKey::new(
    "layout.kind",
    "hashed",
    "",
    &[
        ("dedicated", LayoutKind::Dedicated, "a server for each site"),
        ("packed", LayoutKind::Packed, "whole sites on shared servers"),
        ("mirrored", LayoutKind::Mirrored, "everything on all servers"),
        ("hashed", LayoutKind::Hashed, "each object on one server"),
        ("cooperative", LayoutKind::Cooperative, "servers that ask each other"),
        ("tiered", LayoutKind::Tiered, "edges in front of a shared tier"),
        ("hot", LayoutKind::Hot, "the hot set apart from the rest"),
        ("adaptive", LayoutKind::Adaptive, "the same, with an online hot set"),
    ],
)
.with(registered);

fn registered() -> Vec<Word<LayoutKind>> {
    let word = |layout: &'static RegisteredLayout| {
        let info = layout.info();
        (info.name, LayoutKind::Own(layout), info.what)
    };
    RegisteredLayout::all().into_iter().map(word).collect()
}

/// Makes a layout of one's own known to specs, by its name.
///
/// # Errors
/// A name that another layout has, or that cannot stand in a spec.
pub fn register_layout<L: NamedLayout>() -> Result<(), String> {
    RegisteredLayout::register::<L>(&KIND.own_names())
}

/// The words of `layout.kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LayoutKind {
    Dedicated,
    Packed,
    Mirrored,
    Hashed,
    Cooperative,
    Tiered,
    Hot,
    Adaptive,
    Own(&'static RegisteredLayout),
}

/// A layout as a spec describes it.
#[derive(Clone, Debug, PartialEq)]
pub enum LayoutSpec {
    /// A server for each site.
    Dedicated(CacheSplit),
    /// Whole sites packed on servers.
    Packed(PackSpec, CacheSplit),
    /// Everything on all servers.
    Mirrored(GroupSpec),
    /// Every object at its owner.
    Hashed {
        /// How objects find their owners.
        hash: HashKind,
        /// The ingress server of a request.
        entry: EntrySpec,
    },
    /// Servers that ask each other before the origin.
    Cooperative(GroupSpec),
    /// Edges in front of a shared tier.
    Tiered(TieredSpec),
    /// The hot set apart from the rest.
    Hot(HotSpec),
    /// The same, with a hot set that is measured online.
    Adaptive(AdaptiveSpec),
    /// One that a program registered.
    Own(OwnLayout),
}

impl LayoutSpec {
    pub(crate) fn read(reader: &Reader<'_>, servers: usize) -> Result<Self, SpecError> {
        Ok(match reader.read(&KIND)? {
            LayoutKind::Dedicated => Self::Dedicated(cache_split::read(reader)?),
            LayoutKind::Packed => Self::Packed(packed::read(reader)?, cache_split::read(reader)?),
            LayoutKind::Mirrored => Self::Mirrored(group::read(reader, true)?),
            LayoutKind::Cooperative => Self::Cooperative(group::read(reader, false)?),
            LayoutKind::Tiered => Self::Tiered(tiered::read(reader, servers)?),
            LayoutKind::Hashed => {
                Self::Hashed { hash: hash::read(reader, servers)?, entry: reader.read(&ENTRY)? }
            }
            LayoutKind::Hot => Self::Hot(hot_layout::read(reader, servers)?),
            LayoutKind::Adaptive => Self::Adaptive(adaptive::read(reader, servers)?),
            LayoutKind::Own(layout) => Self::Own(own::read(reader, &KIND, layout)?),
        })
    }

    /// Its name in specs and results: a word of `layout.kind`.
    pub fn name(&self) -> &'static str {
        KIND.name_of(match self {
            Self::Dedicated(_) => LayoutKind::Dedicated,
            Self::Packed(..) => LayoutKind::Packed,
            Self::Mirrored(_) => LayoutKind::Mirrored,
            Self::Hashed { .. } => LayoutKind::Hashed,
            Self::Cooperative(_) => LayoutKind::Cooperative,
            Self::Tiered(_) => LayoutKind::Tiered,
            Self::Hot(_) => LayoutKind::Hot,
            Self::Adaptive(_) => LayoutKind::Adaptive,
            Self::Own(own) => LayoutKind::Own(own.layout),
        })
    }

    /// Servers of the layout, given the number of shared servers and of sites.
    pub(crate) fn servers(&self, shared: usize, sites: usize) -> usize {
        match self {
            Self::Dedicated(_) => sites,
            Self::Hot(hot) | Self::Adaptive(AdaptiveSpec { hot, .. }) => match hot.rest {
                RestSpec::Dedicated(_) => hot.servers.unwrap_or(0) + sites,
                RestSpec::Mirrored
                | RestSpec::Hashed(_)
                | RestSpec::Cooperative
                | RestSpec::Packed(..) => shared,
            },
            Self::Packed(..)
            | Self::Mirrored(_)
            | Self::Hashed { .. }
            | Self::Cooperative(_)
            | Self::Tiered(_)
            | Self::Own(_) => shared,
        }
    }

    /// Whether all requests of a site go to one server.
    pub(crate) fn is_of_whole_sites(&self) -> bool {
        match self {
            Self::Dedicated(_) | Self::Packed(..) => true,
            Self::Mirrored(_)
            | Self::Hashed { .. }
            | Self::Cooperative(_)
            | Self::Tiered(_)
            | Self::Hot(_)
            | Self::Adaptive(_)
            | Self::Own(_) => false,
        }
    }

    /// Whether servers are placed by site: for all content, or for what a planned hot set leaves.
    pub(crate) fn is_by_site(&self) -> bool {
        self.is_of_whole_sites() || self.planned_hot().is_some_and(|hot| hot.rest.is_by_site())
    }

    /// The hot set that is measured online, if the layout has one.
    pub(crate) fn adaptive(&self) -> Option<&AdaptiveSpec> {
        match self {
            Self::Adaptive(adaptive) => Some(adaptive),
            Self::Dedicated(_)
            | Self::Packed(..)
            | Self::Mirrored(_)
            | Self::Hashed { .. }
            | Self::Cooperative(_)
            | Self::Tiered(_)
            | Self::Hot(_)
            | Self::Own(_) => None,
        }
    }

    /// Whether objects migrate.
    pub(crate) fn migrates(&self) -> bool {
        match self {
            Self::Own(own) => own.layout.needs().migrations,
            _ => self.adaptive().is_some(),
        }
    }

    /// Whether what a server is asked for depends on what caches hold: by servers that ask each other, by edges in front
    /// of a tier, or by copies.
    pub(crate) fn is_asked_by_misses(&self) -> bool {
        match self {
            Self::Cooperative(_) | Self::Tiered(_) | Self::Adaptive(_) => true,
            Self::Hot(hot) => matches!(hot.rest, RestSpec::Cooperative),
            Self::Own(own) => {
                let needs = own.layout.needs();
                needs.holders || needs.tiers || needs.migrations
            }
            Self::Dedicated(_) | Self::Packed(..) | Self::Mirrored(_) | Self::Hashed { .. } => {
                false
            }
        }
    }

    /// The hot set that is planned once, if the layout has one.
    pub(crate) fn planned_hot(&self) -> Option<&HotSpec> {
        match self {
            Self::Hot(hot) => Some(hot),
            Self::Dedicated(_)
            | Self::Packed(..)
            | Self::Mirrored(_)
            | Self::Hashed { .. }
            | Self::Cooperative(_)
            | Self::Tiered(_)
            | Self::Adaptive(_)
            | Self::Own(_) => None,
        }
    }

    /// The hot set, planned once or measured online, if the layout has one.
    pub(crate) fn hot(&self) -> Option<&HotSpec> {
        self.planned_hot().or_else(|| self.adaptive().map(|adaptive| &adaptive.hot))
    }
}
