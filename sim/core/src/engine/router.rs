//! A layout behind one call a block of requests. The code that takes requests through caches is so compiled
//! once a policy, not once a policy and layout.

use crate::layout::{Layout, Migration, Needs, Route};
use crate::sampling::Sample;
use hotset_workloads::{Request, RequestBatch, RequestSource, SourceError};

/// Requests with their routes.
#[derive(Debug, Default)]
pub(super) struct RoutedBlock {
    /// Each request, for how many requests it stands, and its route.
    pub(super) requests: Vec<(Request, u64, Route)>,
    /// Migrations, each with the place of the request that it precedes, in order.
    pub(super) migrations: Vec<(usize, Migration)>,
    /// By request, its next use as the server that looks it up counts; empty unless it is known.
    pub(super) next_uses: Vec<u32>,
}

impl RoutedBlock {
    pub(super) fn clear(&mut self) {
        self.requests.clear();
        self.migrations.clear();
        self.next_uses.clear();
    }
}

/// What routes the requests of an untimed run.
pub(super) trait Router {
    /// What its layout needs.
    fn needs(&self) -> Needs;

    /// Routes the next requests; `false` at the end.
    ///
    /// # Errors
    /// What the source reports.
    fn next_block(&mut self, block: &mut RoutedBlock) -> Result<bool, SourceError>;
}

/// Routes the requests of a source by a layout.
pub(super) struct LayoutRouter<'a, L> {
    source: &'a mut (dyn RequestSource + Send),
    layout: &'a mut L,
    sample: Option<&'a Sample>,
    batch: RequestBatch,
    needs: Needs,
    servers: usize,
    /// Bytes that each server has sent so far, whatever its cache held; empty unless routes depend on them.
    loads: Vec<u64>,
}

impl<'a, L: Layout> LayoutRouter<'a, L> {
    pub(super) fn new(
        source: &'a mut (dyn RequestSource + Send),
        layout: &'a mut L,
        sample: Option<&'a Sample>,
        servers: usize,
    ) -> Self {
        let needs = layout.needs();
        let loads = vec![0; if needs.loads { servers } else { 0 }];
        Self { source, layout, sample, batch: RequestBatch::default(), needs, servers, loads }
    }

    fn route(&mut self, request: Request, count: u64, block: &mut RoutedBlock) {
        let route = self.layout.route(&request, &self.loads);
        self.needs.assert_allow(&route, self.servers);
        if let Some(load) = self.loads.get_mut(route.server) {
            *load = load.saturating_add(request.bytes);
        }
        if self.needs.migrations {
            let mut migrations = Vec::new();
            self.layout.take_moves(&mut migrations);
            let place = block.requests.len();
            block.migrations.extend(migrations.into_iter().map(|migration| (place, migration)));
        }
        block.requests.push((request, count, route));
    }
}

impl<L: Layout> Router for LayoutRouter<'_, L> {
    fn needs(&self) -> Needs {
        self.needs
    }

    fn next_block(&mut self, block: &mut RoutedBlock) -> Result<bool, SourceError> {
        block.clear();
        // A sample can leave out all requests of a batch.
        while block.requests.is_empty() {
            if !self.source.next_batch(&mut self.batch)? {
                return Ok(false);
            }
            self.layout.prefetch(&self.batch.object);
            for row in 0..self.batch.len() {
                let request = self.batch.at(row);
                match self.sample {
                    None => self.route(request, 1, block),
                    Some(sample) => {
                        if let Some((request, count)) = sample.of(request) {
                            self.route(request, count, block);
                        }
                    }
                }
            }
        }
        Ok(true)
    }
}
