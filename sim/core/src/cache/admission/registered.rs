//! Admission policies of one's own that are registered, so that specs and commands know them by name.

use super::rule::{AdmissionConfig, AdmissionInfo, AdmissionRule, NamedAdmission};
use hotset_workloads::parts::Registry;
use std::any::TypeId;

/// An admission policy that a program registered.
#[derive(Clone, Copy)]
pub struct RegisteredAdmission {
    info: &'static AdmissionInfo,
    type_id: fn() -> TypeId,
    new: fn(&AdmissionConfig<'_>) -> Box<dyn AdmissionRule>,
}

static REGISTERED: Registry<RegisteredAdmission> = Registry::new("admission policy");

impl RegisteredAdmission {
    /// Those of this program, in the order in which they were registered.
    pub fn all() -> Vec<&'static Self> {
        REGISTERED.all()
    }

    /// Registers an admission policy; `is_taken` tells the names that others have.
    pub(super) fn add<A: NamedAdmission>(is_taken: impl Fn(&str) -> bool) -> Result<(), String> {
        let this: &'static Self = const {
            &Self {
                info: &A::INFO,
                type_id: TypeId::of::<A>,
                new: |config| Box::new(A::new(config)),
            }
        };
        REGISTERED.add(this, is_taken)
    }

    /// Its description.
    pub fn info(&self) -> &'static AdmissionInfo {
        self.info
    }

    /// The admission policy in front of a new cache.
    pub(super) fn rule(&self, config: &AdmissionConfig<'_>) -> Box<dyn AdmissionRule> {
        (self.new)(config)
    }
}

hotset_workloads::named_part!(RegisteredAdmission);
