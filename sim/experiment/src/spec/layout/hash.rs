//! How objects find their owners.

use crate::spec::reader::{Reader, SpecError};
use hotset_sim::layout::{Bound, HashKind};
use toml::Value;

/// A ring has no more points than this: 16 bytes each.
const POINTS_MAX: u64 = 10_000_000;

/// As [`read`], where owners share a part of the content or of the requests only: a bound is on the
/// whole, and would say nothing of it.
pub(crate) fn read_unbounded(reader: &Reader<'_>, servers: usize) -> Result<HashKind, SpecError> {
    if is_bounded(reader) {
        let message = "a bound holds for servers that share all content and all requests; expected none \
                       here, or layout.kind = \"hashed\"";
        return Err(SpecError::new("layout.bound", message));
    }
    read(reader, servers)
}

pub(crate) fn read(reader: &Reader<'_>, servers: usize) -> Result<HashKind, SpecError> {
    let kinds = [
        ("ring", None),
        ("jump", Some(HashKind::Jump)),
        ("rendezvous", Some(HashKind::Rendezvous)),
        ("maglev", Some(HashKind::Maglev)),
    ];
    match reader.word("layout.hash", &kinds)? {
        None => {
            let vnodes_max = POINTS_MAX / servers as u64;
            let vnodes = reader.whole("layout.vnodes", 1..=vnodes_max)? as usize;
            Ok(HashKind::Ring { vnodes, bound: bound(reader)? })
        }
        Some(_) if is_bounded(reader) => {
            let message = "what finds its server full walks on round a ring; expected no bound, or \
                           layout.hash = \"ring\"";
            Err(SpecError::new("layout.bound", message))
        }
        Some(kind) => Ok(kind),
    }
}

fn is_bounded(reader: &Reader<'_>) -> bool {
    reader.given("layout.bound") && reader.optional("layout.bound") != Some(Value::from("none"))
}

fn bound(reader: &Reader<'_>) -> Result<Bound, SpecError> {
    if reader.optional("layout.bound") == Some(Value::from("none")) {
        return Ok(Bound::None);
    }
    let bound = reader.number_within("layout.bound", 1.0, 1e6)?;
    let by = [("objects", Bound::Objects(bound)), ("load", Bound::Load(bound))];
    reader.word("layout.bound_by", &by)
}
