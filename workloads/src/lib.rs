//! What is requested, and when.
//!
//! A workload is a stream of [`Request`]s in time order over a [`Catalog`] of objects with dense
//! ids. It is either drawn from a model ([`synthetic`]) or read from a trace ([`formats`]);
//! [`analysis`] says what a stream looks like. Everything downstream sees only
//! [`RequestSource`], so a real log and a model are interchangeable.
//!
//! ```
//! use hotset_workloads::synthetic::{Popularity, Synthetic};
//! use hotset_workloads::{RequestBatch, RequestSource, stream};
//!
//! let model = Synthetic {
//!     objects: 1_000,
//!     requests: 10_000,
//!     popularity: Popularity::Zipf { alpha: 0.8 },
//!     ..Synthetic::default()
//! };
//! let content = model.content(&mut stream(1)).unwrap();
//! let mut source = content.requests(stream(2), stream(3));
//! let mut batch = RequestBatch::default();
//! let mut requests = 0;
//! while source.next_batch(&mut batch).unwrap() {
//!     requests += batch.len();
//! }
//! assert_eq!(requests, 10_000);
//! ```

pub mod analysis;
pub mod dense;
pub mod files;
pub mod formats;

mod request;
pub mod samplers;
pub mod series;
mod source;
mod stream;
pub mod synthetic;
mod trace;

/// The crate whose traits draw numbers from a [`Stream`].
pub use rand;
pub use request::{BATCH_REQUESTS, Catalog, ObjectId, Request, RequestBatch, SimTime, SiteId};
pub use series::{CountSeries, SeriesContent, SeriesModel, SeriesRequests, SeriesRows};
pub use source::{RequestSource, SourceError};
pub use stream::{Stream, stream};
pub use trace::{Trace, TraceRequests};
