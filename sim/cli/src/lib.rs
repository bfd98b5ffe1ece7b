//! `hotset`: simulates what consolidating hot web content does to total traffic and to the reserve
//! that must be held.

mod arguments;
mod commands;
mod diagnostics;
mod host;
mod memory;
mod program;
mod progress;
mod units;
mod version;

pub use program::Program;
