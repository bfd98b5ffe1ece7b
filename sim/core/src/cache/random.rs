//! Random replacement.

use super::{Access, Eviction, Setup};
use hotset_workloads::{ObjectId, Stream};
use rand::Rng;

/// Evicts any object with equal chance. Under independent references its hit ratio is that of
/// FIFO (Gelenbe 1973).
#[derive(Debug)]
pub struct Random {
    /// Place of each object in `residents`, counted from 1; 0 if it is not in.
    place_of: Vec<u32>,
    residents: Vec<(ObjectId, u64)>,
    stream: Stream,
}

impl Eviction for Random {
    const NAME: &'static str = "random";

    fn new(setup: &Setup<'_>) -> Self {
        Self {
            place_of: vec![0; setup.objects],
            residents: Vec::new(),
            stream: setup.stream.clone(),
        }
    }

    #[inline]
    fn holds(&self, object: ObjectId) -> bool {
        self.place_of[object as usize] != 0
    }

    #[inline]
    fn hit(&mut self, access: Access) -> bool {
        self.holds(access.object)
    }

    #[inline]
    fn insert(&mut self, access: Access) {
        self.residents.push((access.object, access.bytes));
        self.place_of[access.object as usize] = self.residents.len() as u32;
    }

    #[inline]
    fn evict(&mut self) -> Option<(ObjectId, u64)> {
        if self.residents.is_empty() {
            return None;
        }
        let product = u128::from(self.stream.next_u64()) * self.residents.len() as u128;
        let place = (product >> 64) as usize;
        let (victim, bytes) = self.residents.swap_remove(place);
        self.place_of[victim as usize] = 0;
        if let Some(&(moved, _)) = self.residents.get(place) {
            self.place_of[moved as usize] = place as u32 + 1;
        }
        Some((victim, bytes))
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.residents.iter().copied()
    }
}
