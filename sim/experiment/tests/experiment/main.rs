//! Tests of experiments from outside: what a spec may be, and what intervals promise.

mod intervals;
mod keys;
mod mutations;
