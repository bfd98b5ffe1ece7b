//! Variations of a base experiment, which check how robust its claims are.

use crate::Row;

/// The parameter that names variations, and its value in the base experiment.
pub(crate) const VARIATION: &str = "variation";
const BASE: &str = "base";

/// Whether a point belongs to the base experiment.
pub fn is_base(parameters: &Row) -> bool {
    parameters.get(VARIATION).is_none_or(|variation| variation == BASE)
}
