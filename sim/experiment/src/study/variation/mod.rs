//! The study of variation: how the access to hot content varies over time, and how objects are accessed.

mod analysed;
mod found;
mod input;
mod locality;
mod pass;
mod request;
mod results;
mod second_pass;
mod stack_sample;
mod summary;
mod tables;
pub mod twin;

pub use analysed::AnalysedInput;
pub use found::{Found, Top, median};
pub use input::USUAL_BIN_S;
pub use locality::StackDistanceProfile;
pub use request::Analysis;
pub use results::{AnalysisResults, analyze};
pub use second_pass::Accesses;
pub use summary::{DAILY_NEEDS, WEEKLY_NEEDS};
