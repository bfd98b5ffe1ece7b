//! A few bits an object: the state of policies that need no more, small enough for the second
//! level of the processor's caches at millions of objects.

use hotset_workloads::ObjectId;

/// Two bits for each object: whether it is in, and whether it was used since it was looked at.
pub(crate) trait Marks {
    /// Takes the mark of use from an object that is in, and tells whether it had one.
    fn take_use(&mut self, object: ObjectId) -> bool;

    /// Takes an unmarked object in.
    fn enter(&mut self, object: ObjectId);

    /// Takes an unmarked object out.
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
    /// All objects are out.
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

    /// Marks an object as used if it is in, and tells whether it is.
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
/// that one look tells which of the caches it is in.
#[derive(Debug)]
pub(crate) struct Table {
    /// The lower half has a bit a cache for being in, the upper half one for being used.
    words: Vec<u16>,
    /// The caches there are, as bits.
    all: u16,
}

impl Table {
    pub(crate) const CACHES_MAX: usize = 8;

    /// All objects are out of all caches.
    pub(crate) fn new(objects: usize, caches: usize) -> Self {
        assert!(caches <= Self::CACHES_MAX, "{caches} caches in one table");
        Self { words: vec![0; objects], all: ((1u32 << caches) - 1) as u16 }
    }

    /// The caches that an object is out of, as bits; in the others it is marked as used, if `MARK`.
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
