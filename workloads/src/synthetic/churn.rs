//! Churn: which object holds which rank changes in the course of time.

use super::parameter::ParameterError;
use super::seconds::{DAY_S, ns};
use crate::samplers::Exp1;
use crate::{SimTime, Stream};
use rand::RngExt;

/// Drift of ranks and turnover of objects: the shape of the popularity stays, who has which rank
/// does not. Every rank changes hands as a Poisson process: either its object trades places with
/// one of a rank nearby, or a new object takes the rank and the old one is requested no more (the
/// turnover of the catalog of Tang et al., MediSyn, NOSSDAV 2003, in its simplest form).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Churn {
    /// Mean number of changes that a rank begins per day.
    pub turnover_per_day: f64,
    /// Share of the changes that bring in a new object.
    pub new_share: f64,
    /// Objects trade places over at most this factor in rank, evenly on its logarithm.
    pub reach: f64,
}

/// No more new objects than this in a stream.
const NEW_MAX: f64 = 1e8;

impl Churn {
    pub(super) fn check(&self, slots: usize, duration_s: f64) -> Result<(), ParameterError> {
        if !(self.turnover_per_day >= 0.0
            && self.turnover_per_day * slots as f64 * duration_s / DAY_S <= NEW_MAX)
        {
            let expected = "at least 0, and at most 1e8 changes in all";
            return Err(ParameterError::new(
                "churn.turnover_per_day",
                self.turnover_per_day,
                expected,
            ));
        }
        if !(0.0..=1.0).contains(&self.new_share) {
            return Err(ParameterError::new("churn.new_share", self.new_share, "0 to 1"));
        }
        if !(self.reach > 1.0 && self.reach <= 1e12) {
            return Err(ParameterError::new("churn.reach", self.reach, "above 1, at most 1e12"));
        }
        Ok(())
    }
}

/// A change of ranks. Slots are places in the order of popularity, site by site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// The objects of two slots trade places.
    Trade(u32, u32),
    /// The next new object takes the slot.
    Enter(u32),
}

/// The changes of a stream in time order: the same whenever they are begun from the same stream of
/// random numbers.
#[derive(Clone, Debug)]
pub(super) struct Changes {
    churn: Churn,
    /// First slot and number of slots of each site.
    sites: Vec<(u32, u32)>,
    slots: u32,
    gap_s_mean: f64,
    at_s: f64,
    end_s: f64,
    stream: Stream,
}

impl Changes {
    pub(super) fn new(churn: Churn, sites: Vec<(u32, u32)>, end_s: f64, stream: Stream) -> Self {
        let slots: u32 = sites.iter().map(|site| site.1).sum();
        let per_s = churn.turnover_per_day * f64::from(slots) / DAY_S;
        Self { churn, sites, slots, gap_s_mean: 1.0 / per_s, at_s: 0.0, end_s, stream }
    }

    /// A slot of the same site, some way up or down the ranks.
    fn beside(&mut self, slot: u32) -> u32 {
        let site = self.sites.partition_point(|&(first, _)| first <= slot) - 1;
        let (first, slots) = self.sites[site];
        let way = libm::pow(self.churn.reach, 2.0 * self.stream.random::<f64>() - 1.0);
        let rank = (f64::from(slot - first + 1) * way).round().clamp(1.0, f64::from(slots));
        first + rank as u32 - 1
    }
}

impl Iterator for Changes {
    type Item = (SimTime, Change);

    fn next(&mut self) -> Option<Self::Item> {
        self.at_s += self.stream.sample::<f64, _>(Exp1) * self.gap_s_mean;
        // Where nothing ever changes the first gap is infinite.
        if self.at_s >= self.end_s {
            return None;
        }
        let slot = self.stream.random_range(0..self.slots);
        let change = if self.stream.random::<f64>() < self.churn.new_share {
            Change::Enter(slot)
        } else {
            Change::Trade(slot, self.beside(slot))
        };
        Some((SimTime(ns(self.at_s)), change))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn changes_come_at_their_rate_and_stay_in_their_site() {
        let churn = Churn { turnover_per_day: 0.1, new_share: 0.3, reach: 10.0 };
        churn.check(2_000, 10.0 * DAY_S).unwrap();
        let sites = vec![(0, 1_500), (1_500, 500)];
        let changes: Vec<_> =
            Changes::new(churn, sites, 10.0 * DAY_S, Stream::seed_from_u64(1)).collect();
        // 2000 expected, standard deviation 45.
        assert!((changes.len() as f64 - 2_000.0).abs() < 180.0, "{}", changes.len());
        let new = changes.iter().filter(|(_, c)| matches!(c, Change::Enter(_))).count();
        assert!((new as f64 / changes.len() as f64 - 0.3).abs() < 0.05);
        assert!(changes.windows(2).all(|pair| pair[0].0 <= pair[1].0));
        for (_, change) in changes {
            if let Change::Trade(a, b) = change {
                assert_eq!(a < 1_500, b < 1_500);
                let rank = |slot: u32| f64::from(slot % 1_500 + 1);
                let ratio = rank(a) / rank(b);
                assert!((0.05..20.0).contains(&ratio), "{a} {b}");
            }
        }
        let still = Churn { turnover_per_day: 0.0, ..churn };
        let mut none = Changes::new(still, vec![(0, 10)], DAY_S, Stream::seed_from_u64(1));
        assert!(none.next().is_none());
    }
}
