//! `hotset keys`.

use crate::diagnostics::Failure;
use crate::progress::result;
use hotset_experiment::keys as all_keys;
use hotset_results::terminal_table;

/// Prints every key of a spec with its default.
pub(crate) fn keys() -> Result<(), Failure> {
    let rows: Vec<Vec<String>> = all_keys()
        .into_iter()
        .map(|key| vec![key.path.to_owned(), key.default.unwrap_or_default(), key.doc])
        .collect();
    result(terminal_table(&["key", "default", "meaning"], &rows));
    Ok(())
}
