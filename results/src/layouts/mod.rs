//! The two halves of a point of a sweep: its layout, and the context in which layouts are compared.

mod context;
mod name;
mod variation;

pub use context::{context, context_name, contexts, goes_with_trace, in_context, trace_name};
pub use name::{HOT_SIZES, is_layout, layout_name};
pub(crate) use variation::VARIATION;
pub use variation::is_base;
