//! A number for each of few objects: a table that follows the cache, not the catalog.
//!
//! Over the whole catalog, a table is one array. Where a cache holds few of the objects, most of the array is
//! never more than zeros, and what is not lies far apart in it: a hash table of those that have a number is then
//! smaller, and stays in the processor's caches.

use hotset_workloads::ObjectId;

/// By object a number, 0 for all that have none.
#[derive(Debug)]
pub(in crate::cache) struct ByObject<N> {
    objects: usize,
    form: Form<N>,
}

#[derive(Debug)]
enum Form<N> {
    /// All objects.
    Dense(Vec<N>),
    /// Those with a number.
    Sparse(Sparse<N>),
}

impl<N: Copy + Default + PartialEq> ByObject<N> {
    /// No object has a number, of a catalog of so many.
    pub(in crate::cache) fn new(objects: usize) -> Self {
        let mut this = Self { objects, form: Form::Sparse(Sparse::with_places(PLACES_MIN)) };
        if !this.may_have(PLACES_MIN) {
            this.form = Form::Dense(vec![N::default(); objects]);
        }
        this
    }

    /// Whether a hash table of so many places is worth it.
    fn may_have(&self, places: usize) -> bool {
        places * size_of::<(ObjectId, N)>() * SMALLER <= self.objects * size_of::<N>()
    }

    /// The number of an object.
    #[inline]
    pub(in crate::cache) fn get(&self, object: ObjectId) -> N {
        match &self.form {
            Form::Dense(numbers) => numbers[object as usize],
            Form::Sparse(sparse) => sparse.get(object),
        }
    }

    /// Gives an object a number, other than 0.
    #[inline]
    pub(in crate::cache) fn set(&mut self, object: ObjectId, number: N) {
        match &mut self.form {
            Form::Dense(numbers) => numbers[object as usize] = number,
            Form::Sparse(sparse) => {
                if sparse.set(object, number) {
                    self.make_room();
                }
            }
        }
    }

    /// Takes the number from an object.
    #[inline]
    pub(in crate::cache) fn clear(&mut self, object: ObjectId) {
        match &mut self.form {
            Form::Dense(numbers) => numbers[object as usize] = N::default(),
            Form::Sparse(sparse) => sparse.clear(object),
        }
    }

    /// The number of an object means nothing any more, and its owner can tell. In an array it stays where it is: what
    /// nobody reads need not be written.
    #[inline]
    pub(in crate::cache) fn let_go(&mut self, object: ObjectId) {
        if let Form::Sparse(sparse) = &mut self.form {
            sparse.clear(object);
        }
    }

    /// Reads what is to be read for an object first, so that it is at hand soon; what it was means nothing.
    #[inline]
    pub(in crate::cache) fn touch(&self, object: ObjectId) -> N {
        match &self.form {
            Form::Dense(numbers) => numbers[object as usize],
            Form::Sparse(sparse) => sparse.places[sparse.home(object)].1,
        }
    }

    /// Takes the number from every object for whose number this does not hold.
    pub(in crate::cache) fn retain(&mut self, keeps: impl Fn(N) -> bool) {
        let clear = |number: &mut N| {
            if *number != N::default() && !keeps(*number) {
                *number = N::default();
            }
        };
        match &mut self.form {
            Form::Dense(numbers) => numbers.iter_mut().for_each(clear),
            Form::Sparse(sparse) => sparse.retain(keeps),
        }
    }

    #[cold]
    fn make_room(&mut self) {
        let Form::Sparse(sparse) = &self.form else { return };
        let places = sparse.places.len() * 2;
        if self.may_have(places) {
            let mut larger = Sparse::with_places(places);
            sparse.numbers().for_each(|(object, number)| _ = larger.set(object, number));
            self.form = Form::Sparse(larger);
        } else {
            let mut numbers = vec![N::default(); self.objects];
            sparse.numbers().for_each(|(object, number)| numbers[object as usize] = number);
            self.form = Form::Dense(numbers);
        }
    }
}

/// What a table takes at most for so many numbers at once, over what an array of all objects takes: while it is made
/// larger there are two.
pub(in crate::cache) fn bytes_over_array(objects: f64, numbers: f64) -> f64 {
    const ENTRY_OVER_NUMBER: f64 = 2.0;
    let places = (2.0 * FREE_MIN as f64 * numbers).max(PLACES_MIN as f64);
    let sparse = places * ENTRY_OVER_NUMBER / objects.max(1.0);
    let limit = 1.0 / SMALLER as f64;
    // The catalog may be somewhat smaller than is planned.
    if sparse <= limit / 1.25 { 1.5 * sparse } else { 1.0 + limit }
}

