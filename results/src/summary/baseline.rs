//! Which points are the baseline, and which of these each point is compared with.

use super::row::SummaryRow;
use crate::layouts::{Agreement, is_layout, layout_name};

/// The parameter that names the policy.
pub(crate) const POLICY: &str = "servers.policy";

/// What a baseline is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum BaselineKind {
    #[default]
    Layout,
    Policy,
}

/// Marks the points of the baseline: of the layout of this name; failing that, of layouts of this kind; failing that,
/// of the policy.
pub(super) fn mark_baseline(rows: &mut [SummaryRow], baseline: &str) -> BaselineKind {
    let named = |row: &SummaryRow| layout_name(&row.parameters) == baseline;
    let of_kind = |row: &SummaryRow| row.parameter("layout.kind") == baseline;
    let of_policy = |row: &SummaryRow| row.parameter(POLICY) == baseline;
    let (kind, is_it): (_, &dyn Fn(&SummaryRow) -> bool) = match () {
        () if rows.iter().any(named) => (BaselineKind::Layout, &named),
        () if rows.iter().any(of_kind) => (BaselineKind::Layout, &of_kind),
        () => (BaselineKind::Policy, &of_policy),
    };
    rows.iter_mut().for_each(|row| row.is_baseline = is_it(row));
    kind
}

/// The place of the baseline of each point: of the one that differs from it in the layout's kind alone (or the policy,
/// if that is the baseline), as far as both have the same parameters; failing that, of the one that differs in
/// parameters of the layout alone. `None` if several do, which would be ambiguous.
pub(super) fn baselines(rows: &[SummaryRow], kind: BaselineKind) -> Vec<Option<usize>> {
    let agreement = |counts: fn(&str) -> bool| {
        let known = rows.iter().enumerate().filter(|(_, row)| row.is_baseline);
        Agreement::new(known.map(|(place, row)| (place, &row.parameters)), counts)
    };
    let (mut close, mut any_layout) = match kind {
        BaselineKind::Layout => {
            (agreement(|name| name != "layout.kind"), Some(agreement(|name| !is_layout(name))))
        }
        BaselineKind::Policy => (agreement(|name| name != POLICY), None),
    };
    let mut baseline_of = |row: &SummaryRow| {
        let mut found = close.with(&row.parameters);
        if let Some(any_layout) = any_layout.as_mut().filter(|_| found.is_empty()) {
            found = any_layout.with(&row.parameters);
        }
        match found.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    };
    rows.iter().map(&mut baseline_of).collect()
}
