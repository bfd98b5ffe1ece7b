//! A few bits an object: the state of policies that need no more, small enough for the second
//! level of the processor's caches at millions of objects.

use hotset_workloads::ObjectId;

/// Two bits for each object: whether it is in, and whether it was used since it was looked at.
#[derive(Debug)]
pub(super) struct Marks {
    words: Vec<u64>,
}

const IN: u64 = 1;
const USED: u64 = 2;

impl Marks {
    /// All objects are out.
    pub(super) fn new(objects: usize) -> Self {
        Self { words: vec![0; objects.div_ceil(32)] }
    }

    #[inline]
    fn place(object: ObjectId) -> (usize, u32) {
        (object as usize / 32, object % 32 * 2)
    }

    #[inline]
    pub(super) fn is_in(&self, object: ObjectId) -> bool {
        let (word, bit) = Self::place(object);
        self.words[word] >> bit & IN != 0
    }

    /// Marks an object as used if it is in, and tells whether it is.
    #[inline]
    pub(super) fn use_it(&mut self, object: ObjectId) -> bool {
        let (word, bit) = Self::place(object);
        let word = &mut self.words[word];
        let is_in = *word >> bit & IN;
        *word |= (is_in * USED) << bit;
        is_in != 0
    }

    /// Takes the mark of use from an object that is in, and tells whether it had one.
    #[inline]
    pub(super) fn take_use(&mut self, object: ObjectId) -> bool {
        let (word, bit) = Self::place(object);
        let was_used = self.words[word] >> bit & USED != 0;
        self.words[word] &= !(USED << bit);
        was_used
    }

    /// Takes an unmarked object in.
    #[inline]
    pub(super) fn enter(&mut self, object: ObjectId) {
        let (word, bit) = Self::place(object);
        self.words[word] |= IN << bit;
    }

    /// Takes an unmarked object out.
    #[inline]
    pub(super) fn leave(&mut self, object: ObjectId) {
        let (word, bit) = Self::place(object);
        self.words[word] &= !(IN << bit);
    }
}
