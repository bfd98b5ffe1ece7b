//! Streams of random numbers.

/// A stream of random numbers, always handed in by the caller: the generator is xoshiro256++,
/// whose values the `rand` crate keeps stable.
pub type Stream = rand::rngs::Xoshiro256PlusPlus;
