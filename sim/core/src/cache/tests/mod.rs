//! Every policy against a naive model of it, and the textbook strings.

mod models;

use super::*;
use hotset_workloads::{ObjectId, SimTime, Stream};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};

fn config(capacity: Capacity, objects: usize) -> CacheConfig<'static> {
    CacheConfig::new(capacity, objects, Stream::seed_from_u64(1))
}

fn access(object: ObjectId, bytes: u64, next_use: u32) -> Access {
    Access { object, bytes, time: SimTime(0), next_use, ttl_s: 0, version: 0 }
}

/// Replays a string of objects of size 1 and counts the misses.
fn faults<E: EvictionPolicy>(string: &[ObjectId], objects: u64) -> usize {
    let catalog = *string.iter().max().unwrap() as usize + 1;
    let mut cache = Cache::<E>::new(&config(Capacity::Objects(objects), catalog));
    let next = next_uses(string, catalog);
    let mut faults = 0;
    for (&object, &next_use) in string.iter().zip(&next) {
        let access = access(object, 1, next_use);
        if !cache.lookup(access, |_| {}) {
            faults += 1;
            cache.admit(access, |_| {});
        }
    }
    faults
}

/// THEORY 2.8, Belady's anomaly included: FIFO has more faults with 4 places than with 3.
#[test]
fn textbook_string() {
    let string = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5];
    let row = |faults: fn(&[ObjectId], u64) -> usize| {
        (1..=5).map(|objects| faults(&string, objects)).collect::<Vec<_>>()
    };
    assert_eq!(row(faults::<Fifo>), [12, 12, 9, 10, 5]);
    assert_eq!(row(faults::<Lru>), [12, 12, 10, 8, 5]);
    assert_eq!(row(faults::<Belady>), [12, 9, 7, 6, 5]);
}

struct AgainstModel<'a> {
    kind: PolicyKind,
    requests: &'a [(ObjectId, u64, u64)],
    room: &'a models::Room,
}

impl PolicyVisitor for AgainstModel<'_> {
    type Output = ();

    /// Every request of the policy and of its model, and what is in after each.
    fn visit<E: EvictionPolicy + 'static>(self) {
        let Some(mut model) = models::model(self.kind, self.room) else { return };
        let what = format!("{:?} {:?}", self.kind, self.room);
        let capacity = self.room.capacity;
        let config = CacheConfig { given: &self.room.given, ..config(capacity, OBJECTS) };
        let mut cache = Cache::<E>::new(&config);
        let objects: Vec<ObjectId> = self.requests.iter().map(|request| request.0).collect();
        let next = next_uses(&objects, OBJECTS);
        let mut time = 0;
        for (&(object, bytes, gap_ns), &next_use) in self.requests.iter().zip(&next) {
            time += gap_ns;
            // Ties between objects never used again are free: make them differ.
            let next_use = if next_use == NEVER { NEVER - object } else { next_use };
            let access =
                Access { object, bytes, time: SimTime(time), next_use, ttl_s: 0, version: 0 };
            let mut tracked = Tracked::of(&cache);
            let hit = cache.lookup(access, |left| tracked.leave(left));
            if !hit && cache.admit(access, |left| tracked.leave(left)) {
                tracked.enter(object);
            }
            assert_eq!(hit, model.request(access), "{what}");
            let mut expected = model.residents();
            expected.sort_unstable();
            assert_eq!(tracked.residents(), expected, "{what}");
            check_tracked(&cache, &tracked, capacity, &what);
        }
    }
}

/// What is in, as the cache reports it.
struct Tracked {
    left_at_once: Vec<ObjectId>,
    held: std::collections::BTreeSet<ObjectId>,
}

impl Tracked {
    fn of<E: EvictionPolicy>(cache: &Cache<E>) -> Self {
        let held = cache.residents().map(|(object, _)| object).collect();
        Self { left_at_once: Vec::new(), held }
    }

    fn leave(&mut self, object: ObjectId) {
        // A newcomer can be evicted by the same request that brings it in.
        if !self.held.remove(&object) {
            self.left_at_once.push(object);
        }
    }

    fn enter(&mut self, object: ObjectId) {
        match self.left_at_once.iter().position(|&left| left == object) {
            Some(at) => drop(self.left_at_once.remove(at)),
            None => assert!(self.held.insert(object), "came in twice"),
        }
    }

    fn residents(&self) -> Vec<ObjectId> {
        self.held.iter().copied().collect()
    }
}

