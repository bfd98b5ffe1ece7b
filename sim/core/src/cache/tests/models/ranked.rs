//! Policies that are a single list.

use super::super::super::{Access, PolicyKind, parameters};
use super::{Model, Room};
use hotset_workloads::ObjectId;

/// Policies that are a single list, from which a victim is picked by looking at all.
pub(super) struct Ranked {
    kind: PolicyKind,
    room: Room,
    held: Vec<Held>,
    hand: Option<ObjectId>,
    now: u64,
    /// Age of LFU-DA, clock of GDSF.
    age: f64,
    /// Uses of each object, ever: request numbers.
    history: std::collections::BTreeMap<ObjectId, Vec<u64>>,
}

#[derive(Clone, Debug)]
struct Held {
    object: ObjectId,
    charge: u64,
    came: u64,
    used: u64,
    uses: u64,
    /// Key of LFU-DA, priority of GDSF.
    key: f64,
    marked: bool,
    next_use: u32,
    time_ns: u64,
    history: Vec<u64>,
}

impl Ranked {
    pub(super) fn new(kind: PolicyKind, room: Room) -> Self {
        let history = std::collections::BTreeMap::new();
        Self { kind, room, held: Vec::new(), hand: None, now: 0, age: 0.0, history }
    }

    fn value(&self, name: &str) -> f64 {
        let parameter = self.kind.info().parameters.iter().find(|p| p.name == name).unwrap();
        parameters::value(&self.room.given, parameter)
    }

    fn key(&self, uses: u64, charge: u64) -> f64 {
        match self.kind {
            PolicyKind::Gdsf => self.age + uses as f64 * 1e6 / charge as f64,
            _ => self.age + uses as f64,
        }
    }

    /// The K-th last use, or 0.
    fn kth(&self, held: &Held) -> u64 {
        let k = self.value("k") as usize;
        held.history.len().checked_sub(k).map_or(0, |at| held.history[at])
    }

    fn first_by(&self, key: impl Fn(&Held) -> (f64, u64)) -> usize {
        let mut best = 0;
        for at in 1..self.held.len() {
            if key(&self.held[at]) < key(&self.held[best]) {
                best = at;
            }
        }
        best
    }

    fn peek_victim(&mut self) -> usize {
        match self.kind {
            PolicyKind::Fifo => self.first_by(|held| (0.0, held.came)),
            PolicyKind::Lru => self.first_by(|held| (0.0, held.used)),
            PolicyKind::Lfu => self.first_by(|held| (held.uses as f64, held.used)),
            PolicyKind::LfuDa | PolicyKind::Gdsf => self.first_by(|held| (held.key, held.used)),
            PolicyKind::Size => self.first_by(|held| (-(held.charge as f64), held.used)),
            PolicyKind::LruK => {
                let by_insertion = self.room.like_libcachesim();
                self.first_by(|held| {
                    let kth = self.kth(held);
                    let tie = if by_insertion && kth == 0 { held.came } else { held.used };
                    (kth as f64, tie)
                })
            }
            PolicyKind::Ttl if self.value("reset") == 1.0 => {
                self.first_by(|held| (held.time_ns as f64, held.used))
            }
            PolicyKind::Ttl => self.first_by(|held| (held.time_ns as f64, held.came)),
            PolicyKind::Belady => self.first_by(|held| (-f64::from(held.next_use), 0)),
            PolicyKind::Clock => {
                while self.held[0].marked {
                    let mut again = self.held.remove(0);
                    again.marked = false;
                    self.held.push(again);
                }
                0
            }
            PolicyKind::Sieve => {
                let at = |object| self.held.iter().position(|held| held.object == object);
                let mut index = self.hand.and_then(at).unwrap_or(0);
                while self.held[index].marked {
                    self.held[index].marked = false;
                    index = (index + 1) % self.held.len();
                }
                self.hand = self.held.get(index + 1).map(|held| held.object);
                index
            }
            other => unreachable!("{other:?} is no single list"),
        }
    }

    fn expire(&mut self, now_ns: u64) {
        if self.kind == PolicyKind::Ttl {
            let ttl_ns = (self.value("ttl_s") * 1e9) as u64;
            self.held.retain(|held| held.time_ns + ttl_ns > now_ns);
        }
    }

    fn evict(&mut self) {
        let victim = self.peek_victim();
        let victim = self.held.remove(victim);
        self.age = victim.key;
        if self.room.like_libcachesim() {
            self.history.remove(&victim.object);
        }
    }
}

impl Model for Ranked {
    fn request(&mut self, access: Access) -> bool {
        self.now += 1;
        self.expire(access.time.0);
        let Access { object, next_use, .. } = access;
        let charge = self.room.charge(access);
        let at = self.held.iter().position(|held| held.object == object);
        if at.is_none() && charge > self.room.amount() {
            return false;
        }
        // Every use but those that pass the cache by is part of an object's history.
        let history = self.history.entry(object).or_default();
        history.push(self.now);
        let history = history.clone();
        if let Some(at) = at {
            let key = self.key(self.held[at].uses + 1, self.held[at].charge);
            let reset = self.kind == PolicyKind::Ttl && self.value("reset") == 1.0;
            let held = &mut self.held[at];
            held.uses += 1;
            (held.used, held.marked, held.next_use, held.key) = (self.now, true, next_use, key);
            held.history = history;
            if reset {
                held.time_ns = access.time.0;
            }
            return true;
        }
        let key = self.key(1, charge);
        while self.held.iter().map(|held| held.charge).sum::<u64>() + charge > self.room.amount() {
            if self.kind == PolicyKind::Gdsf && self.held.iter().all(|held| held.key > key) {
                self.age = key;
                return false;
            }
            self.evict();
        }
        let key = if self.kind == PolicyKind::Gdsf { key } else { self.key(1, charge) };
        let history = if self.history.contains_key(&object) { history } else { vec![self.now] };
        self.history.insert(object, history.clone());
        self.held.push(Held {
            object,
            charge,
            came: self.now,
            used: self.now,
            uses: 1,
            key,
            marked: false,
            next_use,
            time_ns: access.time.0,
            history,
        });
        false
    }

    fn residents(&self) -> Vec<ObjectId> {
        self.held.iter().map(|held| held.object).collect()
    }
}
