//! One seed, and a stream of random numbers for each purpose.

use hotset_workloads::Stream;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// What a stream is for. The workload's streams do not depend on the layout: layouts are compared
/// on the same requests.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    Sizes = 1,
    Objects = 2,
    Times = 3,
    IngressSelector = 4,
    Members = 5,
    Hash = 6,
    Policy = 7,
    Loads = 8,
    Sample = 9,
    Ties = 10,
    Order = 11,
    Days = 12,
    OwnLayout = 13,
}

/// The stream of one purpose in one replication; `index` distinguishes consumers of one purpose. Streams are
/// the numbered streams of ChaCha8, which are independent whatever their numbers, and each seeds
/// a fast generator.
pub(crate) fn stream(seed: u64, replication: u32, purpose: Purpose, index: u32) -> Stream {
    let mut master = ChaCha8Rng::seed_from_u64(seed);
    master.set_stream((purpose as u64) << 56 | u64::from(replication) << 32 | u64::from(index));
    Stream::from_rng(&mut master)
}
