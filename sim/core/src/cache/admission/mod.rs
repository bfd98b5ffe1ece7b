//! Who may come in: rules in front of any policy, one file a rule.
//!
//! A rule sees every request and is asked about every miss. Where it says no, the object passes
//! the cache by and nothing is evicted for it.

mod adapt_size;
mod probability;
mod second_hit;
mod size;
mod tiny_lfu;

use super::parameters::{self, Given, Parameter};
use super::{Access, Setup};
use adapt_size::AdaptSize;
use hotset_workloads::ObjectId;
use probability::Probability;
use second_hit::SecondHit;
use size::Size;
use tiny_lfu::TinyLfu;

/// What there is to know about a rule.
#[derive(Clone, Copy, Debug)]
pub struct AdmissionInfo {
    /// The name, as in `lru+probability:q=0.1`.
    pub name: &'static str,
    /// Who comes in, in a phrase.
    pub admits: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// What it can be told.
    pub parameters: &'static [Parameter],
    /// Whether it has to know the next victim.
    pub duel: bool,
    /// Whether it goes by the size of an object.
    pub weighs_sizes: bool,
    /// At most so many bytes of memory for each object that is asked for, and for each that the cache can
    /// hold; without what a filter of a size of its own takes.
    pub bytes_per: [f64; 2],
}

/// A rule at work.
trait Rule: Send + std::fmt::Debug {
    /// Takes note of a request.
    fn note(&mut self, access: Access);

    /// Whether an object that missed may come in.
    fn admits(&mut self, access: Access) -> bool;

    /// Whether it may come in at the cost of `victim`.
    fn wins(&mut self, access: Access, victim: ObjectId) -> bool {
        let _ = (access, victim);
        true
    }
}

macro_rules! rules {
    ($($kind:ident),+ $(,)?) => {
        /// The rules.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum AdmissionKind {
            $(#[doc = concat!("`", stringify!($kind), "`.")] $kind),+
        }

        impl AdmissionKind {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            /// What there is to know about it.
            pub fn info(self) -> &'static AdmissionInfo {
                match self {
                    $(Self::$kind => const { &$kind::INFO }),+
                }
            }

            fn rule(self, setup: &Setup<'_>, given: &[(&'static str, f64)]) -> Box<dyn Rule> {
                match self {
                    $(Self::$kind => Box::new($kind::new(setup, given))),+
                }
            }
        }
    };
}

rules!(Probability, SecondHit, Size, AdaptSize, TinyLfu);

/// A rule with values for its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Admission {
    /// The rule.
    pub kind: AdmissionKind,
    /// Values that were given.
    pub given: Given,
}

impl Admission {
    /// Reads `name:key=value:key=value`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut parts = text.split(':');
        let name = parts.next().unwrap_or_default();
        let kind = AdmissionKind::ALL.iter().copied().find(|kind| kind.info().name == name);
        let kind = kind.ok_or_else(|| {
            let names: Vec<&str> = AdmissionKind::ALL.iter().map(|kind| kind.info().name).collect();
            format!("found admission {name:?}; expected one of: {}", names.join(", "))
        })?;
        let mut given = Given::new();
        for part in parts {
            parameters::read(name, kind.info().parameters, part, &mut given)?;
        }
        Ok(Self { kind, given })
    }

    /// A bound on the memory of the rule in front of a cache, in bytes, that can hold so many of the objects
    /// that it is asked for, so often.
    pub(super) fn memory_bytes_max(&self, objects: f64, residents: f64, requests: f64) -> f64 {
        let [per_object, per_resident] = self.kind.info().bytes_per;
        let own = match self.kind {
            AdmissionKind::SecondHit => {
                SecondHit::memory_bytes_max(&self.given, [objects, residents, requests])
            }
            _ => 0.0,
        };
        per_object * objects + per_resident * residents + own
    }
}

impl std::fmt::Display for Admission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let info = self.kind.info();
        write!(f, "{}{}", info.name, parameters::write(info.parameters, &self.given))
    }
}

/// The rule in front of a cache, if there is one.
#[derive(Debug, Default)]
pub(super) struct Gate {
    rule: Option<Box<dyn Rule>>,
    /// Whether newcomers have to win against the victim.
    duel: bool,
}

impl Gate {
    pub(super) fn new(setup: &Setup<'_>) -> Self {
        let Some(admission) = setup.admission else { return Self::default() };
        let rule = admission.kind.rule(setup, &admission.given);
        Self { rule: Some(rule), duel: admission.kind.info().duel }
    }

    #[inline]
    pub(super) fn note(&mut self, access: Access) {
        if let Some(rule) = &mut self.rule {
            rule.note(access);
        }
    }

    #[inline]
    pub(super) fn admits(&mut self, access: Access) -> bool {
        self.rule.as_mut().is_none_or(|rule| rule.admits(access))
    }

    /// Whether the newcomer wins against what `victim` gives, where the rule asks for that.
    #[inline]
    pub(super) fn wins(
        &mut self,
        access: Access,
        victim: impl FnOnce() -> Option<ObjectId>,
    ) -> bool {
        if !self.duel {
            return true;
        }
        let rule = self.rule.as_mut().zip(victim());
        rule.is_none_or(|(rule, victim)| rule.wins(access, victim))
    }
}
