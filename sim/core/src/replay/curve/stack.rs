//! Exact stack distances in logarithmic time.

use hotset_workloads::ObjectId;

/// For each request, how many distinct objects were requested since the last request for the same
/// object, itself included: its place in an LRU list. Every last use is a bit at its position;
/// distances are counts of bits (Bennett and Kruskal, IBM Journal of Research and Development
/// 1975; here with a Fenwick tree over blocks of 512 bits). About 13 bytes an object.
#[derive(Clone, Debug)]
pub struct StackDistances {
    /// By object: the position of its last use, counted from 1; 0 if there is none.
    last: Vec<u32>,
    /// By position: the object that was requested there.
    object_at: Vec<ObjectId>,
    /// By position: whether that was the last use of its object.
    bits: Vec<u64>,
    /// Fenwick tree over the number of bits in each block.
    tree: Vec<u32>,
    live: u32,
    now: u32,
}

const WORDS: usize = 8;
const BLOCK: usize = WORDS * 64;
const POSITIONS_MIN: usize = 1 << 12;

impl StackDistances {
    /// For a catalog of `objects`.
    pub fn new(objects: usize) -> Self {
        let mut distances = Self {
            last: vec![0; objects],
            object_at: Vec::new(),
            bits: Vec::new(),
            tree: Vec::new(),
            live: 0,
            now: 0,
        };
        distances.make_positions(POSITIONS_MIN);
        distances
    }

    fn make_positions(&mut self, positions: usize) {
        self.object_at = vec![0; positions];
        self.bits = vec![0; positions / 64];
        self.tree = vec![0; positions / BLOCK + 1];
    }

    /// The distance of the next request, or `None` for a new object.
    #[inline]
    pub fn next(&mut self, object: ObjectId) -> Option<usize> {
        if self.now as usize == self.object_at.len() {
            self.renumber();
        }
        let last = self.last[object as usize];
        let distance = last.checked_sub(1).map(|position| {
            let distance = self.live - self.bits_before(position as usize);
            self.set(position as usize, false);
            distance as usize
        });
        self.object_at[self.now as usize] = object;
        self.set(self.now as usize, true);
        self.now += 1;
        self.last[object as usize] = self.now;
        distance
    }

    /// Forgets an object.
    pub fn forget(&mut self, object: ObjectId) {
        if let Some(position) = self.last[object as usize].checked_sub(1) {
            self.set(position as usize, false);
            self.last[object as usize] = 0;
        }
    }

    #[inline]
    fn set(&mut self, position: usize, bit: bool) {
        self.bits[position / 64] ^= 1 << (position % 64);
        self.live = if bit { self.live + 1 } else { self.live - 1 };
        let mut node = position / BLOCK + 1;
        while node < self.tree.len() {
            self.tree[node] = if bit { self.tree[node] + 1 } else { self.tree[node] - 1 };
            node += node & node.wrapping_neg();
        }
    }

    /// Bits at positions before this one.
    #[inline]
    fn bits_before(&self, position: usize) -> u32 {
        let mut node = position / BLOCK;
        let first_word = node * WORDS;
        let mut bits = 0;
        while node > 0 {
            bits += self.tree[node];
            node &= node - 1;
        }
        let word = position / 64;
        let whole: u32 = self.bits[first_word..word].iter().map(|word| word.count_ones()).sum();
        bits + whole + (self.bits[word] & ((1 << (position % 64)) - 1)).count_ones()
    }

    /// Gives the last uses new positions from the beginning, in order, with as much room again
    /// behind them.
    #[cold]
    fn renumber(&mut self) {
        let kept: Vec<ObjectId> = (0..self.now as usize)
            .filter(|position| self.bits[position / 64] >> (position % 64) & 1 != 0)
            .map(|position| self.object_at[position])
            .collect();
        self.make_positions((kept.len() * 2).next_power_of_two().max(POSITIONS_MIN));
        (self.live, self.now) = (0, 0);
        for object in kept {
            self.object_at[self.now as usize] = object;
            self.set(self.now as usize, true);
            self.now += 1;
            self.last[object as usize] = self.now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// THEORY 2.8.
    #[test]
    fn textbook_string() {
        let mut distances = StackDistances::new(6);
        let found = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5].map(|object| distances.next(object));
        let none = None;
        let expected = [4, 4, 3, 3, 5, 5, 5].map(Some);
        let [a, b, c, d, e, f, g] = expected;
        assert_eq!(found, [none, none, none, none, a, b, none, c, d, e, f, g]);
    }

    proptest! {
        /// Long enough for positions to be given anew several times.
        #[test]
        fn distances_are_places_in_a_list(seed in 0u32..1_000, objects in 1u32..600) {
            let mut list: Vec<u32> = Vec::new();
            let mut distances = StackDistances::new(objects as usize);
            let mut state = seed;
            for _ in 0..15_000 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let object = (state >> 8) % objects;
                let place = list.iter().position(|&known| known == object);
                prop_assert_eq!(distances.next(object), place.map(|place| place + 1));
                if let Some(place) = place {
                    list.remove(place);
                }
                list.insert(0, object);
                if state % 97 == 0 {
                    let gone = list.pop().unwrap_or(0);
                    distances.forget(gone);
                }
            }
        }
    }
}
