//! A lookup, as the cache sees it.

use hotset_workloads::{ObjectId, Request, SimTime};

/// The next use of an object that is never requested again.
pub const NEVER: u32 = hotset_workloads::dense::NO_USE;

/// A request as the cache sees it.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    /// The object.
    pub object: ObjectId,
    /// Its size in bytes.
    pub bytes: u64,
    /// The time; read only by policies that are [`PolicyInfo::timed`](super::PolicyInfo::timed).
    pub time: SimTime,
    /// The number of the next request for the object, or [`NEVER`]; read only by policies that are
    /// [`PolicyInfo::offline`](super::PolicyInfo::offline).
    pub next_use: u32,
    /// Its time to live in seconds, or 0 for none; read only by policies that are
    /// [`PolicyInfo::timed`](super::PolicyInfo::timed).
    pub ttl_s: u32,
    /// The version of the object; see [`Cache::drop_other_version`](super::Cache::drop_other_version).
    pub version: u16,
}

impl Access {
    /// A request whose next use is unknown.
    pub fn of(request: &Request) -> Self {
        let Request { object, bytes, time, ttl_s, version, .. } = *request;
        Self { object, bytes, time, next_use: NEVER, ttl_s, version }
    }
}
