//! Every policy against a naive model of it, and the textbook strings.

use super::*;
use proptest::prelude::*;
use rand::SeedableRng;

fn setup(capacity: Capacity, objects: usize) -> Setup<'static> {
    Setup::new(capacity, objects, Stream::seed_from_u64(1))
}

fn access(object: ObjectId, bytes: u64, next_use: u64) -> Access {
    Access { object, bytes, time: SimTime(0), next_use }
}

/// Replays a string of objects of size 1 and counts the misses.
fn faults<E: Eviction>(string: &[ObjectId], objects: u64) -> usize {
    let catalog = *string.iter().max().unwrap() as usize + 1;
    let mut cache = Cache::<E>::new(&setup(Capacity::Objects(objects), catalog));
    let next = next_uses(string, catalog);
    let mut faults = 0;
    for (&object, &next_use) in string.iter().zip(&next) {
        let access = access(object, 1, next_use);
        if !cache.hit(access, |_| {}) {
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

/// A policy written for clarity: all objects in a list, a victim picked by looking at all of them.
struct Model {
    capacity: u64,
    unit: bool,
    /// Object, charge, uses, and the time of coming in, last use, and last count change.
    held: Vec<Held>,
    hand: Option<ObjectId>,
    now: u64,
}

#[derive(Clone, Copy, Debug)]
struct Held {
    object: ObjectId,
    charge: u64,
    uses: u64,
    used_at: u64,
    marked: bool,
    next_use: u64,
}

impl Model {
    fn victim(&mut self, policy: PolicyKind) -> usize {
        let first_by = |key: &dyn Fn(&Held) -> (u64, u64)| {
            (0..self.held.len()).min_by_key(|&index| key(&self.held[index])).unwrap()
        };
        match policy {
            PolicyKind::Fifo => 0,
            PolicyKind::Lru => first_by(&|held| (held.used_at, 0)),
            PolicyKind::Lfu => first_by(&|held| (held.uses, held.used_at)),
            PolicyKind::Belady => first_by(&|held| (u64::MAX - held.next_use, 0)),
            PolicyKind::Clock => {
                while self.held[0].marked {
                    let mut again = self.held.remove(0);
                    again.marked = false;
                    self.held.push(again);
                }
                0
            }
            PolicyKind::Sieve => {
                let at = |model: &Self, object| model.held.iter().position(|h| h.object == object);
                let mut index = self.hand.and_then(|object| at(self, object)).unwrap_or(0);
                while self.held[index].marked {
                    self.held[index].marked = false;
                    index = (index + 1) % self.held.len();
                }
                self.hand = self.held.get(index + 1).map(|held| held.object);
                index
            }
            other => unreachable!("{other:?} has no model"),
        }
    }

    /// Whether the request hits; `evicted` collects the victims.
    fn request(&mut self, policy: PolicyKind, access: Access, evicted: &mut Vec<ObjectId>) -> bool {
        self.now += 1;
        let now = self.now;
        if let Some(held) = self.held.iter_mut().find(|held| held.object == access.object) {
            (held.used_at, held.marked, held.next_use) = (now, true, access.next_use);
            held.uses += 1;
            return true;
        }
        let charge = if self.unit { 1 } else { access.bytes };
        if charge > self.capacity {
            return false;
        }
        while self.held.iter().map(|held| held.charge).sum::<u64>() + charge > self.capacity {
            let victim = self.victim(policy);
            evicted.push(self.held.remove(victim).object);
        }
        let next_use = access.next_use;
        let object = access.object;
        self.held.push(Held { object, charge, uses: 1, used_at: now, marked: false, next_use });
        false
    }
}

struct AgainstModel<'a> {
    policy: PolicyKind,
    requests: &'a [(ObjectId, u64)],
    capacity: Capacity,
}

impl PolicyVisitor for AgainstModel<'_> {
    type Output = ();

    fn visit<E: Eviction + 'static>(self) {
        let mut cache = Cache::<E>::new(&setup(self.capacity, 32));
        let mut model = Model {
            capacity: self.capacity.amount(),
            unit: matches!(self.capacity, Capacity::Objects(_)),
            held: Vec::new(),
            hand: None,
            now: 0,
        };
        let objects: Vec<ObjectId> = self.requests.iter().map(|&(object, _)| object).collect();
        let next = next_uses(&objects, 32);
        for (&(object, bytes), &next_use) in self.requests.iter().zip(&next) {
            // Ties between objects never used again are free: make them differ.
            let next_use = if next_use == NEVER { NEVER - u64::from(object) } else { next_use };
            let access = access(object, bytes, next_use);
            let (mut victims, mut expected) = (Vec::new(), Vec::new());
            let hit = cache.hit(access, |_| {});
            if !hit {
                cache.admit(access, |victim| victims.push(victim));
            }
            assert_eq!(hit, model.request(self.policy, access, &mut expected), "{:?}", self.policy);
            assert_eq!(victims, expected, "{:?}", self.policy);
            let mut residents: Vec<ObjectId> = cache.residents().map(|(o, _)| o).collect();
            let mut held: Vec<ObjectId> = model.held.iter().map(|held| held.object).collect();
            residents.sort_unstable();
            held.sort_unstable();
            assert_eq!(residents, held, "{:?}", self.policy);
            assert!(residents.iter().all(|&object| cache.holds(object)));
            assert_eq!(cache.space.used(), model.held.iter().map(|held| held.charge).sum::<u64>());
        }
    }
}