/// The invariants after every request: what is in is in once, is what was reported, and fits.
fn check_tracked<E: EvictionPolicy>(
    cache: &Cache<E>,
    tracked: &Tracked,
    capacity: Capacity,
    what: &str,
) {
    assert!(
        tracked.left_at_once.is_empty(),
        "{what}: {:?} left but were not in",
        tracked.left_at_once
    );
    let mut residents: Vec<ObjectId> = cache.residents().map(|(object, _)| object).collect();
    residents.sort_unstable();
    assert_eq!(residents, tracked.residents(), "{what}");
    assert!(
        (0..OBJECTS as ObjectId).all(|o| cache.contains(o) == tracked.held.contains(&o)),
        "{what}"
    );
    let used: u64 = cache.residents().map(|(_, bytes)| capacity.charge(bytes)).sum();
    assert!(E::INFO.makes_room || cache.space.used() == used, "{what}");
    assert!(used <= capacity.amount(), "{what}");
}

struct KeepsTracked<'a> {
    kind: PolicyKind,
    requests: &'a [(ObjectId, u64, u64)],
    room: &'a models::Room,
}

impl PolicyVisitor for KeepsTracked<'_> {
    type Output = ();

    /// The invariants alone, for policies with chance in them too.
    fn visit<E: EvictionPolicy + 'static>(self) {
        let what = format!("{:?} {:?}", self.kind, self.room);
        let config = CacheConfig { given: &self.room.given, ..config(self.room.capacity, OBJECTS) };
        let mut cache = Cache::<E>::new(&config);
        let objects: Vec<ObjectId> = self.requests.iter().map(|request| request.0).collect();
        let next = next_uses(&objects, OBJECTS);
        for (&(object, bytes, time), &next_use) in self.requests.iter().zip(&next) {
            let access =
                Access { object, bytes, time: SimTime(time), next_use, ttl_s: 0, version: 0 };
            let mut tracked = Tracked::of(&cache);
            if !cache.lookup(access, |left| tracked.leave(left))
                && cache.admit(access, |left| tracked.leave(left))
            {
                tracked.enter(object);
            }
            check_tracked(&cache, &tracked, self.room.capacity, &what);
        }
    }
}

/// Which requests hit.
struct Hits<'a> {
    requests: &'a [(ObjectId, u64, u64)],
    room: &'a models::Room,
}

impl PolicyVisitor for Hits<'_> {
    type Output = Vec<bool>;

    fn visit<E: EvictionPolicy + 'static>(self) -> Vec<bool> {
        let config = CacheConfig { given: &self.room.given, ..config(self.room.capacity, OBJECTS) };
        let mut cache = Cache::<E>::new(&config);
        let objects: Vec<ObjectId> = self.requests.iter().map(|request| request.0).collect();
        let next = next_uses(&objects, OBJECTS);
        let requests = self.requests.iter().zip(&next);
        let hits = requests.map(|(&(object, bytes, time), &next_use)| {
            let access =
                Access { object, bytes, time: SimTime(time), next_use, ttl_s: 0, version: 0 };
            let hit = cache.lookup(access, |_| {});
            if !hit {
                cache.admit(access, |_| {});
            }
            hit
        });
        hits.collect()
    }
}

/// Whether the number of an object decides something, and why: that of a counter that it shares with
/// others, and which of several that are never requested again goes first.
fn goes_by_numbers(kind: PolicyKind, room: &models::Room) -> bool {
    match kind {
        PolicyKind::WTinyLfu => room.given.is_empty(),
        PolicyKind::Belady => matches!(room.capacity, Capacity::Bytes(_)),
        _ => false,
    }
}

struct Versions<'a> {
    kind: PolicyKind,
    requests: &'a [(ObjectId, u64, u64)],
    room: &'a models::Room,
}

