//! What layouts are compared with: bounds, and the closed forms.

pub(crate) mod bounds;
pub(crate) mod predict;
