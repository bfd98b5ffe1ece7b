//! Where content lives, and what each request costs.
//!
//! A [`layout`] decides which servers answer a request and by which path. The [`engine`] replays
//! requests through the servers' [`cache`]s; every byte that moves is billed in the [`ledger`].
//! [`theory`] holds the closed forms that the simulator is held against.
//!
//! This crate is pure: no files, no clock, no printing, and no random number that was not handed
//! in as a stream.

pub mod cache;
pub mod engine;
pub mod layout;
pub mod ledger;
mod ranking;
pub mod replay;
pub mod sampling;
pub mod theory;
