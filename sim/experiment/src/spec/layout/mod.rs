//! The `[layout]` and `[scaling]` sections: a file for each layout, and for each part that layouts share.

pub(in crate::spec) mod adaptive;
pub(in crate::spec) mod cache_split;
pub(in crate::spec) mod entry;
pub(in crate::spec) mod estimator;
pub(in crate::spec) mod group;
pub(in crate::spec) mod hash;
pub(in crate::spec) mod hot;
pub(in crate::spec) mod hot_rule;
pub(in crate::spec) mod layout;
pub(in crate::spec) mod packed;
pub(in crate::spec) mod rest;
pub(in crate::spec) mod scaling;
mod tier;
pub(in crate::spec) mod tiered;

pub(crate) use adaptive::AdaptiveSpec;
pub(crate) use cache_split::CacheSplit;
pub(crate) use entry::EntrySpec;
pub(crate) use group::GroupSpec;
pub(crate) use hot::HotSpec;
pub(crate) use hot_rule::{HotKnown, HotRule};
pub use layout::LayoutSpec;
pub(crate) use packed::PackSpec;
pub(crate) use rest::RestSpec;
pub(crate) use tier::TierSpec;
pub(crate) use tiered::TieredSpec;
