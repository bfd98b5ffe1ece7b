//! The expected requests of every site over time.

use super::content::Content;
use crate::synthetic::flash::Crowd;
use crate::synthetic::rhythm::{RhythmBins, SiteRhythms};
use crate::{SimTime, SiteId};

/// The expected requests of every site over time: all that a rate depends on.
#[derive(Clone, Debug)]
pub struct Expectation<'a> {
    rates_per_s: Vec<f64>,
    rhythms: SiteRhythms,
    crowds: Vec<Vec<&'a Crowd>>,
    waves: RhythmBins,
    width_ns: u64,
}

impl Expectation<'_> {
    /// Within a crowd, the rhythm is evaluated again after so long.
    const PART_S: f64 = 900.0;

    /// Adds the expected requests for a site in each bin.
    pub fn add(&self, site: SiteId, bins: &mut [f64]) {
        let rate_per_s = self.rates_per_s[usize::from(site)];
        for (bin, expected) in bins.iter_mut().enumerate() {
            *expected += rate_per_s * self.rhythms.factor_s(site, &self.waves, bin);
        }
        let width_s = SimTime(self.width_ns).as_s();
        let parts = (width_s / Self::PART_S).ceil().clamp(1.0, 96.0) as u32;
        let part_s = width_s / f64::from(parts);
        for crowd in &self.crowds[usize::from(site)] {
            let first = (crowd.start_s.max(0.0) / width_s) as usize;
            let last = ((crowd.end_s() / width_s).ceil() as usize).min(bins.len());
            for (bin, expected) in bins.iter_mut().enumerate().take(last).skip(first) {
                for part in 0..parts {
                    let from_s = bin as f64 * width_s + f64::from(part) * part_s;
                    let middle = SimTime(((from_s + 0.5 * part_s) * 1e9) as u64);
                    let factor = self.rhythms.factor(site, middle);
                    *expected += rate_per_s * factor * crowd.excess_s(from_s, from_s + part_s);
                }
            }
        }
    }
}

impl Content {
    /// What the rates of the sites are made of, over consecutive bins from the beginning on.
    pub fn expectation(&self, width_ns: u64, bins: usize) -> Expectation<'_> {
        let (rates_per_s, rhythms) = self.site_rates();
        let mut crowds: Vec<Vec<&Crowd>> = vec![Vec::new(); rates_per_s.len()];
        self.crowds().for_each(|crowd| crowds[usize::from(crowd.site)].push(crowd));
        let waves = rhythms.bins(width_ns, bins);
        Expectation { rates_per_s, rhythms, crowds, waves, width_ns }
    }
}
