//! The requests of a trace: in memory, or mapped columns.

use hotset_workloads::dense::DenseTrace;
use hotset_workloads::{BatchRequests, Catalog, RequestBatch, RequestSource, SimTime};
use tempfile::TempDir;

/// Longer traces are read from columns, which take no memory that the system could not take back.
pub(super) const HELD_REQUESTS_MAX: usize = 1 << 23;

/// All requests of a trace, in time order.
pub(super) enum TraceRequests {
    /// Of a short trace, or in another order than that of its file.
    Held(RequestBatch),
    Mapped {
        trace: Box<DenseTrace>,
        /// Whether the sites are those that were addressed, rather than those of the objects.
        own_sites: bool,
        /// The folder of the columns, where they go with the trace.
        _temporary: Option<TempDir>,
    },
}

impl TraceRequests {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Held(requests) => requests.len(),
            Self::Mapped { trace, .. } => trace.len(),
        }
    }

    /// Those that are in memory.
    pub(super) fn held(&self) -> usize {
        match self {
            Self::Held(requests) => requests.len(),
            Self::Mapped { .. } => 0,
        }
    }

    /// The times of the first and the last one.
    pub(super) fn span(&self) -> (SimTime, SimTime) {
        match self {
            Self::Held(requests) => {
                let end = |time: Option<&SimTime>| time.copied().unwrap_or_default();
                (end(requests.time.first()), end(requests.time.last()))
            }
            Self::Mapped { trace, .. } => trace.span(),
        }
    }

    /// Whether objects can be modified.
    pub(super) fn has_versions(&self) -> bool {
        match self {
            Self::Held(requests) => !requests.version.is_empty(),
            Self::Mapped { trace, .. } => trace.manifest().versions,
        }
    }

    /// The requests from the beginning.
    pub(super) fn read<'a>(&'a self, catalog: &'a Catalog) -> Box<dyn RequestSource + Send + 'a> {
        match self {
            Self::Held(requests) => Box::new(BatchRequests::new(requests, &catalog.site)),
            Self::Mapped { trace, own_sites: true, .. } => Box::new(trace.requests()),
            Self::Mapped { trace, .. } => Box::new(trace.requests_by_site(&catalog.site)),
        }
    }
}
