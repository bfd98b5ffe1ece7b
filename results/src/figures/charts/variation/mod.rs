//! How access varies: turnover and concentration over time, the daily cycle, bursts, and the most popular
//! objects as a heat map.

mod bins;
mod bursts;
mod concentration;
mod daily_cycle;
mod figures;
mod heat;
mod turnover;

pub(super) use concentration::concentration;
pub(super) use daily_cycle::daily_cycle;
pub use figures::variation_figures;
pub(super) use turnover::turnover;
