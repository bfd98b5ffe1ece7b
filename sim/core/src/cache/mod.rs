//! Caches over dense object ids: one file a policy.
//!
//! A policy only keeps an order and picks victims ([`Eviction`]); room, sizes and the bypass of
//! objects that cannot fit are the same for all ([`Cache`]). The semantics are those of the
//! field's simulators: a request is a hit or a miss first; a miss evicts until the object fits,
//! then inserts it at the size of that request; a later hit with another size does not change the
//! room it takes; an object larger than the whole cache bypasses it.

mod admission;
mod capacity;
mod parameters;
mod policy;

mod ageing;
mod bag;
mod bits;
mod climber;
mod ghosts;
mod log;
mod marked;
mod probation;
mod queues;
mod ranked;
mod ring;
mod sketch;
mod slots;

mod arc;
mod belady;
mod belady_size;
mod cacheus;
mod car;
mod clock;
mod clock_2q_plus;
mod clock_pro;
mod fifo;
mod fifo_merge;
mod gdsf;
mod hyperbolic;
mod largest;
mod le_car;
mod lfu;
mod lfu_da;
mod lhd;
mod lirs;
mod lru;
mod lru_k;
mod mq;
mod qd_lp;
mod random;
mod s3_fifo;
mod sieve;
mod slru;
mod static_lfu;
mod ttl;
mod two_q;
mod w_tiny_lfu;

pub use admission::{Admission, AdmissionInfo, AdmissionKind};
pub use arc::Arc;
pub use belady::{Belady, NEVER, next_uses};
pub use belady_size::BeladySize;
pub use cacheus::Cacheus;
pub use capacity::Capacity;
pub use car::Car;
pub use clock::{Clock, OldestUnused};
pub use clock_2q_plus::Clock2QPlus;
pub use clock_pro::ClockPro;
pub use fifo::{Fifo, Oldest};
pub use fifo_merge::FifoMerge;
pub use gdsf::Gdsf;
pub use hyperbolic::Hyperbolic;
pub use largest::Size;
pub use le_car::LeCar;
pub use lfu::Lfu;
pub use lfu_da::LfuDa;
pub use lhd::Lhd;
pub use lirs::Lirs;
pub use lru::Lru;
pub use lru_k::LruK;
pub use mq::Mq;
pub use parameters::{Given, Parameter, Range};
pub use policy::{Policy, PolicyInfo, PolicyKind, PolicyVisitor};
pub use qd_lp::QdLp;
pub use random::Random;
pub use s3_fifo::S3Fifo;
pub use sieve::{NextUnused, Sieve};
pub use slru::Slru;
pub use static_lfu::StaticLfu;
pub use ttl::Ttl;
pub use two_q::TwoQ;
pub use w_tiny_lfu::WTinyLfu;

use admission::Gate;
pub(crate) use sketch::{Sketch, mix};
pub(crate) use w_tiny_lfu::{WTinyLfuLimits, climbs};

pub(crate) use bits::{Marks, Table};
pub(crate) use capacity::Space;
use hotset_workloads::{ObjectId, Request, SimTime, Stream};
pub(crate) use marked::Order;
pub(crate) use probation::ProbationLimits;
use rand::{Rng, SeedableRng};

/// One look at a cache.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    /// What is asked for.
    pub object: ObjectId,
    /// Its size in bytes.
    pub bytes: u64,
    /// When; read by policies that are [`PolicyInfo::timed`] alone.
    pub time: SimTime,
    /// When it is asked for next, as a request number, or [`NEVER`]; read by policies that have
    /// [`PolicyInfo::foresight`] alone.
    pub next_use: u32,
    /// How long it may be kept, in seconds, or 0; read by policies that are [`PolicyInfo::timed`]
    /// alone.
    pub ttl_s: u32,
    /// Which version of the object it is: see [`Cache::drop_other_version`].
    pub version: u16,
}

impl Access {
    /// A look without foresight.
    pub fn of(request: &Request) -> Self {
        let Request { object, bytes, time, ttl_s, version, .. } = *request;
        Self { object, bytes, time, next_use: NEVER, ttl_s, version }
    }
}

/// What a new cache is told.
#[derive(Debug)]
pub struct Setup<'a> {
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
    pub admission: Option<&'a Admission>,
}

/// Tells the numbers of admission from those of eviction.
const ADMISSION_STREAM: u64 = 0x61_64_6d_69_74;

impl Setup<'_> {
    /// A setup of a policy with its defaults, not placed.
    pub fn new(capacity: Capacity, objects: usize, stream: Stream) -> Self {
        Self { capacity, objects, stream, placement: &[], given: &[], admission: None }
    }

    /// The value of a parameter.
    fn value(&self, parameter: &Parameter) -> f64 {
        parameters::value(self.given, parameter)
    }

    /// Random numbers of the admission rule: others than the policy's.
    fn admission_stream(&self) -> Stream {
        Stream::seed_from_u64(self.stream.clone().next_u64() ^ ADMISSION_STREAM)
    }

    /// Whether to do as libCacheSim does where it departs from the paper.
    pub(crate) fn like_libcachesim(&self) -> bool {
        self.value(&parameters::LIKE) == 1.0
    }
}

/// The order that a policy keeps over the objects in the cache.
pub trait Eviction: Send {
    /// What there is to know about the policy.
    const INFO: PolicyInfo;

