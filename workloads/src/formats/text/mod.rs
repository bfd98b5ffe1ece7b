//! Logs and tables: a file for each format, all read line by line.
//!
//! A line parser turns a line into an entry; which entries are requests, and how their objects are named,
//! is the same for all formats.

pub(in crate::formats) mod access_log;
mod columns;
mod dates;
mod delimiter;
mod entry;
mod field_positions;
mod filter;
pub(in crate::formats) mod json;
mod line_records;
mod lines;
pub(in crate::formats) mod lis;
pub(in crate::formats) mod log_format;
mod numbers;
mod parser;
mod quoting;
mod role;
mod row_layout;
pub(in crate::formats) mod table;
mod target;
mod time_column;
mod time_unit;
mod usual_names;
pub(in crate::formats) mod w3c;

pub use columns::Columns;
pub use delimiter::Delimiter;
pub(crate) use delimiter::split;
pub use filter::Filters;
pub(crate) use lines::Lines;
pub use log_format::{LogFormat, ParsedLogFormat};
pub use role::Role;
pub(in crate::formats) use table::Table;
pub use target::{NameRule, QueryRule};
pub use time_unit::TimeUnit;
