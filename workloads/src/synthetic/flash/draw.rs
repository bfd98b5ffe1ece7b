//! Draws the flash crowds of a stream.

use super::crowd::Crowd;
use super::process::{CommonCrowds, CrowdTimes, Flash};
use crate::samplers::Exp1;
use crate::synthetic::seconds::DAY_S;
use crate::{SiteId, Stream};
use rand::RngExt;
use rand::seq::index;

impl Flash {
    /// Draws the crowds of a stream, by their beginning; the first may have begun before it.
    pub(in crate::synthetic) fn draw(
        &self,
        sites: usize,
        duration_s: f64,
        stream: &mut Stream,
    ) -> Vec<Crowd> {
        let mut crowds = Vec::new();
        match self.times {
            CrowdTimes::Once { at_s, site } => crowds.push(self.crowd(at_s, site, stream)),
            CrowdTimes::PerDay { events } if events > 0.0 => {
                let longest = self.shape.shape(self.magnitude_max).length_s();
                let longest = longest.max(self.shape.shape(self.magnitude).length_s());
                let span_s = -longest..duration_s;
                let common = self.common.unwrap_or(CommonCrowds { share: 0.0, sites: 1 });
                let own = events * (1.0 - common.share);
                for site in 0..sites {
                    poisson_times(own, &span_s, stream, |at_s, stream| {
                        crowds.push(self.crowd(at_s, site, stream));
                    });
                }
                let together = events * common.share * sites as f64 / common.sites as f64;
                poisson_times(together, &span_s, stream, |at_s, stream| {
                    let crowd = self.crowd(at_s, 0, stream);
                    let taken = index::sample(stream, sites, common.sites).into_iter();
                    crowds.extend(taken.map(|site| Crowd { site: site as SiteId, ..crowd }));
                });
            }
            CrowdTimes::PerDay { .. } => {}
        }
        crowds.retain(|crowd| crowd.end_s() > 0.0);
        crowds.sort_by(|a, b| a.start_s.total_cmp(&b.start_s).then(a.site.cmp(&b.site)));
        crowds
    }

    fn crowd(&self, start_s: f64, site: usize, stream: &mut Stream) -> Crowd {
        let tail = self
            .magnitude_alpha
            .map_or(1.0, |alpha| libm::pow(1.0 - stream.random::<f64>(), -1.0 / alpha));
        let magnitude = (1.0 + (self.magnitude - 1.0) * tail).min(self.magnitude_max);
        let shape = self.shape.shape(magnitude);
        Crowd { start_s, site: site as SiteId, magnitude, shape }
    }
}

/// Calls `event` at every time of a Poisson process of `per_day` events per day within a span in seconds.
pub(in crate::synthetic) fn poisson_times(
    per_day: f64,
    span_s: &std::ops::Range<f64>,
    stream: &mut Stream,
    mut event: impl FnMut(f64, &mut Stream),
) {
    if per_day <= 0.0 {
        return;
    }
    let mut at_s = span_s.start;
    loop {
        at_s += stream.sample::<f64, _>(Exp1) * DAY_S / per_day;
        if at_s >= span_s.end {
            return;
        }
        event(at_s, stream);
    }
}

#[cfg(test)]
mod tests {
    use super::super::process::CrowdTarget;
    use super::super::shape_model::ShapeModel;
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn crowds_come_at_their_rate_with_their_tail() {
        let flash = Flash {
            times: CrowdTimes::PerDay { events: 2.0 },
            target: CrowdTarget::Site,
            magnitude: 5.0,
            magnitude_alpha: Some(1.5),
            magnitude_max: 1e6,
            shape: ShapeModel::Fixed(ShapeModel::CAUSES[0].1),
            common: None,
        };
        let days = 1_000.0;
        flash.check(4, days * DAY_S, 1.0).unwrap();
        let crowds = flash.draw(4, days * DAY_S, &mut Stream::seed_from_u64(1));
        // 8000 expected, standard deviation 89.
        assert!((crowds.len() as f64 - 8_000.0).abs() < 360.0, "{}", crowds.len());
        let above = crowds.iter().filter(|crowd| crowd.magnitude > 1.0 + 4.0 * 4.0).count();
        // 4^-1.5 = 1/8 of them.
        assert!((above as f64 / crowds.len() as f64 - 0.125).abs() < 0.012);
        assert!(crowds.windows(2).all(|pair| pair[0].start_s <= pair[1].start_s));
        let long = flash.check(4, 3_600.0, 1.0).unwrap_err();
        assert!(long.to_string().contains("flash.shape"), "{long}");
    }

    /// Events of four sites of ten: every site is in as many crowds as without them, two sites share
    /// a part of theirs.
    #[test]
    fn common_crowds_take_several_sites_at_once() {
        let flash = Flash {
            times: CrowdTimes::PerDay { events: 2.0 },
            target: CrowdTarget::Site,
            magnitude: 5.0,
            magnitude_alpha: None,
            magnitude_max: 5.0,
            shape: ShapeModel::Fixed(ShapeModel::CAUSES[0].1),
            common: Some(CommonCrowds { share: 0.6, sites: 4 }),
        };
        let days = 2_000.0;
        flash.check(10, days * DAY_S, 1.0).unwrap();
        let crowds = flash.draw(10, days * DAY_S, &mut Stream::seed_from_u64(5));
        let of = |site: SiteId| -> Vec<f64> {
            crowds.iter().filter(|crowd| crowd.site == site).map(|crowd| crowd.start_s).collect()
        };
        let (first, second) = (of(0), of(1));
        // 4000 expected, standard deviation 63.
        assert!((first.len() as f64 - 4_000.0).abs() < 250.0, "{}", first.len());
        let shared = first.iter().filter(|at| second.contains(at)).count() as f64;
        let expected = flash.correlation(10) * 4_000.0;
        assert!((flash.correlation(10) - 0.2).abs() < 1e-12);
        assert!((shared - expected).abs() < 4.0 * expected.sqrt(), "{shared} for {expected}");
        let many = Flash { common: Some(CommonCrowds { share: 0.6, sites: 11 }), ..flash };
        assert_eq!(many.check(10, days * DAY_S, 1.0).unwrap_err().key, "flash.common_sites");
    }
}
