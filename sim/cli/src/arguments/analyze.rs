//! Arguments of `hotset analyze`.

use super::trace::TraceArguments;
use clap::Args;
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(after_help = "Example: hotset analyze access.log.gz --bin-s 15min")]
pub(crate) struct AnalyzeArguments {
    /// Width of a time bin, in seconds or as 5min or 1h: an hour, or less where the trace is shorter
    /// than a day.
    #[arg(long, value_name = "TIME", value_parser = super::seconds)]
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
    /// CSV column that is 0 in the bin of a known event: the usual level is that of the bins before.
    #[arg(long, value_name = "NAME")]
    pub(crate) event_column: Option<String>,
    /// Width of the bins of counts over time, in seconds or as 1h, where it cannot be found out.
    #[arg(long, value_name = "TIME", value_parser = super::seconds)]
    pub(crate) series_bin_s: Option<f64>,
    /// Draw one page of small multiples on the trace, too: figures/overview, as svg, pdf and png.
    #[arg(long)]
    pub(crate) overview: bool,
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
