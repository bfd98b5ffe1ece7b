//! The admission policy in front of a cache.

use super::rule::AdmissionRule;
use crate::cache::access::Access;
use crate::cache::eviction::CacheConfig;
use hotset_workloads::ObjectId;

/// The admission policy in front of a cache, if there is one.
#[derive(Debug, Default)]
pub(in crate::cache) struct AdmissionFilter {
    rule: Option<Box<dyn AdmissionRule>>,
    /// Whether a new object is compared with the victim.
    duel: bool,
}

impl AdmissionFilter {
    pub(in crate::cache) fn new(config: &CacheConfig<'_>) -> Self {
        let Some(admission) = config.admission else { return Self::default() };
        Self { rule: Some(admission.rule(config)), duel: admission.info().duel }
    }

    #[inline]
    pub(in crate::cache) fn note(&mut self, access: Access) {
        if let Some(rule) = &mut self.rule {
            rule.note(access);
        }
    }

    #[inline]
    pub(in crate::cache) fn admits(&mut self, access: Access) -> bool {
        self.rule.as_mut().is_none_or(|rule| rule.admits(access))
    }

    /// Whether a new object wins against the victim, where the admission policy compares them.
    #[inline]
    pub(in crate::cache) fn wins(
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
