//! Load balancing over interchangeable servers.

use crate::layout::{IngressSelector, Needs, Scaler};
use crate::ledger::PowerStateChange;
use hotset_workloads::Request;

/// How a request finds one of several servers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Routing {
    /// At random.
    #[default]
    Random,
    /// In turn.
    RoundRobin,
    /// The least loaded of this many drawn at random, the first of those where loads are
    /// equal (with two, the power of two choices; Mitzenmacher, IEEE TPDS 2001).
    Choices(usize),
    /// The least loaded of all; ties are broken at random.
    LeastLoaded,
}

/// A load balancer in front of interchangeable servers.
#[derive(Clone, Debug)]
pub struct Balancer {
    servers: IngressSelector,
    routing: Routing,
    turn: usize,
    scaler: Option<Scaler>,
}

impl From<IngressSelector> for Balancer {
    /// At random.
    fn from(servers: IngressSelector) -> Self {
        Self::new(servers, Routing::Random, None)
    }
}

impl Balancer {
    /// A balancer; with a scaler, servers sleep while they are not needed.
    pub fn new(servers: IngressSelector, routing: Routing, scaler: Option<Scaler>) -> Self {
        Self { servers, routing, turn: 0, scaler }
    }

    /// The server for a request; `loads` are those of all servers.
    #[inline]
    pub(in crate::layout) fn pick(&mut self, request: &Request, loads: &[u64]) -> usize {
        let awake = match &mut self.scaler {
            None => self.servers.count(),
            Some(scaler) => scaler.awake(request),
        };
        match self.routing {
            Routing::Random => self.servers.pick_of(awake),
            Routing::RoundRobin => {
                self.turn = if self.turn + 1 < awake { self.turn + 1 } else { 0 };
                self.servers.first() + self.turn
            }
            Routing::Choices(choices) => self.least_of(choices, awake, loads),
            Routing::LeastLoaded => self.least(awake, loads),
        }
    }

    fn least_of(&mut self, choices: usize, awake: usize, loads: &[u64]) -> usize {
        let first = self.servers.pick_of(awake);
        (1..choices).fold(first, |least, _| {
            let other = self.servers.pick_of(awake);
            if loads[other] < loads[least] { other } else { least }
        })
    }

    /// Starts the search at a random server: ties are equally likely, if they are evenly spread.
    fn least(&mut self, awake: usize, loads: &[u64]) -> usize {
        let (start, first) = (self.servers.pick_of(awake), self.servers.first());
        let round = (start..first + awake).chain(first..start);
        round.min_by_key(|&server| loads[server]).unwrap_or(start)
    }

    /// What a layout with a balancer needs at most.
    pub(in crate::layout) const NEEDS: Needs = Needs { loads: true, ..Needs::NONE };

    /// What a layout with this balancer needs.
    pub(in crate::layout) fn needs(&self) -> Needs {
        let loads = match self.routing {
            Routing::Random | Routing::RoundRobin => false,
            Routing::Choices(choices) => choices > 1,
            Routing::LeastLoaded => true,
        };
        Needs { loads, ..Needs::NONE }
    }

    /// Whether a server is one of them.
    #[inline]
    pub(in crate::layout) fn contains(&self, server: usize) -> bool {
        self.servers.contains(server)
    }

    /// The share of the requests that a server gets in the long run, while all are awake.
    pub(in crate::layout) fn share(&self, server: usize) -> f64 {
        self.servers.share(server)
    }

    /// Changes of the power state of servers until a time.
    pub(in crate::layout) fn power_state_changes(&self, until_ns: u64) -> Vec<PowerStateChange> {
        self.scaler.as_ref().map_or_else(Vec::new, |scaler| scaler.changes(until_ns))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hotset_workloads::{SimTime, Stream};
    use rand::SeedableRng;

    /// The mean number of balls in the fullest bin.
    fn fullest(balls: usize, bins: usize, routing: Routing) -> f64 {
        let rounds = 200;
        let fullest = (0..rounds).map(|seed| {
            let ingress_servers = IngressSelector::new(0, bins, Stream::seed_from_u64(seed));
            let mut balancer = Balancer::new(ingress_servers, routing, None);
            let mut loads = vec![0; bins];
            let request = Request { time: SimTime(0), object: 0, bytes: 1, ..Request::default() };
            for _ in 0..balls {
                let bin = balancer.pick(&request, &loads);
                loads[bin] += 1;
            }
            loads.into_iter().max().unwrap_or(0)
        });
        fullest.sum::<u64>() as f64 / rounds as f64
    }

    /// THEORY 7.6, within 2 %.
    #[test]
    fn balls_in_bins() {
        let expected = [
            (1_000, 1_000, Routing::Random, 5.51),
            (1_000, 1_000, Routing::Choices(2), 3.0),
            (16_000, 16, Routing::Random, 1_056.0),
            (16_000, 16, Routing::Choices(2), 1_001.2),
            (16_000, 16, Routing::LeastLoaded, 1_000.0),
            (16_000, 16, Routing::RoundRobin, 1_000.0),
        ];
        for (balls, bins, routing, max) in expected {
            let found = fullest(balls, bins, routing);
            assert!((found / max - 1.0).abs() < 0.02, "{balls} in {bins}, {routing:?}: {found}");
        }
    }
}
