//! What is held once for several runs: requests that are drawn, and caches that are replayed together.

use crate::spec::single_cache::SingleCache;
use hotset_sim::cache::Capacity;

/// What a request takes that is kept.
pub(crate) const REQUEST_BYTES: f64 = 22.0;
/// Requests of one content that take more than this are drawn again for every run.
pub(crate) const KEPT_BYTES_MAX: f64 = 256e6;
/// The tables of caches that are replayed together take no more than about this.
pub(crate) const UNIT_BYTES_MAX: f64 = 1e9;

/// What the requests of a content take that are kept; nothing if they are too many.
pub(crate) fn kept_bytes(requests_max: f64) -> f64 {
    let bytes = requests_max * REQUEST_BYTES;
    if bytes <= KEPT_BYTES_MAX { bytes } else { 0.0 }
}

/// A guide to what a cache takes: its tables over all objects, of which it is taken to hold its share.
pub(crate) fn cache_bytes(study: &SingleCache, objects: usize) -> f64 {
    let objects = objects as f64;
    // Of a size in bytes, all objects may fit.
    let residents = match study.size.capacity(u64::MAX, objects as u64, 1.0) {
        Ok(Capacity::Objects(residents)) => residents as f64,
        _ => objects,
    };
    study.policy.memory_bytes_max(objects, residents, objects)
}

/// Contents that nobody uses are kept for those who will, up to this many bytes; traces, which take longer to make, up
/// to more.
pub(crate) const SPARED_BYTES_MAX: u64 = 1 << 26;
pub(crate) const SPARED_TRACES_BYTES_MAX: u64 = 1 << 30;

/// What a content takes: a catalog with what it is drawn from, and requests that are held.
pub(crate) fn content_bytes(objects: f64, held: f64) -> f64 {
    const OBJECT_BYTES: f64 = 64.0;
    objects * OBJECT_BYTES + held * REQUEST_BYTES
}
