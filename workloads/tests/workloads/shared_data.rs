//! Real traces, which are too large for the repository.

use std::path::PathBuf;

/// A file of the shared data beside the checkout; `None`, and a line that says so, if it is absent.
#[allow(clippy::print_stderr)]
pub(crate) fn shared_data(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data")).join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {name} is absent (expected at {})", path.display());
    None
}
