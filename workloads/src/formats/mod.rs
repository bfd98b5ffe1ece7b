//! Trace files: one file a format, all read through [`TraceReader`].
//!
//! Plain, gzip and zstd files are told apart by their first bytes, the formats by their content.
//! Reading streams: memory grows with the objects (their names and sizes), not with the requests.

mod ahead;
mod chain;
mod detect;
mod input;
mod members;
mod names;
mod next_access;
mod numbers;
mod oracle_general;
mod reader;
mod records;
mod reorder;
mod series;
mod text;
mod wc98;
mod write;

pub use chain::{NO_NEXT, NextAccessBlock, NextAccessCheck, NextAccessRequest, NextAccessTrace};
pub use detect::Format;
pub use names::Names;
pub use reader::{ReadOptions, ReadReport, SizeRule, TraceReader};
pub use records::{FieldsTold, Malformed};
pub use series::{SeriesFormat, SeriesOptions, is_series, read_series};
pub use text::log_format::AskedFormat;
pub use text::table::Delimiter;
pub use text::{Columns, FieldTold, Filters, LogFormat, NameRule, QueryRule, Role, TimeUnit};
pub use write::{CsvWriter, LeftOut, write_oracle_general};
