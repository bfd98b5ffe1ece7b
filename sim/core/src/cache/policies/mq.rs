//! MQ: LRU lists by the logarithm of the number of uses.

use crate::cache::parameters::{Parameter, Range};
use crate::cache::structures::ghosts::Ghosts;
use crate::cache::structures::slots::{Slot, Slots};
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// Multi-Queue (Zhou, Philbin and Li, USENIX ATC 2001). An object that was used f times is in the LRU list
/// number log2 f, or the last one; the victim is the oldest of the lowest list that has one. With every
/// request the oldest of each list that was not used for `life` requests goes down by one list. What left
/// is remembered, with its uses, in a FIFO queue of several times the cache, which counts bytes where the
/// cache does.
///
/// The paper sets `life` to the peak of the distances between two uses that it sees; here it is constant,
/// as in libCacheSim, whose misses are the same.
#[derive(Debug)]
pub struct Mq {
    slots: Slots,
    /// By slot.
    states: Vec<State>,
    /// The ring of each list.
    lists: Vec<Slot>,
    /// What left, with its uses.
    ghosts: Ghosts<u32>,
    life: u64,
    now: u64,
    /// The last object that was found among the ghosts, and its uses.
    remembered: Option<(ObjectId, u32)>,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    uses: u32,
    list: u32,
    expires: u64,
}

const LISTS: Parameter = Parameter::count("queues", (1, 64), 8, "number of LRU lists");
const LIFE: Parameter = Parameter::count(
    "life",
    (1, 1 << 40),
    10_000,
    "requests after which an object that is not used goes down by a list",
);
const GHOSTS: Parameter = Parameter {
    name: "ghost",
    meaning: "ghosts remembered, in caches",
    range: Range::Number(0.0, 64.0),
    default: 4.0,
};

impl Mq {
    fn list_of(&self, uses: u32) -> u32 {
        uses.max(1).ilog2().min(self.lists.len() as u32 - 1)
    }

    /// Puts an object on top of the list that its uses lead to.
    fn place(&mut self, slot: Slot, uses: u32) {
        let list = self.list_of(uses);
        self.slots.move_to_newest(self.lists[list as usize], slot);
        self.states[slot as usize] = State { uses, list, expires: self.now + self.life };
        self.adjust();
    }

    /// One request later: of each list, the oldest goes down if its life is over.
    fn adjust(&mut self) {
        self.now += 1;
        for list in 1..self.lists.len() {
            let Some(oldest) = self.slots.oldest(self.lists[list]) else { continue };
            if self.states[oldest as usize].expires < self.now {
                self.slots.move_to_newest(self.lists[list - 1], oldest);
                let state = &mut self.states[oldest as usize];
                (state.list, state.expires) = (list as u32 - 1, self.now + self.life);
            }
        }
    }
}

impl EvictionPolicy for Mq {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[LISTS, LIFE, GHOSTS],
        sampling_bias: PolicyInfo::NEWEST_FIRST,
        ..PolicyInfo::new(
            "mq",
            "least recently used of those used least often, by powers of two",
            "Zhou et al., USENIX ATC 2001",
            "O(queues)",
        )
        .taking(8.0, 240.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        let mut slots = Slots::new(config.objects);
        let limit = (config.capacity.amount() as f64 * config.value(&GHOSTS)) as u64;
        let count = config.value(&LISTS) as usize;
        let lists: Vec<Slot> = (0..count).map(|_| slots.new_ring()).collect();
        Self {
            states: vec![State::default(); slots.len()],
            slots,
            lists,
            ghosts: Ghosts::new(config.objects, limit, config.capacity),
            life: config.value(&LIFE) as u64,
            now: 0,
            remembered: None,
        }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.slots.find(object).is_some()
    }

    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        self.slots.prefetch(objects);
    }

    fn lookup(&mut self, access: Access) -> bool {
        if let Some(slot) = self.slots.find(access.object) {
            let uses = self.states[slot as usize].uses.saturating_add(1);
            self.place(slot, uses);
            return true;
        }
        let ghost = self.ghosts.take(access.object);
        self.remembered = ghost.map(|(_, uses)| (access.object, uses));
        false
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        let slot = self.lists.iter().find_map(|&list| self.slots.oldest(list))?;
        let uses = self.states[slot as usize].uses;
        let (object, bytes) = self.slots.remove(slot);
        self.ghosts.add(object, bytes, uses, |_| {});
        Some((object, bytes))
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        let known = self.remembered.filter(|&(object, _)| object == access.object);
        let uses = known.map_or(1, |(_, uses)| uses.saturating_add(1));
        let list = self.lists[self.list_of(uses) as usize];
        let slot = self.slots.push_newest(list, access.object, access.bytes);
        self.states.resize(self.slots.len(), State::default());
        self.place(slot, uses);
        Some(access.bytes)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        self.slots.find(object).map(|slot| self.slots.remove(slot).1)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.slots.residents()
    }
}
