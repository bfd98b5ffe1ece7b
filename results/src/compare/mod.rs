//! Comparisons of layouts, paired by replication: whether they differ by more than noise.

mod difference;
mod drops;
#[cfg(test)]
mod example;
mod pairs;
mod robustness;
mod winners;

pub use crate::layouts::is_base;
pub use difference::{COMPARED, Difference};
pub use drops::{DROPS, competes};
pub(crate) use pairs::indistinguishable;
pub use pairs::pairs;
pub use robustness::{Verdict, robustness};
pub use winners::winners;
