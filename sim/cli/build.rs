//! Notes the revision that the program is built from, where git knows it, and the sources that make its results.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// Where the sources of what makes results lie, from here; not all of them where the program is built by itself.
/// Figures, tables and the command line make none.
const SOURCES: [&str; 6] = [
    "../core/src",
    "../experiment/src",
    "../../workloads/src",
    "../../results/src/metrics",
    "../../results/src/stats",
    "../../Cargo.lock",
];

fn main() {
    let git = |arguments: &[&str]| {
        let output = std::process::Command::new("git").args(arguments).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        (output.status.success() && !text.is_empty()).then_some(text)
    };
    if let Some(revision) = git(&["rev-parse", "--short=12", "HEAD"]) {
        let dirty = git(&["status", "--porcelain", "--untracked-files=no"]).is_some();
        let suffix = if dirty { "-dirty" } else { "" };
        println!("cargo::rustc-env=HOTSET_GIT_REVISION={revision}{suffix}");
    }
    if let Some(folder) = git(&["rev-parse", "--absolute-git-dir"]) {
        println!("cargo::rerun-if-changed={folder}/HEAD");
        println!("cargo::rerun-if-changed={folder}/logs/HEAD");
    }
    let mut hash = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        add(Path::new(source), &mut hash);
    }
    println!("cargo::rustc-env=HOTSET_RESULTS_VERSION={:016x}", hash.finish());
    // Tests of real traces are ignored where there are none.
    println!("cargo::rustc-check-cfg=cfg(shared_data)");
    if Path::new("../../../shared/data").is_dir() {
        println!("cargo::rustc-cfg=shared_data");
    }
}

/// Adds the contents of a file, or of all files of a folder by name.
fn add(path: &Path, hash: &mut DefaultHasher) {
    if let Ok(bytes) = std::fs::read(path) {
        return bytes.hash(hash);
    }
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files.iter().for_each(|file| add(file, hash));
}
