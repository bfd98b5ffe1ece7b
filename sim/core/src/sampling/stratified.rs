//! Stratified samples of the objects.
//!
//! The most popular objects decide what a layout does, and a sample that may or may not have them
//! says little (THEORY 8.2). So they are all kept, as are those that are large relative to a cache. The
//! others are grouped in order of popularity, `every` to a group; one of each group is drawn and
//! stands for all of them: its requests count that many times, and it takes that many times its
//! space. Every sum over requests is then the sum over the whole in expectation (stratified sampling;
//! Horvitz and Thompson, JASA 1952). How loads vary in time is not kept: one object that stands for
//! many comes and goes as one.

use crate::cache::{Capacity, mix};
use crate::ranking::by_descending_weight;
use hotset_workloads::{Catalog, ObjectId, Request};

/// A stratified sample of the objects: how many objects each one stands for, 0 for those left out.
#[derive(Clone, Debug)]
pub struct Sample {
    stands_for: Vec<u32>,
}

/// An object that would take more than this share of a cache for those it stands for is kept itself.
const ROOM_MAX: f64 = 0.01;

impl Sample {
    /// One for `every` of the objects, for caches of the given capacity; `weights` has the share of
    /// the requests of each object, and `seed` makes samples differ.
    pub fn new(
        catalog: &Catalog,
        weights: &[f64],
        capacity: Capacity,
        every: u32,
        seed: u64,
    ) -> Self {
        let popular = weights.len().div_ceil(every as usize);
        let ranked = by_descending_weight(weights);
        let room_max = (capacity.amount() as f64 * ROOM_MAX) as u64;
        let is_large = |object: ObjectId| {
            let room = capacity.charge(catalog.bytes[object as usize]);
            room.saturating_mul(u64::from(every)) > room_max
        };
        let mut stands_for = vec![0; weights.len()];
        let (popular, others) = ranked.split_at(popular);
        let (large, others): (Vec<ObjectId>, Vec<ObjectId>) =
            others.iter().partition(|&&object| is_large(object));
        for &object in popular.iter().chain(&large) {
            stands_for[object as usize] = 1;
        }
        for (number, alike) in others.chunks(every as usize).enumerate() {
            let drawn = mix(number as u64 ^ mix(seed)) as usize % alike.len();
            stands_for[alike[drawn] as usize] = alike.len() as u32;
        }
        Self { stands_for }
    }

    /// How many objects an object stands for.
    #[inline]
    pub fn stands_for(&self, object: ObjectId) -> u64 {
        u64::from(self.stands_for[object as usize])
    }

    /// A request for an object and for all that it stands for; `None` if it is left out.
    #[inline]
    pub fn of(&self, request: Request) -> Option<(Request, u64)> {
        let count = self.stands_for(request.object);
        let bytes = request.bytes.saturating_mul(count);
        (count > 0).then_some((Request { bytes, ..request }, count))
    }

    /// Objects in the sample.
    pub fn objects(&self) -> usize {
        self.stands_for.iter().filter(|&&count| count > 0).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn popular_and_large_objects_stand_for_themselves_and_the_sample_for_all() {
        let objects = 100_000;
        let mut bytes = vec![1; objects];
        bytes[77_777] = 1_000;
        let catalog = Catalog { bytes, site: Vec::new(), sites: 1 };
        let weights: Vec<f64> = (1..=objects).map(|rank| 1.0 / rank as f64).collect();
        let sample = |every| Sample::new(&catalog, &weights, Capacity::Bytes(50_000), every, 3);
        let tenth = sample(10);
        assert!((0..10_000).chain([77_777]).all(|object| tenth.stands_for(object) == 1));
        let total: u64 = (0..objects as u32).map(|object| tenth.stands_for(object)).sum();
        assert_eq!(total, objects as u64);
        assert_eq!(tenth.objects(), 10_000 + 1 + 9_000);
        assert_eq!(sample(1).objects(), objects);
        // What stands for a thousand would take a fiftieth of the cache.
        assert_eq!(sample(1_000).objects(), objects);
    }
}
