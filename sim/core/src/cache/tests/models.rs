//! Every policy once more, written for clarity: all lists are plain vectors, the oldest first, and
//! whatever is looked for is looked for from the beginning.

use super::super::{Access, Capacity, Given, PolicyKind, parameters};
use hotset_workloads::ObjectId;

/// An object with what it counts for.
pub(super) type Item = (ObjectId, u64);

/// What a model is told about the cache.
#[derive(Clone, Debug)]
pub(super) struct Room {
    pub(super) capacity: Capacity,
    pub(super) given: Given,
}

impl Room {
    fn amount(&self) -> u64 {
        self.capacity.amount()
    }

    fn charge(&self, access: Access) -> u64 {
        self.capacity.charge(access.bytes)
    }

    /// A share of the cache, at least 1.
    fn share(&self, share: f64) -> u64 {
        ((self.amount() as f64 * share) as u64).max(1)
    }

    fn like_libcachesim(&self) -> bool {
        parameters::value(&self.given, &parameters::LIKE) == 1.0
    }
}

/// A cache that is asked one request at a time.
pub(super) trait Model {
    /// Whether the request hits; the object is in afterwards if the policy takes it.
    fn request(&mut self, access: Access) -> bool;

    /// What is in.
    fn residents(&self) -> Vec<ObjectId>;
}

/// The model of a policy, if it has one: policies with chance in them have none.
pub(super) fn model(kind: PolicyKind, room: &Room) -> Option<Box<dyn Model>> {
    let room = room.clone();
    Some(match kind {
        PolicyKind::S3Fifo => Box::new(S3Fifo::new(room)),
        PolicyKind::QdLp => Box::new(QdLp::new(room)),
        PolicyKind::Arc => Box::new(Arc::new(room)),
        PolicyKind::Car => Box::new(Car::new(room)),
        PolicyKind::TwoQ => Box::new(TwoQ::new(room)),
        PolicyKind::Slru => Box::new(Slru::new(room)),
        PolicyKind::Lirs => Box::new(Lirs::new(room)),
        PolicyKind::Lru
        | PolicyKind::Fifo
        | PolicyKind::Clock
        | PolicyKind::Sieve
        | PolicyKind::Lfu
        | PolicyKind::LfuDa
        | PolicyKind::Gdsf
        | PolicyKind::LruK
        | PolicyKind::Ttl
        | PolicyKind::Belady => Box::new(Ranked::new(kind, room)),
        PolicyKind::Random
        | PolicyKind::WTinyLfu
        | PolicyKind::Lhd
        | PolicyKind::Hyperbolic
        | PolicyKind::StaticLfu
        | PolicyKind::BeladySize => return None,
    })
}

fn total(list: &[Item]) -> u64 {
    list.iter().map(|item| item.1).sum()
}

fn find(list: &[Item], object: ObjectId) -> Option<usize> {
    list.iter().position(|item| item.0 == object)
}

fn take(list: &mut Vec<Item>, object: ObjectId) -> Option<Item> {
    find(list, object).map(|at| list.remove(at))
}

/// Takes an object into a list that forgets its oldest.
fn remember(list: &mut Vec<Item>, limit: u64, item: Item) {
    if item.1 > limit {
        return;
    }
    while total(list) + item.1 > limit {
        list.remove(0);
    }
    list.push(item);
}

fn names(lists: &[&[Item]]) -> Vec<ObjectId> {
    lists.iter().flat_map(|list| list.iter().map(|item| item.0)).collect()
}

