//! SIZE: evicts the largest object.

use crate::cache::parameters::COMPATIBILITY;
use crate::cache::structures::by_object::ByObject;
use crate::cache::structures::ranked::Ranked;
use crate::cache::{Access, CacheConfig, Capacity, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// SIZE (Williams, Abrams, Standridge, Abdulla and Fox, SIGCOMM 1996): the largest object goes, among
/// equals the least recently used (the paper's secondary key ATIME).
///
/// libCacheSim leaves it to the shape of its binary heap which of equals goes, and orders an object by the
/// size that it was last requested with.
#[derive(Debug)]
pub struct Size {
    form: Form,
    capacity: Capacity,
}

#[derive(Debug)]
enum Form {
    /// By what is left of the largest size, then by the last use.
    Paper {
        ranked: Ranked<(u64, u64)>,
        now: u64,
    },
    LibCacheSim(Heap),
}

impl EvictionPolicy for Size {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[COMPATIBILITY],
        size_aware: true,
        ..PolicyInfo::new(
            "size",
            "largest; among equals the least recently used",
            "Williams et al., SIGCOMM 1996",
            "hit O(1), miss O(log n)",
        )
        .taking(4.0, 96.0)
        .knowing(1.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        let form = match config.like_libcachesim() {
            false => Form::Paper { ranked: Ranked::new(config.objects), now: 0 },
            true => Form::LibCacheSim(Heap::new(config.objects)),
        };
        Self { form, capacity: config.capacity }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        match &self.form {
            Form::Paper { ranked, .. } => ranked.ranks.find(object).is_some(),
            Form::LibCacheSim(heap) => heap.place(object).is_some(),
        }
    }

    #[inline]
    fn lookup(&mut self, access: Access) -> bool {
        let charge = self.capacity.charge(access.bytes);
        match &mut self.form {
            Form::Paper { ranked, now } => {
                *now += 1;
                let slot = ranked.ranks.find(access.object);
                if let Some(slot) = slot {
                    let (size, _) = ranked.ranks.rank(slot);
                    ranked.ranks.raise(slot, (size, *now));
                }
                slot.is_some()
            }
            Form::LibCacheSim(heap) => heap.rekey(access.object, charge),
        }
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        match &mut self.form {
            Form::Paper { ranked, .. } => ranked.pop().map(|(_, _, victim)| victim),
            Form::LibCacheSim(heap) => heap.pop(),
        }
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        let Access { object, bytes, .. } = access;
        let charge = self.capacity.charge(bytes);
        match &mut self.form {
            Form::Paper { ranked, now } => {
                ranked.push(object, bytes, (u64::MAX - charge, *now));
            }
            Form::LibCacheSim(heap) => heap.push(object, bytes, charge),
        }
        Some(bytes)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        match &mut self.form {
            Form::Paper { ranked, .. } => ranked.ranks.bury(object),
            Form::LibCacheSim(heap) => heap.remove(object),
        }
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        let (paper, alike) = match &self.form {
            Form::Paper { ranked, .. } => (Some(ranked.ranks.residents()), None),
            Form::LibCacheSim(heap) => (None, Some(&heap.entries)),
        };
        let alike = alike.into_iter().flatten().map(|entry| (entry.object, entry.bytes));
        paper.into_iter().flatten().chain(alike)
    }
}

/// A binary heap in which equals keep their places.
#[derive(Debug)]
struct Heap {
    entries: Vec<Entry>,
    /// By object: its place, counted from 1; 0 if it has none.
    places: ByObject<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    object: ObjectId,
    bytes: u64,
    key: u64,
}

impl Heap {
    fn new(objects: usize) -> Self {
        Self { entries: Vec::new(), places: ByObject::new(objects) }
    }

    fn place(&self, object: ObjectId) -> Option<usize> {
        (self.places.get(object) as usize).checked_sub(1)
    }

    fn set(&mut self, place: usize, entry: Entry) {
        self.entries[place] = entry;
        self.places.set(entry.object, place as u32 + 1);
    }

    fn push(&mut self, object: ObjectId, bytes: u64, key: u64) {
        let entry = Entry { object, bytes, key };
        self.entries.push(entry);
        self.rise(self.entries.len() - 1);
    }

    fn pop(&mut self) -> Option<(ObjectId, u64)> {
        let largest = self.entries.first()?.object;
        self.remove(largest).map(|bytes| (largest, bytes))
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let place = self.place(object)?;
        self.places.clear(object);
        let removed = self.entries.swap_remove(place);
        if place < self.entries.len() {
            self.rise(place);
            self.sink(place);
        }
        Some(removed.bytes)
    }

    /// Another size for an object, if it is in.
    fn rekey(&mut self, object: ObjectId, key: u64) -> bool {
        let Some(place) = self.place(object) else { return false };
        let before = std::mem::replace(&mut self.entries[place].key, key);
        if before < key {
            self.rise(place);
        } else {
            self.sink(place);
        }
        true
    }

    fn rise(&mut self, mut place: usize) {
        let entry = self.entries[place];
        while place > 0 && self.entries[(place - 1) / 2].key < entry.key {
            self.set(place, self.entries[(place - 1) / 2]);
            place = (place - 1) / 2;
        }
        self.set(place, entry);
    }

    fn sink(&mut self, mut place: usize) {
        let entry = self.entries[place];
        while let Some(left) = self.entries.get(2 * place + 1) {
            let right = self.entries.get(2 * place + 2).filter(|right| left.key < right.key);
            let (child, largest) = match right {
                Some(right) => (2 * place + 2, *right),
                None => (2 * place + 1, *left),
            };
            if entry.key >= largest.key {
                break;
            }
            self.set(place, largest);
            place = child;
        }
        self.set(place, entry);
    }
}
