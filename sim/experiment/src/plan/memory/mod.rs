//! How much memory a run takes at most, and the tables of results.

mod caches;
mod run;
mod tables;
mod timed;
