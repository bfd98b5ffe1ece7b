//! A registered layout, with values for its parameters.

use crate::spec::error::SpecError;
use crate::spec::keys::AnyKey;
use crate::spec::reader::Reader;
use hotset_sim::cache::ParameterValues;
use hotset_sim::layout::RegisteredLayout;

/// A registered layout.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnLayout {
    /// The layout.
    pub layout: &'static RegisteredLayout,
    /// Values of its parameters; the others have their defaults.
    pub given: ParameterValues,
}

/// Reads what stands behind the name: `name:k=3:spread=2`.
pub(super) fn read(
    reader: &Reader<'_>,
    kind: &dyn AnyKey,
    layout: &'static RegisteredLayout,
) -> Result<OwnLayout, SpecError> {
    let given = layout.parameters(&reader.behind_name(kind));
    let given = given.map_err(|what| SpecError::new(kind.path(), what))?;
    Ok(OwnLayout { layout, given })
}
