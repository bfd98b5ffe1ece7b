//! Runs in time.

mod drivers;
mod links;
mod setting;
mod theory;
