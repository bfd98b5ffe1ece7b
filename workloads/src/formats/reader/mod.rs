//! From trace files to requests in time order with dense ids.

mod blocks;
mod look_ahead;
mod merged_files;
mod object_sizes;
mod reorder;
mod report;
mod trace_reader;

pub use report::ReadReport;
pub use trace_reader::TraceReader;