impl PolicyVisitor for Versions<'_> {
    /// How many copies gave way.
    type Output = u32;

    /// Objects that are modified now and then: an object hits in the version that was inserted last, or not
    /// at all, and what is in stays in order.
    fn visit<E: EvictionPolicy + 'static>(self) -> u32 {
        let what = format!("{:?} {:?}, modified", self.kind, self.room);
        let placement: Vec<(ObjectId, u64)> = (0..4).map(|object| (object, 2)).collect();
        let placement = if self.kind.info().statically_placed { &placement[..] } else { &[] };
        let config = CacheConfig {
            given: &self.room.given,
            placement,
            ..config(self.room.capacity, OBJECTS)
        };
        let mut cache = Cache::<E>::new(&config);
        let mut version = [0; OBJECTS];
        let mut held = [0; OBJECTS];
        let mut dropped = 0;
        let objects: Vec<ObjectId> = self.requests.iter().map(|request| request.0).collect();
        let next = next_uses(&objects, OBJECTS);
        for (&(object, bytes, time), &next_use) in self.requests.iter().zip(&next) {
            let index = object as usize;
            version[index] += u16::from(bytes % 3 == 0);
            let time = SimTime(time);
            let access =
                Access { object, bytes, time, next_use, ttl_s: 0, version: version[index] };
            let was_in = cache.contains(object);
            let stale = cache.drop_other_version(access);
            assert_eq!(stale, was_in && held[index] != version[index], "{what}");
            assert!(!stale || !cache.contains(object), "{what}");
            dropped += u32::from(stale);
            let mut tracked = Tracked::of(&cache);
            if !cache.lookup(access, |left| tracked.leave(left))
                && cache.admit(access, |left| tracked.leave(left))
            {
                tracked.enter(object);
                held[index] = version[index];
            }
            check_tracked(&cache, &tracked, self.room.capacity, &what);
        }
        dropped
    }
}

#[test]
fn every_policy_lets_modified_objects_go() {
    let mut rng = Stream::seed_from_u64(4);
    let mut object =
        || rng.random_range(0..OBJECTS as u32).min(rng.random_range(0..OBJECTS as u32));
    let objects: Vec<ObjectId> = (0..4_000).map(|_| object()).collect();
    let requests: Vec<(ObjectId, u64, u64)> =
        objects.into_iter().map(|object| (object, rng.random_range(1..30), 5)).collect();
    for &kind in PolicyKind::ALL {
        let mut dropped = 0;
        for capacity in [Capacity::Objects(7), Capacity::Bytes(60), Capacity::Bytes(400)] {
            let honest = |room: &&models::Room| kind != PolicyKind::Lirs || room.given.is_empty();
            for room in rooms(kind, capacity).iter().filter(honest) {
                dropped += kind.visit(Versions { kind, requests: &requests, room });
            }
        }
        assert!(dropped > 100, "{kind:?}: hardly anything was modified while it was in");
    }
}

/// LRU and FIFO as lists, with objects that are modified: a copy of another version is a miss and
/// gives way to the new one.
#[test]
fn modified_objects_are_replaced() {
    let mut rng = Stream::seed_from_u64(3);
    let requests: Vec<(ObjectId, u64, u16)> = {
        let mut version = [0u16; 12];
        (0..5_000)
            .map(|_| {
                let object = rng.random_range(0..12u32);
                version[object as usize] += u16::from(rng.random_range(0..4) == 0);
                let version = version[object as usize];
                (object, 1 + u64::from(object + u32::from(version)) % 5, version)
            })
            .collect()
    };
    fn misses<E: EvictionPolicy>(requests: &[(ObjectId, u64, u16)]) -> usize {
        let mut cache = Cache::<E>::new(&config(Capacity::Bytes(20), 12));
        let miss = |&&(object, bytes, version): &&(ObjectId, u64, u16)| {
            let access = Access { version, ..access(object, bytes, NEVER) };
            cache.drop_other_version(access);
            let hit = cache.lookup(access, |_| {});
            if !hit {
                cache.admit(access, |_| {});
            }
            !hit
        };
        requests.iter().filter(miss).count()
    }
    let listed = |lru: bool| {
        let mut list: Vec<(ObjectId, u64, u16)> = Vec::new();
        let mut misses = 0;
        for &request in &requests {
            let place = list.iter().position(|held| held.0 == request.0);
            let held = place.map(|place| (place, list[place].2 == request.2));
            if let Some((place, true)) = held {
                if lru {
                    let moved = list.remove(place);
                    list.push(moved);
                }
                continue;
            }
            misses += 1;
            if let Some((place, _)) = held {
                list.remove(place);
            }
            while list.iter().map(|held| held.1).sum::<u64>() + request.1 > 20 {
                list.remove(0);
            }
            list.push(request);
        }
        misses
    };
    assert_eq!(misses::<Lru>(&requests), listed(true));
    assert_eq!(misses::<Fifo>(&requests), listed(false));
}

/// Objects of the random traces.
const OBJECTS: usize = 40;

