//! The requests of a synthetic workload.
//!
//! A [`Content`] is drawn from the model: catalog, popularity, and the events that change them. Its requests
//! come from the independent reference model ([`stationary`]), or at rates that vary ([`varying`]).

mod active_crowd;
mod arrivals;
mod base;
mod content;
mod crowds;
mod expectation;
mod object_weights;
mod requests;
mod slot_holders;
mod slots;
mod stationary;
mod variation;
mod varying;
mod weights;

pub use content::Content;
pub use expectation::Expectation;
pub use requests::SyntheticRequests;
