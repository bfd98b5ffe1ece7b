//! Least hit density.

use crate::cache::parameters::{COMPATIBILITY, Parameter};
use crate::cache::structures::bag::Bag;
use crate::cache::{Access, CacheConfig, Capacity, EvictionPolicy, PolicyInfo};
use hotset_workloads::{ObjectId, Stream};
use rand::Rng;

/// LHD (Beckmann, Chen and Cidon, NSDI 2018): evicts the object, of a random sample, whose
/// expected hits for the space and time that it will still take are least. The expectation comes
/// from the ages at which objects of its class were hit or evicted before; the class follows from
/// the ages of its last two hits. The constants are those of the authors' code, in which densities
/// are relearnt every 2^20 requests.
///
/// libCacheSim has classes for 16 programs, of which its requests belong to the second: at first,
/// before anything was learnt, the best class is worth twice as much as the worst there, not 16
/// times. It also gives an object the size of its last hit.
#[derive(Debug)]
pub struct Lhd {
    bag: Bag<Tag>,
    classes: Vec<Class>,
    sample: u64,
    now: u64,
    /// Ages are in units of 2 to this power.
    age_shift: u32,
    relearned: u32,
    until_relearning: u64,
    /// Mean number of objects in the cache at a relearning, as a decayed sum and its weight.
    objects: (f64, f64),
    victim_density: f64,
    /// Newcomers of low density, which the next evictions examine too.
    newcomers: [Option<ObjectId>; NEWCOMERS],
    newcomer: usize,
    explorer_room: i64,
    capacity: Capacity,
    stream: Stream,
}

#[derive(Clone, Copy, Debug)]
struct Tag {
    used_at: u64,
    hit_age: u32,
    hit_age_before: u32,
    charge: u64,
    /// Kept for a while whatever its density, to learn what happens to such objects.
    explorer: bool,
}

/// What happened to objects of a class, by age, and what is expected of them.
#[derive(Clone, Debug)]
struct Class {
    hits: Vec<f64>,
    evictions: Vec<f64>,
    density: Vec<f64>,
}

const SAMPLE: Parameter =
    Parameter::count("sample", (1, 1 << 16), 32, "objects that an eviction looks at");

const AGES: usize = 20_000;
const OLDEST: u32 = AGES as u32 - 1;
const CLASSES: usize = 16;
const NEWCOMERS: usize = 8;
const RELEARN_AFTER: u64 = 1 << 20;
const DECAY: f64 = 0.9;
/// One object in so many explores, as long as densities are new.
const EXPLORER_ODDS: u64 = 32;
const EXPLORER_SHARE: f64 = 0.01;
const EXPLORE_UNTIL: u32 = 50;
const SAMPLE_AT_FIRST: u64 = 8;
const AGE_TOLERANCE: f64 = 0.01;

impl Class {
    fn new(index: usize) -> Self {
        // Before anything is known: the younger, and the quicker its last hits, the better.
        let density = (0..AGES).map(|age| (index + 1) as f64 / (age + 1) as f64).collect();
        Self { hits: vec![0.0; AGES], evictions: vec![0.0; AGES], density }
    }

    fn decay(&mut self) {
        self.hits.iter_mut().chain(&mut self.evictions).for_each(|count| *count *= DECAY);
    }

    /// Expected hits over expected time, from each age on.
    fn learn(&mut self) {
        let last = AGES - 1;
        let mut hits = self.hits[last];
        let mut events = hits + self.evictions[last];
        let mut lifetime = events;
        for age in (0..last).rev() {
            hits += self.hits[age];
            events += self.hits[age] + self.evictions[age];
            lifetime += events;
            self.density[age] = if events > 1e-5 { hits / lifetime } else { 0.0 };
        }
    }

    fn coarsen(&mut self, shift: i32) {
        for counts in [&mut self.hits, &mut self.evictions] {
            match shift {
                0 => {}
                1.. => merge_ages(counts, shift as u32),
                _ => split_ages(counts, shift.unsigned_abs()),
            }
        }
    }
}

/// Ages become `2^shift` times as long.
fn merge_ages(counts: &mut [f64], shift: u32) {
    let kept = AGES >> shift;
    for age in 0..kept {
        counts[age] = counts[age << shift..(age + 1) << shift].iter().sum();
    }
    counts[kept..AGES - 1].fill(0.0);
}

/// Ages become `2^shift` times as short; those that no longer fit count as the oldest.
fn split_ages(counts: &mut [f64], shift: u32) {
    let beyond: f64 = counts[AGES >> shift..AGES - 1].iter().sum();
    counts[AGES - 1] += beyond;
    for age in (0..AGES - 1).rev() {
        counts[age] = counts[age >> shift] / f64::from(1u32 << shift);
    }
}

/// The class of an object whose last two hits came at ages that add up to `age`.
fn class_of(tag: &Tag) -> usize {
    let age = u64::from(tag.hit_age) + u64::from(tag.hit_age_before);
    let doublings = (0..CLASSES - 1).find(|&log| age << log >= AGES as u64);
    doublings.unwrap_or(CLASSES - 1)
}

impl Lhd {
    fn age(&self, tag: &Tag) -> u32 {
        ((self.now - tag.used_at) >> self.age_shift).min(u64::from(OLDEST)) as u32
    }

    fn density(&self, tag: &Tag) -> f64 {
        let age = self.age(tag);
        if age == OLDEST {
            return f64::MIN;
        }
        let density = self.classes[class_of(tag)].density[age as usize] / tag.charge as f64;
        if tag.explorer { density + 1.0 } else { density }
    }

