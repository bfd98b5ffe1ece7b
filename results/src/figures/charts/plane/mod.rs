//! The figure of a study of traffic: origin traffic against the capacity that layouts need, with a point per
//! layout.

mod figure;
mod hot_size;
mod layout_rows;
mod origin_capacity;

pub(super) use figure::figure;
