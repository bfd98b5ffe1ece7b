//! libCacheSim's `oracleGeneral`: 24-byte little-endian records of `u32 time_s, u64 object,
//! u32 bytes, i64 next access`. Read as requests like any other, the next access is only checked;
//! a [`NextAccessTrace`](crate::formats::NextAccessTrace) relies on it.

use crate::formats::info::FormatInfo;
use crate::formats::input::Input;
use crate::formats::malformed::RecordCounts;
use crate::formats::record::{Block, Kind, Name, Record, Records};
use crate::{SimTime, SourceError};

pub(in crate::formats) const RECORD_BYTES: usize = 24;

/// Records decoded at a time: their bytes stay in the first caches.
const PART_RECORDS: usize = 2048;

/// How files of this format are recognised, by their names too, and opened.
pub(in crate::formats) const INFO: FormatInfo = FormatInfo {
    recognises: |head, _| {
        let named = || head.path().to_string_lossy().to_ascii_lowercase().contains("oraclegeneral");
        !head.is_text() && (named() || plausible(head.binary_bytes()))
    },
    open: |input, _, _| Ok(Box::new(OracleGeneral::new(input))),
};

/// Reads fixed-length records.
pub(in crate::formats) struct OracleGeneral {
    input: Input,
    buffer: Vec<u8>,
}

impl OracleGeneral {
    pub(in crate::formats) fn new(input: Input) -> Self {
        Self { input, buffer: Vec::new() }
    }
}

/// A record.
#[derive(Clone, Copy)]
pub(in crate::formats) struct Row<'a>(pub(in crate::formats) &'a [u8; RECORD_BYTES]);

impl Row<'_> {
    /// The eight bytes from `at` on.
    #[inline]
    fn word(self, at: usize) -> u64 {
        u64::from_le_bytes(std::array::from_fn(|byte| self.0[at + byte]))
    }

    #[inline]
    pub(in crate::formats) fn time_s(self) -> u32 {
        self.word(0) as u32
    }

    #[inline]
    pub(in crate::formats) fn object(self) -> u64 {
        self.word(4)
    }

    #[inline]
    pub(in crate::formats) fn bytes(self) -> u32 {
        (self.word(8) >> 32) as u32
    }

    /// What the record says of the next access, as it says it.
    #[inline]
    pub(in crate::formats) fn next(self) -> u64 {
        self.word(16)
    }
}

/// The little-endian unsigned number in `bytes`.
fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte))
}

/// Whether `head`, the beginning of a file, can be this format: times do not fall, and every next
/// access is in the future or absent.
pub(in crate::formats) fn plausible(head: &[u8]) -> bool {
    let mut time_last = 0;
    head.len() >= RECORD_BYTES
        && head.chunks_exact(RECORD_BYTES).enumerate().all(|(index, record)| {
            let time = little_endian(&record[..4]);
            let next = little_endian(&record[16..]) as i64;
            let rises = time >= time_last;
            time_last = time;
            let absent = next == -1 || next == i64::MAX;
            rises && (absent || (index as i64 + 1..1 << 48).contains(&next))
        })
}

impl Records for OracleGeneral {
    fn next(&mut self, counts: &mut RecordCounts) -> Result<Option<Record<'_>>, SourceError> {
        let mut record = [0; RECORD_BYTES];
        if !self.input.record(&mut record)? {
            counts.note_left_behind(self.input.left_behind());
            return Ok(None);
        }
        counts.records += 1;
        let time = SimTime::from_s(little_endian(&record[..4]));
        counts.at(time);
        Ok(Some(Record {
            time,
            name: Name::Number(little_endian(&record[4..12])),
            bytes: little_endian(&record[12..16]),
            whole: true,
            ttl_s: 0,
            kind: Kind::Request,
        }))
    }

    fn records_max(&self) -> Option<u64> {
        self.input.plain_bytes().map(|bytes| bytes / RECORD_BYTES as u64)
    }

    fn has_blocks(&self) -> bool {
        true
    }

    fn next_block(
        &mut self,
        records: usize,
        block: &mut Block,
        counts: &mut RecordCounts,
    ) -> Result<(), SourceError> {
        block.clear();
        while block.len() < records {
            let part = (records - block.len()).min(PART_RECORDS);
            self.input.records(RECORD_BYTES, part, &mut self.buffer)?;
            let rows = || self.buffer.as_chunks().0.iter().map(Row);
            block.time.extend(rows().map(|row| SimTime::from_s(u64::from(row.time_s()))));
            block.number.extend(rows().map(Row::object));
            block.bytes.extend(rows().map(|row| u64::from(row.bytes())));
            block.next.extend(rows().map(Row::next));
            counts.at_all(&block.time[block.len() - rows().len()..]);
            if rows().len() < part {
                counts.note_left_behind(self.input.left_behind());
                break;
            }
        }
        counts.records += block.len() as u64;
        Ok(())
    }
}
