//! The requests for the contents of a stream, in time order.

use super::profile::Profile;
use super::shot::Shot;
use crate::samplers::Exp1;
use crate::synthetic::rhythm::SiteRhythms;
use crate::{ObjectId, SimTime, SiteId, Stream};
use rand::RngExt;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The requests of the shots, in time order.
#[derive(Debug)]
pub(in crate::synthetic) struct ShotRequests<'a> {
    shots: &'a [Shot],
    sites: &'a [SiteId],
    rhythms: &'a SiteRhythms,
    profile: Profile,
    /// The next content to be born.
    next: usize,
    /// For each living content the time of its next request, and the share of its volume that
    /// came up to then.
    living: BinaryHeap<Reverse<(SimTime, ObjectId, ShareBits)>>,
    end: SimTime,
    /// Candidates are drawn at the highest rate of the rhythm, and thinned to the current rate.
    factor_max: f64,
    stream: Stream,
}

/// A share between 0 and 1 as the bits of its double: ordered as the share is.
pub(in crate::synthetic) type ShareBits = u64;

impl<'a> ShotRequests<'a> {
    pub(in crate::synthetic) fn new(
        shots: &'a [Shot],
        sites: &'a [SiteId],
        rhythms: &'a SiteRhythms,
        profile: Profile,
        end: SimTime,
        stream: Stream,
    ) -> Self {
        let factor_max = rhythms.factor_max();
        let living = BinaryHeap::new();
        Self { shots, sites, rhythms, profile, next: 0, living, end, factor_max, stream }
    }

    /// Puts the first candidate of a content on the heap; that it has one is known.
    fn begin(&mut self, object: ObjectId) {
        let shot = &self.shots[object as usize];
        let lived = self.profile.share(-shot.birth_s / shot.life_s);
        let asked = shot.asked(self.profile, self.end.as_s(), self.factor_max);
        let gap = -libm::log1p(-self.stream.random::<f64>() * asked);
        self.schedule(object, lived, gap);
    }

    /// Puts the next candidate of a content on the heap, so much of its volume later, if it has one.
    fn schedule(&mut self, object: ObjectId, share: f64, gap: f64) {
        let shot = &self.shots[object as usize];
        let share = share + gap / (shot.volume * self.factor_max);
        if share >= 1.0 {
            return;
        }
        let at_s = shot.birth_s + shot.life_s * self.profile.lives(share);
        let time = SimTime((at_s.max(0.0) * SimTime::NS_PER_S as f64) as u64);
        if time < self.end {
            self.living.push(Reverse((time, object, share.to_bits())));
        }
    }

    /// The next request before a time; `None` if there is none.
    pub(in crate::synthetic) fn next_before(
        &mut self,
        before: SimTime,
    ) -> Option<(SimTime, ObjectId)> {
        loop {
            // Contents born after the next request of the living ask for nothing earlier.
            let head = self.living.peek().map(|Reverse((time, ..))| time.as_s());
            let head = head.map_or(before.as_s(), |head| head.min(before.as_s()));
            if let Some(shot) = self.shots.get(self.next)
                && shot.birth_s <= head
            {
                self.begin(self.next as ObjectId);
                self.next += 1;
                continue;
            }
            let Reverse((time, object, share)) = *self.living.peek()?;
            if time >= before {
                return None;
            }
            self.living.pop();
            let gap = self.stream.sample(Exp1);
            self.schedule(object, f64::from_bits(share), gap);
            let site = self.sites.get(object as usize).copied().unwrap_or(0);
            let factor = self.rhythms.factor(site, time);
            if self.factor_max <= 1.0 && factor >= 1.0
                || self.stream.random::<f64>() * self.factor_max < factor
            {
                return Some((time, object));
            }
        }
    }
}
