//! What makes the results of a process.

use hotset_results::sha256_of_reader;
use hotset_sim::cache::RegisteredPolicy;
use hotset_sim::layout::RegisteredLayout;
use std::fs::File;
use std::sync::OnceLock;

/// Whether this program has policies or layouts that hotset does not have.
fn has_own_parts() -> bool {
    !RegisteredPolicy::all().is_empty() || !RegisteredLayout::all().is_empty()
}

/// The hash of the program, where it has parts of its own: those of hotset are known by their sources.
fn sha256_of_program() -> Option<&'static str> {
    static OF_PROGRAM: OnceLock<String> = OnceLock::new();
    let hash = || {
        let program = std::env::current_exe().and_then(File::open).and_then(sha256_of_reader);
        program.unwrap_or_else(|error| format!("unknown: {error}"))
    };
    has_own_parts().then(|| OF_PROGRAM.get_or_init(hash).as_str())
}

/// Why results of this program cannot be known by it.
pub(crate) fn check() -> Result<(), String> {
    match sha256_of_program().and_then(|sha256| sha256.strip_prefix("unknown: ")) {
        Some(error) => Err(format!("this program, by which its results are known: {error}")),
        None => Ok(()),
    }
}

/// What makes the results of this process: hotset's sources; or the whole program, where it has parts that those do
/// not have.
pub(crate) fn results_version() -> &'static str {
    static WITH_PARTS: OnceLock<String> = OnceLock::new();
    let built = env!("HOTSET_RESULTS_VERSION");
    match sha256_of_program() {
        Some(sha256) => WITH_PARTS.get_or_init(|| format!("{built} {sha256}")),
        None => built,
    }
}

/// The version in results: of hotset, or of a program with parts of its own, whose experiments are others.
pub(crate) fn version() -> &'static str {
    match has_own_parts() {
        true => concat!(env!("CARGO_PKG_VERSION"), "+own"),
        false => env!("CARGO_PKG_VERSION"),
    }
}

/// The revision of the sources; of a program with parts of its own, its hash.
pub(crate) fn revision() -> Option<&'static str> {
    static WITH_PARTS: OnceLock<String> = OnceLock::new();
    match sha256_of_program() {
        Some(sha256) => Some(WITH_PARTS.get_or_init(|| format!("program {sha256}"))),
        None => option_env!("HOTSET_GIT_REVISION"),
    }
}