    /// An empty order (or the placed one).
    fn new(setup: &Setup<'_>) -> Self;

    /// Whether the object is in, without a trace in the order.
    fn holds(&self, object: ObjectId) -> bool;

    /// Looks the object up; if it is in, notes the use and returns `true`.
    fn hit(&mut self, access: Access) -> bool;

    /// Whether an object that missed may come in; asked once a miss, before room is made.
    #[inline]
    fn admits(&mut self, access: Access) -> bool {
        let _ = access;
        true
    }

    /// What would go next, of policies that [`PolicyInfo::tells_victim`].
    fn victim(&mut self) -> Option<ObjectId> {
        None
    }

    /// Drops the next victim, to make room for `incoming`, and tells it with its size; `None` if
    /// there is none, or if the newcomer itself is the victim.
    fn evict(&mut self, incoming: Access) -> Option<(ObjectId, u64)>;

    /// Takes an object in that was not; room was made. Tells the size at which it is kept, or `None`
    /// if it stays out after all.
    fn insert(&mut self, access: Access) -> Option<u64>;

    /// The next object that left beside the victims, of policies that [`PolicyInfo::sheds`].
    #[inline]
    fn shed(&mut self) -> Option<(ObjectId, u64)> {
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
    fn touch(&self, objects: &[ObjectId]) {
        let _ = objects;
    }
}

/// A cache: a policy and its room.
#[derive(Debug)]
pub struct Cache<E> {
    eviction: E,
    space: Space,
    gate: Gate,
    /// By object: the version that came in; empty as long as all are 0.
    versions: Vec<u16>,
    /// When something first had to leave for want of room.
    full_since: Option<SimTime>,
}

impl<E: Eviction> Cache<E> {
    /// A new cache.
    pub fn new(setup: &Setup<'_>) -> Self {
        let eviction = E::new(setup);
        let mut space = Space::new(setup.capacity);
        if !E::INFO.makes_room {
            eviction.residents().for_each(|(_, bytes)| space.take(bytes));
        }
        // What is placed ahead is there from the start.
        let full_since = E::INFO.placed.then_some(SimTime(0));
        Self { eviction, space, gate: Gate::new(setup), versions: Vec::new(), full_since }
    }

    /// When an object first had to leave, or another had to stay out, for want of room; `None` if there
    /// was always room for all.
    pub fn full_since(&self) -> Option<SimTime> {
        self.full_since
    }

    /// Whether the object is in, without a trace in the order.
    #[inline]
    pub fn holds(&self, object: ObjectId) -> bool {
        self.eviction.holds(object)
    }

    /// Drops the object if it is in as another version than is asked for, and tells whether: the look
    /// that follows is then a miss. To be called before it where objects are modified.
    #[inline]
    pub fn drop_other_version(&mut self, access: Access) -> bool {
        (access.version != 0 || !self.versions.is_empty()) && self.drop_stale(access)
    }

    fn drop_stale(&mut self, access: Access) -> bool {
        if !self.holds(access.object) || self.version(access.object) == access.version {
            return false;
        }
        let removed = self.eviction.remove(access.object);
        removed.into_iter().for_each(|bytes| self.give_back(bytes));
        removed.is_some()
    }

    /// The version of an object that is in.
    #[inline]
    pub fn version(&self, object: ObjectId) -> u16 {
        self.versions.get(object as usize).copied().unwrap_or(0)
    }

    fn note_version(&mut self, access: Access) {
        let object = access.object as usize;
        if object >= self.versions.len() {
            self.versions.resize(object + 1, 0);
        }
        self.versions[object] = access.version;
    }

    /// Looks the object up; if it is in, notes the use and returns `true`. Reports each object that
    /// this drives out.
    #[inline]
    pub fn hit(&mut self, access: Access, mut evicted: impl FnMut(ObjectId)) -> bool {
        self.gate.note(access);
        let hit = self.eviction.hit(access);
        self.shed(access, &mut evicted);
        hit
    }

    /// Draws what requests for these objects will need into the processor's caches.
    #[inline]
    pub fn touch(&self, objects: &[ObjectId]) {
        self.eviction.touch(objects);
    }

    /// Takes in an object that missed, and reports each victim; `false` if it was let past.
    #[inline]
    pub fn admit(&mut self, access: Access, mut evicted: impl FnMut(ObjectId)) -> bool {
        debug_assert!(!self.holds(access.object), "admitted twice");
        if self.space.can_never_hold(access.bytes) || !self.gate.admits(access) {
            return false;
        }
        let admitted = self.eviction.admits(access);
        self.shed(access, &mut evicted);
        if !admitted {
            return false;
        }
        while !E::INFO.makes_room && !self.space.has_room_for(access.bytes) {
            self.full_since.get_or_insert(access.time);
            if !self.gate.wins(access, || self.eviction.victim()) {
                return false;
            }
            let victim = self.eviction.evict(access);
            self.shed(access, &mut evicted);
            let Some((victim, bytes)) = victim else { return false };
            self.give_back(bytes);
            evicted(victim);
        }
        let inserted = self.eviction.insert(access);
        if let Some(bytes) = inserted {
            if !E::INFO.makes_room {
                self.space.take(bytes);
            }
            if access.version != 0 || !self.versions.is_empty() {
                self.note_version(access);
            }
        }
        self.shed(access, &mut evicted);
        inserted.is_some()
    }

    #[inline]
    fn give_back(&mut self, bytes: u64) {
        if !E::INFO.makes_room {
            self.space.give_back(bytes);
        }
    }

    /// Takes note of what left beside the victims. Where nothing expires, it left for want of room.
    #[inline]
    fn shed(&mut self, access: Access, evicted: &mut impl FnMut(ObjectId)) {
        if E::INFO.sheds {
            while let Some((object, bytes)) = self.eviction.shed() {
                if !E::INFO.timed {
                    self.full_since.get_or_insert(access.time);
                }
                self.give_back(bytes);
                evicted(object);
            }
        }
    }

    /// Every object in the cache with its size.
    pub fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.eviction.residents()
    }
}

#[cfg(test)]
mod tests;
