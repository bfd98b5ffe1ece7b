//! What the simulator does, seen from outside: one module per behaviour.

#![allow(clippy::unwrap_used)]

mod common;

mod admission;
mod batches;
mod curves;
mod dense;
mod layouts;
mod libcachesim;
mod linked;
mod multi_size;
mod offline;
mod own_parts;
mod provisioning;
mod queueing;
mod reserve;
mod shot_noise;
mod single_cache;
mod theory;
