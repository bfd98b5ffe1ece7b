//! Replicated samples of the objects, whose spread estimates the error.

use crate::cache::{Capacity, mix};
use crate::ranking::by_descending_weight;
use hotset_workloads::ObjectId;

/// For each object, in which samples it is.
///
/// As in [`Sample`](super::Sample), objects that decide by themselves are in all of them, as themselves:
/// those that get more than one in two thousand requests, and those that are large beside the cache. The
/// others are grouped in order of popularity, `every` to a group, and one of each group is drawn for each
/// sample, by itself (stratified sampling; Cochran, Sampling Techniques, 1977, chapter 5).
#[derive(Clone, Debug)]
pub struct ReplicatedSamples {
    every: u32,
    /// By object: the samples that it is in, and whether it is in all, as itself.
    marks: Vec<u16>,
}

const ITSELF: u16 = 1 << 15;
/// What gets more than this share of the requests is never left out.
const HEAVY: f64 = 1.0 / 2_000.0;
/// An object that would take more than this share of a cache for those it stands for is kept itself.
const ROOM_MAX: f64 = 0.01;

impl ReplicatedSamples {
    /// So many samples: their mean is within two of its standard errors in nine of ten times and more
    /// (Student's t of seven degrees of freedom).
    pub const COUNT: usize = 8;

    /// One for `every` of the objects, with these sizes and numbers of requests, for caches of the given
    /// capacity.
    pub fn new(bytes: &[u64], requests: &[u64], capacity: Capacity, every: u32, seed: u64) -> Self {
        let all: f64 = requests.iter().map(|&count| count as f64).sum();
        let room_max = (capacity.amount() as f64 * ROOM_MAX) as u64;
        let is_itself = |&object: &ObjectId| {
            let room = capacity.charge(bytes[object as usize]).saturating_mul(u64::from(every));
            room > room_max || requests[object as usize] as f64 > HEAVY * all
        };
        let weights: Vec<f64> = requests.iter().map(|&count| count as f64).collect();
        let (itself, others): (Vec<ObjectId>, Vec<ObjectId>) =
            by_descending_weight(&weights).iter().partition(|&object| is_itself(object));
        let mut marks = vec![0; bytes.len()];
        itself.iter().for_each(|&object| marks[object as usize] = ITSELF);
        let chunks = others.chunks_exact(every as usize);
        for &object in chunks.remainder() {
            marks[object as usize] = ITSELF;
        }
        for (chunk, alike) in (0u64..).zip(chunks) {
            for sample in 0..Self::COUNT {
                let number = chunk * Self::COUNT as u64 + sample as u64;
                let drawn = mix(number ^ mix(seed)) as usize % alike.len();
                marks[alike[drawn] as usize] |= 1 << sample;
            }
        }
        Self { every, marks }
    }

    /// How many objects an object stands for in a sample: 0 if it is left out.
    #[inline]
    pub fn stands_for(&self, object: ObjectId, sample: usize) -> u64 {
        match self.marks[object as usize] {
            ITSELF => 1,
            mark => u64::from(mark >> sample & 1) * u64::from(self.every),
        }
    }

    /// Whether nothing is left out.
    pub fn is_all(&self) -> bool {
        self.marks.iter().all(|&mark| mark == ITSELF)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sample_stands_for_all_and_has_what_decides() {
        let objects = 10_003;
        let mut bytes = vec![10; objects];
        bytes[7_777] = 1_000;
        let mut requests: Vec<u64> = (0..objects as u64).map(|object| 1 + object % 5).collect();
        requests[123] = 1_000;
        let samples = ReplicatedSamples::new(&bytes, &requests, Capacity::Bytes(50_000), 10, 3);
        let weight = |sample: usize, of: &dyn Fn(usize) -> u64| -> u64 {
            let each = |object| samples.stands_for(object as u32, sample) * of(object);
            (0..objects).map(each).sum()
        };
        let all: u64 = requests.iter().sum();
        for sample in 0..ReplicatedSamples::COUNT {
            assert_eq!([7_777, 123].map(|object| samples.stands_for(object, sample)), [1; 2]);
            assert_eq!(weight(sample, &|_| 1), objects as u64);
            // Strata are of objects that are requested about as often.
            let estimate = weight(sample, &|object| requests[object]);
            assert!((estimate as f64 / all as f64 - 1.0).abs() < 0.002, "{estimate} of {all}");
            let others = (0..ReplicatedSamples::COUNT).filter(|&other| {
                (0..objects as u32)
                    .all(|o| samples.stands_for(o, other) == samples.stands_for(o, sample))
            });
            assert_eq!(others.count(), 1, "samples are different");
        }
        assert!(!samples.is_all());
        // What stands for ten would take a fiftieth of the cache.
        assert!(ReplicatedSamples::new(&bytes, &requests, Capacity::Bytes(5_000), 10, 3).is_all());
    }
}
