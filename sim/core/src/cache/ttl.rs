//! Expiry after a time to live.

use super::parameters::{Parameter, Range};
use super::slots::{HEAD, Slots};
use super::{Access, Eviction, PolicyInfo, Setup};
use hotset_workloads::{ObjectId, SimTime};

/// Keeps an object for a time to live, counted from when it came in, or, with `reset=yes`, from
/// its last use. A full cache drops the object that would expire first. With room for all, an
/// object asked for at rate `r` hits with probability `rT / (1 + rT)`, with reset `1 - exp(-rT)`
/// (THEORY 2.1; Fofack, Nain, Neglia and Towsley, Computer Networks 2014).
#[derive(Debug)]
pub struct Ttl {
    slots: Slots,
    /// By slot.
    expires: Vec<SimTime>,
    ttl_ns: u64,
    reset: bool,
    gone: Vec<(ObjectId, u64)>,
}

const SECONDS: Parameter = Parameter {
    name: "ttl_s",
    meaning: "time to live in seconds",
    range: Range::Number(1e-9, 1e9),
    default: 3_600.0,
};
const RESET: Parameter =
    Parameter::word("reset", &["no", "yes"], "whether a use begins the time to live anew");

impl Ttl {
    fn expire(&mut self, now: SimTime) {
        while let Some(slot) = self.slots.oldest(HEAD)
            && self.expires[slot as usize] <= now
        {
            let left = self.slots.remove(slot);
            self.gone.push(left);
        }
    }

    fn expiry(&self, now: SimTime) -> SimTime {
        SimTime(now.0.saturating_add(self.ttl_ns))
    }
}

impl Eviction for Ttl {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[SECONDS, RESET],
        timed: true,
        sheds: true,
        ..PolicyInfo::new(
            "ttl",
            "expired, or first to expire",
            "Fofack et al., Computer Networks 2014",
            "O(1), amortised",
        )
    };

    fn new(setup: &Setup<'_>) -> Self {
        Self {
            slots: Slots::new(setup.objects),
            expires: Vec::new(),
            ttl_ns: (setup.value(&SECONDS) * SimTime::NS_PER_S as f64) as u64,
            reset: setup.value(&RESET) == 1.0,
            gone: Vec::new(),
        }
    }

    #[inline]
    fn holds(&self, object: ObjectId) -> bool {
        self.slots.find(object).is_some()
    }

    #[inline]
    fn touch(&self, objects: &[ObjectId]) {
        self.slots.touch(objects);
    }

    fn hit(&mut self, access: Access) -> bool {
        // All have the same time to live, so that the oldest expires first.
        self.expire(access.time);
        let slot = self.slots.find(access.object);
        if let Some(slot) = slot
            && self.reset
        {
            self.expires[slot as usize] = self.expiry(access.time);
            self.slots.move_to_newest(HEAD, slot);
        }
        slot.is_some()
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        self.slots.oldest(HEAD).map(|slot| self.slots.remove(slot))
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        let slot = self.slots.push_newest(HEAD, access.object, access.bytes);
        self.expires.resize(self.slots.len(), SimTime::default());
        self.expires[slot as usize] = self.expiry(access.time);
        Some(access.bytes)
    }

    fn shed(&mut self) -> Option<(ObjectId, u64)> {
        self.gone.pop()
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.slots.residents()
    }
}
