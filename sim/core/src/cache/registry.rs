//! The policies by name: the one table from which specs, help and documentation are made.

use super::admission::Admission;
use super::capacity::Capacity;
use super::eviction::{AdmissionFactory, CacheConfig, EvictionPolicy, PolicyInfo};
use super::parameters::{self, ParameterValues};
use super::policies::*;
use hotset_workloads::Stream;

macro_rules! policies {
    ($($kind:ident),+ $(,)?) => {
        /// The policies.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum PolicyKind {
            $(#[doc = concat!("[`", stringify!($kind), "`].")] $kind),+
        }

        impl PolicyKind {
            /// Every policy.
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            /// What there is to know about it.
            pub fn info(self) -> &'static PolicyInfo {
                match self {
                    $(Self::$kind => const { &<$kind as EvictionPolicy>::INFO }),+
                }
            }

            /// Calls `visitor` with the policy's type: the one place where names become types.
            pub fn visit<V: PolicyVisitor>(self, visitor: V) -> V::Output {
                match self {
                    $(Self::$kind => visitor.visit::<$kind>()),+
                }
            }
        }
    };
}

policies!(
    Lru,
    Fifo,
    Random,
    Clock,
    Sieve,
    S3Fifo,
    QdLp,
    Clock2QPlus,
    FifoMerge,
    Lfu,
    LfuDa,
    Gdsf,
    Size,
    Arc,
    Car,
    TwoQ,
    Slru,
    Mq,
    LruK,
    Lirs,
    ClockPro,
    LeCar,
    Cacheus,
    WTinyLfu,
    Lhd,
    Hyperbolic,
    Ttl,
    StaticLfu,
    Belady,
    BeladySize,
);

impl PolicyKind {
    /// The policy's name.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The policy of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }
}

/// Something to be done with the type of a policy that is known only by name.
pub trait PolicyVisitor {
    /// What comes of it.
    type Output;

    /// Does it.
    fn visit<E: EvictionPolicy + 'static>(self) -> Self::Output;
}

/// A policy with values for its parameters and maybe a rule of admission in front of it, as in
/// `s3-fifo:small=0.05` and `lru+probability:q=0.1`.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The policy.
    pub kind: PolicyKind,
    /// Values that were given.
    pub given: ParameterValues,
    /// The rule in front of it.
    pub admission: Option<Admission>,
}

impl From<PolicyKind> for Policy {
    fn from(kind: PolicyKind) -> Self {
        Self { kind, given: ParameterValues::new(), admission: None }
    }
}

impl Policy {
    /// Reads a policy with its parameters.
    ///
    /// # Errors
    /// What was found and what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (text, rule) = text.split_once('+').map_or((text, None), |(a, b)| (a, Some(b)));
        let mut parts = text.split(':');
        let name = parts.next().unwrap_or_default();
        let kind = PolicyKind::from_name(name).ok_or_else(|| unknown(name))?;
        let mut given = ParameterValues::new();
        for part in parts {
            parameters::read(kind.name(), kind.info().parameters, part, &mut given)?;
        }
        let admission = rule.map(Admission::parse).transpose()?;
        if let Some(rule) = &admission
            && rule.kind.info().duel
            && !kind.info().can_peek_victim
        {
            let able = PolicyKind::ALL.iter().filter(|kind| kind.info().can_peek_victim);
            let able: Vec<&str> = able.map(|kind| kind.name()).collect();
            return Err(format!(
                "{} asks for the next victim, which {name} cannot tell; expected one of: {}",
                rule.kind.info().name,
                able.join(", ")
            ));
        }
        Ok(Self { kind, given, admission })
    }

    /// A setup of a cache of this policy, not placed.
    pub fn config(&self, capacity: Capacity, objects: usize, stream: Stream) -> CacheConfig<'_> {
        let admission = self.admission.as_ref().map(|rule| rule as &dyn AdmissionFactory);
        CacheConfig { given: &self.given, admission, ..CacheConfig::new(capacity, objects, stream) }
    }

    /// A bound on the memory of a cache, in bytes: of so many objects that it is asked for, it can hold so
    /// many.
    pub fn memory_bytes_max(&self, objects: f64, residents: f64, requests: f64) -> f64 {
        let info = self.kind.info();
        let residents = residents.min(objects);
        let rule = self.admission.as_ref();
        let rule = rule.map_or(0.0, |rule| rule.memory_bytes_max(objects, residents, requests));
        let kept = info.bytes_per_object * objects + info.bytes_per_resident * residents;
        kept + (info.other_bytes)(&self.given, objects) + rule
    }

    /// Whether it or the rule in front of it goes by the sizes of objects, beyond their room.
    pub fn size_aware(&self) -> bool {
        let rule = self.admission.as_ref().is_some_and(|rule| rule.kind.info().size_aware);
        self.kind.info().size_aware || rule
    }

    /// The same, following libCacheSim where it departs from the paper.
    pub fn like_libcachesim(mut self) -> Self {
        let like = parameters::COMPATIBILITY;
        if self.kind.info().parameters.contains(&like) {
            self.given.retain(|(name, _)| *name != like.name);
            self.given.push((like.name, 1.0));
        }
        self
    }
}

fn unknown(name: &str) -> String {
    let names: Vec<&str> = PolicyKind::ALL.iter().map(|kind| kind.name()).collect();
    format!("found policy {name:?}; expected one of: {}", names.join(", "))
}

impl std::fmt::Display for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parameters = parameters::write(self.kind.info().parameters, &self.given);
        write!(f, "{}{parameters}", self.kind.name())?;
        self.admission.as_ref().map_or(Ok(()), |rule| write!(f, "+{rule}"))
    }
}
