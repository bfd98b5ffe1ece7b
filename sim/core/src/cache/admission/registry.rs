//! The admission policies by name.

use super::adapt_size::AdaptSize;
use super::probability::Probability;
use super::registered::RegisteredAdmission;
use super::rule::{AdmissionConfig, AdmissionInfo, AdmissionRule, NamedAdmission};
use super::second_hit::SecondHit;
use super::size::Size;
use super::tiny_lfu::TinyLfu;
use crate::cache::eviction::{AdmissionFactory, CacheConfig};
use crate::cache::parameters::{self, ParameterValues};

macro_rules! rules {
    ($($kind:ident),+ $(,)?) => {
        /// The admission policies.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum AdmissionKind {
            $(#[doc = concat!("`", stringify!($kind), "`.")] $kind,)+
            /// An admission policy that was [registered](AdmissionKind::register).
            Registered(&'static RegisteredAdmission),
        }

        impl AdmissionKind {
            /// Every admission policy of hotset.
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            /// Its description.
            pub fn info(self) -> &'static AdmissionInfo {
                match self {
                    $(Self::$kind => const { &<$kind as NamedAdmission>::INFO },)+
                    Self::Registered(admission) => admission.info(),
                }
            }

            fn rule(self, config: &AdmissionConfig<'_>) -> Box<dyn AdmissionRule> {
                match self {
                    $(Self::$kind => Box::new(<$kind as NamedAdmission>::new(config)),)+
                    Self::Registered(admission) => admission.rule(config),
                }
            }
        }
    };
}

rules!(Probability, SecondHit, Size, AdaptSize, TinyLfu);

impl AdmissionKind {
    /// Makes an admission policy of one's own known by its name, to specs as to the others.
    ///
    /// # Errors
    /// A name that another admission policy has, or that cannot stand in a spec.
    pub fn register<A: NamedAdmission>() -> Result<(), String> {
        let is_taken = |name: &str| Self::ALL.iter().any(|kind| kind.info().name == name);
        RegisteredAdmission::add::<A>(is_taken)
    }

    /// Every admission policy that has a name: those of hotset, and then registered ones.
    pub fn known() -> Vec<Self> {
        let registered = RegisteredAdmission::all().into_iter().map(Self::Registered);
        Self::ALL.iter().copied().chain(registered).collect()
    }
}

/// An admission policy with values for its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Admission {
    /// The policy.
    pub kind: AdmissionKind,
    /// Values of parameters; the others have their defaults.
    pub given: ParameterValues,
}

impl Admission {
    /// Reads `name:key=value:key=value`.
    pub(in crate::cache) fn parse(text: &str) -> Result<Self, String> {
        let mut parts = text.trim().split(':');
        let name = parts.next().unwrap_or_default();
        let kinds = AdmissionKind::known();
        let kind = kinds.iter().copied().find(|kind| kind.info().name == name);
        let kind = kind.ok_or_else(|| {
            let names: Vec<&str> = kinds.iter().map(|kind| kind.info().name).collect();
            parameters::unknown("admission", name, &names)
        })?;
        let given = parameters::read_all(name, kind.info().parameters, parts)?;
        Ok(Self { kind, given })
    }

    /// A bound on its memory, in bytes, from the numbers of requested objects, of objects that the cache can
    /// hold, and of requests.
    pub(in crate::cache) fn memory_bytes_max(
        &self,
        objects: f64,
        residents: f64,
        requests: f64,
    ) -> f64 {
        let [per_object, per_resident] = self.kind.info().bytes_per;
        let other = (self.kind.info().other_bytes)(&self.given, [objects, residents, requests]);
        per_object * objects + per_resident * residents + other
    }
}

impl std::fmt::Display for Admission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let info = self.kind.info();
        write!(f, "{}{}", info.name, parameters::write(info.parameters, &self.given))
    }
}

impl AdmissionFactory for Admission {
    fn info(&self) -> &'static AdmissionInfo {
        self.kind.info()
    }

    fn rule(&self, config: &CacheConfig<'_>) -> Box<dyn AdmissionRule> {
        self.kind.rule(&AdmissionConfig {
            capacity: config.capacity,
            objects: config.objects,
            stream: config.admission_stream(),
            given: &self.given,
        })
    }
}
