//! Comparisons paired by replication: of layouts, whether they differ by more than noise, and of eviction
//! policies over traces.

mod difference;
mod drops;
#[cfg(test)]
mod example;
mod pairs;
pub(crate) mod policies;
mod robustness;
mod winners;

pub use crate::layouts::is_base;
pub use difference::{COMPARED, Difference};
pub use drops::{DROPS, competes};
pub(crate) use pairs::indistinguishable;
pub use pairs::pairs;
pub use policies::policies;
pub use robustness::{Verdict, robustness};
pub use winners::winners;
