//! libCacheSim's `oracleGeneral`: 24-byte little-endian records of `u32 time_s, u64 object,
//! u32 bytes, i64 next access`. The next access is not used: hotset finds it itself where a
//! policy needs it, for every format alike.

use super::input::Input;
use super::records::{Name, PassedOver, Record, Records};
use crate::{SimTime, SourceError};

pub(super) const RECORD_BYTES: usize = 24;

/// Reads fixed-length records.
pub(super) struct OracleGeneral {
    input: Input,
}

impl OracleGeneral {
    pub(super) fn new(input: Input) -> Self {
        Self { input }
    }
}

/// The little-endian unsigned number in `bytes`.
fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte))
}

/// Whether `head`, the beginning of a file, can be this format: times do not fall, and every next
/// access is in the future or absent.
pub(super) fn plausible(head: &[u8]) -> bool {
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
    fn next(&mut self, passed_over: &mut PassedOver) -> Result<Option<Record<'_>>, SourceError> {
        let mut record = [0; RECORD_BYTES];
        if !self.input.record(&mut record)? {
            return Ok(None);
        }
        passed_over.records += 1;
        let time = SimTime::from_s(little_endian(&record[..4]));
        passed_over.at(time);
        Ok(Some(Record {
            time,
            name: Name::Number(little_endian(&record[4..12])),
            bytes: little_endian(&record[12..16]),
            whole: true,
        }))
    }
}
