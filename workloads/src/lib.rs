//! Workloads of web caches: request streams drawn from a model or read from a trace, and their analysis.
//!
//! A *workload* is a stream of [`Request`]s in time order over a [`Catalog`] of objects with dense ids
//! (`0..objects`, so that state per object is an index into an array). Everything downstream sees only
//! [`RequestSource`]: a real log and a model are interchangeable.
//!
//! It is not a load generator: nothing here sends a request. It prints nothing, reads no clock, and draws no
//! random number except from a [`Stream`] that the caller passes in: the same seeds give the same requests,
//! on every platform.
//!
//! # Draw a workload
//!
//! A [`Synthetic`](synthetic::Synthetic) has the parameters. With the defaults it is the independent
//! reference model; [`rhythm`](synthetic::Rhythm) adds days and weeks, [`flash`](synthetic::Flash) flash
//! crowds, [`churn`](synthetic::Churn) turnover of the catalog, and [`shots`](synthetic::ShotNoise) makes it
//! shot noise. Its [`Content`](synthetic::Content) is the catalog with the tables that requests are drawn
//! from.
//!
//! ```
//! use hotset_workloads::synthetic::{Popularity, Synthetic};
//! use hotset_workloads::{Trace, stream};
//!
//! let model = Synthetic {
//!     objects: 1_000,
//!     requests: 50_000,
//!     popularity: Popularity::Zipf { alpha: 0.8 },
//!     ..Synthetic::default()
//! };
//! let content = model.content(&mut stream(1))?;
//! // One stream of random numbers for the objects, one for the arrival times.
//! let mut source = content.requests(stream(2), stream(3));
//! let trace = Trace::read(&mut source)?;
//! assert_eq!(trace.requests.len(), 50_000);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Read a trace
//!
//! A [`TraceReader`](formats::TraceReader) recognises the [`Format`](formats::Format) of a file by its
//! content: access logs, JSON lines, W3C logs, tables, and binary traces, plain or compressed by gzip or
//! zstd. It reads in one pass, sorts requests that are slightly out of order, and counts what it skips.
//!
//! ```
//! use hotset_workloads::formats::{Format, ReadOptions, TraceReader};
//! use hotset_workloads::{RequestBatch, RequestSource};
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("trace.csv");
//! std::fs::write(&path, "time,object,bytes\n1,/a,100\n2,/b,50\n3,/a,100\nyesterday,/c,7\n")?;
//!
//! let mut reader = TraceReader::open(&path, &ReadOptions::default())?;
//! let mut batch = RequestBatch::default();
//! let mut bytes = 0;
//! while reader.next_batch(&mut batch)? {
//!     bytes += batch.bytes.iter().sum::<u64>();
//! }
//! let report = reader.report();
//! assert_eq!((report.format, report.requests, report.objects, bytes), (Format::Csv, 3, 2, 250));
//! // The malformed line is counted, with its reason and its number.
//! assert_eq!(report.malformed_total(), 1);
//! assert_eq!(report.first_malformed.map(|first| first.number), Some(5));
//! assert_eq!(reader.names().name(0), "/a");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A trace that is replayed many times is worth [converting](dense::densify) to the columnar form of
//! [`dense`], which is mapped into memory.
//!
//! # Analyse popularity
//!
//! [`analysis`] describes a stream: its popularity, how that varies over time, its diurnal and weekly cycle,
//! its bursts; and it [fits](analysis::fit_twin) a synthetic workload to a trace.
//!
//! ```
//! use hotset_workloads::analysis::PopularityProfile;
//! use hotset_workloads::synthetic::{Popularity, Synthetic};
//! use hotset_workloads::{RequestBatch, RequestSource, stream};
//!
//! let model = Synthetic {
//!     objects: 1_000,
//!     requests: 200_000,
//!     popularity: Popularity::Zipf { alpha: 0.8 },
//!     ..Synthetic::default()
//! };
//! let content = model.content(&mut stream(1))?;
//! let mut source = content.requests(stream(2), stream(3));
//! let mut counts = vec![0; content.catalog.len()];
//! let mut batch = RequestBatch::default();
//! while source.next_batch(&mut batch)? {
//!     batch.object.iter().for_each(|&object| counts[object as usize] += 1);
//! }
//! let profile = PopularityProfile::new(&counts);
//! let fit = profile.zipf_fit().expect("requests for two objects and more");
//! assert!((fit.alpha - 0.8).abs() < 0.05);
//! assert!(profile.top_share(0.01) > 0.1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Limits
//!
//! Objects are counted in 32 bits, sites in 16, time in nanoseconds in 64 bits (584 years), sizes up to
//! 1 TiB. Reading takes memory for the names and sizes of the objects, not for the requests.

pub mod analysis;
pub mod dense;
pub mod files;
pub mod formats;
pub mod parts;
pub mod samplers;
pub mod series;
pub mod synthetic;

mod nearest;
mod request;
mod source;
mod stream;
mod trace;

pub use nearest::nearest;
/// The crate whose traits draw numbers from a [`Stream`].
pub use rand;
pub use request::{BATCH_REQUESTS, Catalog, ObjectId, Request, RequestBatch, SimTime, SiteId};
pub use series::{CountSeries, SeriesContent, SeriesModel, SeriesRequests, SeriesRows};
pub use source::{RequestSource, SourceError, Stoppable};
pub use stream::{Stream, stream};
pub use trace::{BatchRequests, Trace};
