//! Admission on the second request.

use super::rule::{AdmissionConfig, AdmissionInfo, AdmissionRule, NamedAdmission};
use crate::cache::parameters::{Parameter, Range, value};
use crate::cache::structures::sketch::mix;
use crate::cache::{Access, Cache, CacheConfig, Capacity, Lru};
use hotset_workloads::{ObjectId, Stream};
use rand::Rng;

/// A missed object is inserted if it was requested not long ago. With `memory=ghost`, not long is as
/// long as an LRU list of names remembers, that all requests pass, of the size of the cache (2-LRU
/// of Martina, Garetto and Leonardi, INFOCOM 2014; with `k`, their k-LRU: `k - 1` such lists in a row, of
/// which each takes in what the one before it knew, and the cache what the last one knew). With `memory=bloom`, it is the time in which
/// so many objects were requested as a Bloom filter is made for, once or twice that: two filters
/// take turns (Maggs and Sitaraman, SIGCOMM CCR 2015).
#[derive(Debug)]
pub(super) struct SecondHit {
    memory: Memory,
    /// By object: whether it was known before its last request. In a timed run, other requests come before its fetch returns.
    known: Vec<bool>,
}

#[derive(Debug)]
enum Memory {
    Ghosts(Vec<Cache<Lru>>),
    Bloom(Box<Bloom>),
}

const MEMORY: Parameter =
    Parameter::word("memory", &["ghost", "bloom"], "how requested objects are remembered");
const K: Parameter =
    Parameter::count("k", (2, 16), 2, "requests until an object comes in (ghost): k-LRU");
const SIZE: Parameter = Parameter {
    name: "size",
    meaning: "size of the ghost list, in caches",
    range: Range::Number(0.001, 1_000.0),
    default: 1.0,
};
const OBJECTS: Parameter = Parameter::count(
    "objects",
    (1, 1 << 32),
    1 << 20,
    "objects that one Bloom filter remembers, with a hundredth of false ones",
);

impl NamedAdmission for SecondHit {
    const INFO: AdmissionInfo = AdmissionInfo {
        name: "second-hit",
        admits: "if requested not long ago",
        source: "Martina et al., INFOCOM 2014; Maggs and Sitaraman, SIGCOMM CCR 2015",
        parameters: &[MEMORY, K, SIZE, OBJECTS],
        duel: false,
        size_aware: false,
        bytes_per: [1.0, 0.0],
        other_bytes: Self::memory_bytes_max,
    };

    fn new(config: &AdmissionConfig<'_>) -> Self {
        let amount = |of: u64| ((of as f64 * config.value(&SIZE)) as u64).max(1);
        let capacity = match config.capacity {
            Capacity::Bytes(bytes) => Capacity::Bytes(amount(bytes)),
            Capacity::Objects(objects) => Capacity::Objects(amount(objects)),
        };
        let memory = match config.value(&MEMORY) == 1.0 {
            false => {
                let lists = config.value(&K) as usize - 1;
                let list = CacheConfig::new(capacity, config.objects, config.stream.clone());
                Memory::Ghosts((0..lists).map(|_| Cache::new(&list)).collect())
            }
            true => {
                let objects = config.value(&OBJECTS) as u64;
                Memory::Bloom(Box::new(Bloom::new(objects, &mut config.stream.clone())))
            }
        };
        Self { memory, known: vec![false; config.objects] }
    }
}

impl SecondHit {
    /// A bound on the memory of what is remembered, in bytes.
    fn memory_bytes_max(
        given: &[(&'static str, f64)],
        [objects, residents, requests]: [f64; 3],
    ) -> f64 {
        const PAGE_BYTES: f64 = 4_096.0;
        if value(given, &MEMORY) != 1.0 {
            let list = 4.0 * objects + 24.0 * residents * value(given, &SIZE);
            return (value(given, &K) - 1.0) * list;
        }
        let objects = value(given, &OBJECTS);
        // A filter that was never full is in memory as far as it was written to.
        let filter = Bloom::bits(objects as u64) as f64 / 8.0;
        let written = filter.min(HASHES as f64 * requests * PAGE_BYTES);
        if requests < objects { written } else { 2.0 * filter }
    }
}

impl AdmissionRule for SecondHit {
    fn note(&mut self, access: Access) {
        let known = match &mut self.memory {
            Memory::Ghosts(lists) => {
                let mut known = true;
                for list in lists {
                    let before = std::mem::replace(&mut known, list.lookup(access, |_| {}));
                    if before && !known {
                        list.admit(access, |_| {});
                    }
                }
                known
            }
            Memory::Bloom(bloom) => bloom.insert(access.object),
        };
        self.known[access.object as usize] = known;
    }

    fn admits(&mut self, access: Access) -> bool {
        self.known[access.object as usize]
    }
}

/// Two Bloom filters that take turns.
#[derive(Debug)]
struct Bloom {
    now: Vec<u64>,
    before: Vec<u64>,
    mask: u64,
    seed: u64,
    inserted: u64,
    objects: u64,
}

/// Ten bits an object and seven hashes: a hundredth of false positives (Bloom, CACM 1970).
const BITS_PER_OBJECT: u64 = 10;
const HASHES: u64 = 7;

impl Bloom {
    /// Bits of one filter.
    fn bits(objects: u64) -> u64 {
        (objects * BITS_PER_OBJECT).next_power_of_two().max(64)
    }

    fn new(objects: u64, stream: &mut Stream) -> Self {
        let bits = Self::bits(objects);
        // Not copied from each other: what is never written to takes no memory.
        let empty = || vec![0; (bits / 64) as usize];
        let seed = stream.next_u64();
        Self { now: empty(), before: empty(), mask: bits - 1, seed, inserted: 0, objects }
    }

    /// Inserts an object, and returns whether it was there.
    fn insert(&mut self, object: ObjectId) -> bool {
        let (mut now, mut before) = (true, true);
        // Double hashing (Kirsch and Mitzenmacher, 2006).
        let first = mix(u64::from(object) ^ self.seed);
        let step = mix(first) | 1;
        for round in 0..HASHES {
            let bit = first.wrapping_add(round.wrapping_mul(step)) & self.mask;
            let (word, bit) = ((bit / 64) as usize, 1 << (bit % 64));
            now &= self.now[word] & bit != 0;
            before &= self.before[word] & bit != 0;
            self.now[word] |= bit;
        }
        self.inserted += u64::from(!now);
        if self.inserted >= self.objects {
            std::mem::swap(&mut self.now, &mut self.before);
            self.now.fill(0);
            self.inserted = 0;
        }
        now || before
    }
}
