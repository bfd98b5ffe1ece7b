//! The binary logs of the 1998 World Cup site (Arlitt and Jin, 1999): 20-byte big-endian records
//! of `u32 time_s, client, object, bytes; u8 method, status, type, server`.

use crate::formats::info::FormatInfo;
use crate::formats::input::Input;
use crate::formats::malformed::RecordCounts;
use crate::formats::record::{Kind, Name, Record, Records};
use crate::{SimTime, SourceError};

pub(in crate::formats) const RECORD_BYTES: usize = 20;

/// The site was up from April to August 1998.
const TIMES_S: std::ops::Range<u64> = 891_388_800..907_200_000;

/// Bytes of a response whose size the server did not log.
const BYTES_UNKNOWN: u64 = u32::MAX as u64;

/// Method 0 is GET; the low six bits of the status are an index into the list of HTTP/1.1 codes.
const METHOD_GET: u8 = 0;
const STATUS_CODES: [u16; 38] = [
    100, 101, 200, 201, 202, 203, 204, 205, 206, 300, 301, 302, 303, 304, 305, 400, 401, 402, 403,
    404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 500, 501, 502, 503, 504, 505, 0,
];

/// How files of this format are recognised and opened.
pub(in crate::formats) const INFO: FormatInfo = FormatInfo {
    recognises: |head, _| !head.is_text() && plausible(head.binary_bytes()),
    open: |input, _, _| Ok(Box::new(Wc98::new(input))),
};

/// Reads fixed-length records.
pub(in crate::formats) struct Wc98 {
    input: Input,
}

impl Wc98 {
    pub(in crate::formats) fn new(input: Input) -> Self {
        Self { input }
    }
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, &byte| value << 8 | u64::from(byte))
}

/// Whether `head`, the beginning of a file, can be this format.
pub(in crate::formats) fn plausible(head: &[u8]) -> bool {
    head.len() >= RECORD_BYTES
        && head.chunks_exact(RECORD_BYTES).all(|record| TIMES_S.contains(&big_endian(&record[..4])))
}

impl Records for Wc98 {
    fn next(&mut self, counts: &mut RecordCounts) -> Result<Option<Record<'_>>, SourceError> {
        let mut record = [0; RECORD_BYTES];
        loop {
            if !self.input.record(&mut record)? {
                counts.note_left_behind(self.input.left_behind());
                return Ok(None);
            }
            counts.records += 1;
            let time = SimTime::from_s(big_endian(&record[..4]));
            counts.at(time);
            let status = STATUS_CODES.get(usize::from(record[17] & 0x3f)).copied().unwrap_or(0);
            if record[16] != METHOD_GET {
                counts.skip(format!("method number {}", record[16]));
            } else if !matches!(status, 200 | 206 | 304) {
                counts.skip(format!("status {status}"));
            } else {
                let logged = big_endian(&record[12..16]);
                let known = logged != BYTES_UNKNOWN;
                return Ok(Some(Record {
                    time,
                    name: Name::Number(big_endian(&record[8..12])),
                    bytes: if known { logged } else { 0 },
                    whole: status == 200 && known,
                    ttl_s: 0,
                    kind: Kind::Request,
                }));
            }
        }
    }
}
