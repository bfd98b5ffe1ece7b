//! What a stream of requests looks like.

mod popularity;
mod rate;

pub use popularity::{PopularityProfile, ZipfFit, zipf_fit};
pub use rate::RateSeries;
