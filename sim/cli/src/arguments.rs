//! The command line.

use clap::{Args, Parser, Subcommand};
use hotset_sim::cache::{AdmissionKind, PolicyKind};
use std::path::{Path, PathBuf};

/// Simulates what consolidating hot web content does to total traffic and to the reserve.
///
/// Without a command, runs the built-in default experiment.
#[derive(Debug, Parser)]
#[command(
    name = "hotset",
    version,
    after_help = "Exit status: 0 done, 2 the input or the spec is wrong, 1 anything else."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run an experiment (a sweep is one), taking up what is there.
    Run(RunArguments),
    /// List the runs of a spec, and what they will take.
    Plan(PlanArguments),
    /// One cache, many policies and sizes in one pass over a trace.
    Replay(ReplayArguments),
    /// Keep a trace in columns beside its file, so that replays of it start at once.
    Densify(DensifyArguments),
    /// Write a trace in another format: oracle-general with true next accesses, csv, or dense.
    Convert(ConvertArguments),
    /// Write the requests of a spec as a trace.
    Generate(GenerateArguments),
    /// List the policies and the rules of admission, with their parameters.
    Policies,
    /// Popularity of a trace or of counts over time, and how it varies: tables and figures.
    Analyze(AnalyzeArguments),
    /// Redraw the figures of an experiment from its files.
    Figures(FiguresArguments),
    /// List every key of a spec.
    Keys,
}

