//! Arguments of `hotset replay`.

use super::trace::TraceArguments;
use clap::Args;
use hotset_sim::cache::{AdmissionKind, PolicyKind};
use std::path::PathBuf;

/// The policies, by name.
fn policies_help() -> String {
    let names: Vec<&str> = PolicyKind::known().into_iter().map(PolicyKind::name).collect();
    let rules: Vec<&str> =
        AdmissionKind::known().into_iter().map(|kind| kind.info().name).collect();
    format!(
        "Policies: {}. Parameters as in s3-fifo:small=0.05; admission as in lru+probability:q=0.1, \
         with one of: {}. `hotset policies` lists them with their parameters",
        names.join(", "),
        rules.join(", ")
    )
}

#[derive(Args, Debug)]
#[command(
    after_help = "Example: hotset replay access.log.gz --policy lru,sieve,s3-fifo --cache 1%,10%,64MiB --bounds"
)]
pub(crate) struct ReplayArguments {
    #[arg(long, value_delimiter = ',', default_value = "lru", help = policies_help())]
    pub(crate) policy: Vec<String>,
    /// Cache sizes: 64MiB, 1000obj, 1% of the bytes of all objects, 1%obj of their number.
    #[arg(long, value_delimiter = ',', default_value = "1%,10%")]
    pub(crate) cache: Vec<String>,
    /// Count every object as 1; percentages are then of the number of objects.
    #[arg(long)]
    pub(crate) ignore_size: bool,
    /// Follow libCacheSim 0.3.5 where it departs from a policy's paper.
    #[arg(long)]
    pub(crate) like_libcachesim: bool,
    /// Take every file as a trace of its own, and compare the policies over all of them: the same as a spec with
    /// `study = "cache"`.
    #[arg(long)]
    pub(crate) each: bool,
    /// Also the best static placement, Belady and an upper bound (PFOO-L) at every size.
    #[arg(long)]
    pub(crate) bounds: bool,
    /// Count from here on: a share of the requests, as 0.2 or 20%, is cut off at the beginning.
    #[arg(long, value_name = "SHARE", value_parser = super::share, conflicts_with_all = ["mrc", "sample"])]
    pub(crate) warm_up: Option<f64>,
    /// Hit ratios in so many time bins, as a table and a figure.
    #[arg(long, value_name = "COUNT", value_parser = super::count, conflicts_with_all = ["mrc", "sample"])]
    pub(crate) bins: Option<usize>,
    /// Miss ratios at many sizes, from a ten-thousandth of the objects to all, as a table and a
    /// figure; LRU at all sizes at once where sizes are ignored.
    #[arg(long)]
    pub(crate) mrc: bool,
    /// Replay several samples of this share of the objects, as 0.05 or 5%, each of which stands for all,
    /// and report the standard error of the mean.
    #[arg(long, value_name = "SHARE", value_parser = super::share)]
    pub(crate) sample: Option<f64>,
    /// With --mrc: sample at most so many objects for the curve of LRU.
    #[arg(long, value_name = "OBJECTS", value_parser = super::count, requires = "mrc")]
    pub(crate) sample_objects: Option<usize>,
    /// Folder below which a folder for the curves is made.
    #[arg(long, default_value = "out")]
    pub(crate) out: PathBuf,
    /// Keep the columnar form of the trace beside its file, as `hotset densify` does: the next replay
    /// then starts at once.
    #[arg(long)]
    pub(crate) keep: bool,
    /// Seed of randomized policies and of samples.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Threads; all cores by default.
    #[arg(long)]
    pub(crate) threads: Option<usize>,
    /// Print one JSON document instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print nothing but the table.
    #[arg(long)]
    pub(crate) quiet: bool,
    // Last: what comes behind a heading stands under it.
    #[command(flatten)]
    pub(crate) trace: TraceArguments,
}
