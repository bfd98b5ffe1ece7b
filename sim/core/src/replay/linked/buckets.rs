//! Message buckets: states on their way to later requests.

use hotset_workloads::formats::NextAccessBlock;
use std::ops::Range;

/// What an object carries from one request to its next: [`CARRIED_BITS`] of whatever the cache wrote on
/// it, and never [`CarriedState::NONE`] after the first request for the object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CarriedState(pub(crate) u64);

impl CarriedState {
    /// The state of an object before its first request.
    pub(crate) const NONE: Self = Self(0);
}

/// What is under way: to the block of requests that is open, it lies by request; to later ones, in a
/// heap by block. Its memory grows with the number of objects that are requested again.
#[derive(Debug)]
pub(crate) struct StateBuckets {
    /// The open block, and behind it sheets. A word has the request in its block in the lower bits, the
    /// carried above. The first word of a sheet is the heap as it was before.
    words: Vec<u64>,
    /// By block: the word behind the last one of its heap. Where a sheet would begin, the heap is empty
    /// or the last sheet full.
    heaps: Vec<u32>,
    /// Words at which sheets begin that are not used.
    free: Vec<u32>,
    block: usize,
}

/// Words of a sheet: 1 KiB.
const SHEET: u32 = 128;

const EMPTY: u32 = 0;

/// What stands for the heap of the open block: nothing is put there.
const OPEN: u32 = 1;

const BLOCK: usize = NextAccessBlock::REQUESTS;
const BLOCK_BITS: u32 = BLOCK.trailing_zeros();

/// The rest of a word says to which request of a block it goes.
pub(crate) const CARRIED_BITS: u32 = u64::BITS - BLOCK_BITS;

#[inline]
fn word(carried: CarriedState, place: usize) -> u64 {
    carried.0 << BLOCK_BITS | place as u64
}

#[inline]
fn state_of(word: u64) -> CarriedState {
    CarriedState(word >> BLOCK_BITS)
}

impl StateBuckets {
    /// For a trace of `requests` requests.
    pub(crate) fn new(requests: usize) -> Self {
        Self {
            words: vec![0; BLOCK],
            heaps: vec![EMPTY; requests.div_ceil(BLOCK)],
            free: Vec::new(),
            block: 0,
        }
    }

    /// Opens a block: all blocks, in order.
    pub(crate) fn open(&mut self, block: usize) {
        self.block = block;
        let Some(heap) = self.heaps.get_mut(block) else { return };
        let mut end = std::mem::replace(heap, OPEN);
        while end != EMPTY {
            let begin = (end - 1) / SHEET * SHEET;
            let (open, sheets) = self.words.split_at_mut(BLOCK);
            let sheet = &sheets[begin as usize - BLOCK..end as usize - BLOCK];
            for &word in &sheet[1..] {
                open[word as usize % BLOCK] = word;
            }
            end = sheet[0] as u32;
            self.free.push(begin);
        }
    }

    /// What came to a request of the open block.
    #[inline]
    pub(crate) fn take(&mut self, request: usize) -> CarriedState {
        state_of(std::mem::take(&mut self.words[request]))
    }

    /// What came to some requests of the open block so far.
    #[inline]
    pub(crate) fn peek(&self, requests: Range<usize>) -> impl Iterator<Item = CarriedState> + '_ {
        self.words[requests].iter().map(|&word| state_of(word))
    }

    /// Sends something to a later request. Whether that is in the open block cannot be guessed: both
    /// cases go the same way.
    #[inline]
    pub(crate) fn send(&mut self, request: u32, carried: CarriedState) {
        debug_assert!(
            carried != CarriedState::NONE && carried.0 >> CARRIED_BITS == 0,
            "{carried:?}"
        );
        let (block, place) = (request as usize / BLOCK, request as usize % BLOCK);
        let heap = &mut self.heaps[block];
        if heap.is_multiple_of(SHEET) {
            *heap = new_sheet(&mut self.words, &mut self.free, *heap);
        }
        let is_open = block == self.block;
        let at = if is_open { place } else { *heap as usize };
        *heap += u32::from(!is_open);
        self.words[at] = word(carried, place);
    }

    /// Rewrites all that is under way, between blocks.
    pub(crate) fn rewrite(&mut self, rewritten: impl Fn(CarriedState) -> CarriedState) {
        for heap in &self.heaps[(self.block + 1).min(self.heaps.len())..] {
            let mut end = *heap;
            while end != EMPTY {
                let begin = (end - 1) / SHEET * SHEET;
                let sheet = &mut self.words[begin as usize..end as usize];
                for one in &mut sheet[1..] {
                    *one = word(rewritten(state_of(*one)), *one as usize % BLOCK);
                }
                end = sheet[0] as u32;
            }
        }
    }
}

/// Starts a sheet on a heap, and returns the first word to write to.
#[cold]
fn new_sheet(words: &mut Vec<u64>, free: &mut Vec<u32>, heap: u32) -> u32 {
    let begin = free.pop().unwrap_or_else(|| {
        let begin = words.len();
        words.resize(begin + SHEET as usize, 0);
        begin as u32
    });
    words[begin as usize] = u64::from(heap);
    begin + 1
}