proptest! {
    #[test]
    fn policies_equal_their_models(
        requests in prop::collection::vec((0u32..32, 0u64..40), 1..400),
        amount in 1u64..120,
        bytes in any::<bool>(),
    ) {
        let capacity =
            if bytes { Capacity::Bytes(amount) } else { Capacity::Objects(amount.div_ceil(6)) };
        for policy in [
            PolicyKind::Lru,
            PolicyKind::Fifo,
            PolicyKind::Clock,
            PolicyKind::Sieve,
            PolicyKind::Lfu,
            PolicyKind::Belady,
        ] {
            policy.visit(AgainstModel { policy, requests: &requests, capacity });
        }
    }

    #[test]
    fn random_keeps_its_books(
        requests in prop::collection::vec((0u32..32, 0u64..40), 1..400),
        amount in 1u64..120,
    ) {
        let mut cache = Cache::<Random>::new(&setup(Capacity::Bytes(amount), 32));
        let mut held = std::collections::BTreeMap::new();
        for (object, bytes) in requests {
            let access = access(object, bytes, NEVER);
            prop_assert_eq!(cache.hit(access, |_| {}), held.contains_key(&object));
            if !held.contains_key(&object) {
                let admitted = cache.admit(access, |victim| {
                    held.remove(&victim).unwrap();
                });
                prop_assert_eq!(admitted, bytes <= amount);
                if admitted {
                    held.insert(object, bytes);
                }
            }
            prop_assert!(held.values().sum::<u64>() <= amount);
            let residents: std::collections::BTreeMap<_, _> = cache.residents().collect();
            prop_assert_eq!(&residents, &held);
        }
    }
}

#[test]
fn static_cache_holds_the_head_of_its_placement_that_fits() {
    let placement = [(3, 10), (1, 100), (2, 5)];
    let mut cache =
        Cache::<StaticLfu>::new(&Setup { placement: &placement, ..setup(Capacity::Bytes(20), 4) });
    let access = |object| access(object, 1, NEVER);
    assert!(cache.hit(access(3), |_| {}) && cache.hit(access(2), |_| {}));
    assert!(!cache.hit(access(1), |_| {}) && !cache.admit(access(1), |_| {}));
    assert!(!cache.holds(0));
}

#[test]
fn every_policy_is_found_by_its_name() {
    for &kind in PolicyKind::ALL {
        assert_eq!(PolicyKind::from_name(kind.name()), Some(kind));
    }
    assert_eq!(PolicyKind::from_name("LRU"), Some(PolicyKind::Lru));
    assert_eq!(PolicyKind::from_name("lruu"), None);
}
