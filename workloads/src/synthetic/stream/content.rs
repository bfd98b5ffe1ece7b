//! A synthetic catalog with the tables that its requests are drawn from.

use super::object_weights::{object_weights, volumes};
use super::slots::{Slots, site_of_objects};
use super::variation::{Variation, draw_variation};
use crate::synthetic::flash::Crowd;
use crate::synthetic::model::Synthetic;
use crate::synthetic::parameter::ParameterError;
use crate::synthetic::popularity::{self, RankSampler};
use crate::synthetic::rhythm::SiteRhythms;
use crate::{Catalog, SimTime, SiteId, Stream};
use rand::SeedableRng;

/// A synthetic catalog with the tables that its requests are drawn from.
///
/// Requests are drawn as *slots*: places in the popularity of a site. Which object holds a slot is
/// a table of its own, where sites share objects or slots change hands.
#[derive(Clone, Debug)]
pub struct Content {
    pub(super) model: Synthetic,
    /// The objects, all that are ever requested.
    pub catalog: Catalog,
    pub(super) slots: Slots,
    pub(super) variation: Option<Variation>,
}

impl Content {
    pub(super) fn draw(model: &Synthetic, stream: &mut Stream) -> Self {
        let split = model.sites.split(model.objects);
        let objects_of_slots = match model.shots {
            None => model.sites.objects_of_slots(model.objects, stream),
            Some(_) => Vec::new(),
        };
        let sampler = model.shots.is_none().then(|| RankSampler::new(&split, &model.popularity));
        let (ranks, weights) = sampler.unzip();
        let mut slots = Slots {
            ranks,
            weights: weights.unwrap_or_default(),
            site: if model.shots.is_none() { split.site_of_slots() } else { Vec::new() },
            object: objects_of_slots,
            split,
        };
        if model.shots.is_some() {
            return Self::draw_shots(model, slots, stream);
        }
        let weights = || object_weights(model, &slots);
        let bytes = model.sizes.draw(model.objects, weights, stream);
        let site = site_of_objects(&slots, model.objects);
        let mut catalog = Catalog { bytes, site, sites: slots.split.len() };
        let variation = model.varies().then(|| {
            let mut events = Stream::from_rng(stream);
            draw_variation(model, &mut slots, &mut catalog, Vec::new(), &mut events)
        });
        Self { model: model.clone(), catalog, slots, variation }
    }

    fn draw_shots(model: &Synthetic, mut slots: Slots, stream: &mut Stream) -> Self {
        let mut events = Stream::from_rng(stream);
        let shots = model.shots.map_or(Vec::new(), |noise| {
            noise.draw(model.duration_s(), model.factor_max(), &mut events)
        });
        let bytes = model.sizes.draw(shots.len(), || volumes(model, &shots), stream);
        if slots.split.len() > 1 {
            let weights: Vec<f64> = slots.split.parts.iter().map(|part| part.weight).collect();
            let mut drawn = vec![0; shots.len()];
            popularity::AliasTable::new(&weights).fill(&mut events, &mut drawn);
            slots.site = drawn.into_iter().map(|site| site as SiteId).collect();
        }
        let site = slots.site.clone();
        let mut catalog = Catalog { bytes, site, sites: slots.split.len() };
        let variation = draw_variation(model, &mut slots, &mut catalog, shots, &mut events);
        Self { model: model.clone(), catalog, slots, variation: Some(variation) }
    }

    /// The share of the requests that goes to each site, flash crowds apart.
    pub fn site_shares(&self) -> Vec<f64> {
        self.slots.split.parts.iter().map(|part| part.weight).collect()
    }

    /// The parameters of the stream.
    pub fn model(&self) -> &Synthetic {
        &self.model
    }

    /// The flash crowds of the stream, by their beginning.
    pub fn crowds(&self) -> impl Iterator<Item = &Crowd> {
        self.variation.iter().flat_map(|v| &v.crowds).map(|planned| &planned.crowd)
    }

    /// When the stream ends; `None` if it ends after a number of requests.
    pub fn end(&self) -> Option<SimTime> {
        self.variation.as_ref().map(|variation| variation.end)
    }

    /// The mean rate of each site per second, and its rhythm.
    pub(super) fn site_rates(&self) -> (Vec<f64>, SiteRhythms) {
        let rate_per_s = self.model.mean_rate_per_s();
        let rates = self.slots.split.parts.iter().map(|part| part.weight * rate_per_s).collect();
        let rhythms = self.variation.as_ref().map(|variation| variation.rhythms.clone());
        (rates, rhythms.unwrap_or_else(SiteRhythms::flat))
    }
}

impl Synthetic {
    /// Draws the catalog: sizes, sites and popularity, and the events that change
    /// them.
    ///
    /// # Errors
    /// The first parameter out of range.
    pub fn content(&self, stream: &mut Stream) -> Result<Content, ParameterError> {
        self.check()?;
        if self.shots.is_none() {
            self.popularity.check_weights(self.objects)?;
        }
        Ok(Content::draw(self, stream))
    }
}
