//! Random replacement.

use crate::cache::structures::bag::Bag;
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::{ObjectId, Stream};

/// Evicts any object with equal chance. Under independent references its hit ratio is that of
/// FIFO (Gelenbe 1973).
#[derive(Debug)]
pub struct Random {
    bag: Bag<()>,
    stream: Stream,
}

impl EvictionPolicy for Random {
    const INFO: PolicyInfo = PolicyInfo::new(
        "random",
        "any, with equal chance",
        "Gelenbe, IEEE Transactions on Computers 1973",
        "O(1)",
    )
    .knowing(1.0);

    fn new(config: &CacheConfig<'_>) -> Self {
        Self { bag: Bag::new(config.objects), stream: config.stream.clone() }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.bag.find(object).is_some()
    }

    #[inline]
    fn lookup(&mut self, access: Access) -> bool {
        self.contains(access.object)
    }

    #[inline]
    fn insert(&mut self, access: Access) -> Option<u64> {
        self.bag.push(access.object, access.bytes, ());
        Some(access.bytes)
    }

    #[inline]
    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        self.bag.draw(&mut self.stream).map(|place| self.bag.remove(place))
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let place = self.bag.find(object)?;
        Some(self.bag.remove(place).1)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.bag.residents()
    }
}
