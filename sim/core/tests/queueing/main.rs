//! Runs in time.

#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;
mod drivers;
mod links;
mod setting;
mod theory;
