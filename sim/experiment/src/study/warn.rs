//! Warnings that are known only when a run is done.

use hotset_results::{RunRecord, WARNINGS};
use serde_json::Value;

/// Adds a warning to those of a run.
pub(crate) fn warn(record: &mut RunRecord, warning: &str) {
    if let Some(Value::String(warnings)) = record.run.get_mut(WARNINGS) {
        *warnings = format!("{warnings} {warning}").trim().to_owned();
    }
}
