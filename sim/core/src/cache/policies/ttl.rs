//! Expiry after a time to live.

use crate::cache::parameters::{Parameter, Range};
use crate::cache::structures::slots::{HEAD, Slot, Slots};
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::{ObjectId, SimTime};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Keeps an object for a time to live, counted from when it was inserted, or, with `reset=yes`, from
/// its last use: the one that is given, else the one that the trace tells of it, else an hour. A full cache drops the object that would expire first. With room for all, an
/// object requested at rate `r` hits with probability `rT / (1 + rT)`, with reset `1 - exp(-rT)`
/// (THEORY 2.1; Fofack, Nain, Neglia and Towsley, Computer Networks 2014).
#[derive(Debug)]
pub struct Ttl {
    slots: Slots,
    /// By slot.
    expires: Vec<SimTime>,
    /// What expires when, the first first, once times to live differ; a slot can be in it with times that
    /// it no longer has.
    order: Option<BinaryHeap<Reverse<(SimTime, Slot)>>>,
    ttl_ns: u64,
    /// Whether what a request says of its answer does not count.
    given: bool,
    reset: bool,
    gone: Vec<(ObjectId, u64)>,
}

const SECONDS: Parameter = Parameter {
    name: "ttl_s",
    meaning: "time to live in seconds; if not given, that of the trace where it tells one",
    range: Range::Number(1e-9, 1e9),
    default: 3_600.0,
};
const RESET: Parameter =
    Parameter::word("reset", &["no", "yes"], "whether a use begins the time to live anew");

impl Ttl {
    fn expire(&mut self, now: SimTime) {
        while let Some(slot) = self.first()
            && self.expires[slot as usize] <= now
        {
            let left = self.slots.remove(slot);
            self.gone.push(left);
        }
    }

    /// What expires first.
    fn first(&mut self) -> Option<Slot> {
        // With the same time to live for all, the oldest does.
        let Some(order) = &mut self.order else { return self.slots.oldest(HEAD) };
        while let Some(&Reverse((expires, slot))) = order.peek() {
            if self.slots.is_taken(slot) && self.expires[slot as usize] == expires {
                return Some(slot);
            }
            order.pop();
        }
        None
    }

    fn expiry(&self, access: Access) -> SimTime {
        let ttl_ns = match access.ttl_s {
            ttl_s if ttl_s > 0 && !self.given => u64::from(ttl_s) * SimTime::NS_PER_S,
            _ => self.ttl_ns,
        };
        SimTime(access.time.0.saturating_add(ttl_ns))
    }

    fn set_expiry(&mut self, slot: Slot, access: Access) {
        let expires = self.expiry(access);
        self.expires[slot as usize] = expires;
        let begins = self.order.is_none() && access.ttl_s > 0 && !self.given;
        // Times that slots no longer have are to be fewer than those that they have.
        let is_long = self.order.as_ref().is_some_and(|order| order.len() > 2 * self.slots.len());
        if begins || is_long {
            let all = self.slots.residents().filter_map(|(object, _)| self.slots.find(object));
            self.order =
                Some(all.map(|slot| Reverse((self.expires[slot as usize], slot))).collect());
        } else if let Some(order) = &mut self.order {
            order.push(Reverse((expires, slot)));
        }
    }
}

impl EvictionPolicy for Ttl {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[SECONDS, RESET],
        timed: true,
        evicts_spontaneously: true,
        ..PolicyInfo::new(
            "ttl",
            "expired, or first to expire",
            "Fofack et al., Computer Networks 2014",
            "O(1), amortised",
        )
        .taking(4.0, 64.0)
        .knowing(1.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        Self {
            slots: Slots::new(config.objects),
            expires: Vec::new(),
            order: None,
            given: config.given.iter().any(|(name, _)| *name == SECONDS.name),
            ttl_ns: (config.value(&SECONDS) * SimTime::NS_PER_S as f64) as u64,
            reset: config.value(&RESET) == 1.0,
            gone: Vec::new(),
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
        self.expire(access.time);
        let slot = self.slots.find(access.object);
        if let Some(slot) = slot
            && self.reset
        {
            self.set_expiry(slot, access);
            self.slots.move_to_newest(HEAD, slot);
        }
        slot.is_some()
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        self.first().map(|slot| self.slots.remove(slot))
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        let slot = self.slots.push_newest(HEAD, access.object, access.bytes);
        self.expires.resize(self.slots.len(), SimTime::default());
        self.set_expiry(slot, access);
        Some(access.bytes)
    }

    fn spontaneous_eviction(&mut self) -> Option<(ObjectId, u64)> {
        self.gone.pop()
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let slot = self.slots.find(object)?;
        Some(self.slots.remove(slot).1)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.slots.residents()
    }
}
