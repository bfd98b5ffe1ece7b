//! The key `layout.entry`.

use crate::spec::reader::{Reader, SpecError};

/// Whether requests come in at any server.
pub(super) fn any_ingress(reader: &Reader<'_>) -> Result<bool, SpecError> {
    reader.word("layout.entry", &[("owner", false), ("any", true)])
}
