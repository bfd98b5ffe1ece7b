//! The key `bounds`.

use super::keys::WordKey;

pub(crate) static BOUNDS: WordKey<BoundsSpec> = WordKey::new(
    "bounds",
    "all",
    "bounds on caching that are reported alongside the layouts",
    &[
        ("all", BoundsSpec::All, "Belady's optimum takes 12 bytes of memory a request"),
        ("static", BoundsSpec::Static, "without Belady's optimum"),
        ("none", BoundsSpec::None, "none"),
    ],
);

/// Which bounds are reported alongside the layouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoundsSpec {
    /// None.
    None,
    /// Those whose memory depends on the catalog only: an infinite cache, and the best static placement.
    Static,
    /// Also Belady's policy, which needs up to 12 bytes a request.
    All,
}
