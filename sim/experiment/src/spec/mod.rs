//! What was written: the document, its keys, and a file for each section.

pub(crate) mod axes;
pub(crate) mod bins;
pub(crate) mod bounds;
pub(crate) mod cache_size;
pub(crate) mod capacity;
pub(crate) mod document;
pub(crate) mod dynamics;
pub(crate) mod head;
pub(crate) mod keys;
pub(crate) mod layout;
pub(crate) mod policy;
pub(crate) mod reader;
pub(crate) mod reserve;
pub(crate) mod sample;
pub(crate) mod timing;
pub(crate) mod warm_up;
pub(crate) mod workload;
