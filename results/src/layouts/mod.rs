//! The two halves of a point of a sweep: its layout, and the context in which layouts are compared.

mod agreement;
mod context;
mod name;
mod variation;

pub(crate) use agreement::Agreement;
pub use context::{Context, context, context_name, contexts, goes_with_trace, trace_name};
pub use name::{HOT_SIZES, is_layout, layout_name};
pub(crate) use variation::VARIATION;
pub use variation::is_base;
