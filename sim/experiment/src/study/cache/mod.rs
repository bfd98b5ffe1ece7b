//! The study of single caches: a trace, replayed through every policy at every size.
//!
//! ```
//! use hotset_experiment::cache::{CacheStudy, Host, replay};
//! use hotset_experiment::{CacheSize, Policy};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // Two popular objects, among a hundred that are requested once.
//! let mut csv = "time,object,bytes\n".to_owned();
//! for second in 0..100 {
//!     csv += &format!("{second},once-{second},10\n{second},popular-{},10\n", second % 2);
//! }
//! let folder = tempfile::tempdir()?;
//! let trace = folder.path().join("trace.csv");
//! std::fs::write(&trace, csv)?;
//!
//! let study = CacheStudy {
//!     policies: vec![Policy::parse("fifo")?, Policy::parse("lfu")?],
//!     sizes: vec![CacheSize::Objects(4)],
//!     ..CacheStudy::new(vec![trace])
//! };
//! // The study neither prints nor reads a clock: the caller does, or does not.
//! let host = Host { note: &|_| (), clock: &|| 0.0 };
//! let results = replay(&study, &host)?;
//!
//! let [fifo, lfu, infinite] = results.caches.as_slice() else { panic!("three caches") };
//! assert!(fifo.hit_ratio() < lfu.hit_ratio());
//! assert_eq!(infinite.misses(), 102);
//! # Ok(())
//! # }
//! ```

mod builder;
mod curve;
mod engine_choice;
mod estimate;
mod groups;
mod linked;
mod placement;
mod request;
mod result;
mod samples;
mod timeline;
mod trace_input;

pub use engine_choice::replay;
pub use estimate::{Estimate, Estimates};
pub use request::{CacheStudy, Host, TraceSummary};
pub use result::{CacheResult, CacheResults, capacity_text};
