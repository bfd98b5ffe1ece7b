//! Caches over dense object ids: one file a policy.
//!
//! A policy only keeps an order and picks victims ([`Eviction`]); room, sizes and the bypass of
//! objects that cannot fit are the same for all ([`Cache`]). The semantics are those of the
//! field's simulators: a request is a hit or a miss first; a miss evicts until the object fits,
//! then inserts it at the size of that request; a later hit with another size does not change the
//! room it takes; an object larger than the whole cache bypasses it.

mod belady;
mod capacity;
mod clock;
mod fifo;
mod lfu;
mod lru;
mod random;
mod sieve;
mod slots;
mod static_lfu;

pub use belady::{Belady, NEVER, next_uses};
pub use capacity::Capacity;
pub use clock::Clock;
pub use fifo::Fifo;
pub use lfu::Lfu;
pub use lru::Lru;
pub use random::Random;
pub use sieve::Sieve;
pub use static_lfu::StaticLfu;

use capacity::Space;
use hotset_workloads::{ObjectId, Stream};

/// One look at a cache.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    /// What is asked for.
    pub object: ObjectId,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it is asked for next, as a request number; only [`Belady`] reads it.
    pub next_use: u64,
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
}

/// The order that a policy keeps over the objects in the cache.
pub trait Eviction: Send {
    /// The policy's name in specs and tables.
    const NAME: &'static str;

    /// Whether [`Setup::placement`] has to be given.
    const PLACED: bool = false;

    /// An empty order (or the placed one).
    fn new(setup: &Setup<'_>) -> Self;

    /// Whether the object is in, without a trace in the order.
    fn holds(&self, object: ObjectId) -> bool;

    /// Looks the object up; if it is in, notes the use and returns `true`.
    fn hit(&mut self, access: Access) -> bool;

    /// Takes an object in that was not; room was made.
    fn insert(&mut self, access: Access);

    /// Drops the next victim and tells it with its size; `None` if there is none.
    fn evict(&mut self) -> Option<(ObjectId, u64)>;

    /// Every object in the cache with its size.
    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_;

    /// Reads, without looking at it, what requests for these objects will need: all of them wait
    /// for memory at the same time, not one after another.
    #[inline]
    fn touch(&self, objects: &[ObjectId]) {
        let _ = objects;
    }

    /// Whether the policy takes new objects in at all.
    fn admits(&self) -> bool {
        true
    }
}

/// A cache: a policy and its room.
#[derive(Debug)]
pub struct Cache<E> {
    eviction: E,
    space: Space,
}

impl<E: Eviction> Cache<E> {
    /// A new cache.
    pub fn new(setup: &Setup<'_>) -> Self {
        let eviction = E::new(setup);
        let mut space = Space::new(setup.capacity);
        for (_, bytes) in eviction.residents() {
            space.take(bytes);
        }
        Self { eviction, space }
    }

    /// Whether the object is in, without a trace in the order.
    #[inline]
    pub fn holds(&self, object: ObjectId) -> bool {
        self.eviction.holds(object)
    }

    /// Looks the object up; if it is in, notes the use and returns `true`.
    #[inline]
    pub fn hit(&mut self, access: Access) -> bool {
        self.eviction.hit(access)
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
        if !self.eviction.admits() || self.space.can_never_hold(access.bytes) {
            return false;
        }
        while !self.space.has_room_for(access.bytes) {
            let Some((victim, bytes)) = self.eviction.evict() else { break };
            self.space.give_back(bytes);
            evicted(victim);
        }
        self.space.take(access.bytes);
        self.eviction.insert(access);
        true
    }

    /// Every object in the cache with its size.
    pub fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.eviction.residents()
    }
}

/// The policies by name, for specs, help and tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyKind {
    /// [`Lru`].
    Lru,
    /// [`Fifo`].
    Fifo,
    /// [`Random`].
    Random,
    /// [`Clock`].
    Clock,
    /// [`Sieve`].
    Sieve,
    /// [`Lfu`].
    Lfu,
    /// [`StaticLfu`].
    StaticLfu,
    /// [`Belady`].
    Belady,
}

impl PolicyKind {
    /// Every policy.
    pub const ALL: [Self; 8] = [
        Self::Lru,
        Self::Fifo,
        Self::Random,
        Self::Clock,
        Self::Sieve,
        Self::Lfu,
        Self::StaticLfu,
        Self::Belady,
    ];

    /// The policy's name.
    pub fn name(self) -> &'static str {
        struct Name;
        impl PolicyVisitor for Name {
            type Output = &'static str;
            fn visit<E: Eviction + 'static>(self) -> &'static str {
                E::NAME
            }
        }
        self.visit(Name)
    }

    /// The policy of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// Calls `visitor` with the policy's type: the one place where names become types.
    pub fn visit<V: PolicyVisitor>(self, visitor: V) -> V::Output {
        match self {
            Self::Lru => visitor.visit::<Lru>(),
            Self::Fifo => visitor.visit::<Fifo>(),
            Self::Random => visitor.visit::<Random>(),
            Self::Clock => visitor.visit::<Clock>(),
            Self::Sieve => visitor.visit::<Sieve>(),
            Self::Lfu => visitor.visit::<Lfu>(),
            Self::StaticLfu => visitor.visit::<StaticLfu>(),
            Self::Belady => visitor.visit::<Belady>(),
        }
    }
}

/// Something to be done with the type of a policy that is known only by name.
pub trait PolicyVisitor {
    /// What comes of it.
    type Output;

    /// Does it.
    fn visit<E: Eviction + 'static>(self) -> Self::Output;
}

#[cfg(test)]
mod tests;
