//! hotset with an eviction policy and a layout of one's own, which specs know by their names.
//!
//! `cargo run -p hotset --example own_parts -- run own.toml`, as with the command; its `policies` and `keys` list them.

use hotset_sim::cache::{Access, CacheConfig, EvictionPolicy, Parameter, PolicyInfo};
use hotset_sim::layout::{
    HashKind, Layout, LayoutConfig, LayoutInfo, NamedLayout, Needs, Owners, Route,
};
use hotset_workloads::rand::Rng;
use hotset_workloads::{ObjectId, Request};
use std::collections::VecDeque;
use std::process::ExitCode;

fn main() -> ExitCode {
    hotset::Program::new().policy::<Chances>().layout::<SeveralOwners>().run()
}

/// FIFO with `k` chances: an object at the tail that was used loses a chance and goes back to the head.
struct Chances {
    queue: VecDeque<(ObjectId, u64)>,
    /// By object: the chances that it has left; none if it is not in the cache.
    left: Vec<Option<u8>>,
    most: u8,
}

const K: Parameter = Parameter::count("k", (0, 254), 1, "chances that uses can gain");

impl EvictionPolicy for Chances {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[K],
        ..PolicyInfo::new("chances", "oldest without a chance left", "this example", "O(1)")
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        let left = vec![None; config.objects];
        Self { queue: VecDeque::new(), left, most: config.value(&K) as u8 }
    }

    fn contains(&self, object: ObjectId) -> bool {
        self.left[object as usize].is_some()
    }

    fn lookup(&mut self, access: Access) -> bool {
        let left = self.left[access.object as usize].as_mut();
        left.map(|left| *left = self.most.min(*left + 1)).is_some()
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        loop {
            let (object, bytes) = self.queue.pop_front()?;
            match &mut self.left[object as usize] {
                Some(left @ 1..) => *left -= 1,
                state => return state.take().map(|_| (object, bytes)),
            }
            self.queue.push_back((object, bytes));
        }
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        self.left[access.object as usize] = Some(0);
        self.queue.push_back((access.object, access.bytes));
        Some(access.bytes)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        self.left[object as usize].take()?;
        let place = self.queue.iter().position(|resident| resident.0 == object)?;
        self.queue.remove(place).map(|(_, bytes)| bytes)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.queue.iter().copied()
    }
}

/// Every object has several owners, and a request goes to the one that has sent the least.
struct SeveralOwners(Vec<Owners>);

const OWNERS: Parameter = Parameter::count("owners", (1, 8), 2, "owners of an object");

impl Layout for SeveralOwners {
    const NEEDS: Needs = Needs { loads: true, ..Needs::NONE };

    fn route(&mut self, request: &Request, loads: &[u64]) -> Route {
        let owners = self.0.iter().map(|owners| owners.home(request.object));
        Route::straight(owners.min_by_key(|&server| loads[server]).unwrap_or(0))
    }

    fn demand(&self, server: usize, object: ObjectId) -> f64 {
        let own = self.0.iter().filter(|owners| owners.home(object) == server).count();
        own as f64 / self.0.len() as f64
    }
}

impl NamedLayout for SeveralOwners {
    const INFO: LayoutInfo = LayoutInfo {
        name: "several-owners",
        what: "each object on several servers",
        parameters: &[OWNERS],
    };

    fn new(config: &LayoutConfig<'_>) -> Self {
        let mut seeds = config.stream.clone();
        let owners = || {
            Owners::new(HashKind::Jump, config.catalog.len(), 0, config.servers, seeds.next_u64())
        };
        Self(std::iter::repeat_with(owners).take(config.value(&OWNERS) as usize).collect())
    }
}
