//! Arguments of the commands that write traces.

use super::trace::{ReadingArguments, TraceArguments};
use clap::Args;
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(after_help = "Example: hotset densify trace.oracleGeneral.zst")]
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
#[command(after_help = "Example: hotset convert access.log.gz trace.oracleGeneral.bin.zst")]
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
