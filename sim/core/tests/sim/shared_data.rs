//! Data files that are not in the repository.

use std::path::PathBuf;

/// The path of a file in the shared folder; `None`, with a line that says so, if it is absent.
pub(crate) fn shared_data(name: &str) -> Option<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let path = PathBuf::from(folder).join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: this test needs {name} in {folder}, where it is absent");
    None
}
