//! Hashing objects to servers.

mod jump;
mod maglev;
mod mix;
mod rendezvous;
mod ring;
mod table;

pub use table::{Bound, HashKind, Owners};