    /// Begins a new stay or a new age of an object.
    fn renew(&mut self, tag: &mut Tag) -> bool {
        tag.used_at = self.now;
        let explores = self.stream.next_u64().is_multiple_of(EXPLORER_ODDS);
        tag.explorer = explores && self.explorer_room > 0 && self.relearned < EXPLORE_UNTIL;
        if tag.explorer {
            self.explorer_room -= tag.charge as i64;
        }
        explores
    }

    fn tick(&mut self) {
        self.now += 1;
        self.until_relearning -= 1;
        if self.until_relearning == 0 {
            self.until_relearning = RELEARN_AFTER;
            self.classes.iter_mut().for_each(Class::decay);
            self.adapt_ages();
            self.classes.iter_mut().for_each(Class::learn);
            self.relearned += 1;
        }
    }

    /// Chooses the unit of ages so that the ages of the objects in the cache fit.
    fn adapt_ages(&mut self) {
        let (sum, weight) = &mut self.objects;
        *sum = *sum * DECAY + self.bag.len() as f64;
        *weight = *weight * DECAY + 1.0;
        if self.relearned != 5 && self.relearned != 25 {
            return;
        }
        let unit = *sum / *weight / (AGE_TOLERANCE * AGES as f64);
        (*sum, *weight) = (*sum * 8.0, *weight * 8.0);
        let shift = (1..40).find(|&shift| (1u64 << shift) as f64 >= unit).unwrap_or(40);
        let delta = shift as i32 - self.age_shift as i32;
        self.age_shift = shift;
        self.classes.iter_mut().for_each(|class| class.coarsen(delta));
    }

    fn peek_victim(&mut self) -> Option<usize> {
        let sample = if self.relearned > EXPLORE_UNTIL { self.sample } else { SAMPLE_AT_FIRST };
        let mut least: Option<(f64, usize)> = None;
        let sample = self.bag.sample_of(sample);
        for look in 0..sample as usize + NEWCOMERS {
            let place = match look.checked_sub(sample as usize) {
                None => self.bag.draw(&mut self.stream),
                Some(index) => self.newcomers[index].and_then(|object| self.bag.find(object)),
            };
            let Some(place) = place else { continue };
            let density = self.density(self.bag.note(place));
            if least.is_none_or(|(least, _)| density < least) {
                least = Some((density, place));
            }
        }
        let (density, place) = least?;
        self.victim_density = DECAY * self.victim_density + (1.0 - DECAY) * density;
        Some(place)
    }
}

impl EvictionPolicy for Lhd {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[SAMPLE, COMPATIBILITY],
        size_aware: true,
        // What it learns of every class, however small the cache.
        other_bytes: |_, _| 3e6,
        ..PolicyInfo::new(
            "lhd",
            "least expected hits for space and time, of a random sample",
            "Beckmann et al., NSDI 2018",
            "hit O(1), miss O(sample)",
        )
        .taking(6.0, 128.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        let first_class = if config.like_libcachesim() { CLASSES } else { 0 };
        Self {
            bag: Bag::new(config.objects),
            classes: (first_class..first_class + CLASSES).map(Class::new).collect(),
            sample: config.value(&SAMPLE) as u64,
            now: 0,
            age_shift: 10,
            relearned: 0,
            until_relearning: RELEARN_AFTER,
            objects: (0.0, 0.0),
            victim_density: 0.0,
            newcomers: [None; NEWCOMERS],
            newcomer: 0,
            explorer_room: (config.capacity.amount() as f64 * EXPLORER_SHARE) as i64,
            capacity: config.capacity,
            stream: config.stream.clone(),
        }
    }

    fn contains(&self, object: ObjectId) -> bool {
        self.bag.find(object).is_some()
    }

    fn lookup(&mut self, access: Access) -> bool {
        let Some(place) = self.bag.find(access.object) else { return false };
        let mut tag = *self.bag.note(place);
        let age = self.age(&tag);
        self.classes[class_of(&tag)].hits[age as usize] += 1.0;
        if tag.explorer {
            self.explorer_room += tag.charge as i64;
        }
        (tag.hit_age_before, tag.hit_age) = (tag.hit_age, age);
        self.renew(&mut tag);
        *self.bag.note_mut(place) = tag;
        self.tick();
        true
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        let place = self.peek_victim()?;
        let tag = *self.bag.note(place);
        let age = self.age(&tag);
        self.classes[class_of(&tag)].evictions[age as usize] += 1.0;
        if tag.explorer {
            self.explorer_room += tag.charge as i64;
        }
        Some(self.bag.remove(place))
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        let charge = self.capacity.charge(access.bytes);
        let mut tag = Tag {
            used_at: self.now,
            hit_age: 0,
            hit_age_before: AGES as u32,
            charge,
            explorer: false,
        };
        let explores = self.renew(&mut tag);
        if !explores && self.density(&tag) < self.victim_density {
            self.newcomers[self.newcomer % NEWCOMERS] = Some(access.object);
            self.newcomer += 1;
        }
        self.bag.push(access.object, access.bytes, tag);
        self.tick();
        Some(access.bytes)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let place = self.bag.find(object)?;
        let tag = self.bag.note(place);
        if tag.explorer {
            self.explorer_room += tag.charge as i64;
        }
        Some(self.bag.remove(place).1)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.bag.residents()
    }
}
