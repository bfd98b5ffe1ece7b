//! The figure of a sweep: metrics along one of its axes, a series for each layout or policy, a panel for each
//! of the other parameters' values.

mod choice;
mod chosen;
mod drawn;
mod figure;
mod parameter;
mod ratios;
mod rows;

pub use choice::Choice;
pub(in crate::figures) use choice::column;
pub(super) use figure::{default_figures, figure};
