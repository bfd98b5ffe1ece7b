//! CLOCK-Pro: LIRS approximated by a clock with three hands.

use crate::cache::parameters::{Parameter, Range};
use crate::cache::structures::by_object::ByObject;
use crate::cache::structures::queues::share_of;
use crate::cache::{Access, CacheConfig, Capacity, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// CLOCK-Pro (Jiang, Chen and Zhang, USENIX ATC 2005). All known objects stand on one clock: hot ones, cold
/// ones in the cache, and cold ones that left it and are remembered as long as their test lasts. A use only
/// sets a bit. The cold hand evicts cold objects without it, and makes those hot whose test still ran when
/// they were used; the hot hand makes hot objects cold that were not used, and ends the tests that it
/// meets; the test hand ends tests where too many are remembered. What is requested again in its test shows
/// that the cold part is too small, what is not that it is too large.
///
/// With sizes, all parts and steps count bytes. Where the paper leaves it open: objects are hot until the hot
/// part is full for the first time, and the cold part has at least a share of the cache, and leaves one for
/// the hot part. libCacheSim 0.3.5 has a policy of this name that never evicts, which is not followed.
#[derive(Debug)]
pub struct ClockPro {
    clock: Ring,
    /// The hot hand stands on the oldest object; new ones are inserted just behind it.
    hands: [u32; 3],
    used: [u64; 3],
    /// Objects that are hot, and cold ones in the cache.
    count: [u64; 2],
    cold_target: u64,
    cold_least: u64,
    ghost_limit: u64,
    /// The object that is to be inserted, if it left in its test.
    promoted: Option<ObjectId>,
    was_full: bool,
    capacity: Capacity,
}

const HOT: usize = 0;
const COLD: usize = 1;
const GHOST: usize = 2;

const HOT_HAND: usize = 0;
const COLD_HAND: usize = 1;
const TEST_HAND: usize = 2;

const LEAST: Parameter = Parameter::share(
    "least",
    0.01,
    "smallest share of the cache for cold objects, and for hot ones",
);
const GHOSTS: Parameter = Parameter {
    name: "ghost",
    meaning: "objects remembered, in caches",
    range: Range::Number(0.0, 64.0),
    default: 1.0,
};

const NOWHERE: u32 = u32::MAX;

/// A circle of objects, from the older to the younger.
#[derive(Debug)]
struct Ring {
    nodes: Vec<Node>,
    free: Vec<u32>,
    /// By object: its place, counted from 1; 0 if it has none.
    places: ByObject<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    object: ObjectId,
    bytes: u64,
    older: u32,
    younger: u32,
    part: usize,
    in_test: bool,
    used: bool,
}

impl Ring {
    fn find(&self, object: ObjectId) -> Option<u32> {
        self.places.get(object).checked_sub(1)
    }

    /// A node that is on no circle yet.
    fn add(&mut self, node: Node) -> u32 {
        let place = match self.free.pop() {
            Some(place) => {
                self.nodes[place as usize] = node;
                place
            }
            None => {
                self.nodes.push(node);
                (self.nodes.len() - 1) as u32
            }
        };
        self.places.set(node.object, place + 1);
        place
    }

    fn forget(&mut self, place: u32) {
        self.places.clear(self.nodes[place as usize].object);
        self.free.push(place);
    }
}

impl ClockPro {
    fn node(&self, place: u32) -> &Node {
        &self.clock.nodes[place as usize]
    }

    fn node_mut(&mut self, place: u32) -> &mut Node {
        &mut self.clock.nodes[place as usize]
    }

    fn charge(&self, place: u32) -> u64 {
        self.capacity.charge(self.node(place).bytes)
    }

    /// Puts a node just behind the hot hand, as the youngest.
    fn link(&mut self, place: u32) {
        let hand = self.hands[HOT_HAND];
        if hand == NOWHERE {
            let node = self.node_mut(place);
            (node.older, node.younger) = (place, place);
            self.hands = [place; 3];
            return;
        }
        let older = self.node(hand).older;
        let node = self.node_mut(place);
        (node.older, node.younger) = (older, hand);
        self.node_mut(older).younger = place;
        self.node_mut(hand).older = place;
    }

    fn unlink(&mut self, place: u32) {
        let Node { older, younger, .. } = *self.node(place);
        if younger == place {
            self.hands = [NOWHERE; 3];
            return;
        }
        for hand in &mut self.hands {
            if *hand == place {
                *hand = younger;
            }
        }
        self.node_mut(older).younger = younger;
        self.node_mut(younger).older = older;
    }

    fn enter(&mut self, place: u32, part: usize) {
        self.node_mut(place).part = part;
        self.used[part] += self.charge(place);
        if part != GHOST {
            self.count[part] += 1;
        }
    }

    fn leave(&mut self, place: u32) {
        let part = self.node(place).part;
        self.used[part] -= self.charge(place);
        if part != GHOST {
            self.count[part] -= 1;
        }
    }

    fn cold_more(&mut self, charge: u64) {
        let most = self.cold_least.max(self.capacity.amount() - self.cold_least);
        self.cold_target = self.cold_target.saturating_add(charge).min(most);
    }

    fn cold_less(&mut self, charge: u64) {
        self.cold_target = self.cold_target.saturating_sub(charge).max(self.cold_least);
    }

    fn hot_target(&self) -> u64 {
        self.capacity.amount() - self.cold_target
    }

    /// Hot objects turn cold until the others have their part of the cache.
    fn shrink_hot(&mut self) {
        while self.used[HOT] > self.hot_target() && self.count[HOT] > 0 {
            self.run_hot();
        }
    }

    /// Ends the test of a cold object, if it is in one.
    fn end_test(&mut self, place: u32) {
        let Node { part, in_test, used, .. } = *self.node(place);
        if part == HOT || !in_test {
            return;
        }
        let charge = self.charge(place);
        if used {
            self.cold_more(charge)
        } else {
            self.cold_less(charge)
        }
        self.node_mut(place).in_test = false;
        if part == GHOST {
            self.leave(place);
            self.unlink(place);
            self.clock.forget(place);
        }
    }

    /// Moves the hot hand until one hot object has turned cold, and on to the next one.
    fn run_hot(&mut self) {
        loop {
            let place = self.hands[HOT_HAND];
            self.hands[HOT_HAND] = self.node(place).younger;
            if self.node(place).part != HOT {
                self.end_test(place);
                continue;
            }
            if std::mem::take(&mut self.node_mut(place).used) {
                continue;
            }
            self.leave(place);
            self.node_mut(place).in_test = false;
            self.enter(place, COLD);
            while self.count[HOT] > 0 && self.node(self.hands[HOT_HAND]).part != HOT {
                let passed = self.hands[HOT_HAND];
                self.hands[HOT_HAND] = self.node(passed).younger;
                self.end_test(passed);
            }
            return;
        }
    }

    /// Ends the test of the next object that is in one.
    fn run_test(&mut self) {
        let mut place = self.hands[TEST_HAND];
        while self.node(place).part == HOT || !self.node(place).in_test {
            place = self.node(place).younger;
        }
        self.hands[TEST_HAND] = self.node(place).younger;
        self.end_test(place);
    }

    /// Moves the cold hand by one cold object in the cache: that leaves, if it was not used.
    fn run_cold(&mut self) -> Option<(ObjectId, u64)> {
        if self.count[COLD] == 0 {
            self.run_hot();
            return None;
        }
        let mut place = self.hands[COLD_HAND];
        while self.node(place).part != COLD {
            place = self.node(place).younger;
        }
        self.hands[COLD_HAND] = self.node(place).younger;
        let Node { object, bytes, in_test, used, .. } = *self.node(place);
        self.leave(place);
        if used {
            self.unlink(place);
            let node = self.node_mut(place);
            (node.used, node.in_test) = (false, !in_test);
            self.link(place);
            self.enter(place, if in_test { HOT } else { COLD });
            if in_test {
                self.cold_more(self.charge(place));
                self.shrink_hot();
            }
            return None;
        }
        if in_test {
            self.enter(place, GHOST);
            while self.used[GHOST] > self.ghost_limit {
                self.run_test();
            }
        } else {
            self.unlink(place);
            self.clock.forget(place);
        }
        Some((object, bytes))
    }
}

impl EvictionPolicy for ClockPro {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[LEAST, GHOSTS],
        ..PolicyInfo::new(
            "clock-pro",
            "cold and not used since the hand came by; hot are those used again soon",
            "Jiang et al., USENIX ATC 2005",
            "O(1), amortised",
        )
        .taking(4.0, 240.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        let capacity = config.capacity;
        let least = share_of(capacity, config.value(&LEAST)).max(1).min(capacity.amount());
        Self {
            clock: Ring {
                nodes: Vec::new(),
                free: Vec::new(),
                places: ByObject::new(config.objects),
            },
            hands: [NOWHERE; 3],
            used: [0; 3],
            count: [0; 2],
            cold_target: least,
            cold_least: least,
            ghost_limit: (capacity.amount() as f64 * config.value(&GHOSTS)) as u64,
            promoted: None,
            was_full: false,
            capacity,
        }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.clock.find(object).is_some_and(|place| self.node(place).part != GHOST)
    }

    fn lookup(&mut self, access: Access) -> bool {
        self.promoted = None;
        let held = self.clock.find(access.object).filter(|&place| self.node(place).part != GHOST);
        if let Some(place) = held {
            self.node_mut(place).used = true;
        }
        held.is_some()
    }

    /// What comes back within its test is hot, and leaves its old place before room is made.
    fn admits(&mut self, access: Access) -> bool {
        if let Some(place) = self.clock.find(access.object) {
            let charge = self.charge(place);
            self.leave(place);
            self.unlink(place);
            self.clock.forget(place);
            self.cold_more(charge);
            self.promoted = Some(access.object);
        }
        let charge = self.capacity.charge(access.bytes);
        self.was_full = self.used[HOT] + self.used[COLD] + charge > self.capacity.amount();
        true
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        while self.count != [0; 2] {
            let victim = self.run_cold();
            if victim.is_some() {
                return victim;
            }
        }
        None
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        let Access { object, bytes, .. } = access;
        let charge = self.capacity.charge(bytes);
        let promoted = self.promoted == Some(object);
        let fills = !self.was_full && self.used[HOT] + charge <= self.hot_target();
        let part = if promoted || fills { HOT } else { COLD };
        let in_test = part == COLD;
        let node = Node { object, bytes, older: 0, younger: 0, part, in_test, used: false };
        let place = self.clock.add(node);
        self.link(place);
        self.enter(place, part);
        if promoted {
            self.shrink_hot();
        }
        Some(bytes)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let place = self.clock.find(object).filter(|&place| self.node(place).part != GHOST)?;
        let bytes = self.node(place).bytes;
        self.leave(place);
        self.unlink(place);
        self.clock.forget(place);
        Some(bytes)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        let is_at = |(place, node): &(u32, &Node)| self.clock.find(node.object) == Some(*place);
        let nodes = (0..).zip(&self.clock.nodes).filter(is_at);
        nodes.filter(|(_, node)| node.part != GHOST).map(|(_, node)| (node.object, node.bytes))
    }
}
