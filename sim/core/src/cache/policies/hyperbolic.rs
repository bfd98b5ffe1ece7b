//! Hyperbolic caching.

use crate::cache::parameters::Parameter;
use crate::cache::structures::bag::Bag;
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::{ObjectId, Stream};

/// Hyperbolic caching (Blankstein, Sen and Freedman, USENIX ATC 2017): of a sample of objects the
/// one with the fewest uses for its time in the cache goes. Sizes do not enter, as in libCacheSim.
#[derive(Debug)]
pub struct Hyperbolic {
    /// Uses, and the number of the request that brought the object in.
    bag: Bag<(u32, u64)>,
    sample: u64,
    now: u64,
    stream: Stream,
}

const SAMPLE: Parameter =
    Parameter::count("sample", (1, 1 << 16), 64, "objects that an eviction looks at");

impl EvictionPolicy for Hyperbolic {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[SAMPLE],
        ..PolicyInfo::new(
            "hyperbolic",
            "fewest uses for its time in the cache, of a random sample",
            "Blankstein et al., USENIX ATC 2017",
            "hit O(1), miss O(sample)",
        )
        .taking(4.0, 48.0)
        .knowing(1.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        Self {
            bag: Bag::new(config.objects),
            sample: config.value(&SAMPLE) as u64,
            now: 0,
            stream: config.stream.clone(),
        }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.bag.find(object).is_some()
    }

    fn lookup(&mut self, access: Access) -> bool {
        self.now += 1;
        let place = self.bag.find(access.object);
        if let Some(place) = place {
            let uses = &mut self.bag.note_mut(place).0;
            *uses = uses.saturating_add(1);
        }
        place.is_some()
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        let now = self.now;
        // Uses over age, the least; compared crosswise, without rounding.
        let worse = |a: &(u32, u64), b: &(u32, u64)| {
            u128::from(a.0) * u128::from(now - b.1) < u128::from(b.0) * u128::from(now - a.1)
        };
        self.bag.remove_worst(self.sample, &mut self.stream, |_, a, _, b| worse(a, b))
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        self.bag.push(access.object, access.bytes, (1, self.now));
        Some(access.bytes)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let place = self.bag.find(object)?;
        Some(self.bag.remove(place).1)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.bag.residents()
    }
}
