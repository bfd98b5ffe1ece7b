//! The metrics of a run, each declared once: figures, comparisons, answers and the code that measures them
//! all name a constant, so that a misspelled metric does not compile.

mod declared;
mod metric;

pub use declared::*;
pub use metric::{Better, Metric, Unit};
