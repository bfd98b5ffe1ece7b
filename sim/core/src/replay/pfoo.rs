//! PFOO: an upper bound on the hits of any policy.

use super::counts::{Replay, ReplayCounts};
use crate::cache::Capacity;
use hotset_workloads::{ObjectId, RequestBatch};

/// Upper bounds on the hits, and on the hit bytes, that any policy can have with so much room, whatever it
/// knows of the future and whatever it lets past: PFOO-L (Berger, Beckmann and Harchol-Balter, Proceedings
/// of the ACM on Measurement and Analysis of Computing Systems 2(2), 2018).
///
/// To hit, an object has to be held from its last request to this one: that takes its size times the
/// requests between them, of which a cache has its capacity times all requests. As many hits as fit into
/// that, the cheapest first, are a bound, as they need not fit at every moment. Hits and hit
/// bytes are bounds each by itself: one policy may reach neither.
///
/// Costs are sums by classes of 1/64 octave, so that memory does not grow with the trace: 16 bytes an
/// object. Of the last class that fits in part, all hits are taken to cost as little as the cheapest
/// could.
pub struct PfooBound {
    capacity: Capacity,
    /// By object: the number of its last request, from 1; 0 if there was none.
    last: Vec<u64>,
    /// By object: the smallest size that it had so far, for its copy may be of any.
    least_bytes: Vec<u64>,
    /// By object: the version last requested; empty as long as all are 0.
    versions: Vec<u16>,
    counts: ReplayCounts,
    /// From which request on hits are counted, and room is used.
    from: u64,
    fed: u64,
    hits: Classes,
    hit_bytes: Classes,
}

impl PfooBound {
    /// Of a cache over a catalog of `objects`.
    pub fn new(capacity: Capacity, objects: usize) -> Self {
        Self {
            capacity,
            last: vec![0; objects],
            least_bytes: vec![u64::MAX; objects],
            versions: Vec::new(),
            counts: ReplayCounts::default(),
            from: 0,
            fed: 0,
            hits: Classes::default(),
            hit_bytes: Classes::default(),
        }
    }

    /// Whether the request is for the same version as the last one.
    fn same_version(&mut self, object: ObjectId, version: u16) -> bool {
        if version == 0 && self.versions.is_empty() {
            return true;
        }
        if self.versions.is_empty() {
            self.versions = vec![0; self.last.len()];
        }
        std::mem::replace(&mut self.versions[object as usize], version) == version
    }

    fn request(&mut self, object: ObjectId, bytes: u64, version: u16) {
        self.fed += 1;
        self.counts.requests += 1;
        self.counts.bytes += bytes;
        let same = self.same_version(object, version);
        let (last, least) =
            (&mut self.last[object as usize], &mut self.least_bytes[object as usize]);
        let before = std::mem::replace(last, self.fed);
        // A version that is gone leaves no copy.
        let size = if same { *least } else { u64::MAX };
        *least = size.min(bytes);
        if before == 0 || !same || self.capacity.charge(size) > self.capacity.amount() {
            return;
        }
        let held = self.fed - before.max(self.from);
        let cost = self.capacity.charge(size) as f64 * held as f64;
        self.hits.add(cost, cost, 1);
        if bytes > 0 {
            self.hit_bytes.add(cost / bytes as f64, cost, bytes);
        }
    }

    fn room(&self) -> f64 {
        self.capacity.amount() as f64 * (self.fed - self.from) as f64
    }
}

impl Replay for PfooBound {
    fn feed(&mut self, batch: &RequestBatch, _: &[u32]) {
        for (row, (&object, &bytes)) in batch.object.iter().zip(&batch.bytes).enumerate() {
            self.request(object, bytes, batch.version_at(row));
        }
    }

    /// From here on hits count; what a cache holds now is free.
    fn begin(&mut self) -> bool {
        self.from = self.fed;
        self.counts = ReplayCounts::default();
        (self.hits, self.hit_bytes) = (Classes::default(), Classes::default());
        true
    }

    fn counts(&self) -> ReplayCounts {
        let room = self.room();
        ReplayCounts {
            hits: self.hits.within(room),
            hit_bytes: self.hit_bytes.within(room),
            ..self.counts
        }
    }
}

/// What is worth something, by what it costs for its worth.
#[derive(Default)]
struct Classes {
    /// From the cheapest to the dearest: the cost of all, and their worth.
    sums: Vec<(f64, u64)>,
}

/// Of the bits of a number, those below stay out: the exponent and six more make a class.
const CLASS_SHIFT: u32 = 52 - 6;

impl Classes {
    fn add(&mut self, ratio: f64, cost: f64, worth: u64) {
        let class = (ratio.to_bits() >> CLASS_SHIFT) as usize;
        // Ratios below 2^-64 are of one class.
        let class = class.saturating_sub(Self::first());
        if class >= self.sums.len() {
            self.sums.resize(class + 1, (0.0, 0));
        }
        self.sums[class].0 += cost;
        self.sums[class].1 += worth;
    }

    fn first() -> usize {
        ((1.0 / (u64::MAX as f64)).to_bits() >> CLASS_SHIFT) as usize
    }

