//! Trace formats of one's own that are registered, so that specs and commands know them by name.

use super::input::Input;
use super::malformed::{RecordCounts, SIZE_IMPOSSIBLE};
use super::record::{BYTES_MAX, Kind, NS_MAX, Name, Record, Records};
use crate::parts::{Parameter, Registry};
use crate::{SimTime, SourceError};
use std::any::TypeId;
use std::io::{self, BufRead};
use std::path::Path;

/// A trace format: what reads its records, one after the other.
///
/// A file that is compressed by gzip or zstd is decompressed before. Records that go back in time are put in order, and
/// objects numbered, by the [`TraceReader`](super::TraceReader), as those of all formats.
pub trait NamedFormat: Send + Sized + 'static {
    /// The name in specs and on the command line.
    const NAME: &'static str;

    /// What the format is, in a phrase.
    const WHAT: &'static str;

    /// Whether a file looks like one of this format, by its path and its first bytes, up to 256 KiB. It is asked before
    /// hotset's own formats are; where it never says yes, the format has to be named.
    fn recognises(path: &Path, head: &[u8]) -> bool {
        let _ = (path, head);
        false
    }

    /// The reader of a new file.
    fn new() -> Self;

    /// Reads on, and fills in the next request; `false` at the end. What the record does not state is 0.
    ///
    /// # Errors
    /// [`FormatError::Malformed`] for a record that does not fit, which was passed over: it is counted, and the next one
    /// asked for. Others end the reading, and so do very many malformed records without a byte being read.
    fn next(
        &mut self,
        input: &mut dyn BufRead,
        record: &mut TraceRecord,
    ) -> Result<bool, FormatError>;
}

/// A request as a file states it.
#[derive(Clone, Debug, Default)]
pub struct TraceRecord {
    /// The time.
    pub time: SimTime,
    /// The size of the object, up to 1 TiB.
    pub bytes: u64,
    /// The object's time to live in seconds; 0 if none is stated.
    pub ttl_s: u32,
    number: Option<u64>,
    text: Vec<u8>,
}

impl TraceRecord {
    /// The object has a number for a name.
    pub fn name_number(&mut self, number: u64) {
        self.number = Some(number);
    }

    /// The object has a text for a name, as a URL.
    pub fn name_text(&mut self, text: &[u8]) {
        self.number = None;
        self.text.clear();
        self.text.extend_from_slice(text);
    }

    fn clear(&mut self) {
        (self.time, self.bytes, self.ttl_s, self.number) = (SimTime(0), 0, 0, None);
        self.text.clear();
    }

    fn name(&self) -> Option<Name<'_>> {
        match self.number {
            Some(number) => Some(Name::Number(number)),
            None => (!self.text.is_empty()).then_some(Name::Text(&self.text)),
        }
    }
}

/// Why there is no record.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// The record does not fit the format: the reason, which is counted.
    #[error("{0}")]
    Malformed(&'static str),
    /// The file cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A trace format that a program registered.
#[derive(Clone, Copy)]
pub struct RegisteredFormat {
    info: &'static Description,
    type_id: fn() -> TypeId,
    pub(super) recognises: fn(&Path, &[u8]) -> bool,
    pub(super) open: fn(Input) -> Box<dyn Records>,
}

struct Description {
    name: &'static str,
    what: &'static str,
    parameters: &'static [Parameter],
}

static REGISTERED: Registry<RegisteredFormat> = Registry::new("trace format");

impl RegisteredFormat {
    /// Those of this program, in the order in which they were registered.
    pub fn all() -> Vec<&'static Self> {
        REGISTERED.all()
    }

    /// Registers a format; `is_taken` tells the names that others have.
    pub(super) fn add<F: NamedFormat>(is_taken: impl Fn(&str) -> bool) -> Result<(), String> {
        let this: &'static Self = const {
            &Self {
                info: &Description { name: F::NAME, what: F::WHAT, parameters: &[] },
                type_id: TypeId::of::<F>,
                recognises: F::recognises,
                open: |input| {
                    let record = TraceRecord::default();
                    Box::new(NamedRecords { format: F::new(), input, record, stuck: 0 })
                },
            }
        };
        REGISTERED.add(this, is_taken)
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.info.name
    }

    /// What it is, in a phrase.
    pub fn what(&self) -> &'static str {
        self.info.what
    }
}

crate::named_part!(RegisteredFormat);

/// The records of a file of a registered format.
struct NamedRecords<F> {
    format: F,
    input: Input,
    record: TraceRecord,
    /// Malformed records since a byte was read.
    stuck: u64,
}

/// A format may read many records at once, but not find garbage without end.
const STUCK_MAX: u64 = 1 << 20;

impl<F: NamedFormat> Records for NamedRecords<F> {
    fn next(&mut self, counts: &mut RecordCounts) -> Result<Option<Record<'_>>, SourceError> {
        loop {
            let before = self.input.byte();
            self.record.clear();
            let reason = match self.format.next(&mut self.input, &mut self.record) {
                Ok(false) => {
                    counts.note_left_behind(self.input.left_behind());
                    return Ok(None);
                }
                Ok(true) if self.record.name().is_none() => Some("no object"),
                Ok(true) if self.record.bytes > BYTES_MAX => Some(SIZE_IMPOSSIBLE),
                Ok(true) if self.record.time.0 > NS_MAX => Some("time above 2^63 ns"),
                Ok(true) => None,
                Err(FormatError::Malformed(reason)) => Some(reason),
                Err(FormatError::Io(error)) => return Err(self.input.broken(error)),
            };
            counts.records += 1;
            let Some(reason) = reason else { break };
            counts.malformed(reason);
            self.stuck = if self.input.byte() > before { 0 } else { self.stuck + 1 };
            if self.stuck > STUCK_MAX {
                let what = format!("{reason}, and the format {} does not read on", F::NAME);
                return Err(self.input.broken(io::Error::other(what)));
            }
        }
        let Self { record, .. } = self;
        counts.at(record.time);
        Ok(record.name().map(|name| Record {
            time: record.time,
            name,
            bytes: record.bytes,
            whole: true,
            ttl_s: record.ttl_s,
            kind: Kind::Request,
        }))
    }
}
