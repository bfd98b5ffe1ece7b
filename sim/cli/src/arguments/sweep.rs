//! Arguments of the commands that run a sweep with several processes.

use clap::Args;
use std::path::PathBuf;

/// How many shards a sweep is cut into.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct ShardingArguments {
    /// Plan the sweep for so many shards, which `hotset run FOLDER --shard K/N` makes.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) shards: Option<u32>,
    /// Plan for as many shards as take about so many minutes each.
    #[arg(long, value_name = "MINUTES", conflicts_with = "shards", value_parser = minutes)]
    pub(crate) shard_minutes: Option<f64>,
}

/// A number of minutes above 0.
fn minutes(text: &str) -> Result<f64, String> {
    let minutes = text.parse().ok().filter(|minutes: &f64| minutes.is_finite() && *minutes > 0.0);
    minutes.ok_or_else(|| "expected a number above 0".to_owned())
}

#[derive(Args, Debug)]
#[command(
    after_help = "Example: hotset submit sweep.toml --slurm --time 1h -c 4 --dry-run -- --partition=short"
)]
pub(crate) struct SubmitArguments {
    /// The spec, or the folder of a sweep that was planned.
    pub(crate) sweep: PathBuf,
    /// Submit to Slurm, as job arrays.
    #[arg(long, required = true)]
    pub(crate) slurm: bool,
    /// Set a key over the spec.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) settings: Vec<String>,
    #[command(flatten)]
    pub(crate) sharding: ShardingArguments,
    /// The time limit of a task, as 1h or 90m.
    #[arg(long, default_value = "1h", value_name = "TIME", value_parser = super::seconds)]
    pub(crate) time: f64,
    /// Cores of a task, which are its threads.
    #[arg(short = 'c', long = "cpus-per-task", default_value_t = 4, value_name = "CORES",
        value_parser = clap::value_parser!(u32).range(1..=1_024))]
    pub(crate) cores: u32,
    /// Memory of a task, as Slurm takes it.
    #[arg(long, default_value = "4G", value_name = "SIZE")]
    pub(crate) mem: String,
    /// No more tasks than this at once.
    #[arg(long, value_name = "TASKS", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) throttle: Option<u32>,
    /// A line of the script before the program, as `module load x`. Can be given several times.
    #[arg(long, value_name = "LINE")]
    pub(crate) prologue: Vec<String>,
    /// Let tasks that stop early put themselves into the queue again.
    #[arg(long)]
    pub(crate) requeue_on_timeout: bool,
    /// Submit although jobs of an earlier submission are in the queue.
    #[arg(long)]
    pub(crate) force: bool,
    /// Write the scripts, and print them; submit nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Folder below which the folder of the sweep is made.
    #[arg(long, default_value = "out")]
    pub(crate) out: PathBuf,
    /// Arguments for sbatch, behind `--`.
    #[arg(last = true, value_name = "SBATCH ARGUMENTS")]
    pub(crate) sbatch: Vec<String>,
}

#[derive(Args, Debug)]
#[command(after_help = "Example: hotset status out/sweep-1f2e3d4c")]
pub(crate) struct StatusArguments {
    /// The folder of a sweep that was planned.
    pub(crate) folder: PathBuf,
    /// Print one JSON document instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Example: hotset merge out/sweep-1f2e3d4c\nExit status: 0 done, 3 runs are missing, 4 there are two \
                  different results for one run."
)]
pub(crate) struct MergeArguments {
    /// The folder of a sweep that was planned.
    pub(crate) folder: PathBuf,
    /// How long to wait for files that a shared file system shows late.
    #[arg(long, default_value = "60s", value_name = "TIME", value_parser = super::seconds)]
    pub(crate) settle: f64,
    /// Threads; all cores by default. The results do not depend on it.
    #[arg(long)]
    pub(crate) threads: Option<usize>,
    /// Print one JSON document instead of tables.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print nothing but the table.
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "Example: hotset cancel out/sweep-1f2e3d4c")]
pub(crate) struct CancelArguments {
    /// The folder of a sweep that was submitted.
    pub(crate) folder: PathBuf,
}
