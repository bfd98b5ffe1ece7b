//! Which statements about hot sets the answer in words may make.

use crate::plan::plan::Plan;
use crate::spec::layout::{HotKnown, RestSpec, TierSpec};
use hotset_results::compare::is_base;

/// Whether hot sets are mirrored beside a hashed rest, and known to an oracle. A part of this that is swept
/// is in the names of layouts, and does not count.
pub(super) fn mirrors_hot_sets(plan: &Plan) -> bool {
    let swept = |key: &str| plan.swept.iter().any(|swept| swept == key);
    let base = plan.points.iter().filter(|point| is_base(&point.parameters));
    base.filter_map(|point| point.layout.hot()).all(|hot| {
        hot.tier == TierSpec::Mirrored
            && (matches!(hot.rest, RestSpec::Hashed(_)) || swept("layout.rest"))
            && (hot.known == HotKnown::Oracle || swept("layout.hot.known"))
    })
}
