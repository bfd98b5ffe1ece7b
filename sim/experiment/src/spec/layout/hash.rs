//! How objects find their owners.

use crate::spec::error::SpecError;
use crate::spec::keys::{AnyKey, Choice, NumberKey, NumberOrWordKey, WholeKey, WordKey};
use crate::spec::reader::Reader;
use hotset_sim::layout::{Bound, HashKind};

pub(crate) static HASH: WordKey<HashWord> = WordKey::new(
    "layout.hash",
    "ring",
    "how objects are assigned to their owners",
    &[
        ("ring", HashWord::Ring, "consistent hashing"),
        ("jump", HashWord::Jump, "jump consistent hash"),
        ("rendezvous", HashWord::Rendezvous, "highest random weight"),
        ("maglev", HashWord::Maglev, "a lookup table"),
    ],
);
pub(crate) static VNODES: WholeKey =
    WholeKey::new("layout.vnodes", 100, "points of a server on the ring (ring)")
        .within(1, POINTS_MAX);
pub(crate) static BOUND: NumberOrWordKey<()> = NumberOrWordKey {
    words: WordKey::new(
        "layout.bound",
        "none",
        "bounded loads: most that a server of a ring gets, over its fair share; the rest goes on to \
         the next servers",
        &[("none", (), "no bound")],
    ),
    number: NumberKey::needed("layout.bound", "a number, at least 1").within(1.0, 1e6),
};
pub(crate) static BOUND_BY: WordKey<fn(f64) -> Bound> = WordKey::new(
    "layout.bound_by",
    "load",
    "what is bounded",
    &[
        ("objects", Bound::Objects, "assigned once"),
        ("load", Bound::Load, "checked at every request"),
    ],
);

/// A ring has no more points than this: 16 bytes each.
const POINTS_MAX: u64 = 10_000_000;

/// The words of `layout.hash`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HashWord {
    Ring,
    Jump,
    Rendezvous,
    Maglev,
}

/// As [`read`], for owners that share only a part of the content or of the requests: a bound is on the
/// whole, and would mean nothing there.
pub(super) fn read_unbounded(reader: &Reader<'_>, servers: usize) -> Result<HashKind, SpecError> {
    if is_bounded(reader) {
        let message = "a bound holds for servers that share all content and all requests; expected none \
                       here, or layout.kind = \"hashed\"";
        return Err(SpecError::new(BOUND.path(), message));
    }
    read(reader, servers)
}

pub(super) fn read(reader: &Reader<'_>, servers: usize) -> Result<HashKind, SpecError> {
    let kind = match reader.read(&HASH)? {
        HashWord::Ring => {
            let vnodes = reader.whole_within(&VNODES, 1..=POINTS_MAX / servers as u64)? as usize;
            return Ok(HashKind::Ring { vnodes, bound: bound(reader)? });
        }
        HashWord::Jump => HashKind::Jump,
        HashWord::Rendezvous => HashKind::Rendezvous,
        HashWord::Maglev => HashKind::Maglev,
    };
    if is_bounded(reader) {
        let message = "what finds its server full walks on round a ring; expected no bound, or \
                       layout.hash = \"ring\"";
        return Err(SpecError::new(BOUND.path(), message));
    }
    Ok(kind)
}

fn is_bounded(reader: &Reader<'_>) -> bool {
    reader.given(&BOUND) && !matches!(reader.read(&BOUND), Ok(Choice::Word(())))
}

fn bound(reader: &Reader<'_>) -> Result<Bound, SpecError> {
    match reader.read(&BOUND)? {
        Choice::Word(()) => Ok(Bound::None),
        Choice::Number(bound) => Ok(reader.read(&BOUND_BY)?(bound)),
    }
}
