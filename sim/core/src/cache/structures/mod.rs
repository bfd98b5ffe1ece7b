//! The data structures of policies, over dense object ids.

pub(in crate::cache) mod ageing;
pub(in crate::cache) mod bag;
pub(in crate::cache) mod bits;
pub(in crate::cache) mod by_object;
pub(in crate::cache) mod ghosts;
pub(in crate::cache) mod log;
pub(in crate::cache) mod probation;
pub(in crate::cache) mod queues;
pub(in crate::cache) mod ranked;
pub(in crate::cache) mod ring;
pub(in crate::cache) mod sketch;
pub(in crate::cache) mod slots;
pub(in crate::cache) mod two_bit;

pub(crate) use bits::{Marks, Table};
pub(in crate::cache) use by_object::bytes_over_array;
pub(crate) use probation::ProbationLimits;
pub(crate) use sketch::{Sketch, mix};
pub(crate) use two_bit::InsertionOrder;
