//! What is counted: bytes and requests by class, server and time bin, and what follows for load.

mod bins;
mod load;
mod power;
mod reserve;
mod traffic;

pub(crate) use bins::BinCursor;
pub use bins::Bins;
pub use load::{Load, p95_of, quantile_above, reserve_capacity};
pub use power::{AwakeChange, Power};
pub use reserve::{Reserve, ReserveRule};
pub use traffic::{Cell, Ledger, Traffic};
