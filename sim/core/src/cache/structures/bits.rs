//! One or two bits per object: the state of FIFO, CLOCK and SIEVE, which at millions of objects fits in
//! the processor's second-level cache.

use hotset_workloads::ObjectId;

/// Two bits per object: whether it is in the cache, and whether it was used since the hand last passed it.
pub(crate) trait Marks {
    /// Clears the use bit of a cached object, and returns whether it was set.
    fn take_use(&mut self, object: ObjectId) -> bool;

    /// Marks an object as cached; its use bit is clear.
    fn enter(&mut self, object: ObjectId);

    /// Marks an object as not cached; its use bit is clear.
    fn leave(&mut self, object: ObjectId);
}

/// The marks of one cache, packed.
#[derive(Debug)]
pub(crate) struct Packed {
    words: Vec<u64>,
}

const IN: u64 = 1;
const USED: u64 = 2;

impl Packed {
    /// No object is cached.
    pub(crate) fn new(objects: usize) -> Self {
        Self { words: vec![0; objects.div_ceil(32)] }
    }

    #[inline]
    fn place(object: ObjectId) -> (usize, u32) {
        (object as usize / 32, object % 32 * 2)
    }

    #[inline]
    pub(crate) fn is_in(&self, object: ObjectId) -> bool {
        let (word, bit) = Self::place(object);
        self.words[word] >> bit & IN != 0
    }

    /// Sets the use bit of an object if it is cached, and returns whether it is.
    #[inline]
    pub(crate) fn use_it(&mut self, object: ObjectId) -> bool {
        let (word, bit) = Self::place(object);
        let word = &mut self.words[word];
        let is_in = *word >> bit & IN;
        *word |= (is_in * USED) << bit;
        is_in != 0
    }
}

impl Marks for Packed {
    #[inline]
    fn take_use(&mut self, object: ObjectId) -> bool {
        let (word, bit) = Self::place(object);
        let was_used = self.words[word] >> bit & USED != 0;
        self.words[word] &= !(USED << bit);
        was_used
    }

    #[inline]
    fn enter(&mut self, object: ObjectId) {
        let (word, bit) = Self::place(object);
        self.words[word] |= IN << bit;
    }

    #[inline]
    fn leave(&mut self, object: ObjectId) {
        let (word, bit) = Self::place(object);
        self.words[word] &= !(IN << bit);
    }
}

/// The marks of up to [`Table::CACHES_MAX`] caches over the same objects: one word an object, so
/// that one lookup answers for all of the caches.
#[derive(Debug)]
pub(crate) struct Table {
    /// The lower half has a bit a cache for being in, the upper half one for being used.
    words: Vec<u16>,
    /// The caches there are, as bits.
    all: u16,
}

impl Table {
    pub(crate) const CACHES_MAX: usize = 8;

    /// No object is in any cache.
    pub(crate) fn new(objects: usize, caches: usize) -> Self {
        assert!(caches <= Self::CACHES_MAX, "{caches} caches in one table");
        Self { words: vec![0; objects], all: ((1u32 << caches) - 1) as u16 }
    }

    /// The caches in which an object misses, as a bit set; in the others its use bit is set, if `MARK`.
    #[inline]
    pub(crate) fn use_it<const MARK: bool>(&mut self, object: ObjectId) -> u16 {
        let word = &mut self.words[object as usize];
        if MARK {
            *word |= *word << Self::CACHES_MAX;
        }
        !*word & self.all
    }

    /// Reads the words of these objects, all of which wait for memory at the same time.
    #[inline]
    pub(crate) fn prefetch(&self, objects: impl Iterator<Item = ObjectId>) {
        let word = |object| self.words.get(object as usize).copied().unwrap_or(0);
        std::hint::black_box(objects.fold(0, |sum, object| sum ^ word(object)));
    }

    /// The marks of one of the caches.
    #[inline]
    pub(crate) fn of(&mut self, cache: usize) -> Column<'_> {
        Column { words: &mut self.words, is_in: 1 << cache }
    }
}

/// The marks of one of several caches.
pub(crate) struct Column<'a> {
    words: &'a mut [u16],
    is_in: u16,
}

impl Marks for Column<'_> {
    #[inline]
    fn take_use(&mut self, object: ObjectId) -> bool {
        let used = self.is_in << Table::CACHES_MAX;
        let word = &mut self.words[object as usize];
        let was_used = *word & used != 0;
        *word &= !used;
        was_used
    }

    #[inline]
    fn enter(&mut self, object: ObjectId) {
        self.words[object as usize] |= self.is_in;
    }

    #[inline]
    fn leave(&mut self, object: ObjectId) {
        self.words[object as usize] &= !self.is_in;
    }
}
