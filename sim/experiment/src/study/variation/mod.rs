//! The study of variation: how the access to hot content varies over time.

mod analysed;
mod found;
mod input;
mod pass;
mod request;
mod results;
mod summary;
mod tables;
pub mod twin;

pub use analysed::AnalysedInput;
pub use found::{Found, Top, median};
pub use input::USUAL_BIN_S;
pub use request::Analysis;
pub use results::{AnalysisResults, analyze};
pub use summary::{DAILY_NEEDS, WEEKLY_NEEDS};
