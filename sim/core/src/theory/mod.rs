//! Closed forms under the independent reference model, to hold the simulator against.
//! `THEORY n.m` in comments and tests is an entry of `sim/core/THEORY.md`, which has the sources.

mod che;
mod placement;

pub use che::{Demand, fifo_fill_time, hit_ratio_fifo, hit_ratio_lru, lru_fill_time};
pub use placement::{HotLruModel, HybridCost, StaticHybrid, cooperative_shares, top_share};