#[derive(Args, Debug)]
pub(crate) struct RunArguments {
    /// The spec; the built-in default experiment if none is given.
    pub(crate) spec: Option<PathBuf>,
    /// Set a key over the spec, as in `workload.popularity.alpha=1.0`.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) settings: Vec<String>,
    /// Simulate this share of the objects, which stand for all; short for `--set sample=SHARE`.
    #[arg(long, value_name = "SHARE")]
    pub(crate) sample: Option<f64>,
    /// Threads; all cores by default. The results do not depend on it.
    #[arg(long)]
    pub(crate) threads: Option<usize>,
    /// Folder below which the experiment's own folder is made.
    #[arg(long, default_value = "out")]
    pub(crate) out: PathBuf,
    /// Make all runs anew, even those that are there.
    #[arg(long)]
    pub(crate) fresh: bool,
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
            json: false,
            quiet: false,
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct PlanArguments {
    /// The spec; the built-in default experiment if none is given.
    pub(crate) spec: Option<PathBuf>,
    /// Set a key over the spec.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) settings: Vec<String>,
    /// Print one JSON document instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}

/// How to read a trace.
#[derive(Args, Debug)]
pub(crate) struct TraceArguments {
    /// The trace: plain, gzip or zstd; its format is found out. Several files are one trace, read in
    /// time order; - is standard input.
    #[arg(required = true, value_name = "TRACE")]
    pub(crate) traces: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
}

/// How the records of a trace are read.
#[derive(Args, Debug)]
#[command(next_help_heading = "Reading the trace")]
pub(crate) struct ReadingArguments {
    /// The format: log, json, w3c, squid, alb, elb, s3, csv, oracle-general, lis or wc98.
    #[arg(long)]
    pub(crate) format: Option<String>,
    /// The server's own format of lines: a LogFormat of Apache, a log_format of nginx, or a name as
    /// combined, vhost_combined or squid.
    #[arg(long, value_name = "STRING")]
    pub(crate) log_format: Option<String>,
    /// What another size of an object means: modified (a new version, hence a miss), last-whole or
    /// as-logged. Default: last-whole for logs, as-logged for other traces.
    #[arg(long)]
    pub(crate) size_rule: Option<String>,
    /// Column of times, by name or by number from 1.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) time_column: Option<String>,
    /// Column of object names: keys, paths or whole addresses.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) object_column: Option<String>,
    /// Column of sizes in bytes.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) bytes_column: Option<String>,
    /// Column of hosts, which are part of the names.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) host_column: Option<String>,
    /// Column of methods, or of operations of a cache.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) method_column: Option<String>,
    /// Column of statuses.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) status_column: Option<String>,
    /// Column of times to live in seconds, for the policy ttl.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) ttl_column: Option<String>,
    /// Between the fields of a table: comma, tab, semicolon, bar or blanks; found out by default.
    #[arg(long)]
    pub(crate) delimiter: Option<String>,
    /// What the numbers of times count: s, ms, us, ns or filetime; found out by default.
    #[arg(long, value_name = "UNIT")]
    pub(crate) time_unit: Option<String>,
    /// The query in the names of objects: keep, drop, or drop=utm_*,fbclid.
    #[arg(long, value_name = "RULE", default_value = "keep")]
    pub(crate) query: String,
    /// Take the percent-encodings of one address for one name.
    #[arg(long)]
    pub(crate) normalize_urls: bool,
    /// Methods or operations that are requests; by default GET, and operations that read.
    #[arg(long, value_delimiter = ',', value_name = "LIST")]
    pub(crate) method: Vec<String>,
    /// Statuses that are requests; by default 200,206,304.
    #[arg(long, value_delimiter = ',', value_name = "LIST")]
    pub(crate) status: Vec<u16>,
    /// Take requests in the order of the file, also where time steps back.
    #[arg(long)]
    pub(crate) keep_order: bool,
    /// A line that does not fit the format is an error.
    #[arg(long)]
    pub(crate) strict: bool,
}

impl TraceArguments {
    /// The file, or the first of several.
    pub(crate) fn first(&self) -> &Path {
        self.traces.first().map_or(Path::new(""), PathBuf::as_path)
    }

    /// The file, if it is only one.
    pub(crate) fn only(&self) -> Option<&Path> {
        match self.traces.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}

/// The policies, by name.
fn policies_help() -> String {
    let names: Vec<&str> = PolicyKind::ALL.iter().map(|kind| kind.name()).collect();
    let rules: Vec<&str> = AdmissionKind::ALL.iter().map(|kind| kind.info().name).collect();
    format!(
        "Policies: {}. Parameters as in s3-fifo:small=0.05; admission as in lru+probability:q=0.1, \
         with one of: {}. `hotset policies` tells more",
        names.join(", "),
        rules.join(", ")
    )
}

#[derive(Args, Debug)]
pub(crate) struct ReplayArguments {
    #[arg(long, value_delimiter = ',', default_value = "lru", help = policies_help())]
    pub(crate) policy: Vec<String>,
    /// Cache sizes: 64MiB, 1000obj, 1% of the bytes of all objects, 1%obj of their number.
    #[arg(long, value_delimiter = ',', default_value = "1%,10%")]
    pub(crate) cache: Vec<String>,
    /// Count every object as 1; percentages are then of the number of objects.
    #[arg(long)]
    pub(crate) ignore_size: bool,
    /// Do as libCacheSim 0.3.5 does where it departs from a policy's paper.
    #[arg(long)]
    pub(crate) like_libcachesim: bool,
    /// Also the best static placement, Belady and what no policy exceeds at every size.
    #[arg(long)]
    pub(crate) bounds: bool,
    /// Count from here on: a share of the requests, as 0.2, is cut off at the beginning.
    #[arg(long, value_name = "SHARE", conflicts_with_all = ["mrc", "sample"])]
    pub(crate) warm_up: Option<f64>,
    /// Hit ratios in so many time bins, as a table and a figure.
    #[arg(long, value_name = "COUNT", conflicts_with_all = ["mrc", "sample"])]
    pub(crate) bins: Option<usize>,
    /// Miss ratios at many sizes, from a ten-thousandth of the objects to all, as a table and a
    /// figure; LRU at all sizes at once where sizes are ignored.
    #[arg(long)]
    pub(crate) mrc: bool,
    /// Replay several samples of this share of the objects, each of which stands for all, and tell the standard
    /// error of the mean.
    #[arg(long, value_name = "SHARE")]
    pub(crate) sample: Option<f64>,
    /// With --mrc: sample at most so many objects for the curve of LRU.
    #[arg(long, value_name = "OBJECTS", requires = "mrc")]
    pub(crate) sample_objects: Option<usize>,
    /// Folder below which a folder for the curves is made.
    #[arg(long, default_value = "out")]
    pub(crate) out: PathBuf,
    /// Keep the trace in columns beside its file, as `hotset densify` does: the next replay then
    /// starts at once.
    #[arg(long)]
    pub(crate) keep: bool,
    /// Seed for policies with chance in them.
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

#[derive(Args, Debug)]
pub(crate) struct DensifyArguments {
    /// The folder to make; the trace's name with `.hotset` behind it by default, which is where
    /// `replay` looks.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// Print nothing.
    #[arg(long)]
    pub(crate) quiet: bool,
    // Last: what comes behind a heading stands under it.
    #[command(flatten)]
    pub(crate) trace: TraceArguments,
}

/// Where a trace is written.
#[derive(Args, Debug)]
pub(crate) struct WritingArguments {
    /// The format to write: csv, oracle-general or dense; by default as the name of the file ends:
    /// .csv, .bin or .oracleGeneral, .hotset; with .gz or .zst behind it compressed.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) to: Option<String>,
    /// Replace a file that is there.
    #[arg(long)]
    pub(crate) force: bool,
    /// Print nothing.
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ConvertArguments {
    /// The trace to read, or several that are one; - is standard input.
    #[arg(required = true, value_name = "TRACE")]
    pub(crate) traces: Vec<PathBuf>,
    /// The file to write.
    #[arg(required = true, value_name = "OUT")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) writing: WritingArguments,
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
}

#[derive(Args, Debug)]
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
pub(crate) struct AnalyzeArguments {
    /// Width of a time bin in seconds: an hour, or less where the trace is shorter than a day.
    #[arg(long)]
    pub(crate) bin_s: Option<f64>,
    /// Fit a synthetic twin to the trace, write its spec here, and compare the two.
    #[arg(long, value_name = "SPEC")]
    pub(crate) twin: Option<PathBuf>,
    /// Let the twin's spec replace a file of something else.
    #[arg(long, requires = "twin")]
    pub(crate) force: bool,
    /// CSV column of counts: the file holds counts over time, not requests.
    #[arg(long, value_name = "NAME")]
    pub(crate) count_column: Option<String>,
    /// CSV column that is 0 in the bin of a known event: what is usual is told by the bins before.
    #[arg(long, value_name = "NAME")]
    pub(crate) event_column: Option<String>,
    /// Width in seconds of the bins of counts over time, where it cannot be found out.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) series_bin_s: Option<f64>,
    /// Folder below which a folder for the trace is made.
    #[arg(long, default_value = "out")]
    pub(crate) out: PathBuf,
    /// Print one JSON document instead of tables.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print nothing but the table.
    #[arg(long)]
    pub(crate) quiet: bool,
    // Last: what comes behind a heading stands under it.
    #[command(flatten)]
    pub(crate) trace: TraceArguments,
}

#[derive(Args, Debug)]
pub(crate) struct FiguresArguments {
    /// The folder of an experiment.
    pub(crate) folder: PathBuf,
}
