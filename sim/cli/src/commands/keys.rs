//! `hotset keys`.

use crate::diagnostics::Failure;
use crate::progress::result;
use hotset_experiment::KEYS;
use hotset_results::terminal_table;

/// Prints every key of a spec with its default.
pub(crate) fn keys() -> Result<(), Failure> {
    let rows: Vec<Vec<String>> = KEYS
        .iter()
        .map(|key| {
            let default = key.default.unwrap_or("").replace('\'', "\"");
            vec![key.path.to_owned(), default, key.doc.to_owned()]
        })
        .collect();
    result(terminal_table(&["key", "default", "meaning"], &rows));
    Ok(())
}
