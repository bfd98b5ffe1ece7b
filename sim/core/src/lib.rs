//! A simulator of web caching: caches, layouts of servers, and what every request costs.
//!
//! The crate is a library without side effects: no files, no clock, no output, and no random numbers but those
//! of the streams that it is given. The same seeds give the same results on every machine and at any number
//! of threads. Requests come from [`workloads`], the crate `hotset-workloads`.
//!
//! # One cache
//!
//! A [`replay`] sends a stream of requests through one cache and counts hits. Here are a few points of the
//! miss-ratio curve of SIEVE for independent requests with Zipf popularities:
//!
//! ```
//! use hotset_sim::cache::{CacheConfig, Capacity, PolicyKind};
//! use hotset_sim::replay::replay_of;
//! use hotset_sim::workloads::{stream, synthetic::Synthetic};
//!
//! let model = Synthetic { objects: 1_000, requests: 50_000, ..Synthetic::default() };
//! let content = model.content(&mut stream(1))?;
//! let mut misses = Vec::new();
//! for size in [10, 100, 1_000] {
//!     let config = CacheConfig::new(Capacity::Objects(size), 1_000, stream(4));
//!     let mut cache = replay_of(PolicyKind::Sieve, &config);
//!     let counts = cache.feed_all(&mut content.requests(stream(2), stream(3)))?;
//!     println!("{size:5} objects: miss ratio {:.3}", 1.0 - counts.hit_ratio());
//!     misses.push(counts.misses());
//! }
//! // With room for everything, only the first request for an object misses.
//! assert!(misses[0] > misses[1] && misses[2] <= 1_000);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A layout of servers
//!
//! A [`layout`] decides on the path of each request over the servers. The [`engine`] takes the request along
//! that path and bills every step in the [`ledger`], so that no layout can forget to count. Here eight servers
//! share the catalog by hashing, behind a load balancer that does not know the owner of an object:
//!
//! ```
//! use hotset_sim::cache::{Capacity, PolicyKind};
//! use hotset_sim::engine::Run;
//! use hotset_sim::layout::{Entry, HashKind, Hashed, IngressSelector, Owners};
//! use hotset_sim::ledger::Bins;
//! use hotset_sim::workloads::{SimTime, stream, synthetic::Synthetic};
//!
//! let model = Synthetic { objects: 1_000, requests: 50_000, ..Synthetic::default() };
//! let content = model.content(&mut stream(1))?;
//! let owners = Owners::new(HashKind::Jump, 1_000, 0, 8, 7);
//! let run = Run {
//!     source: &mut content.requests(stream(2), stream(3)),
//!     catalog: &content.catalog,
//!     weights: &|| content.weights(),
//!     layout: Hashed::new(owners, Entry::Any(IngressSelector::new(0, 8, stream(5)))),
//!     capacities: &[Capacity::Objects(20); 8],
//!     streams: &|server| stream(10 + server as u64),
//!     bins: Bins::new(SimTime(0), SimTime::NS_PER_S, 25),
//!     policy: &PolicyKind::Lru,
//! };
//! let outcome = run.run()?;
//! // Counters are kept by bin: the warm-up, here five bins, is cut off after the run.
//! let traffic = outcome.ledger.traffic(5..25);
//! println!("hit ratio {:.3}", traffic.hit_ratio());
//! println!("origin traffic {} bytes", traffic.origin_bytes);
//! // One request in eight happens to enter at the owner; the others cross the network once more.
//! let forwarded = traffic.inter_server_bytes as f64 / traffic.egress_bytes as f64;
//! assert!((forwarded - 7.0 / 8.0).abs() < 0.01);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Further
//!
//! - Latencies, queues and collapsed forwarding: [`engine::timed`], example `queue`.
//! - An eviction policy of one's own: [`cache::EvictionPolicy`], example `own_policy`.
//! - A layout of one's own: [`layout::Layout`], example `own_layout`.
//! - Closed forms against which the simulator is validated: [`theory`].
//!
//! `GLOSSARY.md` beside the sources defines the terms; `POLICIES.md` lists the policies with their papers.

/// The crate of requests, catalogs and traces, whose types stand in the signatures here.
pub use hotset_workloads as workloads;

pub mod cache;
pub mod engine;
pub mod layout;
pub mod ledger;
mod ranking;
pub mod replay;
pub mod sampling;
pub mod theory;
