//! The `[layout]` and `[scaling]` sections: a file for each layout, and for each part that layouts share.

pub(in crate::spec) mod adaptive;
pub(in crate::spec) mod cache_split;
pub(in crate::spec) mod entry;
pub(in crate::spec) mod estimator;
pub(in crate::spec) mod group;
pub(in crate::spec) mod hash;
pub(in crate::spec) mod hot_layout;
pub(in crate::spec) mod hot_set;
pub(in crate::spec) mod layout;
pub(in crate::spec) mod own;
pub(in crate::spec) mod packed;
pub(in crate::spec) mod rest;
pub(in crate::spec) mod scaling;
mod tier;
pub(in crate::spec) mod tiered;

pub use adaptive::AdaptiveSpec;
pub use cache_split::CacheSplit;
pub use entry::EntrySpec;
pub use group::GroupSpec;
pub use hot_layout::HotSpec;
pub use hot_set::{HotKnown, HotRule};
pub use layout::{LayoutSpec, register_layout};
pub use own::OwnLayout;
pub use packed::PackSpec;
pub use rest::RestSpec;
pub use tier::TierSpec;
pub use tiered::TieredSpec;
