//! A run of the study of traffic.

use crate::plan::traffic::TrafficStudy;
use crate::study::planned_run::PlannedRun;
use hotset_sim::ledger::ProvisioningRule;
use std::ops::Deref;

/// A planned run of the study of traffic.
#[derive(Clone, Copy)]
pub(crate) struct TrafficRun<'a> {
    pub(crate) run: PlannedRun<'a>,
    pub(crate) study: &'a TrafficStudy,
}

impl TrafficRun<'_> {
    /// How capacity is set.
    pub(super) fn provisioning(&self) -> ProvisioningRule {
        ProvisioningRule {
            overload: self.point.overload,
            machines: self.point.machines,
            known: self.study.known,
        }
    }
}

impl<'a> Deref for TrafficRun<'a> {
    type Target = PlannedRun<'a>;

    fn deref(&self) -> &Self::Target {
        &self.run
    }
}
