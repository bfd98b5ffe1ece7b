//! One look at a cache.

use hotset_workloads::{ObjectId, Request, SimTime};

/// The next use of an object that is never asked for again.
pub const NEVER: u32 = hotset_workloads::dense::NO_USE;

/// One look at a cache.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    /// What is asked for.
    pub object: ObjectId,
    /// Its size in bytes.
    pub bytes: u64,
    /// When; read by policies that are [`PolicyInfo::timed`](super::PolicyInfo::timed) alone.
    pub time: SimTime,
    /// When it is asked for next, as a request number, or [`NEVER`]; read by policies that have
    /// [`PolicyInfo::offline`](super::PolicyInfo::offline) alone.
    pub next_use: u32,
    /// How long it may be kept, in seconds, or 0; read by policies that are [`PolicyInfo::timed`](super::PolicyInfo::timed)
    /// alone.
    pub ttl_s: u32,
    /// Which version of the object it is: see [`Cache::drop_other_version`](super::Cache::drop_other_version).
    pub version: u16,
}

impl Access {
    /// A look without foresight.
    pub fn of(request: &Request) -> Self {
        let Request { object, bytes, time, ttl_s, version, .. } = *request;
        Self { object, bytes, time, next_use: NEVER, ttl_s, version }
    }
}
