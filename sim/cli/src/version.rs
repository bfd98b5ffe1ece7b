//! What makes the results of a process.

use hotset_results::sha256_of_reader;
use hotset_sim::cache::RegisteredPolicy;
use hotset_sim::layout::RegisteredLayout;
use std::fs::File;
use std::sync::OnceLock;

/// What makes the results of this process: hotset's sources; or the whole program, where it has parts that those do
/// not have.
pub(crate) fn results_version() -> &'static str {
    static OF_PROGRAM: OnceLock<String> = OnceLock::new();
    let built = env!("HOTSET_RESULTS_VERSION");
    if RegisteredPolicy::all().is_empty() && RegisteredLayout::all().is_empty() {
        return built;
    }
    OF_PROGRAM.get_or_init(|| {
        let program = std::env::current_exe().and_then(File::open).and_then(sha256_of_reader);
        // Without it, nothing of another process is taken for a result of this one.
        format!("{built} {}", program.unwrap_or_else(|_| std::process::id().to_string()))
    })
}
