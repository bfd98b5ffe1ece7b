//! Reading block by block, where the records of a format allow it.

use super::look_ahead::BlockOrder;
use super::trace_reader::{TraceReader, too_many_objects};
use crate::formats::next_access::Link;
use crate::formats::record::Block;
use crate::{ObjectId, RequestBatch, SourceError};

impl TraceReader {
    /// Appends a part of a block, whose records are requests of whole objects.
    fn take_block(
        &mut self,
        block: &Block,
        part: std::ops::Range<usize>,
        batch: &mut RequestBatch,
    ) -> Result<(), SourceError> {
        let (first, known) = (batch.object.len(), self.names.len());
        let bytes = &block.bytes[part.clone()];
        let next = block.next.get(part.clone()).unwrap_or_default();
        batch.time.extend_from_slice(&block.time[part.clone()]);
        let ids = self.names.numbers().ids(&block.number[part], &mut batch.object);
        ids.ok_or_else(|| too_many_objects(&self.path))?;
        self.check_next_access(known, &batch.object[first..], next);
        if self.counts_resized {
            let requests = batch.object[first..].iter().copied().zip(bytes.iter().copied());
            self.sizes.note_all(self.names.len(), requests);
        }
        batch.bytes.extend_from_slice(bytes);
        batch.site.resize(batch.object.len(), 0);
        let total = bytes.iter().fold(0u64, |sum, &bytes| sum.saturating_add(bytes));
        self.count(bytes.len(), total, total)
    }

    /// Compares what records state with their objects; as many were known before them.
    fn check_next_access(&mut self, known: usize, objects: &[ObjectId], stated: &[u64]) {
        let (Some(checks), Some(records_max)) =
            (self.next_access.as_mut().filter(|_| !stated.is_empty()), self.records.records_max())
        else {
            self.next_access = None;
            return;
        };
        for (origin, check) in (0..).zip(checks) {
            let records = check.records()..;
            let links = objects.iter().zip(stated).map(|(&object, &stated)| Link {
                object: u64::from(object),
                next: stated.wrapping_sub(origin),
                bytes: 0,
            });
            check.note(links, records_max);
            // Ids are assigned in the order of first appearance.
            let mut next_new = known;
            for (record, &object) in records.zip(objects) {
                if object as usize == next_new {
                    check.note_first(u64::from(object), 0, record);
                    next_new += 1;
                }
            }
        }
    }

    /// Fills a batch from blocks that are in order; `false` once they are not.
    pub(super) fn fill_from_blocks(
        &mut self,
        batch: &mut RequestBatch,
        requests: usize,
    ) -> Result<bool, SourceError> {
        let Some(mut ahead) = self.ahead.take() else { return Ok(false) };
        while batch.len() < requests {
            if self.given_out == ahead.ready.len() {
                if let Some(&time) = ahead.ready.time.last() {
                    self.reorder.went_out(time);
                }
                self.given_out = 0;
                match ahead.advance(self.records.as_mut(), &mut self.counts)? {
                    BlockOrder::InOrder if ahead.ready.is_empty() => break,
                    BlockOrder::InOrder => {}
                    BlockOrder::OutOfOrder => {
                        self.sort(&ahead.give_up())?;
                        return Ok(false);
                    }
                }
            }
            let room = requests - batch.len();
            let end = ahead.ready.len().min(self.given_out + room);
            self.take_block(&ahead.ready, self.given_out..end, batch)?;
            self.given_out = end;
        }
        self.ahead = Some(ahead);
        Ok(true)
    }

    /// Sorts blocks that are not in order, as far as the window allows.
    fn sort(&mut self, blocks: &[Block]) -> Result<(), SourceError> {
        for block in blocks {
            let mut batch = RequestBatch::default();
            self.take_block(block, 0..block.len(), &mut batch)?;
            for request in batch.iter() {
                self.sorted.extend(self.reorder.push(request));
            }
        }
        Ok(())
    }
}
