//! The cache: a policy, its room, and the admission policy in front of it.

use super::access::Access;
use super::admission::Gate;
use super::capacity::Space;
use super::eviction::{Eviction, Setup};
use hotset_workloads::{ObjectId, SimTime};

/// A cache: a policy and its room.
#[derive(Debug)]
pub struct Cache<E> {
    eviction: E,
    pub(super) space: Space,
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
