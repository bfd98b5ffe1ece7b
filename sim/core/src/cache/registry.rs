//! The policies by name: the one list from which specs, help and documentation are made.

use super::admission::Admission;
use super::capacity::Capacity;
use super::eviction::{AdmissionFactory, CacheConfig, EvictionFactory, EvictionPolicy, PolicyInfo};
use super::parameters::{self, ParameterValues};
use super::policies::*;
use super::registered::{AnyPolicy, RegisteredPolicy};
use hotset_workloads::Stream;

macro_rules! policies {
    ($($kind:ident),+ $(,)?) => {
        /// The policies.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum PolicyKind {
            $(#[doc = concat!("[`", stringify!($kind), "`].")] $kind,)+
            /// A policy that was [registered](PolicyKind::register).
            Registered(&'static RegisteredPolicy),
        }

        impl PolicyKind {
            /// Every policy of hotset.
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            /// Its description.
            pub fn info(self) -> &'static PolicyInfo {
                match self {
                    $(Self::$kind => const { &<$kind as EvictionPolicy>::INFO },)+
                    Self::Registered(policy) => policy.info(),
                }
            }

            /// Calls `visitor` with the policy's type: the one place where names become types.
            pub fn visit<V: PolicyVisitor>(self, visitor: V) -> V::Output {
                match self {
                    $(Self::$kind => visitor.visit::<$kind>(),)+
                    Self::Registered(_) => visitor.visit::<AnyPolicy>(),
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
    /// Makes a policy of one's own known by its name, to specs as to the other policies here. Its methods are called by
    /// address; [`CustomPolicy`](super::CustomPolicy) compiles a run for its type.
    ///
    /// # Errors
    /// A name that another policy has, or that cannot stand in a spec.
    pub fn register<E: EvictionPolicy + 'static>() -> Result<(), String> {
        let is_taken = |name: &str| Self::ALL.iter().any(|kind| kind.name() == name);
        RegisteredPolicy::add::<E>(is_taken)
    }

    /// Every policy that has a name: those of hotset, and then registered ones.
    pub fn known() -> Vec<Self> {
        let registered = RegisteredPolicy::all().into_iter().map(Self::Registered);
        Self::ALL.iter().copied().chain(registered).collect()
    }

    /// The registered policy, if it is one, for the configuration of its cache.
    pub(super) fn registered(self) -> Option<&'static dyn EvictionFactory> {
        match self {
            Self::Registered(policy) => Some(policy),
            _ => None,
        }
    }

    /// The policy's name.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The policy of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::known().into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }
}

/// An operation on the type of a policy that is known only by name.
pub trait PolicyVisitor {
    /// The result.
    type Output;

    /// Performs it.
    fn visit<E: EvictionPolicy + 'static>(self) -> Self::Output;
}

/// A policy with values for its parameters and possibly an admission policy in front of it, as in
/// `s3-fifo:small=0.05` and `lru+probability:q=0.1`.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The policy.
    pub kind: PolicyKind,
    /// Values of parameters; the others have their defaults.
    pub given: ParameterValues,
    /// The admission policy in front of it.
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
        let text = text.trim();
        let mut parts = text.split(':');
        let name = parts.next().unwrap_or_default();
        let kind = PolicyKind::from_name(name).ok_or_else(|| unknown(name))?;
        let given = parameters::read_all(kind.name(), kind.info().parameters, parts)?;
        let admission = rule.map(Admission::parse).transpose()?;
        if let Some(rule) = &admission
            && rule.kind.info().duel
            && !kind.info().can_peek_victim
        {
            let able = PolicyKind::known().into_iter().filter(|kind| kind.info().can_peek_victim);
            let able: Vec<&str> = able.map(PolicyKind::name).collect();
            return Err(format!(
                "{} asks for the next victim, which {name} cannot tell; expected one of: {}",
                rule.kind.info().name,
                able.join(", ")
            ));
        }
        Ok(Self { kind, given, admission })
    }

    /// The configuration of a cache with this policy, without a placement.
    pub fn config(&self, capacity: Capacity, objects: usize, stream: Stream) -> CacheConfig<'_> {
        let admission = self.admission.as_ref().map(|rule| rule as &dyn AdmissionFactory);
        CacheConfig {
            given: &self.given,
            admission,
            registered: self.kind.registered(),
            ..CacheConfig::new(capacity, objects, stream)
        }
    }

    /// A bound on the memory of a cache, in bytes, for `objects` requested objects of which it can hold
    /// `residents`.
    pub fn memory_bytes_max(&self, objects: f64, residents: f64, requests: f64) -> f64 {
        let info = self.kind.info();
        let residents = residents.min(objects);
        let rule = self.admission.as_ref();
        let rule = rule.map_or(0.0, |rule| rule.memory_bytes_max(objects, residents, requests));
        let tables = info.tables_bytes_max(objects, residents);
        let kept = tables + info.bytes_per_resident * residents;
        kept + (info.other_bytes)(&self.given, objects) + rule
    }

    /// Whether the decisions of the policy, or of the admission policy in front of it, depend on sizes.
    pub fn size_aware(&self) -> bool {
        let rule = self.admission.as_ref().is_some_and(|rule| rule.kind.info().size_aware);
        self.kind.info().size_aware || rule
    }

    /// The same policy, as in libCacheSim where that departs from the paper.
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
    let names: Vec<&str> = PolicyKind::known().into_iter().map(PolicyKind::name).collect();
    parameters::unknown("policy", name, &names)
}

impl std::fmt::Display for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parameters = parameters::write(self.kind.info().parameters, &self.given);
        write!(f, "{}{parameters}", self.kind.name())?;
        self.admission.as_ref().map_or(Ok(()), |rule| write!(f, "+{rule}"))
    }
}
