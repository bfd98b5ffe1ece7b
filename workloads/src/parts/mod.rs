//! Parts of a simulation that have names and parameters, as `s3-fifo:small=0.05`: hotset's own, and those that a
//! program registers.

mod parameters;
mod registry;

pub use parameters::{Parameter, ParameterValues, Range, read_all, unknown, value, write};
pub use registry::{NamedPart, Registry};
