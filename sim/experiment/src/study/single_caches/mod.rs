//! The study of single caches as a spec has it: every run is one cache, and all caches over the same requests are
//! replayed in one pass.

mod caches;
mod make;
mod pass;
mod record;
mod run;

pub(crate) use run::CacheRun;
