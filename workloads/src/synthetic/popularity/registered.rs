//! Popularity laws of one's own that are registered, so that specs know them by name.

use crate::parts::{Parameter, ParameterValues, Registry, read_all, value};
use crate::synthetic::parameter::ParameterError;
use std::any::TypeId;

/// The description of a popularity law.
#[derive(Clone, Copy, Debug)]
pub struct LawInfo {
    /// The name in specs.
    pub name: &'static str,
    /// The law, in a phrase or a formula.
    pub what: &'static str,
    /// Its parameters.
    pub parameters: &'static [Parameter],
}

/// What a popularity law is made from.
#[derive(Clone, Copy, Debug)]
pub struct LawConfig<'a> {
    /// Values of its parameters, by name; the others have their defaults.
    pub given: &'a [(&'static str, f64)],
}

impl LawConfig<'_> {
    /// The value of a parameter.
    pub fn value(&self, parameter: &Parameter) -> f64 {
        value(self.given, parameter)
    }
}

/// A popularity law that can be made by its name.
pub trait NamedLaw: Sized + 'static {
    /// The description of the law.
    const INFO: LawInfo;

    /// The law with these parameters.
    fn new(config: &LawConfig<'_>) -> Self;

    /// What the object of a rank, counted from 1, gets of the requests for its site, up to a factor: finite, above 0
    /// for the first, and never growing with the rank; of all together, from 1e-200 to 1e200.
    fn weight(&self, rank: u64) -> f64;
}

/// A popularity law that a program registered.
#[derive(Clone, Copy)]
pub struct RegisteredLaw {
    info: &'static LawInfo,
    type_id: fn() -> TypeId,
    weights: fn(&LawConfig<'_>, usize) -> Vec<f64>,
}

static REGISTERED: Registry<RegisteredLaw> = Registry::new("popularity law");

impl RegisteredLaw {
    /// Registers a law.
    ///
    /// # Errors
    /// A name that another law has, one of those of hotset (`taken`) among them, or that cannot stand in a spec.
    pub fn register<L: NamedLaw>(taken: &[&str]) -> Result<(), String> {
        let this: &'static Self = const {
            &Self {
                info: &L::INFO,
                type_id: TypeId::of::<L>,
                weights: |config, objects| {
                    let law = L::new(config);
                    (1..=objects as u64).map(|rank| law.weight(rank)).collect()
                },
            }
        };
        REGISTERED.add(this, |name| taken.contains(&name))
    }

    /// Those of this program, in the order in which they were registered.
    pub fn all() -> Vec<&'static Self> {
        REGISTERED.all()
    }

    /// The description.
    pub fn info(&self) -> &'static LawInfo {
        self.info
    }
}

crate::named_part!(RegisteredLaw);

/// A registered law with values for its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnLaw {
    /// The law.
    pub law: &'static RegisteredLaw,
    /// Values of its parameters; the others have their defaults.
    pub given: ParameterValues,
}

impl OwnLaw {
    /// A law with values of its parameters, as `k=3:spread=2`.
    ///
    /// # Errors
    /// What was found and what was expected.
    pub fn parse(law: &'static RegisteredLaw, parameters: &str) -> Result<Self, String> {
        let parts = parameters.split(':').filter(|part| !part.is_empty());
        Ok(Self { law, given: read_all(law.info.name, law.info.parameters, parts)? })
    }

    /// What the objects of a site get, by rank.
    pub(super) fn weights(&self, objects: usize) -> Vec<f64> {
        (self.law.weights)(&LawConfig { given: &self.given }, objects)
    }

    /// Whether that can be drawn from.
    pub(super) fn check(&self, objects: usize) -> Result<(), ParameterError> {
        let (mut before, mut sum) = (f64::MAX, 0.0);
        for (weight, rank) in self.weights(objects).into_iter().zip(1u64..) {
            if !(0.0..=before).contains(&weight) || (rank == 1 && weight == 0.0) {
                let found = format!("the weight {weight} at rank {rank} of {}", self.law.info.name);
                let expected = "finite weights, above 0 at rank 1, that never grow with the rank";
                return Err(ParameterError::new("popularity.kind", found, expected));
            }
            before = weight;
            sum += weight;
        }
        if !(1e-200..=1e200).contains(&sum) {
            let found = format!("the weights of {}, whose sum is {sum}", self.law.info.name);
            let expected = "weights with a sum from 1e-200 to 1e200";
            return Err(ParameterError::new("popularity.kind", found, expected));
        }
        Ok(())
    }
}
