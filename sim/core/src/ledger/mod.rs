//! What is counted: bytes and requests by class, server and time bin, and what follows for load.

mod bins;
mod load;
mod loads;
mod power;
mod provisioning;
mod reserve;
mod traffic;

pub(crate) use bins::BinCursor;
pub use bins::Bins;
pub use load::{Load, p95_of, predicted_capacity, quantile_above, reserve_capacity};
pub use loads::Loads;
pub use power::{Power, PowerStateChange};
pub use provisioning::{KnownLoad, Machines, Provisioning, ProvisioningRule};
pub use reserve::{Reserve, ReserveRule};
pub use traffic::{Cell, Ledger, Traffic};
