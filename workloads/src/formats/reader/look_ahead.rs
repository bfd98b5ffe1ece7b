//! Blocks of records that are in time order, read one window ahead.

use super::reorder::Reorder;
use crate::SourceError;
use crate::formats::malformed::RecordCounts;
use crate::formats::record::{Block, Records};

/// Passes blocks on unchanged as long as the records of a whole window behind them are in time
/// order too: then sorting within the window would not change them.
#[derive(Debug, Default)]
pub(super) struct LookAhead {
    /// The block that may be returned now, and the one read after it.
    pub(super) ready: Block,
    next: Block,
    began: bool,
}

/// The order of the blocks ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockOrder {
    /// The next block is ready; it is empty at the end.
    InOrder,
    /// Both blocks are there, and have to be sorted, with all that follows.
    OutOfOrder,
}

impl LookAhead {
    /// Makes the next block ready.
    pub(super) fn advance(
        &mut self,
        records: &mut dyn Records,
        counts: &mut RecordCounts,
    ) -> Result<BlockOrder, SourceError> {
        if !self.began {
            self.began = true;
            if self.read(records, counts)? == BlockOrder::OutOfOrder {
                return Ok(BlockOrder::OutOfOrder);
            }
        }
        std::mem::swap(&mut self.ready, &mut self.next);
        self.read(records, counts)
    }

    fn read(
        &mut self,
        records: &mut dyn Records,
        counts: &mut RecordCounts,
    ) -> Result<BlockOrder, SourceError> {
        let stepped_back = counts.stepped_back;
        records.next_block(Reorder::WINDOW_REQUESTS, &mut self.next, counts)?;
        let in_order = counts.stepped_back == stepped_back;
        Ok(if in_order { BlockOrder::InOrder } else { BlockOrder::OutOfOrder })
    }

    /// The blocks that are to be sorted, in order.
    pub(super) fn give_up(&mut self) -> [Block; 2] {
        [std::mem::take(&mut self.ready), std::mem::take(&mut self.next)]
    }
}
