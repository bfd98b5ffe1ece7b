//! Admission by frequency.

use super::rule::{AdmissionConfig, AdmissionInfo, AdmissionRule, NamedAdmission};
use crate::cache::Access;
use crate::cache::parameters::Parameter;
use crate::cache::structures::sketch::Sketch;
use hotset_workloads::ObjectId;

/// A missed object is inserted if it was requested more often, by a sketch of the last requests, than
/// each object that would have to go for it (TinyLFU of Einziger, Friedman and Manes, ACM
/// Transactions on Storage 13(4), 2017). As long as there is room, all are admitted.
#[derive(Debug)]
pub(super) struct TinyLfu {
    sketch: Sketch,
    /// Requests, for each object that the cache could hold.
    sample: u64,
    /// Objects that there are so far, as their ids tell, and that the cache could hold at most.
    objects: u64,
    objects_max: u64,
}

const SAMPLE: Parameter = Parameter::count(
    "sample",
    (1, 1_000_000),
    10,
    "requests, in objects that the cache could hold, after which all counts are halved",
);

impl NamedAdmission for TinyLfu {
    const INFO: AdmissionInfo = AdmissionInfo {
        name: "tinylfu",
        admits: "if requested more often than the victim",
        source: "Einziger et al., ACM Transactions on Storage 2017",
        parameters: &[SAMPLE],
        duel: true,
        size_aware: false,
        bytes_per: [0.0, 8.0],
        other_bytes: |_, _| 0.0,
    };

    fn new(config: &AdmissionConfig<'_>) -> Self {
        Self {
            sketch: Sketch::new(&mut config.stream.clone()),
            sample: config.value(&SAMPLE) as u64,
            objects: 0,
            objects_max: config.capacity.amount(),
        }
    }
}

impl AdmissionRule for TinyLfu {
    fn note(&mut self, access: Access) {
        self.objects = self.objects.max(u64::from(access.object) + 1).min(self.objects_max);
        self.sketch.fit(self.objects);
        self.sketch.add(access.object, self.sample.saturating_mul(self.objects.max(64)));
    }

    fn admits(&mut self, _: Access) -> bool {
        true
    }

    fn wins(&mut self, access: Access, victim: ObjectId) -> bool {
        self.sketch.count(access.object) > self.sketch.count(victim)
    }
}
