//! How the nodes' events are brought into order: sequentially, or in parallel with lookahead.

pub(super) mod sequential;
pub(super) mod windows;
mod worker_pool;