/// Policies that are a single list, from which a victim is picked by looking at all.
struct Ranked {
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
    fn new(kind: PolicyKind, room: Room) -> Self {
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

    fn victim(&mut self) -> usize {
        match self.kind {
            PolicyKind::Fifo => self.first_by(|held| (0.0, held.came)),
            PolicyKind::Lru => self.first_by(|held| (0.0, held.used)),
            PolicyKind::Lfu => self.first_by(|held| (held.uses as f64, held.used)),
            PolicyKind::LfuDa | PolicyKind::Gdsf => self.first_by(|held| (held.key, held.used)),
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
        let victim = self.victim();
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

/// Uses of the objects of a queue since they came into it.
type Uses = std::collections::BTreeMap<ObjectId, u64>;

/// Evicts from a FIFO queue with reinsertion: the oldest that has no uses left.
fn evict_from_clock(queue: &mut Vec<Item>, uses: &mut Uses) -> Option<Item> {
    while !queue.is_empty() {
        let item = queue.remove(0);
        match uses.get(&item.0).copied().unwrap_or(0).min(3) {
            0 => return Some(item),
            left => {
                uses.insert(item.0, left - 1);
                queue.push(item);
            }
        }
    }
    None
}

struct S3Fifo {
    room: Room,
    small: Vec<Item>,
    main: Vec<Item>,
    ghosts: Vec<Item>,
    uses: Uses,
    evicted: bool,
}

impl S3Fifo {
    fn new(room: Room) -> Self {
        let empty = Vec::new;
        let uses = Uses::new();
        Self { room, small: empty(), main: empty(), ghosts: empty(), uses, evicted: false }
    }

    fn main_limit(&self) -> u64 {
        self.room.amount() - self.room.share(0.1)
    }

    /// One step of making room; it may only move objects about.
    fn evict(&mut self) {
        self.evicted = true;
        let from_main = match self.room.like_libcachesim() {
            true => total(&self.main) > self.main_limit(),
            false => total(&self.small) < self.room.share(0.1) && !self.main.is_empty(),
        };
        if from_main || self.small.is_empty() {
            evict_from_clock(&mut self.main, &mut self.uses);
            return;
        }
        while !self.small.is_empty() {
            let item = self.small.remove(0);
            if self.uses.get(&item.0).copied().unwrap_or(0) < 2 {
                let limit = (self.room.amount() as f64 * 0.9) as u64;
                remember(&mut self.ghosts, limit, item);
                return;
            }
            self.uses.insert(item.0, 0);
            self.main.push(item);
            if !self.room.like_libcachesim() && total(&self.main) > self.main_limit() {
                evict_from_clock(&mut self.main, &mut self.uses);
            }
        }
    }
}

impl Model for S3Fifo {
    fn request(&mut self, access: Access) -> bool {
        let object = access.object;
        if find(&self.small, object).or(find(&self.main, object)).is_some() {
            *self.uses.entry(object).or_default() += 1;
            return true;
        }
        let known = take(&mut self.ghosts, object).is_some();
        let charge = self.room.charge(access);
        let (small_limit, like) = (self.room.share(0.1), self.room.like_libcachesim());
        if charge > self.room.amount() || (like && charge > small_limit) {
            return false;
        }
        while total(&self.small) + total(&self.main) + charge > self.room.amount() {
            self.evict();
        }
        self.uses.insert(object, 0);
        let small_full = total(&self.small) >= small_limit;
        if known {
            self.main.push((object, charge));
        } else if !like || (charge < small_limit && (self.evicted || !small_full)) {
            self.small.push((object, charge));
        } else if charge < small_limit {
            self.main.push((object, charge));
        }
        false
    }

    fn residents(&self) -> Vec<ObjectId> {
        names(&[&self.small, &self.main])
    }
}

struct QdLp {
    room: Room,
    small: Vec<Item>,
    main: Vec<Item>,
    ghosts: Vec<Item>,
    uses: Uses,
}

impl QdLp {
    fn new(room: Room) -> Self {
        let empty = Vec::new;
        Self { room, small: empty(), main: empty(), ghosts: empty(), uses: Uses::new() }
    }

    fn move_to_main(&mut self, item: Item) {
        let limit = self.room.amount() - self.room.share(0.1);
        if item.1 > limit {
            return;
        }
        while total(&self.main) + item.1 > limit {
            evict_from_clock(&mut self.main, &mut self.uses);
        }
        self.uses.insert(item.0, 0);
        self.main.push(item);
    }
}

impl Model for QdLp {
    fn request(&mut self, access: Access) -> bool {
        let object = access.object;
        if find(&self.small, object).or(find(&self.main, object)).is_some() {
            *self.uses.entry(object).or_default() += 1;
            return true;
        }
        let known = take(&mut self.ghosts, object).is_some();
        let charge = self.room.charge(access);
        let small_limit = self.room.share(0.1);
        if charge > small_limit.min(self.room.amount()) {
            return false;
        }
        while total(&self.small) + total(&self.main) + charge > self.room.amount() {
            if self.small.is_empty() {
                evict_from_clock(&mut self.main, &mut self.uses);
                continue;
            }
            let item = self.small.remove(0);
            match self.uses.get(&item.0).copied().unwrap_or(0) {
                0 => remember(&mut self.ghosts, (self.room.amount() as f64 * 0.9) as u64, item),
                _ => self.move_to_main(item),
            }
        }
        self.uses.insert(object, 0);
        if known {
            self.move_to_main((object, charge));
        } else if !self.room.like_libcachesim() || charge < small_limit {
            self.small.push((object, charge));
        }
        false
    }

    fn residents(&self) -> Vec<ObjectId> {
        names(&[&self.small, &self.main])
    }
}

struct Arc {
    room: Room,
    t1: Vec<Item>,
    t2: Vec<Item>,
    b1: Vec<Item>,
    b2: Vec<Item>,
    p: f64,
}

impl Arc {
    fn new(room: Room) -> Self {
        let empty = Vec::new;
        Self { room, t1: empty(), t2: empty(), b1: empty(), b2: empty(), p: 0.0 }
    }

    fn replace(&mut self, in_b2: bool) {
        let size = total(&self.t1) as f64;
        if !self.t1.is_empty() && (size > self.p || (in_b2 && size == self.p) || self.t2.is_empty())
        {
            self.b1.push(self.t1.remove(0));
        } else {
            self.b2.push(self.t2.remove(0));
        }
    }
}

impl Model for Arc {
    fn request(&mut self, access: Access) -> bool {
        let (object, charge, c) = (access.object, self.room.charge(access), self.room.amount());
        if let Some(item) = take(&mut self.t1, object).or_else(|| take(&mut self.t2, object)) {
            self.t2.push(item);
            return true;
        }
        let (b1, b2) = (total(&self.b1) as f64, total(&self.b2) as f64);
        let in_b1 = take(&mut self.b1, object).is_some();
        let in_b2 = take(&mut self.b2, object).is_some();
        if in_b1 {
            self.p = (self.p + (b2 / b1).max(1.0)).min(c as f64);
        }
        if in_b2 {
            self.p = (self.p - (b1 / b2).max(1.0)).max(0.0);
        }
        if charge > c {
            return false;
        }
        while total(&self.t1) + total(&self.t2) + charge > c {
            if in_b1 || in_b2 {
                self.replace(in_b2);
                continue;
            }
            let l1 = total(&self.t1) + total(&self.b1);
            if l1 + charge > c {
                if self.b1.is_empty() && !self.t1.is_empty() {
                    self.t1.remove(0);
                    continue;
                }
                if !self.b1.is_empty() {
                    self.b1.remove(0);
                }
            } else if l1 + total(&self.t2) + total(&self.b2) >= 2 * c && !self.b2.is_empty() {
                self.b2.remove(0);
            }
            self.replace(false);
        }
        if in_b1 || in_b2 { &mut self.t2 } else { &mut self.t1 }.push((object, charge));
        false
    }

    fn residents(&self) -> Vec<ObjectId> {
        names(&[&self.t1, &self.t2])
    }
}

struct Car {
    room: Room,
    t1: Vec<Item>,
    t2: Vec<Item>,
    b1: Vec<Item>,
    b2: Vec<Item>,
    marked: std::collections::BTreeSet<ObjectId>,
    p: f64,
}

impl Car {
    fn new(room: Room) -> Self {
        let empty = Vec::new;
        let marked = std::collections::BTreeSet::new();
        Self { room, t1: empty(), t2: empty(), b1: empty(), b2: empty(), marked, p: 0.0 }
    }

    fn replace(&mut self) {
        loop {
            let t1_first = total(&self.t1) as f64 >= self.p.max(1.0);
            if self.t2.is_empty() || (t1_first && !self.t1.is_empty()) {
                let item = self.t1.remove(0);
                if !self.marked.remove(&item.0) {
                    self.b1.push(item);
                    return;
                }
                self.t2.push(item);
            } else {
                let item = self.t2.remove(0);
                if !self.marked.remove(&item.0) {
                    self.b2.push(item);
                    return;
                }
                self.t2.push(item);
            }
        }
    }

    /// Moves the target for a hit among the ghosts, who are still there.
    fn adapt(&mut self, in_b1: bool) {
        let (b1, b2) = (total(&self.b1) as f64, total(&self.b2) as f64);
        let step = if in_b1 { b2 / b1.max(1.0) } else { b1 / b2.max(1.0) };
        let step = if self.room.like_libcachesim() { step.floor() } else { step }.max(1.0);
        let c = self.room.amount() as f64;
        self.p = if in_b1 { (self.p + step).min(c) } else { (self.p - step).max(0.0) };
    }
}

impl Model for Car {
    fn request(&mut self, access: Access) -> bool {
        let (object, charge, c) = (access.object, self.room.charge(access), self.room.amount());
        if find(&self.t1, object).or(find(&self.t2, object)).is_some() {
            self.marked.insert(object);
            return true;
        }
        let in_b1 = find(&self.b1, object).is_some();
        let known = in_b1 || find(&self.b2, object).is_some();
        let like = self.room.like_libcachesim();
        if known && like {
            self.adapt(in_b1);
            take(&mut self.b1, object).or_else(|| take(&mut self.b2, object));
        }
        if charge > c {
            return false;
        }
        while total(&self.t1) + total(&self.t2) + charge > c {
            self.replace();
            let l1 = total(&self.t1) + total(&self.b1);
            let l2 = total(&self.t2) + total(&self.b2);
            if like && l1 >= c || !like && !known && l1 + charge > c {
                if !self.b1.is_empty() {
                    self.b1.remove(0);
                }
            } else if !like && !known && l1 + l2 + charge > 2 * c && !self.b2.is_empty() {
                self.b2.remove(0);
            }
        }
        if known && !like {
            self.adapt(in_b1);
            take(&mut self.b1, object).or_else(|| take(&mut self.b2, object));
        }
        if known { &mut self.t2 } else { &mut self.t1 }.push((object, charge));
        false
    }

    fn residents(&self) -> Vec<ObjectId> {
        names(&[&self.t1, &self.t2])
    }
}

struct TwoQ {
    room: Room,
    a1_in: Vec<Item>,
    a1_out: Vec<Item>,
    am: Vec<Item>,
}

impl TwoQ {
    fn new(room: Room) -> Self {
        Self { room, a1_in: Vec::new(), a1_out: Vec::new(), am: Vec::new() }
    }
}

impl Model for TwoQ {
    fn request(&mut self, access: Access) -> bool {
        let (object, charge, c) = (access.object, self.room.charge(access), self.room.amount());
        if find(&self.a1_in, object).is_some() {
            return true;
        }
        if let Some(item) = take(&mut self.am, object) {
            self.am.push(item);
            return true;
        }
        let known = take(&mut self.a1_out, object).is_some();
        let k_in = self.room.share(0.25);
        if charge > k_in.min(c) {
            return false;
        }
        while total(&self.a1_in) + total(&self.am) + charge > c {
            if !self.am.is_empty() && total(&self.a1_in) <= k_in {
                self.am.remove(0);
            } else {
                let item = self.a1_in.remove(0);
                remember(&mut self.a1_out, (c as f64 * 0.5) as u64, item);
            }
        }
        if !known {
            self.a1_in.push((object, charge));
        } else if charge <= c - k_in {
            while total(&self.am) + charge > c - k_in {
                self.am.remove(0);
            }
            self.am.push((object, charge));
        }
        false
    }

    fn residents(&self) -> Vec<ObjectId> {
        names(&[&self.a1_in, &self.am])
    }
}

struct Slru {
    room: Room,
    segments: Vec<Vec<Item>>,
}

impl Slru {
    fn new(room: Room) -> Self {
        let segments = vec![Vec::new(); 4.min(room.amount() as usize)];
        Self { room, segments }
    }

    fn limit(&self) -> u64 {
        self.room.amount() / self.segments.len() as u64
    }

    fn cool(&mut self, segment: usize) {
        while total(&self.segments[segment]) > self.limit() {
            let item = self.segments[segment].remove(0);
            if segment > 0 {
                self.segments[segment - 1].push(item);
                self.cool(segment - 1);
            }
        }
    }
}

impl Model for Slru {
    fn request(&mut self, access: Access) -> bool {
        let (object, charge) = (access.object, self.room.charge(access));
        let top = self.segments.len() - 1;
        for segment in 0..=top {
            if let Some(item) = take(&mut self.segments[segment], object) {
                self.segments[(segment + 1).min(top)].push(item);
                if segment < top {
                    self.cool(segment + 1);
                }
                return true;
            }
        }
        if charge > self.limit() {
            return false;
        }
        let limit = self.limit();
        if !self.room.like_libcachesim() {
            while total(&self.segments[0]) + charge > limit {
                self.segments[0].remove(0);
            }
        }
        while self.segments.iter().map(|list| total(list)).sum::<u64>() + charge
            > self.room.amount()
        {
            self.segments.iter_mut().find(|list| !list.is_empty()).unwrap().remove(0);
        }
        let has_room = |list: &Vec<Item>| total(list) + charge <= limit;
        let segment = match self.room.like_libcachesim() {
            true => self.segments.iter().position(has_room).unwrap_or(0),
            false => 0,
        };
        self.segments[segment].push((object, charge));
        false
    }

    fn residents(&self) -> Vec<ObjectId> {
        self.segments.iter().flatten().map(|item| item.0).collect()
    }
}

/// LIRS as in the paper, for objects of one size: the stack has names only, and sets say what each
/// is.
struct Lirs {
    room: Room,
    stack: Vec<ObjectId>,
    lir: std::collections::BTreeSet<ObjectId>,
    queue: Vec<ObjectId>,
}

impl Lirs {
    fn new(room: Room) -> Self {
        Self { room, stack: Vec::new(), lir: std::collections::BTreeSet::new(), queue: Vec::new() }
    }

    fn lir_limit(&self) -> usize {
        (self.room.amount() - self.room.share(0.01)) as usize
    }

    fn raise(&mut self, object: ObjectId) {
        self.stack.retain(|&known| known != object);
        self.stack.push(object);
    }

    fn prune(&mut self) {
        while self.stack.len() > 1 && !self.lir.contains(&self.stack[0]) {
            self.stack.remove(0);
        }
    }

    /// The LIR object at the bottom goes to the end of the queue, for one that becomes LIR.
    fn demote(&mut self) {
        if self.lir.len() >= self.lir_limit() && !self.lir.is_empty() {
            let bottom = self.stack.remove(0);
            self.lir.remove(&bottom);
            while self.queue.len() as u64 + 1 > self.room.share(0.01) {
                self.queue.remove(0);
            }
            self.queue.push(bottom);
            self.prune();
        }
    }
}

impl Model for Lirs {
    fn request(&mut self, access: Access) -> bool {
        let object = access.object;
        let in_stack = self.stack.contains(&object);
        if self.lir.contains(&object) {
            self.raise(object);
            self.prune();
            return true;
        }
        let waits = self.queue.contains(&object);
        if waits {
            self.queue.retain(|&known| known != object);
        }
        if in_stack {
            self.raise(object);
            self.demote();
            self.lir.insert(object);
            return waits;
        }
        if !waits && self.lir.len() < self.lir_limit() {
            self.stack.push(object);
            self.lir.insert(object);
            return false;
        }
        while !waits && self.queue.len() as u64 + 1 > self.room.share(0.01) {
            self.queue.remove(0);
        }
        self.stack.push(object);
        self.queue.push(object);
        waits
    }

    fn residents(&self) -> Vec<ObjectId> {
        self.lir.iter().chain(&self.queue).copied().collect()
    }
}
