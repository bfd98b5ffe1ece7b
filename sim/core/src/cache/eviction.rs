//! What a policy is: the order that it keeps, what it is made from, and what there is to know about it.

use super::access::Access;
use super::admission::{AdmissionInfo, AdmissionRule};
use super::capacity::Capacity;
use super::parameters::{self, Parameter};
use hotset_workloads::{ObjectId, Stream};
use rand::{Rng, SeedableRng};

/// What there is to know about a policy.
#[derive(Clone, Copy, Debug)]
pub struct PolicyInfo {
    /// The name in specs and tables.
    pub name: &'static str,
    /// What it evicts, in a phrase.
    pub victim: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Cost of an operation.
    pub cost: &'static str,
    /// What it can be told.
    pub parameters: &'static [Parameter],
    /// Whether [`CacheConfig::placement`](crate::cache::CacheConfig::placement) has to be given.
    pub statically_placed: bool,
    /// Whether it has to be told the next use of every object.
    pub offline: bool,
    /// Whether it reads the time of a request.
    pub timed: bool,
    /// Whether objects can leave beside the victims of a miss.
    pub evicts_spontaneously: bool,
    /// Whether it makes the room itself that an object needs, when it lets it in: [`EvictionPolicy::evict`] is then
    /// never asked.
    pub makes_room: bool,
    /// Whether it can tell its next victim beforehand.
    pub can_peek_victim: bool,
    /// Whether it matters for its order how large an object is.
    pub size_aware: bool,
    /// Whether newcomers are the first to go, however large the cache: they stay for a number of misses, of
    /// which a sample of the objects has fewer.
    pub evicts_newest_first: bool,
    /// At most so many bytes of memory for each object of the catalog that is asked for.
    pub bytes_per_object: f64,
    /// And for each object that a cache can hold, what it remembers of others and lists that doubled
    /// included.
    pub bytes_per_resident: f64,
    /// And as many bytes beside: from the values of its parameters and the number of objects.
    pub other_bytes: fn(&[(&'static str, f64)], f64) -> f64,
}

impl PolicyInfo {
    /// A policy without parameters or needs.
    pub(super) const fn new(
        name: &'static str,
        victim: &'static str,
        source: &'static str,
        cost: &'static str,
    ) -> Self {
        Self {
            name,
            victim,
            source,
            cost,
            parameters: &[],
            statically_placed: false,
            offline: false,
            timed: false,
            evicts_spontaneously: false,
            makes_room: false,
            can_peek_victim: false,
            size_aware: false,
            evicts_newest_first: false,
            bytes_per_object: 4.0,
            bytes_per_resident: 32.0,
            other_bytes: |_, _| 0.0,
        }
    }

    /// The same, taking so many bytes of memory for each object of the catalog, and for each resident.
    pub(super) const fn taking(self, bytes_per_object: f64, bytes_per_resident: f64) -> Self {
        Self { bytes_per_object, bytes_per_resident, ..self }
    }
}

/// What a new cache is told.
#[derive(Debug)]
pub struct CacheConfig<'a> {
    /// How much fits.
    pub capacity: Capacity,
    /// Number of objects in the catalog.
    pub objects: usize,
    /// For policies with chance in them.
    pub stream: Stream,
    /// Objects in the order in which a policy that is placed ahead of time takes them, with their
    /// sizes in bytes; empty for the others.
    pub placement: &'a [(ObjectId, u64)],
    /// Values of the policy's parameters; the others have their defaults.
    pub given: &'a [(&'static str, f64)],
    /// The rule in front of the cache.
    pub admission: Option<&'a dyn AdmissionFactory>,
}

/// Tells the numbers of admission from those of eviction.
const ADMISSION_STREAM: u64 = 0x61_64_6d_69_74;

impl CacheConfig<'_> {
    /// A setup of a policy with its defaults, not placed.
    pub fn new(capacity: Capacity, objects: usize, stream: Stream) -> Self {
        Self { capacity, objects, stream, placement: &[], given: &[], admission: None }
    }

    /// The value of a parameter.
    pub fn value(&self, parameter: &Parameter) -> f64 {
        parameters::value(self.given, parameter)
    }

    /// Random numbers of the admission rule: others than the policy's.
    pub(super) fn admission_stream(&self) -> Stream {
        Stream::seed_from_u64(self.stream.clone().next_u64() ^ ADMISSION_STREAM)
    }

    /// Whether to do as libCacheSim does where it departs from the paper.
    pub(crate) fn like_libcachesim(&self) -> bool {
        self.value(&parameters::COMPATIBILITY) == 1.0
    }
}

/// What makes the admission policy in front of a cache.
pub trait AdmissionFactory: std::fmt::Debug + Sync {
    /// What there is to know about it.
    fn info(&self) -> &'static AdmissionInfo;

    /// A new one for a cache of that setup.
    fn rule(&self, config: &CacheConfig<'_>) -> Box<dyn AdmissionRule>;
}

/// The order that a policy keeps over the objects in the cache.
pub trait EvictionPolicy: Send {
    /// What there is to know about the policy.
    const INFO: PolicyInfo;

    /// An empty order (or the placed one).
    fn new(config: &CacheConfig<'_>) -> Self;

    /// Whether the object is in, without a trace in the order.
    fn contains(&self, object: ObjectId) -> bool;

    /// Looks the object up; if it is in, notes the use and returns `true`.
    fn lookup(&mut self, access: Access) -> bool;

    /// Whether an object that missed may come in; asked once a miss, before room is made.
    #[inline]
    fn admits(&mut self, access: Access) -> bool {
        let _ = access;
        true
    }

    /// What would go next, of policies that [`PolicyInfo::can_peek_victim`].
    fn peek_victim(&mut self) -> Option<ObjectId> {
        None
    }

    /// Drops the next victim, to make room for `incoming`, and tells it with its size; `None` if
    /// there is none, or if the newcomer itself is the victim.
    fn evict(&mut self, incoming: Access) -> Option<(ObjectId, u64)>;

    /// Takes an object in that was not; room was made. Tells the size at which it is kept, or `None`
    /// if it stays out after all.
    fn insert(&mut self, access: Access) -> Option<u64>;

    /// The next object that left beside the victims, of policies that [`PolicyInfo::evicts_spontaneously`].
    #[inline]
    fn spontaneous_eviction(&mut self) -> Option<(ObjectId, u64)> {
        None
    }

    /// Takes an object out that is no longer what is asked for, without a trace in the order, and tells
    /// the size at which it was kept; `None` if it is not in.
    fn remove(&mut self, object: ObjectId) -> Option<u64>;

    /// Every object in the cache with its size.
    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_;

    /// Reads, without looking at it, what requests for these objects will need: all of them wait
    /// for memory at the same time, not one after another.
    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        let _ = objects;
    }
}
