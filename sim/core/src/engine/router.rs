//! A layout behind one call a block of requests. The code that takes requests through caches is so compiled
//! once a policy, not once a policy and layout.

use crate::layout::{Layout, Migration, Needs, Route};
use crate::sampling::Sample;
use hotset_workloads::{BATCH_REQUESTS, Request, RequestBatch, RequestSource, SourceError};

/// Requests with their routes.
#[derive(Debug, Default)]
pub(super) struct RoutedBlock {
    /// Each request, for how many requests it stands, and its route.
    pub(super) requests: Vec<(Request, u64, Route)>,
    /// Migrations, each with the place of the request that it precedes, in order.
    pub(super) migrations: Vec<(usize, Migration)>,
}

/// What routes the requests of an untimed run.
pub(super) trait Router {
    /// What its layout needs.
    fn needs(&self) -> Needs;

    /// Routes the next requests: as many as a block has, or a single one where routes depend on the `loads` that
    /// the requests before it left. `false` at the end.
    ///
    /// # Errors
    /// What the source reports.
    fn next_block(&mut self, loads: &[u64], block: &mut RoutedBlock) -> Result<bool, SourceError>;
}

/// Requests that are routed together: the longer, the fewer lists of servers. Those of a batch, so that drawing takes
/// as long for each of them.
const BATCH: usize = BATCH_REQUESTS;

/// Routes the requests of a source by a layout.
pub(super) struct LayoutRouter<'a, L> {
    source: &'a mut (dyn RequestSource + Send),
    layout: &'a mut L,
    sample: Option<&'a Sample>,
    batch: RequestBatch,
    /// The next request of the batch.
    next: usize,
    block: usize,
    needs: Needs,
    servers: usize,
}

impl<'a, L: Layout> LayoutRouter<'a, L> {
    pub(super) fn new(
        source: &'a mut (dyn RequestSource + Send),
        layout: &'a mut L,
        sample: Option<&'a Sample>,
        servers: usize,
    ) -> Self {
        let needs = layout.needs();
        let block = if needs.loads { 1 } else { BATCH };
        Self {
            source,
            layout,
            sample,
            batch: RequestBatch::default(),
            next: 0,
            block,
            needs,
            servers,
        }
    }

    fn route(&mut self, request: Request, count: u64, loads: &[u64], block: &mut RoutedBlock) {
        let route = self.layout.route(&request, loads);
        self.needs.assert_allow(&route, self.servers);
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

    fn next_block(&mut self, loads: &[u64], block: &mut RoutedBlock) -> Result<bool, SourceError> {
        block.requests.clear();
        block.migrations.clear();
        // A sample can leave out all requests of a batch.
        while block.requests.is_empty() {
            if self.next == self.batch.len() {
                if !self.source.next_batch(&mut self.batch)? {
                    return Ok(false);
                }
                self.next = 0;
                self.layout.prefetch(&self.batch.object);
            }
            let end = self.batch.len().min(self.next + self.block);
            for row in self.next..end {
                let request = self.batch.at(row);
                match self.sample {
                    None => self.route(request, 1, loads, block),
                    Some(sample) => {
                        if let Some((request, count)) = sample.of(request) {
                            self.route(request, count, loads, block);
                        }
                    }
                }
            }
            self.next = end;
        }
        Ok(true)
    }
}
