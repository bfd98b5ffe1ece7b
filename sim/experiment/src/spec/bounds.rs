//! The key `bounds`.

use super::reader::{Reader, SpecError};

/// Which bounds are told beside the layouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoundsSpec {
    /// None.
    None,
    /// Those that need memory for the catalog alone: room for all, and the best static placement.
    Static,
    /// Also Belady's policy, which needs up to 12 bytes a request.
    All,
}

/// Reads it.
pub(crate) fn read(reader: &Reader<'_>) -> Result<BoundsSpec, SpecError> {
    let bounds =
        [("all", BoundsSpec::All), ("static", BoundsSpec::Static), ("none", BoundsSpec::None)];
    reader.word("bounds", &bounds)
}
