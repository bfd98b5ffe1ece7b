//! Belady's MIN (IBM Systems Journal 5(2), 1966): evicts the object whose next use is farthest in the future.

use crate::cache::structures::slots::{HEAD, Slots};
use crate::cache::{Access, CacheConfig, EvictionPolicy, NEVER, PolicyInfo};
use hotset_workloads::{ObjectId, RequestBatch};
use std::collections::BinaryHeap;

/// For each of fewer than 2^32 - 1 requests, the number of the next request for the same object, or
/// [`NEVER`].
pub fn next_uses(stream: &[ObjectId], objects: usize) -> Vec<u32> {
    look_ahead(stream, &[], objects)
}

/// Requests by what a policy that looks ahead knows of them: their objects, and the versions of these.
#[derive(Clone, Debug, Default)]
pub struct ReferenceString {
    objects: Vec<ObjectId>,
    /// Empty if all are 0.
    versions: Vec<u16>,
}

impl ReferenceString {
    /// Appends requests.
    pub fn extend(&mut self, batch: &RequestBatch) {
        if !batch.version.is_empty() || !self.versions.is_empty() {
            self.versions.resize(self.objects.len(), 0);
            self.versions.extend_from_slice(&batch.version);
            self.versions.resize(self.objects.len() + batch.len(), 0);
        }
        self.objects.extend_from_slice(&batch.object);
    }

    /// The number of requests.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// As [`next_uses`], but [`NEVER`] where the next request is for another version of the object: the copy will not
    /// do for it.
    pub fn next_uses(&self, objects: usize) -> Vec<u32> {
        look_ahead(&self.objects, &self.versions, objects)
    }
}

fn look_ahead(stream: &[ObjectId], versions: &[u16], objects: usize) -> Vec<u32> {
    let mut seen = vec![NEVER; objects];
    let mut next_uses: Vec<u32> = Vec::with_capacity(stream.len());
    for (number, &object) in stream.iter().enumerate().rev() {
        let next = std::mem::replace(&mut seen[object as usize], number as u32);
        let same_version = versions.get(number) == versions.get(next as usize);
        next_uses.push(if next == NEVER || same_version { next } else { NEVER });
    }
    next_uses.reverse();
    next_uses
}

/// The optimum for objects of equal size, among policies that admit every miss: with bypassing, a tiny cache
/// can have a hit or two more. It ignores sizes, as other implementations do, and is then a strong reference
/// but no bound. Offline: every request needs its next use.
#[derive(Debug)]
pub struct Belady {
    slots: Slots,
    /// By slot: when the object is used next.
    next_use: Vec<u32>,
    /// Candidates, farthest use first. A hit leaves its old entry behind; entries that no longer
    /// agree with `next_use` are skipped.
    farthest: BinaryHeap<(u32, ObjectId)>,
    residents: usize,
}

impl Belady {
    fn note(&mut self, object: ObjectId, slot: u32, next_use: u32) {
        self.next_use.resize(self.slots.len(), NEVER);
        self.next_use[slot as usize] = next_use;
        self.farthest.push((next_use, object));
        // Outdated entries sink to the bottom: without a cleaning they would pile up.
        if self.farthest.len() > 2 * self.residents + 64 {
            let (slots, next_use) = (&self.slots, &self.next_use);
            self.farthest.retain(|&(next, object)| {
                slots.find(object).is_some_and(|slot| next_use[slot as usize] == next)
            });
        }
    }
}

impl EvictionPolicy for Belady {
    const INFO: PolicyInfo = PolicyInfo {
        offline: true,
        ..PolicyInfo::new(
            "belady",
            "used farthest in the future",
            "Belady, IBM Systems Journal 1966",
            "O(log n)",
        )
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        Self {
            slots: Slots::new(config.objects),
            next_use: Vec::new(),
            farthest: BinaryHeap::new(),
            residents: 0,
        }
    }

    fn contains(&self, object: ObjectId) -> bool {
        self.slots.find(object).is_some()
    }

    fn lookup(&mut self, access: Access) -> bool {
        let found = self.slots.find(access.object);
        if let Some(slot) = found {
            self.note(access.object, slot, access.next_use);
        }
        found.is_some()
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        let slot = self.slots.push_newest(HEAD, access.object, access.bytes);
        self.residents += 1;
        self.note(access.object, slot, access.next_use);
        Some(access.bytes)
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        while let Some((next_use, object)) = self.farthest.pop() {
            if let Some(slot) = self.slots.find(object)
                && self.next_use[slot as usize] == next_use
            {
                self.residents -= 1;
                return Some(self.slots.remove(slot));
            }
        }
        None
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let slot = self.slots.find(object)?;
        self.residents -= 1;
        Some(self.slots.remove(slot).1)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.slots.residents()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hotset_workloads::Request;

    #[test]
    fn another_version_is_no_next_use() {
        let mut string = ReferenceString::default();
        let requests = [(0, 0), (1, 0), (0, 0), (1, 0), (0, 1), (0, 1), (1, 0), (0, 0)];
        for part in [&requests[..3], &requests[3..4], &requests[4..]] {
            let mut batch = RequestBatch::default();
            part.iter().for_each(|&(object, version)| {
                batch.push(Request { object, version, ..Request::default() });
            });
            string.extend(&batch);
        }
        assert_eq!(string.next_uses(2), [2, 3, NEVER, 6, 5, NEVER, NEVER, NEVER]);
        assert_eq!(next_uses(&string.objects, 2), [2, 3, 4, 6, 5, 7, NEVER, NEVER]);
    }
}