    /// The most that can be had for so much.
    fn within(&self, room: f64) -> u64 {
        let (mut left, mut had) = (room, 0);
        for (class, &(cost, worth)) in self.sums.iter().enumerate() {
            if cost <= left {
                left -= cost;
                had += worth;
                continue;
            }
            let cheapest = f64::from_bits(((class + Self::first()) as u64) << CLASS_SHIFT);
            // Rounded up, and never all that was there: that would have fitted.
            let some = if class == 0 { worth } else { (left / cheapest).ceil() as u64 };
            return had + some.min(worth);
        }
        had
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::{CacheConfig, PolicyKind, next_uses};
    use crate::replay::replay_of;
    use hotset_workloads::{Request, SimTime, Stream};
    use proptest::prelude::*;
    use rand::SeedableRng;
    use std::collections::BTreeMap;

    fn batch_of(requests: &[(u32, u64)]) -> RequestBatch {
        let mut batch = RequestBatch::default();
        for (second, &(object, bytes)) in (0..).zip(requests) {
            batch.push(Request { time: SimTime(second), object, bytes, ..Request::default() });
        }
        batch
    }

    fn bound(requests: &[(u32, u64)], capacity: Capacity) -> ReplayCounts {
        let mut optimum = PfooBound::new(capacity, 10);
        optimum.feed(&batch_of(requests), &[]);
        optimum.counts()
    }

    /// The most hits, or hit bytes, over all that a cache could have held: every set of objects that fit,
    /// after each request.
    fn by_brute_force(requests: &[(u32, u64)], capacity: u64, worth: fn(u64) -> u64) -> u64 {
        let mut best: BTreeMap<BTreeMap<u32, u64>, u64> = BTreeMap::from([(BTreeMap::new(), 0)]);
        for &(object, bytes) in requests {
            let mut next: BTreeMap<BTreeMap<u32, u64>, u64> = BTreeMap::new();
            for (held, had) in best {
                let had = had + if held.contains_key(&object) { worth(bytes) } else { 0 };
                let mut all = held;
                all.entry(object).or_insert(bytes);
                let all: Vec<(u32, u64)> = all.into_iter().collect();
                for kept in 0..1u32 << all.len() {
                    let kept: BTreeMap<u32, u64> = all
                        .iter()
                        .enumerate()
                        .filter(|(n, _)| kept >> n & 1 == 1)
                        .map(|(_, &o)| o)
                        .collect();
                    if kept.values().sum::<u64>() <= capacity {
                        let most = next.entry(kept).or_default();
                        *most = had.max(*most);
                    }
                }
            }
            best = next;
        }
        best.into_values().max().unwrap_or(0)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        /// Nothing hits more, of whatever sizes, and the bound is below the number of requests.
        #[test]
        fn no_policy_hits_more(
            requests in prop::collection::vec((0u32..5, 1u64..7), 1..14),
            capacity in 1u64..12,
        ) {
            let found = bound(&requests, Capacity::Bytes(capacity));
            prop_assert!(found.hits >= by_brute_force(&requests, capacity, |_| 1));
            prop_assert!(found.hit_bytes >= by_brute_force(&requests, capacity, |bytes| bytes));
            let objects = requests.iter().map(|r| r.0).collect::<std::collections::BTreeSet<_>>();
            prop_assert!(found.hits as usize <= requests.len() - objects.len());
        }

        /// For objects of one size Belady's policy is the optimum of those that take in all that they miss: the
        /// bound is above it.
        #[test]
        fn belady_is_below(seed in 0u64..1_000, capacity in 10u64..60) {
            let mut stream = Stream::seed_from_u64(seed);
            use rand::RngExt;
            let uniform = (0..3_000).map(|_| stream.random::<f64>());
            let requests: Vec<(u32, u64)> = uniform.map(|u| ((100.0 * u * u) as u32, 1)).collect();
            let batch = batch_of(&requests);
            let config = CacheConfig::new(Capacity::Objects(capacity), 100, Stream::seed_from_u64(0));
            let mut belady = replay_of(PolicyKind::Belady, &config);
            belady.feed(&batch, &next_uses(&batch.object, 100));
            let mut optimum = PfooBound::new(Capacity::Objects(capacity), 100);
            optimum.feed(&batch, &[]);
            let (found, best) = (optimum.counts().hits, belady.counts().hits);
            // And not far.
            prop_assert!(found >= best && found as f64 <= 1.25 * best as f64, "{best} {found}");
        }
    }

    #[test]
    fn room_for_all_hits_all_and_none_hits_nothing() {
        let requests = [(0, 3), (1, 5), (0, 3), (1, 5), (0, 3)];
        let all = bound(&requests, Capacity::Bytes(8));
        assert_eq!((all.hits, all.hit_bytes, all.requests, all.bytes), (3, 11, 5, 19));
        assert_eq!(bound(&requests, Capacity::Bytes(2)).hits, 0);
        // One object fits: 5 requests of 3 bytes are room for two of its stays of 2 requests.
        assert_eq!(bound(&requests, Capacity::Bytes(3)).hits, 2);
    }

    #[test]
    fn what_is_held_when_counting_begins_is_free() {
        let mut optimum = PfooBound::new(Capacity::Objects(1), 10);
        optimum.feed(&batch_of(&[(0, 1), (1, 1), (2, 1), (3, 1), (4, 1)]), &[]);
        optimum.begin();
        optimum.feed(&batch_of(&[(0, 1), (5, 1)]), &[]);
        let counts = optimum.counts();
        assert_eq!((counts.requests, counts.hits), (2, 1));
    }
}
