//! What is written in a spec: the document, the types and the list of keys, and a file for each section,
//! which declares its keys and reads them.

pub(crate) mod axes;
pub(crate) mod bins;
pub(crate) mod bounds;
pub(crate) mod cache_size;
pub(crate) mod capacity;
pub(crate) mod cost;
pub(crate) mod document;
pub(crate) mod error;
pub(crate) mod head;
pub(crate) mod keys;
pub(crate) mod layout;
pub(crate) mod optimize;
pub(crate) mod policy;
pub(crate) mod quantity;
pub(crate) mod reader;
pub(crate) mod replications;
pub(crate) mod reserve;
pub(crate) mod sample;
pub(crate) mod series_by;
pub(crate) mod servers;
pub(crate) mod single_cache;
mod steps;
pub(crate) mod study;
pub(crate) mod timing;
mod unquoted;
pub(crate) mod variations;
pub(crate) mod warm_up;
pub(crate) mod workload;
