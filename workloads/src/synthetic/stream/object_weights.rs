//! The weights of objects without crowds and churn.

use super::slots::Slots;
use crate::synthetic::model::Synthetic;
use crate::synthetic::shot_noise::Shot;

/// The weight of each object of the catalog at the beginning.
pub(super) fn object_weights(model: &Synthetic, slots: &Slots) -> Vec<f64> {
    let of_slot = slots.weights(&model.popularity);
    if slots.object.is_empty() {
        return of_slot.into_owned();
    }
    let mut weights = vec![0.0; model.objects];
    for (&object, weight) in slots.object.iter().zip(&*of_slot) {
        weights[object as usize] += weight;
    }
    weights
}

/// The expected requests of each content of shot noise, as shares.
pub(super) fn volumes(model: &Synthetic, shots: &[Shot]) -> Vec<f64> {
    let Some(noise) = model.shots else { return Vec::new() };
    let duration_s = model.duration_s();
    let factor_max = model.factor_max();
    let mean = |shot: &Shot| shot.requests_mean(noise.profile, duration_s, factor_max);
    let volumes: Vec<f64> = shots.iter().map(mean).collect();
    let total = volumes.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    volumes.iter().map(|volume| volume / total).collect()
}
