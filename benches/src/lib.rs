//! How fast, compared with whom: criterion benches, each with its peer in the same run.
//!
//! `cargo bench -p hotset-benches` prints the times; ratios are of times in one run.
