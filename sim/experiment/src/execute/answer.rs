//! What the answer in words may say of the hot sets of an experiment.

use crate::plan::plan::Plan;
use crate::spec::layout::{HotKnown, RestSpec, TierSpec};
use hotset_results::compare::is_base;

/// Whether hot sets are mirrored beside a hashed rest, those that are known ahead by an oracle: all of
/// them, or where that varies, those whose names say nothing else.
pub(super) fn mirrors_hot_sets(plan: &Plan) -> bool {
    let swept = |key: &str| plan.swept.iter().any(|swept| swept == key);
    let base = plan.points.iter().filter(|point| is_base(&point.parameters));
    base.filter_map(|point| point.layout.hot()).all(|hot| {
        hot.tier == TierSpec::Mirrored
            && (matches!(hot.rest, RestSpec::Hashed(_)) || swept("layout.rest"))
            && (hot.known == HotKnown::Oracle || swept("layout.hot.known"))
    })
}
