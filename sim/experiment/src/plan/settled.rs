//! What a point has only once its content is known: its warm-up, and what a sample must suit.

use super::point::{Point, Study};
use crate::spec::workload::WorkloadSpec;
use hotset_sim::cache::Capacity;
use serde::{Deserialize, Serialize};

/// What depends on the content, and on all points that one is compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Settled {
    warm_up_share: f64,
    /// The smallest cache that a sample must suit.
    cache_bytes: Option<u64>,
    cache_objects: Option<u64>,
    /// The requests of a model, which a warm-up can lengthen.
    requests: Option<u64>,
}

impl Settled {
    /// All of it, as a part of what a run is known by.
    pub(crate) fn in_words(&self) -> String {
        format!("{self:?}\n")
    }
}

impl Point {
    /// What is settled of the point.
    pub(crate) fn settled(&self) -> Option<Settled> {
        let study = self.traffic()?;
        let (cache_bytes, cache_objects) = match study.sample_cache {
            Some(Capacity::Bytes(bytes)) => (Some(bytes), None),
            Some(Capacity::Objects(objects)) => (None, Some(objects)),
            None => (None, None),
        };
        let requests = match &self.workload {
            WorkloadSpec::Synthetic(model) => Some(model.synthetic.requests),
            _ => None,
        };
        let warm_up_share = study.warm_up_share;
        Some(Settled { warm_up_share, cache_bytes, cache_objects, requests })
    }

    /// Settles the point as it was settled before.
    pub(crate) fn settle_as(&mut self, settled: &Settled) {
        let Study::Traffic(study) = &mut self.study else { return };
        study.warm_up_share = settled.warm_up_share;
        let bytes = settled.cache_bytes.map(Capacity::Bytes);
        study.sample_cache = bytes.or(settled.cache_objects.map(Capacity::Objects));
        if let (WorkloadSpec::Synthetic(model), Some(requests)) =
            (&mut self.workload, settled.requests)
        {
            model.synthetic.requests = requests;
        }
    }
}
