//! A timed run.

use super::drivers::{sequential, windows};
use super::event::NodeId;
use super::metrics::ServerMetrics;
use super::nodes::{Dispatcher, LogicalProcess, Node, Origin, Requests, Server};
use super::outcome::{TimedOutcome, outcome};
use super::timing::{Driver, Links, Timing};
use crate::cache::{Cache, CacheConfig, EvictionPolicy, Policy, PolicyChoice, PolicyVisitor};
use crate::engine::run::{
    Run, assert_no_migrations, assert_online, assert_states_needs, power_state_changes,
};
use crate::layout::{Layout, Needs};
use crate::ledger::Bins;
use hotset_workloads::SourceError;
use rayon::prelude::*;
use std::ops::Range;

/// A timed (queueing) run.
pub struct TimedRun<'a, L, P = Policy> {
    /// The untimed run that it extends.
    pub run: Run<'a, L, P>,
    /// Service times, latencies and limits.
    pub timing: Timing,
    /// The bins whose requests count for latencies.
    pub measured: Range<usize>,
    /// How its events are ordered.
    pub driver: Driver,
}

impl<L: Layout, P: PolicyChoice> TimedRun<'_, L, P> {
    /// Runs it.
    ///
    /// # Errors
    /// What the source reports.
    ///
    /// # Panics
    /// If the policy is offline; if the layout goes beyond the needs that it stated; or if a conservation law
    /// or Little's law is broken, which would be a bug.
    pub fn run(self) -> Result<TimedOutcome, SourceError> {
        let Self { mut run, timing, measured, driver } = self;
        assert_online(run.policy.info());
        assert_states_needs(&run.layout);
        let placements = run.placements(None);
        let Run { capacities, streams, bins, policy, catalog, .. } = run;
        let inter_server_ns = timing.links.inter_server_ns;
        let servers = capacities.len();
        let layout = &mut run.layout;
        let dispatcher = &mut Dispatcher::new(
            run.source,
            layout,
            inter_server_ns,
            &catalog.bytes,
            bins,
            servers,
        );
        let cache = &|server: usize| {
            let config = policy.config(capacities[server], catalog.len(), streams(server));
            CacheConfig { placement: &placements[server], ..config }
        };
        let objects = catalog.len();
        let mut outcome = policy.visit(Driven {
            dispatcher,
            cache,
            servers,
            objects,
            bins,
            timing,
            measured,
            driver,
        })?;
        assert_no_migrations(&mut run.layout);
        outcome.outcome.power_state_changes = power_state_changes(&run.layout, bins);
        outcome.outcome.hot_requests = run.layout.hot_requests().to_vec();
        Ok(outcome)
    }
}

/// A run whose layout is behind the dispatcher: the code below is made once a policy, not once a
/// policy and layout.
struct Driven<'a> {
    dispatcher: &'a mut dyn Requests,
    cache: &'a dyn Fn(usize) -> CacheConfig<'a>,
    servers: usize,
    objects: usize,
    bins: Bins,
    timing: Timing,
    measured: Range<usize>,
    driver: Driver,
}

impl PolicyVisitor for Driven<'_> {
    type Output = Result<TimedOutcome, SourceError>;

    fn visit<E: EvictionPolicy + 'static>(mut self) -> Self::Output {
        let window_ns = self.window_ns()?;
        let mut processes = self.processes::<E>();
        let driver = match window_ns {
            Some(window_ns) => {
                processes = windows::drive(processes, self.dispatcher, window_ns)?;
                Driver::Windows
            }
            None => {
                sequential::drive(&mut processes, self.dispatcher)?;
                Driver::Sequential
            }
        };
        Ok(outcome(processes, self.bins, self.dispatcher.finish(), self.objects, driver))
    }
}

impl Driven<'_> {
    /// The length of windows, if the run is to be driven in windows.
    fn window_ns(&mut self) -> Result<Option<u64>, SourceError> {
        let Links { inter_server_ns, origin_ns, .. } = self.timing.links;
        let Needs { loads, holders, forwarding, .. } = self.dispatcher.needs();
        let window_ns = if forwarding { inter_server_ns.min(origin_ns) } else { origin_ns };
        let in_windows = window_ns > 0
            && !loads
            && !holders
            && match self.driver {
                Driver::Sequential => false,
                Driver::Windows => true,
                Driver::Auto => self.dispatcher.requests_in(window_ns)? >= WINDOW_REQUESTS_MIN,
            };
        Ok(in_windows.then_some(window_ns))
    }

    fn processes<E: EvictionPolicy>(&self) -> Vec<LogicalProcess<E>> {
        let (origin, tiered) = (self.servers as NodeId, self.dispatcher.needs().tiers);
        let configs: Vec<CacheConfig<'_>> = (0..self.servers).map(self.cache).collect();
        let (bins, measured, servers) = (self.bins, &self.measured, self.servers);
        let timing = &self.timing;
        // Tables of the whole catalog for each: as much work as some windows.
        let mut processes: Vec<LogicalProcess<E>> = configs
            .into_par_iter()
            .zip(0..origin)
            .map(|(config, id)| {
                let metrics = ServerMetrics::new(bins, measured.clone(), servers);
                let cache = Cache::new(&config);
                let server = Server::new(id, origin, cache, timing, tiered, metrics);
                LogicalProcess::new(id, Node::Server(server))
            })
            .collect();
        let node = Origin::new(origin, timing, bins, measured.clone());
        processes.push(LogicalProcess::new(origin, Node::Origin(node)));
        processes
    }
}

/// With fewer requests in a window than this, the windows cost more than they bring.
const WINDOW_REQUESTS_MIN: u64 = 100;
