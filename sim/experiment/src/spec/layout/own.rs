//! A registered layout, with values for its parameters.

use crate::spec::error::SpecError;
use crate::spec::keys::{AnyKey, TextKey};
use crate::spec::reader::Reader;
use hotset_sim::cache::ParameterValues;
use hotset_sim::layout::RegisteredLayout;

pub(crate) static PARAMETERS: TextKey = TextKey::new(
    "layout.parameters",
    "",
    "parameters of a layout of your own, as k=3:spread=2; the others have their defaults",
);

/// A registered layout.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnLayout {
    /// The layout.
    pub layout: &'static RegisteredLayout,
    /// Values of its parameters; the others have their defaults.
    pub given: ParameterValues,
}

pub(super) fn read(
    reader: &Reader<'_>,
    layout: &'static RegisteredLayout,
) -> Result<OwnLayout, SpecError> {
    if layout.info().parameters.is_empty() {
        return Ok(OwnLayout { layout, given: ParameterValues::new() });
    }
    let text = reader.read(&PARAMETERS)?;
    let given = layout.parameters(&text).map_err(|what| SpecError::new(PARAMETERS.path(), what))?;
    Ok(OwnLayout { layout, given })
}
