//! How access varies: turnover and concentration over time, the daily cycle, bursts, and the most popular
//! objects as a heat map.

mod bursts;
mod concentration;
mod daily_cycle;
mod figures;
mod heat;
mod time_axis;
mod turnover;

pub use figures::variation_figures;
