//! Counts over time: read from files, and as the rates of a workload.
//!
//! Files are tables of views, plain counts, or hourly page views; gzip and zstd are decompressed.

mod content;
mod counts;
mod dates;
mod format;
mod model;
mod options;
mod pageviews;
mod plain_counts;
mod read;
mod reader;
mod requests;
mod rows;
mod table;

pub use content::SeriesContent;
pub use counts::CountSeries;
pub use format::{SeriesFormat, is_series};
pub use model::{SeriesModel, SeriesRows};
pub use options::SeriesOptions;
pub use pageviews::hour_in_name;
pub use read::read_series;
pub use requests::SeriesRequests;
