//! hotset with parts of one's own, which specs know by their names: an eviction policy, an admission policy, a layout, a
//! popularity law and a trace format.
//!
//! `cargo run -p hotset --example own_parts -- run own.toml`, as with the command; its `policies` and `keys` list them.

use hotset_sim::cache::{
    Access, AdmissionConfig, AdmissionInfo, AdmissionRule, CacheConfig, EvictionPolicy,
    NamedAdmission, Parameter, PolicyInfo, Range,
};
use hotset_sim::layout::{
    HashKind, Layout, LayoutConfig, LayoutInfo, NamedLayout, Needs, Owners, Route,
};
use hotset_workloads::formats::{FormatError, NamedFormat, TraceRecord};
use hotset_workloads::rand::Rng;
use hotset_workloads::synthetic::{LawConfig, LawInfo, NamedLaw};
use hotset_workloads::{ObjectId, Request, SimTime};
use std::collections::VecDeque;
use std::io::BufRead;
use std::process::ExitCode;

fn main() -> ExitCode {
    hotset::Program::new()
        .policy::<Chances>()
        .admission::<EveryNth>()
        .layout::<SeveralOwners>()
        .popularity::<StretchedExponential>()
        .format::<KeyValues>()
        .run()
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

/// Admits every n-th object that misses.
#[derive(Debug)]
struct EveryNth {
    n: u64,
    misses: u64,
}

const N: Parameter = Parameter::count("n", (1, 1_000_000), 2, "misses until an object comes in");

impl AdmissionRule for EveryNth {
    fn admits(&mut self, _: Access) -> bool {
        self.misses += 1;
        self.misses.is_multiple_of(self.n)
    }
}

impl NamedAdmission for EveryNth {
    const INFO: AdmissionInfo = AdmissionInfo {
        parameters: &[N],
        ..AdmissionInfo::new("every-nth", "every n-th that misses", "this example")
    };

    fn new(config: &AdmissionConfig<'_>) -> Self {
        Self { n: config.value(&N) as u64, misses: 0 }
    }
}

/// A stretched exponential (Guo, Tan, Chen, Xiao and Zhang, PODC 2008): what is popular is more alike than by Zipf's law.
struct StretchedExponential {
    scale: f64,
    shape: f64,
}

const SCALE: Parameter = Parameter {
    name: "scale",
    meaning: "rank at which the weight is 1/e",
    range: Range::Number(1e-3, 1e9),
    default: 100.0,
};
const SHAPE: Parameter = Parameter {
    name: "shape",
    meaning: "exponent of the rank over the scale",
    range: Range::Number(0.01, 1.0),
    default: 0.4,
};

impl NamedLaw for StretchedExponential {
    const INFO: LawInfo = LawInfo {
        name: "stretched-exponential",
        what: "exp(-(rank / scale)^shape)",
        parameters: &[SCALE, SHAPE],
    };

    fn new(config: &LawConfig<'_>) -> Self {
        Self { scale: config.value(&SCALE), shape: config.value(&SHAPE) }
    }

    fn weight(&self, rank: u64) -> f64 {
        libm::exp(-libm::pow(rank as f64 / self.scale, self.shape))
    }
}

/// Lines as `t=12 o=/a b=100`: seconds, a name, bytes.
struct KeyValues {
    line: Vec<u8>,
}

impl KeyValues {
    fn fill(&self, record: &mut TraceRecord) -> Option<()> {
        for field in std::str::from_utf8(&self.line).ok()?.split_ascii_whitespace() {
            match field.split_once('=')? {
                ("t", time) => record.time = SimTime::from_s(time.parse().ok()?),
                ("o", name) => record.name_text(name.as_bytes()),
                ("b", bytes) => record.bytes = bytes.parse().ok()?,
                _ => return None,
            }
        }
        Some(())
    }
}

impl NamedFormat for KeyValues {
    const NAME: &'static str = "key-values";
    const WHAT: &'static str = "t=SECONDS o=NAME b=BYTES";

    fn new() -> Self {
        Self { line: Vec::new() }
    }

    fn next(
        &mut self,
        input: &mut dyn BufRead,
        record: &mut TraceRecord,
    ) -> Result<bool, FormatError> {
        self.line.clear();
        if input.read_until(b'\n', &mut self.line)? == 0 {
            return Ok(false);
        }
        let filled = self.fill(record);
        filled.map(|()| true).ok_or(FormatError::Malformed("not t=SECONDS o=NAME b=BYTES"))
    }
}
