//! The cache: an eviction policy, its capacity, and the admission policy in front of it.

use super::access::Access;
use super::admission::AdmissionFilter;
use super::capacity::Occupancy;
use super::eviction::{CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::{ObjectId, SimTime};

/// A cache: an eviction policy, its capacity, and an admission policy in front of it.
#[derive(Debug)]
pub struct Cache<E> {
    eviction: E,
    pub(super) space: Occupancy,
    filter: AdmissionFilter,
    /// By object: the cached version; empty as long as all are 0.
    versions: Vec<u16>,
    /// When an object first had to leave for lack of space.
    full_since: Option<SimTime>,
}

impl<E: EvictionPolicy> Cache<E> {
    /// A new cache.
    ///
    /// # Panics
    /// If `config` gives a parameter that the policy does not have, or an admission policy that compares
    /// each new object with the next victim in front of a policy that cannot name its own.
    pub fn new(config: &CacheConfig<'_>) -> Self {
        let eviction = E::new(config);
        let info = eviction.info();
        assert_fits(info, config);
        let mut space = Occupancy::new(config.capacity);
        if !info.makes_room {
            eviction.residents().for_each(|(_, bytes)| space.take(bytes));
        }
        // A static placement is there from the start.
        let full_since = info.statically_placed.then_some(SimTime(0));
        Self {
            eviction,
            space,
            filter: AdmissionFilter::new(config),
            versions: Vec::new(),
            full_since,
        }
    }

    /// The description of its policy.
    #[inline]
    pub fn info(&self) -> &'static PolicyInfo {
        self.eviction.info()
    }

    /// When an object was first evicted, or not admitted, for lack of space; `None` if that never happened.
    pub fn full_since(&self) -> Option<SimTime> {
        self.full_since
    }

    /// Whether the object is in the cache; does not update its recency.
    #[inline]
    pub fn contains(&self, object: ObjectId) -> bool {
        self.eviction.contains(object)
    }

    /// Drops the object if the cache holds another version than the one requested, and returns whether it did: the
    /// lookup is then a miss. Call it before each lookup where objects are modified.
    #[inline]
    pub fn drop_other_version(&mut self, access: Access) -> bool {
        (access.version != 0 || !self.versions.is_empty()) && self.drop_stale(access)
    }

    fn drop_stale(&mut self, access: Access) -> bool {
        if !self.contains(access.object) || self.version(access.object) == access.version {
            return false;
        }
        let removed = self.eviction.remove(access.object);
        removed.into_iter().for_each(|bytes| self.give_back(bytes));
        removed.is_some()
    }

    /// The version of a cached object.
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

    /// Looks the object up: on a hit, updates its recency or frequency and returns `true`. Reports each object
    /// that leaves the cache.
    #[inline]
    pub fn lookup(&mut self, access: Access, mut evicted: impl FnMut(ObjectId)) -> bool {
        self.filter.note(access);
        let hit = self.eviction.lookup(access);
        self.spontaneous_eviction(access, &mut evicted);
        hit
    }

    /// Prefetches what requests for these objects will need.
    #[inline]
    pub fn prefetch(&self, objects: &[ObjectId]) {
        self.eviction.prefetch(objects);
    }

    /// Admits an object that missed, and reports each victim; `false` if it was not admitted.
    #[inline]
    pub fn admit(&mut self, access: Access, mut evicted: impl FnMut(ObjectId)) -> bool {
        debug_assert!(!self.contains(access.object), "admitted twice");
        if self.space.can_never_hold(access.bytes) || !self.filter.admits(access) {
            return false;
        }
        let admitted = self.eviction.admits(access);
        self.spontaneous_eviction(access, &mut evicted);
        if !admitted {
            return false;
        }
        while !self.eviction.info().makes_room && !self.space.has_room_for(access.bytes) {
            self.full_since.get_or_insert(access.time);
            if !self.filter.wins(access, || self.eviction.peek_victim()) {
                return false;
            }
            let victim = self.eviction.evict(access);
            self.spontaneous_eviction(access, &mut evicted);
            let Some((victim, bytes)) = victim else { return false };
            self.give_back(bytes);
            evicted(victim);
        }
        let inserted = self.eviction.insert(access);
        if let Some(bytes) = inserted {
            if !self.eviction.info().makes_room {
                self.space.take(bytes);
            }
            if access.version != 0 || !self.versions.is_empty() {
                self.note_version(access);
            }
        }
        self.spontaneous_eviction(access, &mut evicted);
        inserted.is_some()
    }

    #[inline]
    fn give_back(&mut self, bytes: u64) {
        if !self.eviction.info().makes_room {
            self.space.give_back(bytes);
        }
    }

    /// Accounts for objects that left other than as victims: for lack of space, unless they can expire, or are known not
    /// to be requested again.
    #[inline]
    fn spontaneous_eviction(&mut self, access: Access, evicted: &mut impl FnMut(ObjectId)) {
        if self.eviction.info().evicts_spontaneously {
            while let Some((object, bytes)) = self.eviction.spontaneous_eviction() {
                let info = self.eviction.info();
                if !info.timed && !info.offline {
                    self.full_since.get_or_insert(access.time);
                }
                self.give_back(bytes);
                evicted(object);
            }
        } else {
            debug_assert!(
                self.eviction.spontaneous_eviction().is_none(),
                "{} evicts spontaneously without PolicyInfo::evicts_spontaneously",
                self.eviction.info().name
            );
        }
    }

    /// Every object in the cache with its size.
    pub fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.eviction.residents()
    }
}

/// Fails early where a configuration and a policy do not fit together.
fn assert_fits(info: &PolicyInfo, config: &CacheConfig<'_>) {
    let name = info.name;
    for (given, _) in config.given {
        let known = info.parameters.iter().any(|parameter| parameter.name == *given);
        assert!(known, "{name} has no parameter {given}");
    }
    let peeks = config.admission.is_some_and(|admission| admission.info().duel);
    assert!(
        info.can_peek_victim || !peeks,
        "the admission policy compares with the next victim, which {name} cannot name"
    );
}
