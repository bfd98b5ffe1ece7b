//! Real traces, with the figures that are known of them. They are not part of the repository: without them
//! these tests are ignored.

mod figures;
mod logs;
mod published_counts;

use std::path::{Path, PathBuf};

/// A file of the folder `shared` beside the repository.
fn shared(file: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(file);
    assert!(path.exists(), "{} is missing", path.display());
    path
}

/// A trace of its folder `data`.
fn data(file: &str) -> PathBuf {
    shared(&format!("data/{file}"))
}
