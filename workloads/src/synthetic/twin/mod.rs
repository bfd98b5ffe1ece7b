//! Fitted synthetic workloads (twins): requests with the shape of a real trace, and nothing else of it.

mod class;
mod draw;
mod draw_class;
mod parameters;

pub use class::TwinClass;
pub use parameters::Twin;
