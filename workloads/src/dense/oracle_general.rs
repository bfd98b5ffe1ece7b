//! Writes a columnar trace as libCacheSim's `oracleGeneral`.

use super::trace::DenseTrace;
use super::uses::NO_USE;
use crate::{RequestBatch, SimTime, SourceError};
use std::io::Write;

/// What [`write_oracle_general`] leaves out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OmittedPrecision {
    /// Requests whose time has a fraction of a second.
    pub fractions: u64,
}

/// Writes a columnar trace as `oracleGeneral`, with the number of each request's next one for the same
/// object, counted from 1 as in libCacheSim's own files, or -1. Objects are named by their numbers,
/// from 1.
///
/// # Errors
/// If a time or a size is beyond 32 bits, objects are modified, or the writer fails.
pub fn write_oracle_general(
    trace: &DenseTrace,
    mut out: impl Write,
) -> Result<OmittedPrecision, SourceError> {
    let unusable = |what: &str| SourceError::Unusable {
        path: "oracle-general".to_owned(),
        what: format!("cannot hold {what}; expected columns (.hotset), or --size-rule as-logged"),
    };
    let io = |error| SourceError::Io { path: "oracle-general".to_owned(), error };
    if trace.manifest().versions {
        return Err(unusable("objects that are modified"));
    }
    let uses = trace.uses()?;
    let mut left_out = OmittedPrecision::default();
    let mut batch = RequestBatch::default();
    for block in 0.. {
        if !trace.block(block, &mut batch) {
            break;
        }
        let mut records = Vec::with_capacity(batch.len() * 24);
        for (row, &next) in uses.next[block].iter().enumerate() {
            let SimTime(ns) = batch.time[row];
            left_out.fractions += u64::from(!ns.is_multiple_of(SimTime::NS_PER_S));
            let seconds = u32::try_from(ns / SimTime::NS_PER_S);
            let bytes = u32::try_from(batch.bytes[row]);
            let next = if next == NO_USE { -1 } else { i64::from(next) + 1 };
            let object = u64::from(batch.object[row]) + 1;
            let seconds = seconds.map_err(|_| unusable("times of 2^32 s and more"))?;
            records.extend(seconds.to_le_bytes());
            records.extend(object.to_le_bytes());
            let bytes = bytes.map_err(|_| unusable("sizes of 4 GiB and more"))?;
            records.extend(bytes.to_le_bytes());
            records.extend(next.to_le_bytes());
        }
        out.write_all(&records).map_err(io)?;
    }
    out.flush().map_err(io)?;
    Ok(left_out)
}
