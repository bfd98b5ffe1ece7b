//! Which positions of a queue are occupied.

use hotset_workloads::formats::NextAccessBlock;

/// The positions of a queue from the oldest one on, a bit each: what leaves in the middle leaves a
/// gap. Positions only grow, so that whoever left at the old end needs no note of that.
#[derive(Debug)]
pub(crate) struct Window {
    /// A power of two of them; the bit of a position is at the position modulo that.
    words: Vec<u64>,
    /// Before it nothing is taken.
    begin: u64,
    /// Behind the newest.
    end: u64,
    /// How many are taken.
    taken: u64,
}

const WORD: u64 = u64::BITS as u64;

/// Positions that a block of requests can take.
const BLOCK: u64 = NextAccessBlock::REQUESTS as u64;

/// As many bits as this for each position that is taken, at most twice as many: gaps are seldom
/// closed, and it still is little memory.
const SPARSE: u64 = 16;

impl Window {
    /// Nothing is taken; positions begin with 1.
    pub(crate) fn new() -> Self {
        let words = vec![0; (4 * BLOCK / WORD) as usize];
        Self { words, begin: 1, end: 1, taken: 0 }
    }

    /// Whether a position that once was taken still is, where it is known not to have left in the
    /// middle.
    #[inline]
    pub(crate) fn contains(&self, position: u64) -> bool {
        position >= self.begin
    }

    /// How many positions are taken.
    #[inline]
    pub(crate) fn taken(&self) -> u64 {
        self.taken
    }

    /// Before it nothing is taken.
    #[inline]
    pub(crate) fn begin(&self) -> u64 {
        self.begin
    }

    #[inline]
    fn word(&self, position: u64) -> usize {
        (position / WORD) as usize & (self.words.len() - 1)
    }

    /// Takes a new position.
    #[inline]
    pub(crate) fn push(&mut self) -> u64 {
        let position = self.end;
        debug_assert!(position - self.begin + WORD <= self.words.len() as u64 * WORD, "no room");
        let word = self.word(position);
        self.words[word] |= 1 << (position % WORD);
        self.end += 1;
        self.taken += 1;
        position
    }

    /// Frees a position that is taken.
    #[inline]
    pub(crate) fn free(&mut self, position: u64) {
        let word = self.word(position);
        debug_assert!(self.words[word] >> (position % WORD) & 1 == 1, "freed twice");
        self.words[word] &= !(1 << (position % WORD));
        self.taken -= 1;
    }

    /// Frees the oldest position; at least one is taken.
    #[inline]
    pub(crate) fn pop(&mut self) -> u64 {
        let oldest = self.next(self.begin);
        self.free(oldest);
        self.begin = oldest + 1;
        oldest
    }

    /// The first position from this one on that is taken, or the end.
    #[inline]
    pub(crate) fn next(&self, from: u64) -> u64 {
        let mut position = from;
        while position < self.end {
            let word = self.words[self.word(position)] >> (position % WORD);
            if word != 0 {
                return position + u64::from(word.trailing_zeros());
            }
            position = (position | (WORD - 1)) + 1;
        }
        self.end
    }

    /// Whether there is no room for another block of requests: the newest positions must not come to
    /// lie in the word of the oldest.
    pub(crate) fn is_crowded(&self) -> bool {
        self.end - self.begin + BLOCK + WORD > self.words.len() as u64 * WORD
    }

    /// Makes room for another block; returns where what was taken before is now.
    pub(crate) fn make_room(&mut self) -> Moves {
        let places = self.words.len() as u64 * WORD;
        let wanted = (self.taken * SPARSE).max(4 * BLOCK).next_power_of_two();
        let (begin, end) = (self.begin, self.end);
        let mut ranks = Vec::new();
        let mut rank = 0;
        let first_word = begin / WORD;
        let words = (first_word..end.div_ceil(WORD)).map(|word| {
            let inside = if word == first_word { u64::MAX << (begin % WORD) } else { u64::MAX };
            let word = self.words[word as usize & (self.words.len() - 1)] & inside;
            ranks.push(rank);
            rank += u64::from(word.count_ones());
            word
        });
        let words: Vec<u64> = words.collect();
        debug_assert_eq!(rank, self.taken);
        let mut into = Self {
            words: vec![0; (wanted.max(places) / WORD) as usize],
            begin: end,
            end,
            taken: 0,
        };
        for _ in 0..rank {
            into.push();
        }
        *self = into;
        Moves { words, ranks, first_word, begin, end }
    }
}

/// Where the positions of a window went.
pub(crate) struct Moves {
    /// What was taken, and how much was before each word.
    words: Vec<u64>,
    ranks: Vec<u64>,
    first_word: u64,
    begin: u64,
    end: u64,
}

impl Moves {
    /// Where a position is now, or the next one that was taken, if it was not. One before all that
    /// were taken stays: it is before all that are.
    pub(crate) fn to(&self, position: u64) -> u64 {
        if position < self.begin {
            return position;
        }
        let index = position / WORD - self.first_word;
        match self.words.get(index as usize) {
            Some(word) => {
                let before = word & !(u64::MAX << (position % WORD));
                self.end + self.ranks[index as usize] + u64::from(before.count_ones())
            }
            None => self.end + self.total(),
        }
    }

    fn total(&self) -> u64 {
        let last = self.words.last().map_or(0, |word| u64::from(word.count_ones()));
        self.ranks.last().map_or(0, |rank| rank + last)
    }
}
