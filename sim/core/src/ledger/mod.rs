//! What is counted: bytes and requests by class, server and time bin, and the load and capacity that follow.
//!
//! | file | what it defines |
//! |---|---|
//! | `traffic.rs` | [`Ledger`]: egress, inter-server, origin and migration traffic, and the conservation laws |
//! | `bins.rs` | [`Bins`]: time bins of equal width |
//! | `loads.rs`, `load.rs` | [`Loads`] offered to each server; [`Load`]: peaks, percentiles, imbalance |
//! | `provisioning.rs` | [`Provisioning`]: the capacity that a layout needs, relative to the mean client load |
//! | `reserve.rs` | [`Reserve`]: the capacity above the mean load, of counts over a long time |
//! | `power.rs` | [`Power`]: energy by the linear power model |

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
