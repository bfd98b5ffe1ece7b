//! What an eviction policy is: the trait, its description, and the configuration it is built from.

use super::access::Access;
use super::admission::{AdmissionInfo, AdmissionRule};
use super::any_eviction::AnyEviction;
use super::capacity::Capacity;
use super::parameters::{self, Parameter};
use super::structures::bytes_over_array;
use hotset_workloads::{ObjectId, Stream, stream};
use rand::Rng;

/// The description of a policy: its name and source, and what the cache must do for it.
///
/// Start from [`PolicyInfo::new`], which describes an online policy with no special needs, and
/// change the fields that differ.
#[derive(Clone, Copy, Debug)]
pub struct PolicyInfo {
    /// The name in specs and tables.
    pub name: &'static str,
    /// What it evicts, in a phrase.
    pub victim: &'static str,
    /// The paper that introduced it.
    pub source: &'static str,
    /// The cost of an operation.
    pub cost: &'static str,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// Whether the policy is static: [`CacheConfig::placement`] must then be given.
    pub statically_placed: bool,
    /// Whether the policy is offline: it reads [`Access::next_use`].
    pub offline: bool,
    /// Whether it reads the time of a request.
    pub timed: bool,
    /// Whether objects leave other than as victims of a miss; see
    /// [`EvictionPolicy::spontaneous_eviction`].
    pub evicts_spontaneously: bool,
    /// Whether the policy itself frees the space that an object needs when it admits the object. The cache
    /// then keeps no account of space and never calls [`EvictionPolicy::evict`].
    pub makes_room: bool,
    /// Whether it can name its next victim without evicting it; see [`EvictionPolicy::peek_victim`].
    pub can_peek_victim: bool,
    /// Whether its decisions depend on the sizes of objects.
    pub size_aware: bool,
    /// Why a sample of the objects misrepresents the policy, beyond what its standard error shows; `None` if
    /// it does not.
    pub sampling_bias: Option<&'static str>,
    /// A bound on memory: bytes for each object of the catalog that is requested.
    pub bytes_per_object: f64,
    /// How many objects its tables have at once, ghosts included, for each that the cache can hold, if they are
    /// tables of these objects alone; infinite if they are of the whole catalog.
    pub known_per_resident: f64,
    /// A bound on memory: bytes for each object that the cache can hold, with ghost entries and the spare
    /// capacity of vectors.
    pub bytes_per_resident: f64,
    /// A bound on other memory in bytes, from the values of the parameters and the number of objects.
    pub other_bytes: fn(&[(&'static str, f64)], f64) -> f64,
}

impl PolicyInfo {
    /// The bias of policies that evict new objects first, however large the cache: these stay for a number of
    /// misses.
    pub(super) const NEWEST_FIRST: Option<&'static str> = Some(
        "it evicts the newest objects first, after a number of misses, of which a sample has fewer",
    );

    /// The bias of policies that move a boundary at every hit of a ghost entry.
    pub(super) const ADAPTS_BY_GHOSTS: Option<&'static str> =
        Some("it adapts at hits of ghost entries, of which a sample has fewer");

    /// An online policy without parameters.
    pub const fn new(
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
            sampling_bias: None,
            bytes_per_object: 4.0,
            known_per_resident: f64::INFINITY,
            bytes_per_resident: 32.0,
            other_bytes: |_, _| 0.0,
        }
    }

    /// The same policy with this memory use: bytes for each object of the catalog, and for each resident.
    #[must_use]
    pub const fn taking(self, bytes_per_object: f64, bytes_per_resident: f64) -> Self {
        Self { bytes_per_object, bytes_per_resident, ..self }
    }

    /// The same policy with tables of so many objects, ghosts included, for each that the cache can hold.
    pub(super) const fn knowing(self, known_per_resident: f64) -> Self {
        Self { known_per_resident, ..self }
    }

    /// A bound on the memory of its tables, in bytes.
    pub(super) fn tables_bytes_max(&self, objects: f64, residents: f64) -> f64 {
        let array = self.bytes_per_object * objects;
        match self.known_per_resident.is_finite() {
            true => array * bytes_over_array(objects, self.known_per_resident * residents),
            false => array,
        }
    }
}

/// The configuration of a new cache.
#[derive(Debug)]
pub struct CacheConfig<'a> {
    /// The capacity.
    pub capacity: Capacity,
    /// Number of objects in the catalog: ids are below it.
    pub objects: usize,
    /// Random numbers, for randomized policies.
    pub stream: Stream,
    /// For static policies, the objects to hold and their sizes in bytes, in order of preference; empty for the
    /// others.
    pub placement: &'a [(ObjectId, u64)],
    /// Values of the policy's parameters, by name; the others have their defaults.
    pub given: &'a [(&'static str, f64)],
    /// The admission policy in front of the cache.
    pub admission: Option<&'a dyn AdmissionFactory>,
    /// The policy, where its type is not known: a registered one.
    pub registered: Option<&'static dyn EvictionFactory>,
}

