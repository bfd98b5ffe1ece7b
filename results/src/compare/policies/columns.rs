//! The names of the columns in which policies are compared.

use crate::metrics::{BYTE_MISS_RATIO, MISS_RATIO, Metric};

/// The miss ratios by which policies are compared: of objects and of bytes.
pub(crate) const MISSES: [Metric; 2] = [MISS_RATIO, BYTE_MISS_RATIO];

/// The column with the reduction of a miss ratio, which ends in the statistic.
pub(crate) fn reduction_column(metric: Metric) -> String {
    format!("{}_reduction", metric.name)
}

/// What stands before a count of objects or of bytes: nothing, or `byte_`.
pub(crate) fn prefix(metric: Metric) -> &'static str {
    metric.name.strip_suffix(MISS_RATIO.name).unwrap_or_default()
}
