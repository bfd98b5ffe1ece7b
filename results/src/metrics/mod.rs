//! The metrics of a run, each declared once. Figures, comparisons, answers and the code that measures use the
//! same constants, so that a misspelled metric does not compile.

mod declared;
mod metric;

pub use declared::*;
pub use metric::{Better, Metric, Unit};
