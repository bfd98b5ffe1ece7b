//! Least recently used.

use super::{Access, Capacity, Eviction, PolicyInfo, Setup};
use hotset_workloads::ObjectId;
use std::collections::BTreeMap;

/// Evicts the object whose last use is longest ago (Mattson, Gecsei, Slutz and Traiger, IBM
/// Systems Journal 1970).
///
/// Instead of a list, a ring of uses in the order in which they came: each object knows the place
/// of its last use, and a use that is no longer the last of its object is passed over when the
/// oldest object is sought. A use writes at the end of the ring and at one place of its own,
/// instead of at three neighbours in a list.
#[derive(Debug)]
pub struct Lru {
    /// By object: the position of its last use, counted from 1; 0 if it is not in.
    last: Vec<u32>,
    /// A power of two of them; the use at a position is at the position modulo that.
    ring: Vec<Use>,
    /// Positions of the oldest use, and behind the newest.
    begin: u32,
    end: u32,
    residents: usize,
    /// Sizes of 4 GiB and more: seldom any.
    large: BTreeMap<ObjectId, u64>,
    /// Whether sizes count: else a use need not ask with what size its object came in.
    sized: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Use {
    object: ObjectId,
    /// The size with which the object came in, or `LARGE`.
    bytes: u32,
}

const LARGE: u32 = u32::MAX;
const RING_MIN: usize = 64;

/// How far ahead of the oldest use its successors are drawn into the processor's caches.
const AHEAD: u32 = 16;

impl Lru {
    #[inline]
    fn at(&self, position: u32) -> Use {
        self.ring[position as usize & (self.ring.len() - 1)]
    }

    /// Notes a use at the end of the ring.
    #[inline]
    fn note(&mut self, object: ObjectId, bytes: u32) {
        let full = (self.end - self.begin) as usize == self.ring.len();
        if full || self.end == u32::MAX {
            self.make_room();
        }
        let place = self.end as usize & (self.ring.len() - 1);
        self.ring[place] = Use { object, bytes };
        self.last[object as usize] = self.end;
        self.end += 1;
    }

    /// Drops uses that are not the last of their objects, and doubles the ring if few are.
    #[cold]
    fn make_room(&mut self) {
        let grow = self.residents * 2 > self.ring.len();
        let places = self.ring.len() * if grow { 2 } else { 1 };
        let mut ring = vec![Use::default(); places];
        let mut end = 1;
        for position in self.begin..self.end {
            let used = self.at(position);
            let last = &mut self.last[used.object as usize];
            if *last == position {
                *last = end;
                ring[end as usize & (places - 1)] = used;
                end += 1;
            }
        }
        self.ring = ring;
        (self.begin, self.end) = (1, end);
    }

    fn bytes(&self, used: Use) -> u64 {
        match used.bytes {
            LARGE => self.large.get(&used.object).copied().unwrap_or(u64::from(LARGE)),
            bytes => u64::from(bytes),
        }
    }
}

impl Eviction for Lru {
    const INFO: PolicyInfo = PolicyInfo {
        tells_victim: true,
        ..PolicyInfo::new(
            "lru",
            "least recently used",
            "Mattson et al., IBM Systems Journal 1970",
            "O(1), amortised",
        )
    };

    fn new(setup: &Setup<'_>) -> Self {
        Self {
            last: vec![0; setup.objects],
            ring: vec![Use::default(); RING_MIN],
            begin: 1,
            end: 1,
            residents: 0,
            large: BTreeMap::new(),
            sized: matches!(setup.capacity, Capacity::Bytes(_)),
        }
    }

    #[inline]
    fn holds(&self, object: ObjectId) -> bool {
        self.last[object as usize] != 0
    }

    #[inline]
    fn touch(&self, objects: &[ObjectId]) {
        let mut touched = 0;
        for &object in objects {
            touched ^= self.last[object as usize];
        }
        std::hint::black_box(touched);
    }

    #[inline]
    fn hit(&mut self, access: Access) -> bool {
        let last = self.last[access.object as usize];
        if last == 0 {
            return false;
        }
        // Where sizes do not count, the size is for information, and that of this use as good.
        let known = if self.sized { None } else { u32::try_from(access.bytes).ok() };
        let bytes = known.unwrap_or_else(|| self.at(last).bytes);
        self.note(access.object, bytes);
        true
    }

    #[inline]
    fn insert(&mut self, access: Access) -> Option<u64> {
        let bytes = u32::try_from(access.bytes).unwrap_or(LARGE);
        if bytes == LARGE {
            self.large.insert(access.object, access.bytes);
        }
        self.residents += 1;
        self.note(access.object, bytes);
        Some(access.bytes)
    }

    fn victim(&mut self) -> Option<ObjectId> {
        while self.begin != self.end {
            let object = self.at(self.begin).object;
            if self.last[object as usize] == self.begin {
                return Some(object);
            }
            self.begin += 1;
        }
        None
    }

    #[inline]
    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        while self.begin != self.end {
            let position = self.begin;
            let ahead = self.at(position.wrapping_add(AHEAD)).object;
            std::hint::black_box(self.last[ahead as usize]);
            let used = self.at(position);
            self.begin += 1;
            if self.last[used.object as usize] == position {
                let bytes = self.bytes(used);
                self.last[used.object as usize] = 0;
                self.residents -= 1;
                if used.bytes == LARGE {
                    self.large.remove(&used.object);
                }
                return Some((used.object, bytes));
            }
        }
        None
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        (self.begin..self.end).filter_map(|position| {
            let used = self.at(position);
            let is_last = self.last[used.object as usize] == position;
            is_last.then(|| (used.object, self.bytes(used)))
        })
    }
}
