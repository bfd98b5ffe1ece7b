//! Closed forms, against which the simulator is validated.
//!
//! `THEORY n.m` in comments and tests is an entry of `sim/core/THEORY.md`, which has the sources.
//!
//! | file | what it defines |
//! |---|---|
//! | `che.rs` | hit ratios of LRU and FIFO by the characteristic time |
//! | `shot_noise.rs` | hit ratios of LRU under shot noise |
//! | `placement.rs` | hit ratios and costs of static, hot and cooperative placements |
//! | `multiplexing.rs` | capacity of many sites together: Gaussian, Poisson, flash crowds |
//! | `compound_poisson.rs` | moments of sizes, and the variation of the load of independent requests |
//! | `power.rs` | the linear power model and consolidation |

mod che;
mod compound_poisson;
mod multiplexing;
mod placement;
mod power;
mod shot_noise;

pub use che::{
    Demand, Replacement, byte_hit_ratio, fifo_fill_time, hit_ratio_fifo, hit_ratio_lru,
    lru_fill_time,
};
pub use compound_poisson::SizeMoments;
pub use multiplexing::{
    CommonlyCrowdedSites, CrowdedSites, binomial_capacity, binomial_tail, chernoff_bound,
    correlated_utilisation, effective_sites, equivalent_capacity, gaussian_capacity,
    gaussian_utilisation, poisson_capacity, random_phase_amplitude, von_mises_resultant,
};
pub use placement::{
    HotLruModel, HybridCost, StaticHybrid, cooperative_byte_shares, cooperative_shares, top_share,
};
pub use power::{consolidated, energy_efficiency, fan_power, linear_power};
pub use shot_noise::RectangularShots;
