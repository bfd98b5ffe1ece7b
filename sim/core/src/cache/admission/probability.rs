//! Admission with a fixed probability.

use super::rule::{AdmissionConfig, AdmissionInfo, AdmissionRule, NamedAdmission};
use crate::cache::Access;
use crate::cache::parameters::{Parameter, Range};
use hotset_workloads::Stream;
use rand::RngExt;

/// A missed object is inserted with probability q: in front of LRU this is q-LRU (Martina, Garetto
/// and Leonardi, INFOCOM 2014), which for small q holds what LFU would.
#[derive(Debug)]
pub(super) struct Probability {
    q: f64,
    stream: Stream,
}

const Q: Parameter = Parameter {
    name: "q",
    meaning: "probability to come in",
    range: Range::Number(0.0, 1.0),
    default: 0.1,
};

impl NamedAdmission for Probability {
    const INFO: AdmissionInfo = AdmissionInfo {
        name: "probability",
        admits: "with probability q",
        source: "Martina et al., INFOCOM 2014",
        parameters: &[Q],
        duel: false,
        size_aware: false,
        bytes_per: [0.0, 0.0],
        other_bytes: |_, _| 0.0,
    };

    fn new(config: &AdmissionConfig<'_>) -> Self {
        Self { q: config.value(&Q), stream: config.stream.clone() }
    }
}

impl AdmissionRule for Probability {
    fn admits(&mut self, _: Access) -> bool {
        self.stream.random::<f64>() < self.q
    }
}
