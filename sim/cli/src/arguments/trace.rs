//! How a trace is named and read.

use clap::Args;
use hotset_workloads::formats::Format;
use std::path::{Path, PathBuf};

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
    #[arg(long, help = format_help())]
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

/// The formats, by name.
fn format_help() -> String {
    let names: Vec<&str> = Format::known().into_iter().map(|(name, _)| name).collect();
    format!("The format, if it should not be detected: {}", names.join(", "))
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
