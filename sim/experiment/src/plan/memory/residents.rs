//! How many objects a cache can hold.

use crate::spec::cache_size::CacheSize;
use hotset_sim::cache::Policy;
use hotset_workloads::synthetic::{SizeModel, Synthetic, normal_score};

/// Objects that a shared server's cache can hold, as far as sizes are known.
pub(crate) fn residents_max(
    cache: CacheSize,
    policy: &Policy,
    model: &Synthetic,
    objects: f64,
) -> f64 {
    let unit = match model.sizes.model {
        SizeModel::Constant { bytes } => Some(bytes as f64),
        _ => None,
    };
    let held = match (cache, unit) {
        (CacheSize::Objects(held), _) => held as f64,
        (CacheSize::ShareOfObjects(share), _) => share * objects,
        (CacheSize::Bytes(room), Some(bytes)) => room as f64 / bytes,
        (CacheSize::ShareOfBytes(share), Some(_)) => share * objects,
        // More objects of many sizes than of their mean size; size-aware policies hold the small ones.
        (CacheSize::ShareOfBytes(share), None) if !policy.size_aware() => 2.0 * share * objects,
        (CacheSize::ShareOfBytes(share), None) => match model.sizes.model {
            SizeModel::Lognormal { sigma, .. } => smallest(share, sigma) * objects,
            _ => objects,
        },
        _ => objects,
    };
    held.min(objects)
}

/// The share of lognormal sizes, the smallest ones, that together are a share of the sum of all.
fn smallest(share: f64, sigma: f64) -> f64 {
    let score = normal_score(1.0 - share.clamp(1e-9, 1.0 - 1e-9)) + sigma;
    0.5 * libm::erfc(-score / std::f64::consts::SQRT_2)
}
