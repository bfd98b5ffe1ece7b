//! Streams of random numbers.

/// A stream of random numbers, always handed in by the caller: the generator is xoshiro256++,
/// whose values the `rand` crate keeps stable.
pub type Stream = rand::rngs::Xoshiro256PlusPlus;

/// The stream of a seed: the same seed gives the same numbers on every machine.
pub fn stream(seed: u64) -> Stream {
    rand::SeedableRng::seed_from_u64(seed)
}
