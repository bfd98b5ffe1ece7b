//! Bursts: times at which one object is requested much more than usual.

mod burst;
mod classify;
mod find;

pub use burst::{Burst, BurstClass};
pub use classify::ENDOGENOUS_BEFORE_SHARE;
pub use find::{BurstRule, bursts};