/// How many times smaller a hash table has to be than an array: a number in it costs more steps to find. The small
/// catalogs of tests have both.
const SMALLER: usize = if cfg!(test) { 1 } else { 16 };
const PLACES_MIN: usize = if cfg!(test) { 8 } else { 64 };
/// One of so many places is taken at most: chains are short then, and loops along them predictable.
const FREE_MIN: usize = 4;

/// A hash table with linear probing, at most a quarter full.
#[derive(Debug)]
struct Sparse<N> {
    /// A power of two of them; free where the number is 0.
    places: Vec<(ObjectId, N)>,
    /// Leaves of a hash as many bits as it takes to number the places.
    shift: u32,
    taken: usize,
}

impl<N: Copy + Default + PartialEq> Sparse<N> {
    fn with_places(places: usize) -> Self {
        let shift = u32::BITS - places.trailing_zeros();
        Self { places: vec![(0, N::default()); places], shift, taken: 0 }
    }

    /// Where an object would be if it were alone: by Fibonacci hashing (Knuth, The Art of Computer Programming 3, section
    /// 6.4), which spreads neighbours.
    #[inline]
    fn home(&self, object: ObjectId) -> usize {
        (object.wrapping_mul(0x9E37_79B9) >> self.shift) as usize
    }

    #[inline]
    fn after(&self, place: usize) -> usize {
        (place + 1) & (self.places.len() - 1)
    }

    /// Where an object is, or the free place where it would be.
    #[inline]
    fn place(&self, object: ObjectId) -> usize {
        let mut place = self.home(object);
        loop {
            let (there, number) = self.places[place];
            if there == object || number == N::default() {
                return place;
            }
            place = self.after(place);
        }
    }

    #[inline]
    fn get(&self, object: ObjectId) -> N {
        // At a free place stands the number of none.
        self.places[self.place(object)].1
    }

    /// Tells whether there has to be more room now.
    #[inline]
    fn set(&mut self, object: ObjectId, number: N) -> bool {
        debug_assert!(number != N::default(), "a number of none");
        let place = self.place(object);
        self.taken += usize::from(self.places[place].1 == N::default());
        self.places[place] = (object, number);
        self.taken * FREE_MIN > self.places.len()
    }

    /// Moves into the gap whoever would not be found behind it.
    #[inline]
    fn clear(&mut self, object: ObjectId) {
        let mut gap = self.place(object);
        if self.places[gap].1 == N::default() {
            return;
        }
        self.taken -= 1;
        let mut next = self.after(gap);
        while self.places[next].1 != N::default() {
            let distance_to = |from: usize| next.wrapping_sub(from) & (self.places.len() - 1);
            if distance_to(self.home(self.places[next].0)) >= distance_to(gap) {
                self.places[gap] = self.places[next];
                gap = next;
            }
            next = self.after(next);
        }
        self.places[gap].1 = N::default();
    }

    fn numbers(&self) -> impl Iterator<Item = (ObjectId, N)> + '_ {
        self.places.iter().copied().filter(|&(_, number)| number != N::default())
    }

    fn retain(&mut self, keeps: impl Fn(N) -> bool) {
        let gone: Vec<ObjectId> = self
            .numbers()
            .filter(|&(_, number)| !keeps(number))
            .map(|(object, _)| object)
            .collect();
        gone.into_iter().for_each(|object| self.clear(object));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hotset_workloads::Stream;
    use rand::{RngExt, SeedableRng};

    /// Against an array: from a hash table through growth to an array of its own.
    #[test]
    fn numbers_are_those_of_an_array() {
        let objects = 40_000 * SMALLER;
        let mut rng = Stream::seed_from_u64(3);
        let (mut table, mut array) = (ByObject::new(objects), vec![0u32; objects]);
        let mut steps_by_form = [0, 0];
        for step in 1..400_000u32 {
            // Few at first, so that chains of neighbours come and go at every size of the table.
            let among = (step as usize / 30).clamp(40, objects);
            let object = rng.random_range(0..among) as ObjectId;
            let there = object as usize;
            match rng.random_range(0..100) {
                0..45 => {
                    table.set(object, step);
                    array[there] = step;
                }
                45..99 => {
                    table.clear(object);
                    array[there] = 0;
                }
                _ if step % 50 == 0 => {
                    table.retain(|number| number % 16 != 0);
                    array.iter_mut().filter(|number| **number % 16 == 0).for_each(|n| *n = 0);
                }
                _ => (),
            }
            assert_eq!(table.get(object), array[there]);
            let other = rng.random_range(0..objects);
            assert_eq!(table.get(other as ObjectId), array[other]);
            steps_by_form[usize::from(matches!(table.form, Form::Dense(_)))] += 1;
        }
        assert!(steps_by_form.iter().all(|&steps| steps > 10_000), "{steps_by_form:?}");
    }
}