/// The rooms to try a policy in: as its paper has it, and as libCacheSim has it.
fn rooms(kind: PolicyKind, capacity: Capacity) -> Vec<models::Room> {
    let mut given: Vec<ParameterValues> = vec![ParameterValues::new()];
    if kind.info().parameters.contains(&parameters::COMPATIBILITY) {
        given.push(vec![("like", 1.0)]);
    }
    match kind {
        PolicyKind::Ttl => {
            given = vec![vec![("ttl_s", 2e-7)], vec![("ttl_s", 2e-7), ("reset", 1.0)]]
        }
        PolicyKind::LruK => given.push(vec![("k", 3.0)]),
        PolicyKind::Mq => given.push(vec![("life", 20.0)]),
        _ => {}
    }
    given.into_iter().map(|given| models::Room { capacity, given }).collect()
}

/// Whether the model knows the variant: LIRS, LFU-DA and SIZE as libCacheSim has them are held to its
/// counts alone, and the paper's LIRS knows one size only.
fn has_model(kind: PolicyKind, room: &models::Room) -> bool {
    let like = parameters::value(&room.given, &parameters::COMPATIBILITY) == 1.0;
    match kind {
        PolicyKind::Lirs => !like && room.capacity.charge(0) == 1 && room.capacity.amount() > 1,
        PolicyKind::LfuDa | PolicyKind::Size => !like,
        _ => true,
    }
}

/// Objects are skewed, so that some are used often; sizes belong to requests, not to objects.
fn requests() -> impl Strategy<Value = Vec<(ObjectId, u64, u64)>> {
    let object = (0u32..OBJECTS as u32, 0u32..OBJECTS as u32).prop_map(|(a, b)| a.min(b));
    prop::collection::vec((object, 1u64..30, 0u64..40), 1..500)
}

proptest! {
    #[test]
    fn policies_equal_their_models(requests in requests(), amount in 1u64..400, bytes in any::<bool>()) {
        let capacity =
            if bytes { Capacity::Bytes(amount) } else { Capacity::Objects(amount.div_ceil(16)) };
        for &kind in PolicyKind::ALL {
            for room in rooms(kind, capacity).iter().filter(|room| has_model(kind, room)) {
                kind.visit(AgainstModel { kind, requests: &requests, room });
            }
        }
    }

    /// What an object is called makes no difference: a number may be its true rank.
    #[test]
    fn numbers_mean_nothing(
        requests in requests(),
        amount in 1u64..400,
        bytes in any::<bool>(),
        names in Just((0..OBJECTS as ObjectId).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let capacity =
            if bytes { Capacity::Bytes(amount) } else { Capacity::Objects(amount.div_ceil(16)) };
        let renamed: Vec<(ObjectId, u64, u64)> = requests
            .iter()
            .map(|&(object, bytes, time)| (names[object as usize], bytes, time))
            .collect();
        for &kind in PolicyKind::ALL {
            for room in rooms(kind, capacity).iter().filter(|room| !goes_by_numbers(kind, room)) {
                let hits = |requests| kind.visit(Hits { requests, room });
                prop_assert_eq!(hits(&requests), hits(&renamed), "{:?} {:?}", kind, room);
            }
        }
    }

    #[test]
    fn all_policies_keep_their_tracked(requests in requests(), amount in 1u64..400, bytes in any::<bool>()) {
        let capacity =
            if bytes { Capacity::Bytes(amount) } else { Capacity::Objects(amount.div_ceil(16)) };
        for &kind in PolicyKind::ALL {
            // As libCacheSim has it, LIRS says of some objects that left that they are in.
            let honest = |room: &&models::Room| kind != PolicyKind::Lirs || room.given.is_empty();
            for room in rooms(kind, capacity).iter().filter(honest) {
                kind.visit(KeepsTracked { kind, requests: &requests, room });
            }
        }
    }
}

#[test]
fn static_cache_holds_the_head_of_its_placement_that_fits() {
    let placement = [(3, 10), (1, 100), (2, 5)];
    let mut cache = Cache::<StaticLfu>::new(&CacheConfig {
        placement: &placement,
        ..config(Capacity::Bytes(20), 4)
    });
    let access = |object| access(object, 1, NEVER);
    assert!(cache.lookup(access(3), |_| {}) && cache.lookup(access(2), |_| {}));
    assert!(!cache.lookup(access(1), |_| {}) && !cache.admit(access(1), |_| {}));
    assert!(!cache.contains(0));
}

#[test]
fn every_policy_is_found_by_its_name() {
    for &kind in PolicyKind::ALL {
        assert_eq!(PolicyKind::from_name(kind.name()), Some(kind));
    }
    assert_eq!(PolicyKind::from_name("LRU"), Some(PolicyKind::Lru));
    assert_eq!(PolicyKind::from_name("lruu"), None);
}
