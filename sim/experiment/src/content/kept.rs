//! Requests that are drawn once for all runs on them, where they do not take too much memory.

use crate::plan::memory::kept_bytes;
use hotset_workloads::{BatchRequests, RequestBatch, RequestSource, SourceError};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// The requests of a model, drawn when the first run needs them.
#[derive(Default)]
pub(crate) struct Kept {
    /// Whether several runs need them.
    is_shared: AtomicBool,
    requests: OnceLock<Option<RequestBatch>>,
}

impl Kept {
    /// Keeps the requests from now on: several runs need them.
    pub(crate) fn share(&self) {
        self.is_shared.store(true, Ordering::Relaxed);
    }

    /// Requests that are kept.
    pub(crate) fn len(&self) -> usize {
        self.requests.get().and_then(Option::as_ref).map_or(0, RequestBatch::len)
    }

    /// The requests, which `draw` draws from the beginning.
    pub(crate) fn requests<'a>(
        &'a self,
        requests_max: f64,
        draw: impl Fn() -> Box<dyn RequestSource + Send + 'a>,
    ) -> Box<dyn RequestSource + Send + 'a> {
        if !self.is_shared.load(Ordering::Relaxed) || kept_bytes(requests_max) == 0.0 {
            return draw();
        }
        match self.requests.get_or_init(|| all(draw().as_mut(), requests_max).ok()) {
            Some(requests) => Box::new(BatchRequests::new(requests, &[])),
            // A run of its own meets the error.
            None => draw(),
        }
    }
}

fn all(source: &mut dyn RequestSource, requests_max: f64) -> Result<RequestBatch, SourceError> {
    let (mut all, mut batch) = (RequestBatch::default(), RequestBatch::default());
    // Columns that grow would be copied, and need twice the room for a while.
    let requests = requests_max.ceil() as usize;
    all.time.reserve_exact(requests);
    all.object.reserve_exact(requests);
    all.bytes.reserve_exact(requests);
    all.site.reserve_exact(requests);
    while source.next_batch(&mut batch)? {
        all.append(&batch);
    }
    Ok(all)
}
