//! Which entries are requests that a cache could serve.

use super::entry::{Entry, Method, Status};
use super::target::{NameRule, Target};
use crate::SimTime;
use crate::formats::malformed::{RecordCounts, SIZE_IMPOSSIBLE};
use crate::formats::record::{BYTES_MAX, Kind, Name, Record};
use std::ops::Range;

/// Which entries are requests; by default GET with a response of status 200, 206 or 304.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Methods or operations that are kept; empty for GET, and for the operations that read.
    pub methods: Vec<String>,
    /// Statuses that are kept; empty for 200, 206 and 304.
    pub statuses: Vec<u16>,
}

/// Tells requests from the rest.
pub(in crate::formats) struct RequestFilter {
    filters: Filters,
    naming: NameRule,
    /// The name of an object that does not stand in its line as it is.
    name: Vec<u8>,
}

/// An entry that counts.
#[derive(Clone, Debug)]
pub(super) struct Accepted {
    time: SimTime,
    /// Where in its line the name stands; `None` if it was made.
    place: Option<Range<usize>>,
    bytes: u64,
    whole: bool,
    ttl_s: u32,
    kind: Kind,
}

/// Why a request without a target is malformed.
const NO_TARGET: &str = "a request without a target";

impl RequestFilter {
    pub(super) fn new(filters: Filters, naming: NameRule) -> Self {
        Self { filters, naming, name: Vec::new() }
    }

    /// Judges an entry; what does not count is noted with its reason.
    #[inline]
    pub(super) fn accept(
        &mut self,
        entry: &Entry<'_>,
        line: &[u8],
        counts: &mut RecordCounts,
    ) -> Option<Accepted> {
        counts.at(entry.time);
        if entry.bytes.is_some_and(|bytes| bytes > BYTES_MAX) {
            counts.malformed(SIZE_IMPOSSIBLE);
            return None;
        }
        let kind = self.kind(entry.method, counts)?;
        if kind == Kind::Request && !self.keeps_status(entry.status) {
            match entry.status {
                Status::Code(code) => counts.skip_status(code),
                Status::NotLogged | Status::Unknown => counts.skip("status -"),
            }
            return None;
        }
        let Some(target) = Target::of(entry.target, entry.host, entry.query) else {
            counts.malformed(NO_TARGET);
            return None;
        };
        let name = self.naming.name(&target, &mut self.name);
        Some(Accepted {
            time: entry.time,
            place: name.and_then(|name| place(line, name)).or_else(|| {
                if let Some(name) = name {
                    self.name.clear();
                    self.name.extend_from_slice(name);
                }
                None
            }),
            bytes: entry.bytes.unwrap_or(0),
            whole: matches!(entry.status, Status::Code(200) | Status::NotLogged)
                && entry.bytes.is_some(),
            ttl_s: entry.ttl_s,
            kind,
        })
    }

    /// The record of an entry that counts, with its name out of its line.
    #[inline]
    pub(super) fn record<'a>(&'a self, kept: Accepted, line: &'a [u8]) -> Record<'a> {
        let name = Name::Text(match kept.place {
            Some(place) => &line[place],
            None => &self.name,
        });
        let Accepted { time, bytes, whole, ttl_s, kind, .. } = kept;
        Record { time, name, bytes, whole, ttl_s, kind }
    }

    #[inline]
    fn kind(&self, method: Method<'_>, counts: &mut RecordCounts) -> Option<Kind> {
        let given = &self.filters.methods;
        let is_given = |word: &[u8]| given.iter().any(|given| given.as_bytes() == word);
        let (kept, word, what) = match method {
            Method::NotLogged => return Some(Kind::Request),
            Method::Http(b"GET") if given.is_empty() => return Some(Kind::Request),
            Method::Http(word) => (is_given(word), word, "method"),
            Method::Operation(word) if given.is_empty() => (reads(word), word, "operation"),
            Method::Operation(word) => {
                let same = |given: &String| given.as_bytes().eq_ignore_ascii_case(word);
                (given.iter().any(same), word, "operation")
            }
        };
        if kept {
            return Some(Kind::Request);
        }
        counts.skip_word(what, word);
        let drops = matches!(method, Method::Operation(word) if deletes(word));
        drops.then_some(Kind::Deletion)
    }

    #[inline]
    fn keeps_status(&self, status: Status) -> bool {
        match status {
            Status::NotLogged => true,
            Status::Unknown => false,
            Status::Code(code) if self.filters.statuses.is_empty() => {
                matches!(code, 200 | 206 | 304)
            }
            Status::Code(code) => self.filters.statuses.contains(&code),
        }
    }
}

/// Where in a line some part of it stands.
fn place(line: &[u8], part: &[u8]) -> Option<Range<usize>> {
    let start = (part.as_ptr() as usize).checked_sub(line.as_ptr() as usize)?;
    (start + part.len() <= line.len()).then_some(start..start + part.len())
}

/// Operations that read: those of memcached and of key-value traces.
fn reads(word: &[u8]) -> bool {
    [&b"get"[..], b"gets", b"mget", b"read", b"r"]
        .iter()
        .any(|read| word.eq_ignore_ascii_case(read))
}

/// Operations that drop an object from a cache.
fn deletes(word: &[u8]) -> bool {
    [&b"delete"[..], b"del", b"remove", b"purge", b"invalidate"]
        .iter()
        .any(|delete| word.eq_ignore_ascii_case(delete))
}