/// Separates the random numbers of admission from those of eviction.
const ADMISSION_STREAM: u64 = 0x61_64_6d_69_74;

impl CacheConfig<'_> {
    /// A cache with default parameters, no placement and no admission policy.
    pub fn new(capacity: Capacity, objects: usize, stream: Stream) -> Self {
        Self {
            capacity,
            objects,
            stream,
            placement: &[],
            given: &[],
            admission: None,
            registered: None,
        }
    }

    /// The value of a parameter.
    pub fn value(&self, parameter: &Parameter) -> f64 {
        parameters::value(self.given, parameter)
    }

    /// Random numbers of the admission policy, independent of the eviction policy's.
    pub(super) fn admission_stream(&self) -> Stream {
        stream(self.stream.clone().next_u64() ^ ADMISSION_STREAM)
    }

    /// Whether to follow libCacheSim where it departs from the paper.
    pub(crate) fn like_libcachesim(&self) -> bool {
        self.value(&parameters::COMPATIBILITY) == 1.0
    }
}

/// Makes an eviction policy whose type is not known.
pub trait EvictionFactory: std::fmt::Debug + Sync {
    /// The description of the policy.
    fn info(&self) -> &'static PolicyInfo;

    /// A new policy for a cache of this configuration.
    fn eviction(&self, config: &CacheConfig<'_>) -> Box<dyn AnyEviction>;
}

/// Makes the admission policy in front of a cache.
pub trait AdmissionFactory: std::fmt::Debug + Sync {
    /// The description of the admission policy.
    fn info(&self) -> &'static AdmissionInfo;

    /// A new admission policy for a cache of this configuration.
    fn rule(&self, config: &CacheConfig<'_>) -> Box<dyn AdmissionRule>;
}

/// An eviction policy: it keeps the objects in an order and picks victims. [`Cache`](super::Cache) does the
/// rest: capacity, sizes, admission, and objects larger than the cache.
///
/// The cache calls [`lookup`](Self::lookup) for every request. On a miss it calls
/// [`evict`](Self::evict) until the object fits, then [`insert`](Self::insert).
pub trait EvictionPolicy: Send + Sized {
    /// The description of the policy.
    const INFO: PolicyInfo;

    /// An empty policy; a static one holds its placement.
    fn new(config: &CacheConfig<'_>) -> Self;

    /// The description again: another one only where a type stands for several policies.
    #[inline]
    fn info(&self) -> &'static PolicyInfo {
        const { &Self::INFO }
    }

    /// Whether the object is in the cache. Does not count as a use.
    fn contains(&self, object: ObjectId) -> bool;

    /// Looks the object up: on a hit, updates its recency or frequency and returns `true`.
    fn lookup(&mut self, access: Access) -> bool;

    /// Whether to admit an object that missed; called once a miss, before any eviction.
    #[inline]
    fn admits(&mut self, access: Access) -> bool {
        let _ = access;
        true
    }

    /// The next victim, which stays in the cache; `None` unless [`PolicyInfo::can_peek_victim`].
    fn peek_victim(&mut self) -> Option<ObjectId> {
        None
    }

    /// Evicts the next victim, to make room for `incoming`, and returns it with its size; `None` if
    /// the cache is empty, or if `incoming` itself is the victim.
    fn evict(&mut self, incoming: Access) -> Option<(ObjectId, u64)>;

    /// Inserts an object that is not in the cache and for which there is room. Returns the size at which it is
    /// held, or `None` if it stays out after all.
    fn insert(&mut self, access: Access) -> Option<u64>;

    /// The next object that left other than as a victim, such as an expired one, with its size. The cache calls
    /// this after every operation until it returns `None`, if [`PolicyInfo::evicts_spontaneously`].
    #[inline]
    fn spontaneous_eviction(&mut self) -> Option<(ObjectId, u64)> {
        None
    }

    /// Removes an object that is out of date, without any effect on the order of the others. Returns the size
    /// at which it was held; `None` if it is not in the cache.
    fn remove(&mut self, object: ObjectId) -> Option<u64>;

    /// Every object in the cache with its size.
    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_;

    /// Reads, and ignores, the state that requests for these objects will need, so that their
    /// cache misses in the processor overlap.
    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        let _ = objects;
    }
}
