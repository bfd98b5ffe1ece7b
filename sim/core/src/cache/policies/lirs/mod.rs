//! LIRS: objects ranked by the time between their last two uses.

mod libcachesim;
mod paper;

use crate::cache::parameters::{COMPATIBILITY, Parameter};
use crate::cache::structures::queues::share_of;
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

const HIR_SHARE: Parameter = Parameter::share("hir", 0.01, "share of the cache for HIR objects");

/// LIRS (Jiang and Zhang, SIGMETRICS 2002). The stack S orders objects by last use and has the
/// objects of low inter-reference recency (LIR), which stay, among others (HIR), some of which
/// left the cache and are only remembered. HIR objects in the cache wait in the queue Q, from
/// which the victims come. An HIR object that is used while it is in S becomes LIR, and the LIR
/// object at the bottom of S joins Q in its place. With sizes, both parts count bytes, and objects
/// larger than the HIR part are not admitted, as in libCacheSim.
///
/// libCacheSim also sends an LIR object to Q when an HIR object outside of S is used, and forgets
/// the oldest objects that left once S counts for twice the cache. There, such a use can push the
/// very object out of Q: it takes no room then, and yet its next use is a hit, which takes room
/// again. What is at the bottom of S leaves the LIR part though it be HIR, and an object that left
/// can be remembered twice.
#[derive(Debug)]
pub struct Lirs(Form);

#[derive(Debug)]
enum Form {
    Paper(paper::Lirs),
    LibCacheSim(libcachesim::Lirs),
}

/// Calls the same of either form.
macro_rules! form {
    ($lirs:expr, $form:ident => $call:expr) => {
        match $lirs {
            Lirs(Form::Paper($form)) => $call,
            Lirs(Form::LibCacheSim($form)) => $call,
        }
    };
}

impl EvictionPolicy for Lirs {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[HIR_SHARE, COMPATIBILITY],
        evicts_spontaneously: true,
        makes_room: true,
        ..PolicyInfo::new(
            "lirs",
            "longest between its last two uses",
            "Jiang and Zhang, SIGMETRICS 2002",
            "O(1), amortised",
        )
        .taking(12.0, 96.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        let hir_limit = share_of(config.capacity, config.value(&HIR_SHARE)).max(1);
        let (objects, capacity) = (config.objects, config.capacity);
        Self(match config.like_libcachesim() {
            false => Form::Paper(paper::Lirs::new(objects, capacity, hir_limit)),
            true => Form::LibCacheSim(libcachesim::Lirs::new(objects, capacity, hir_limit)),
        })
    }

    fn contains(&self, object: ObjectId) -> bool {
        form!(self, form => form.contains(object))
    }

    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        form!(self, form => form.prefetch(objects));
    }

    fn lookup(&mut self, access: Access) -> bool {
        form!(self, form => form.lookup(access.object))
    }

    fn admits(&mut self, access: Access) -> bool {
        form!(self, form => form.admits(access.object, access.bytes))
    }

    /// Room is made before.
    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        None
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        Some(form!(self, form => form.insert(access.object, access.bytes)))
    }

    fn spontaneous_eviction(&mut self) -> Option<(ObjectId, u64)> {
        form!(self, form => form.spontaneous_eviction())
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        form!(self, form => form.remove(object))
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        let (paper, alike) = match self {
            Self(Form::Paper(form)) => (Some(form.residents()), None),
            Self(Form::LibCacheSim(form)) => (None, Some(form.residents())),
        };
        paper.into_iter().flatten().chain(alike.into_iter().flatten())
    }
}
