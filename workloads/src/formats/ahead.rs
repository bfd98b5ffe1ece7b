//! Blocks of records that are in time order, read one window ahead.

use super::records::{Block, Records, SkipCounts};
use super::reorder::Reorder;
use crate::SourceError;

/// Lets blocks through untouched as long as the records of a whole window behind them are in time
/// order too: then sorting within the window would not change them.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    /// What may go out now, and what was read behind it.
    pub(super) ready: Block,
    next: Block,
    began: bool,
}

/// What a look ahead found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The next block is ready; it is empty at the end.
    InOrder,
    /// Both blocks are there, and have to be sorted, with all that follows.
    OutOfOrder,
}

impl Ahead {
    /// Makes the next block ready.
    pub(super) fn advance(
        &mut self,
        records: &mut dyn Records,
        skipped: &mut SkipCounts,
    ) -> Result<Found, SourceError> {
        if !self.began {
            self.began = true;
            if self.read(records, skipped)? == Found::OutOfOrder {
                return Ok(Found::OutOfOrder);
            }
        }
        std::mem::swap(&mut self.ready, &mut self.next);
        self.read(records, skipped)
    }

    fn read(
        &mut self,
        records: &mut dyn Records,
        skipped: &mut SkipCounts,
    ) -> Result<Found, SourceError> {
        let stepped_back = skipped.stepped_back;
        records.next_block(Reorder::WINDOW_REQUESTS, &mut self.next, skipped)?;
        let in_order = skipped.stepped_back == stepped_back;
        Ok(if in_order { Found::InOrder } else { Found::OutOfOrder })
    }

    /// The blocks that are to be sorted, in order.
    pub(super) fn give_up(&mut self) -> [Block; 2] {
        [std::mem::take(&mut self.ready), std::mem::take(&mut self.next)]
    }
}
