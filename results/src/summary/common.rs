//! What the layouts of a context have in common, for within-replication intervals.

use super::row::SummaryRow;
use crate::layouts::{Agreement, context, is_layout};
use crate::metrics::{CAPACITY_PER_EGRESS, Metric, ORIGIN_PER_EGRESS};
use crate::stats::Common;
use crate::tables::identity;
use std::collections::BTreeMap;

/// Metrics with within-replication intervals, to be drawn beside those of other layouts.
const PAIRED: [Metric; 2] = [ORIGIN_PER_EGRESS, CAPACITY_PER_EGRESS];

/// What the layouts in the context of each point have in common.
pub(super) struct CommonParts {
    /// By point.
    context_of: Vec<usize>,
    /// By context.
    common: Vec<[Common; PAIRED.len()]>,
}

impl CommonParts {
    pub(super) fn of(rows: &[SummaryRow]) -> Self {
        let parameters = rows.iter().map(|row| &row.parameters);
        let mut agreement = Agreement::new(parameters.enumerate(), |name| !is_layout(name));
        let mut place_of: BTreeMap<String, usize> = BTreeMap::new();
        let mut common = Vec::new();
        let context_of = rows.iter().map(|row| {
            *place_of.entry(identity(&context(&row.parameters))).or_insert_with(|| {
                let here = agreement.with(&row.parameters);
                common.push(PAIRED.map(|metric| {
                    Common::of(here.iter().map(|&place| rows[place].values(metric)), metric.mean)
                }));
                common.len() - 1
            })
        });
        Self { context_of: context_of.collect(), common }
    }

    /// By metric, at a point.
    pub(super) fn at(&self, place: usize) -> impl Iterator<Item = (Metric, &Common)> {
        PAIRED.into_iter().zip(&self.common[self.context_of[place]])
    }
}
