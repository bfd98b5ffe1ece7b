//! An untimed run of a policy that knows the requests to come: all requests are routed before the first is served, so
//! that each server knows its own.

use super::router::{LayoutRouter, RoutedBlock, Router};
use super::run::{Outcome, Replayed, Run, assert_states_needs};
use crate::cache::{CacheConfig, NEVER, Policy, PolicyChoice};
use crate::layout::{Layout, Miss, Needs, Route};
use hotset_workloads::{ObjectId, RequestBatch, RequestSource, SourceError};
use rustc_hash::FxHashMap;

/// An untimed run of a policy that may be offline. What each server is asked for must not depend on what caches hold:
/// the layout has neither holders, nor tiers, nor migrations. It takes up to 24 bytes a request, and 40 for each
/// object at each server that is asked for it.
pub struct OfflineRun<'a, 'b, L, P = Policy> {
    /// The run.
    pub run: Run<'a, L, P>,
    /// The same requests once more.
    pub again: &'b mut (dyn RequestSource + Send),
}

impl<L: Layout, P: PolicyChoice> OfflineRun<'_, '_, L, P> {
    /// Runs it.
    ///
    /// # Errors
    /// What the source reports; that it has other requests the second time; or that a server gets more than 2^32 - 2
    /// of them.
    ///
    /// # Panics
    /// If the layout needs holders, tiers or migrations; if it goes beyond the needs that it stated; or if a
    /// conservation law is broken, which would be a bug.
    pub fn run(self) -> Result<Outcome, SourceError> {
        let placements = self.run.placements(None);
        let Run { source, catalog, mut layout, capacities, streams, bins, policy, .. } = self.run;
        assert_states_needs(&layout);
        let (needs, servers) = (layout.needs(), capacities.len());
        let known_ahead = !needs.one_by_one() && !needs.tiers;
        assert!(known_ahead, "what servers are asked for depends on what caches hold: {needs:?}");
        let routes = Routes::of(&mut LayoutRouter::new(source, &mut layout, None, servers))?;
        let batch = RequestBatch::default();
        let router = &mut KnownRoutes { source: self.again, batch, routes, next: 0, needs };
        let cache = &|server: usize| {
            let config = policy.config(capacities[server], catalog.len(), streams(server));
            CacheConfig { placement: &placements[server], ..config }
        };
        let outcome = policy.visit(Replayed { router, cache, servers, catalog, bins })?;
        Ok(outcome.of_layout(&mut layout))
    }
}

/// Where all requests go.
#[derive(Debug, Default)]
struct Routes {
    /// By request: where it enters, and the server that looks it up.
    servers: Vec<[u32; 2]>,
    /// By request: the number of the next one for the same object, and version of it, at the same server, counted there.
    next_uses: Vec<u32>,
}

impl Routes {
    fn of(router: &mut dyn Router) -> Result<Self, SourceError> {
        let mut routes = Self::default();
        // By server, how many it got; by server and object, the last of them in all.
        let mut counts: Vec<u32> = Vec::new();
        let mut last: FxHashMap<(u32, ObjectId), (usize, u16)> = FxHashMap::default();
        let mut block = RoutedBlock::default();
        while router.next_block(&mut block)? {
            for (request, _, Route { ingress, server, .. }) in &block.requests {
                if counts.len() <= *server {
                    counts.resize(server + 1, 0);
                }
                let count = &mut counts[*server];
                if *count == NEVER {
                    return Err(wrong("a server gets more requests than can be looked through"));
                }
                let place = routes.servers.len();
                let own = (place, request.version);
                // A copy of another version will not do for this request.
                if let Some((before, version)) = last.insert((*server as u32, request.object), own)
                    && version == request.version
                {
                    routes.next_uses[before] = *count;
                }
                routes.servers.push([*ingress as u32, *server as u32]);
                routes.next_uses.push(NEVER);
                *count += 1;
            }
        }
        Ok(routes)
    }
}

fn wrong(what: &str) -> SourceError {
    SourceError::Unusable { path: "the requests".to_owned(), what: what.to_owned() }
}

/// Requests whose routes are known.
struct KnownRoutes<'a> {
    source: &'a mut (dyn RequestSource + Send),
    batch: RequestBatch,
    routes: Routes,
    /// The next request.
    next: usize,
    needs: Needs,
}

impl Router for KnownRoutes<'_> {
    fn needs(&self) -> Needs {
        self.needs
    }

    fn next_block(&mut self, block: &mut RoutedBlock) -> Result<bool, SourceError> {
        block.clear();
        let routes = &self.routes;
        if !self.source.next_batch(&mut self.batch)? {
            return match self.next == routes.servers.len() {
                true => Ok(false),
                false => Err(wrong("there are fewer when they are read again")),
            };
        }
        let requests = self.next..self.next + self.batch.len();
        let (Some(servers), Some(next_uses)) =
            (routes.servers.get(requests.clone()), routes.next_uses.get(requests.clone()))
        else {
            return Err(wrong("there are more when they are read again"));
        };
        block.next_uses.extend_from_slice(next_uses);
        for (row, &[ingress, server]) in servers.iter().enumerate() {
            let [ingress, server] = [ingress as usize, server as usize];
            let route = Route { ingress, server, miss: Miss::Origin };
            block.requests.push((self.batch.at(row), 1, route));
        }
        self.next = requests.end;
        Ok(true)
    }
}
