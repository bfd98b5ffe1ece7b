//! Trace files, all read through [`TraceReader`].
//!
//! Whether a file is compressed (gzip, zstd) is recognised by its first bytes, its format by its content.
//! Reading streams: memory grows with the objects (their names and sizes), not with the requests.
//!
//! A format is a file in `text` or `binary`, and a line in the list of [`Format`]. Malformed records are
//! skipped and counted by reason: [`ReadReport::malformed`].

mod binary;
mod csv_writer;
mod decompression;
mod detection;
mod field_mapping;
mod head;
mod info;
mod input;
mod malformed;
mod next_access;
mod number_ids;
mod object_names;
mod options;
mod reader;
mod record;
mod registered;
mod registry;
mod text;

pub use csv_writer::CsvWriter;
pub use field_mapping::{FieldMapping, MappedField};
pub(crate) use input::Input;
pub use malformed::Malformed;
pub use next_access::{
    NO_NEXT, NextAccessBlock, NextAccessCheck, NextAccessRequest, NextAccessTrace,
};
pub use object_names::Names;
pub use options::{ReadOptions, SizeRule};
pub use reader::{ReadReport, TraceReader};
pub use registered::{FormatError, NamedFormat, RegisteredFormat, TraceRecord};
pub use registry::Format;
pub use text::{
    Columns, Delimiter, Filters, LogFormat, NameRule, ParsedLogFormat, QueryRule, Role, TimeUnit,
};
pub(crate) use text::{Lines, split};
