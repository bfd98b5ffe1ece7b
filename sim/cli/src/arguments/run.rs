//! Arguments of the commands that take a spec or its results.

use super::sweep::ShardingArguments;
use super::write::WritingArguments;
use clap::Args;
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(
    after_help = "Example: hotset run spec.toml --set servers.cache=2% --set replications=10"
)]
pub(crate) struct RunArguments {
    /// The spec; the built-in default experiment if none is given. Or the folder of a sweep that was planned.
    pub(crate) spec: Option<PathBuf>,
    /// Set a key over the spec, as in `workload.popularity.alpha=1.0`.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) settings: Vec<String>,
    /// Simulate this share of the objects, as 0.05 or 5%, which stand for all; short for
    /// `--set sample=SHARE`.
    #[arg(long, value_name = "SHARE", value_parser = super::share)]
    pub(crate) sample: Option<f64>,
    /// Threads; all cores by default. The results do not depend on it.
    #[arg(long)]
    pub(crate) threads: Option<usize>,
    /// Folder below which the experiment's own folder is made.
    #[arg(long, default_value = "out")]
    pub(crate) out: PathBuf,
    /// Rerun everything, finished runs included, with which the new results are compared.
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Make only one shard of a planned sweep, as 0/64, and write no tables (`hotset merge` does).
    #[arg(long, value_name = "K/N", value_parser = super::shard)]
    pub(crate) shard: Option<(u32, u32)>,
    /// With --shard: begin no run that would not end within this time, as 55m.
    #[arg(long, value_name = "TIME", value_parser = super::seconds, requires = "shard")]
    pub(crate) time_budget: Option<f64>,
    /// With --shard, in a Slurm job: put the task into the queue again where it stopped early.
    #[arg(long, requires = "shard")]
    pub(crate) requeue_on_timeout: bool,
    /// Print one JSON document instead of tables.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print nothing but the table.
    #[arg(long)]
    pub(crate) quiet: bool,
}

impl Default for RunArguments {
    fn default() -> Self {
        Self {
            spec: None,
            settings: Vec::new(),
            sample: None,
            threads: None,
            out: PathBuf::from("out"),
            fresh: false,
            shard: None,
            time_budget: None,
            requeue_on_timeout: false,
            json: false,
            quiet: false,
        }
    }
}

#[derive(Args, Debug)]
#[command(
    after_help = "Example: hotset plan spec.toml --time\n         hotset plan spec.toml --shards 64"
)]
pub(crate) struct PlanArguments {
    /// The spec; the built-in default experiment if none is given.
    pub(crate) spec: Option<PathBuf>,
    /// Set a key over the spec.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) settings: Vec<String>,
    /// Also estimate how long all runs take, from a short run of each kind.
    #[arg(long)]
    pub(crate) time: bool,
    #[command(flatten)]
    pub(crate) sharding: ShardingArguments,
    /// Folder below which the folder of a planned sweep is made.
    #[arg(long, default_value = "out")]
    pub(crate) out: PathBuf,
    /// Print one JSON document instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "Example: hotset predict spec.toml --set servers.cache=2%")]
pub(crate) struct PredictArguments {
    /// The spec; the built-in default experiment if none is given.
    pub(crate) spec: Option<PathBuf>,
    /// Set a key over the spec.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) settings: Vec<String>,
    /// Folder below which the experiment may have been run: its results stand beside.
    #[arg(long, default_value = "out")]
    pub(crate) out: PathBuf,
    /// Print one JSON document instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "Example: hotset reproduce --quick")]
pub(crate) struct ReproduceArguments {
    /// Smaller versions of the experiments: a few minutes on two cores.
    #[arg(long)]
    pub(crate) quick: bool,
    /// The folder of the reference results, with claims.toml.
    #[arg(long, default_value = "results/reference")]
    pub(crate) reference: PathBuf,
    /// A folder with the public traces that some experiments read.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// Folder below which the experiments' own folders are made.
    #[arg(long, default_value = "out/reproduce")]
    pub(crate) out: PathBuf,
    /// Threads; all cores by default. The results do not depend on it.
    #[arg(long)]
    pub(crate) threads: Option<usize>,
    /// Print one JSON document instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Example: hotset init log.toml --trace access.log.gz && hotset run log.toml"
)]
pub(crate) struct InitArguments {
    /// The file to write.
    #[arg(default_value = "spec.toml")]
    pub(crate) spec: PathBuf,
    /// Let the spec read this trace, instead of drawing requests.
    #[arg(long, value_name = "TRACE")]
    pub(crate) trace: Option<PathBuf>,
    /// Replace a file that is there.
    #[arg(long)]
    pub(crate) force: bool,
    /// Print nothing.
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "Example: hotset generate spec.toml -o trace.oracleGeneral.bin.zst")]
pub(crate) struct GenerateArguments {
    /// The spec; the built-in default experiment if none is given.
    pub(crate) spec: Option<PathBuf>,
    /// The file to write.
    #[arg(short, long, value_name = "TRACE")]
    pub(crate) out: PathBuf,
    /// Set a key over the spec.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) settings: Vec<String>,
    /// Which replication, from 0.
    #[arg(long, default_value_t = 0)]
    pub(crate) replication: u32,
    #[command(flatten)]
    pub(crate) writing: WritingArguments,
}

#[derive(Args, Debug)]
#[command(after_help = "Example: hotset keys workload.flash")]
pub(crate) struct KeysArguments {
    /// A section, as layout.hot, or a key; all of them by default.
    pub(crate) section: Option<String>,
    /// Print the JSON schema of a spec, from which editors complete.
    #[arg(long, conflicts_with_all = ["section", "json"])]
    pub(crate) schema: bool,
    /// Print one JSON document instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}
