//! The share of the requests that goes to each object.

use super::content::Content;
use super::object_weights::{object_weights, volumes};
use super::variation::{PlannedCrowd, PlannedTarget, Variation};
use crate::ObjectId;
use crate::synthetic::churn::{Change, Changes};
use std::borrow::Cow;

impl Content {
    /// The share of the requests that goes to each object over the whole stream, summing to 1;
    /// over whole days, for the rhythm is left out.
    pub fn weights(&self) -> Vec<f64> {
        let base = object_weights(&self.model, &self.slots);
        let Some(variation) = &self.variation else { return base };
        let mut weights = if self.model.shots.is_some() {
            volumes(&self.model, &variation.shots)
        } else if let Some(changes) = &variation.changes {
            self.weights_of_changes(changes.clone(), variation)
        } else {
            base
        };
        weights.resize(self.catalog.len(), 0.0);
        self.add_crowds(variation, &mut weights);
        let total: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= total);
        weights
    }

    /// Each object has the weight of a slot for as long as it holds it.
    fn weights_of_changes(&self, changes: Changes, variation: &Variation) -> Vec<f64> {
        let of_slot = self.slots.weights(&self.model.popularity);
        let mut holder: Vec<ObjectId> =
            (0..of_slot.len() as u32).map(|slot| self.slots.object_of(slot)).collect();
        let mut since = vec![0.0; of_slot.len()];
        let mut weights = vec![0.0; self.catalog.len()];
        let end_s = variation.end.as_s();
        let mut next_new = variation.first_new;
        for (time, change) in changes {
            let mut settle = |slot: u32, holder: &[ObjectId]| {
                let slot = slot as usize;
                weights[holder[slot] as usize] +=
                    of_slot[slot] * (time.as_s() - since[slot]) / end_s;
                since[slot] = time.as_s();
            };
            match change {
                Change::Trade(a, b) => {
                    settle(a, &holder);
                    settle(b, &holder);
                    holder.swap(a as usize, b as usize);
                }
                Change::Enter(slot) => {
                    settle(slot, &holder);
                    holder[slot as usize] = next_new;
                    next_new += 1;
                }
            }
        }
        for (slot, &object) in holder.iter().enumerate() {
            weights[object as usize] += of_slot[slot] * (end_s - since[slot]) / end_s;
        }
        weights
    }

    /// What crowds ask for, in units of the requests without them. A crowd on a site or a rank
    /// counts for the objects that are there at the beginning.
    fn add_crowds(&self, variation: &Variation, weights: &mut [f64]) {
        let end_s = variation.end.as_s();
        let of_slot = match variation.crowds.iter().any(|crowd| crowd.target == PlannedTarget::Site)
        {
            true => self.slots.weights(&self.model.popularity),
            false => Cow::default(),
        };
        for PlannedCrowd { crowd, target } in &variation.crowds {
            let part = self.slots.split.parts[usize::from(crowd.site)];
            let share = crowd.excess_s(0.0, end_s) / end_s;
            match *target {
                PlannedTarget::Object(object) => weights[object as usize] += share * part.weight,
                PlannedTarget::Slot(slot) => {
                    weights[self.slots.object_of(slot) as usize] += share * part.weight;
                }
                PlannedTarget::Site => {
                    let slots = part.first..part.first + part.objects;
                    for (slot, weight) in slots.clone().zip(&of_slot[slots]) {
                        weights[self.slots.object_of(slot as u32) as usize] += share * weight;
                    }
                }
            }
        }
    }
}
