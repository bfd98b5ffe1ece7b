//! From a trace file to requests in time order with dense ids.

use super::access_log::AccessLog;
use super::ahead::{Ahead, Found};
use super::columns::{Columns, Csv};
use super::detect::Format;
use super::input::Input;
use super::lines::Lines;
use super::lis::Lis;
use super::names::Names;
use super::next_access::{Link, NextAccess};
use super::oracle_general::OracleGeneral;
use super::records::{Block, PassedOver, Record, Records};
use super::reorder::Reorder;
use super::wc98::Wc98;
use crate::{BATCH_REQUESTS, ObjectId, Request, RequestBatch, RequestSource, SourceError};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

/// Which size a request has where the trace gives an object more than one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SizeRule {
    /// The size last logged with a whole answer (status 200); a part (206), a confirmation (304)
    /// or an unlogged size keeps it. Before the first whole answer: the bytes as logged.
    LastWhole,
    /// The bytes of each request as the trace has them.
    AsLogged,
}

impl SizeRule {
    /// Logs tell the bytes sent, other traces the size.
    fn of(format: Format) -> Self {
        match format {
            Format::Log | Format::Wc98 => Self::LastWhole,
            Format::Csv | Format::OracleGeneral | Format::Lis => Self::AsLogged,
        }
    }
}

/// How to read a trace file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The format; found out if not given.
    pub format: Option<Format>,
    /// The rule for changing sizes; by default [`SizeRule::LastWhole`] for logs and
    /// [`SizeRule::AsLogged`] for other traces.
    pub sizes: Option<SizeRule>,
    /// The columns of a CSV file.
    pub columns: Columns,
}

/// What a reader met: complete once the source is at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadReport {
    /// The format.
    pub format: Format,
    /// The rule for changing sizes.
    pub sizes: SizeRule,
    /// Lines or records read.
    pub records: u64,
    /// Requests handed on.
    pub requests: u64,
    /// Distinct objects among them.
    pub objects: u64,
    /// Bytes of the requests as logged.
    pub logged_bytes: u64,
    /// Bytes of the requests by the rule for changing sizes.
    pub bytes: u64,
    /// Objects that were seen with more than one whole size.
    pub objects_resized: u64,
    /// Records that do not fit the format, by reason.
    pub malformed: BTreeMap<&'static str, u64>,
    /// Records that are no cacheable request, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Well-formed records, requests or not, with a time before that of the record before them;
    /// requests among them are sorted in.
    pub stepped_back: u64,
    /// Requests too far behind to be sorted in; they got the time of their place.
    pub late: u64,
    /// Whether the next accesses that the file tells hold for it, where that was checked. They are not
    /// used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_access_holds: Option<bool>,
}

/// The requests of a trace file.
pub struct TraceReader {
    path: String,
    columns: Columns,
    records: Box<dyn Records>,
    passed_over: PassedOver,
    names: Names,
    sizes: Vec<SizeSeen>,
    reorder: Reorder,
    notes_sizes: bool,
    /// Whether what the file says of next accesses is checked, as long as it can be; taken to count
    /// from 0, and from 1.
    next_access: Option<[NextAccess; 2]>,
    /// The way of formats that have blocks, as long as their records are in order.
    ahead: Option<Ahead>,
    /// How much of the block that is ready went out.
    given_out: usize,
    /// Sorted requests that did not go out yet.
    sorted: VecDeque<Request>,
    report: ReadReport,
    at_end: bool,
}

/// The last whole size of an object, and whether it ever changed: in one word, for there are as
/// many as objects.
#[derive(Clone, Copy)]
struct SizeSeen(u64);

impl SizeSeen {
    const NONE: Self = Self(u64::MAX);

    fn bytes(self) -> Option<u64> {
        (self.0 != u64::MAX).then_some(self.0 >> 1)
    }

    fn changed(self) -> bool {
        self.0 != u64::MAX && self.0 & 1 == 1
    }

    fn note(&mut self, bytes: u64) {
        let changed = self.changed() || self.bytes().is_some_and(|last| last != bytes);
        // Sizes beyond 2^62 are no sizes.
        self.0 = bytes.min(1 << 62) << 1 | u64::from(changed);
    }
}

/// Sums of sizes stay exact up to here, in every class of traffic.
pub(super) const BYTES_TOTAL_MAX: u64 = 1 << 61;

/// How much of a file is looked at to tell its format.
pub(super) const HEAD_BYTES: usize = 1 << 16;

impl TraceReader {
    /// Opens a trace.
    ///
    /// # Errors
    /// If the file cannot be read, is empty, or looks like no format.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Self, SourceError> {
        let mut input = Input::open(path)?;
        let head = input.peek(HEAD_BYTES)?;
        let name = input.path().to_owned();
        let unusable = |what: String| SourceError::Unusable { path: name.clone(), what };
        if head.is_empty() {
            return Err(unusable("is empty; expected a trace".to_owned()));
        }
        let format = match options.format {
            Some(format) => format,
            None => Format::detect(path, &head).ok_or_else(|| unusable(unknown_format(&head)))?,
        };
        if format != Format::Csv && options.columns != Columns::default() {
            let what =
                format!("is read as {}; expected csv where columns are named", format.name());
            return Err(unusable(what));
        }
        let records: Box<dyn Records> = match format {
            Format::Log => Box::new(AccessLog::new(Lines::new(input))),
            Format::Csv => Box::new(Csv::new(&name, Lines::new(input), &options.columns)?),
            Format::OracleGeneral => Box::new(OracleGeneral::new(input)),
            Format::Lis => Box::new(Lis::new(Lines::new(input))),
            Format::Wc98 => Box::new(Wc98::new(input)),
        };
        let sizes = options.sizes.unwrap_or(SizeRule::of(format));
        // A block is taken as it is: sizes that depend on the past need the other way.
        let in_blocks = records.has_blocks() && sizes == SizeRule::AsLogged;
        let ahead = in_blocks.then(Ahead::default);
        Ok(Self {
            path: name,
            columns: options.columns.clone(),
            ahead,
            given_out: 0,
            notes_sizes: true,
            next_access: None,
            sorted: VecDeque::new(),
            records,
            passed_over: PassedOver::default(),
            names: Names::default(),
            sizes: Vec::new(),
            reorder: Reorder::default(),
            report: ReadReport::new(format, sizes),
            at_end: false,
        })
    }

    /// Leaves [`ReadReport::objects_resized`] out of the report where that saves time.
    #[must_use]
    pub fn without_noting_sizes(mut self) -> Self {
        self.notes_sizes = false;
        self
    }

    /// Checks the next accesses of a file that tells them: [`ReadReport::next_access_holds`].
    #[must_use]
    pub fn checking_next_access(mut self) -> Self {
        // Where a cut trace ends has to be known.
        self.next_access = self.records.records_max().map(|_| Default::default());
        self
    }

    /// How the file is read, with all that was found out: the same for options that say the same.
    pub fn read_as(&self) -> String {
        let sizes = match self.report.sizes {
            SizeRule::LastWhole => "the last whole size",
            SizeRule::AsLogged => "sizes as logged",
        };
        let named = |what: &str, column: &Option<String>| {
            column.as_ref().map_or(String::new(), |name| format!(", {what} in {name:?}"))
        };
        let Columns { time, object, bytes } = &self.columns;
        let columns = named("times", time) + &named("objects", object) + &named("bytes", bytes);
        format!("{} with {sizes}{columns}", self.report.format.name())
    }

    /// A number that the distinct objects do not exceed, if the file's length tells one.
    pub fn objects_max(&self) -> Option<usize> {
        self.records.records_max().and_then(|records| usize::try_from(records).ok())
    }

    /// The names behind the ids given so far.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// What was met so far.
    pub fn report(&self) -> ReadReport {
        ReadReport {
            records: self.passed_over.records,
            objects: self.names.len() as u64,
            objects_resized: self.sizes.iter().filter(|seen| seen.changed()).count() as u64,
            malformed: self.passed_over.malformed.clone(),
            skipped: self.passed_over.skipped.clone(),
            stepped_back: self.passed_over.stepped_back,
            late: self.reorder.late,
            next_access_holds: self.next_access.map(|checks| checks.iter().any(NextAccess::holds)),
            ..self.report.clone()
        }
    }

    /// As [`RequestSource::next_batch`], with batches of a size of one's own.
    ///
    /// # Errors
    /// What broke, and where.
    pub fn next_requests(
        &mut self,
        requests: usize,
        batch: &mut RequestBatch,
    ) -> Result<bool, SourceError> {
        batch.clear();
        let from_blocks = self.fill_from_blocks(batch, requests)?;
        while !from_blocks && batch.len() < requests {
            match self.next_in_time()? {
                Some(request) => batch.push(request),
                None => break,
            }
        }
        if batch.is_empty() {
            self.check_not_empty()?;
        }
        Ok(!batch.is_empty())
    }

    /// The next request in the order of the file.
    fn next_in_file(&mut self) -> Result<Option<Request>, SourceError> {
        let Some(record) = self.records.next(&mut self.passed_over)? else { return Ok(None) };
        let Record { time, bytes, whole, .. } = record;
        // Told of records in blocks alone.
        self.next_access = None;
        let object = self.names.id(record.name);
        let object = object.ok_or_else(|| too_many_objects(&self.path))?;
        let sized = sized(&mut self.sizes, object, bytes, whole);
        let sized = match self.report.sizes {
            SizeRule::LastWhole => sized,
            SizeRule::AsLogged => bytes,
        };
        self.count(1, bytes, sized)?;
        Ok(Some(Request { time, object, bytes: sized, site: 0 }))
    }

    /// Counts requests with the bytes that were logged and those that the size rule gives.
    fn count(&mut self, requests: usize, logged: u64, sized: u64) -> Result<(), SourceError> {
        let report = &mut self.report;
        report.logged_bytes = report.logged_bytes.saturating_add(logged);
        report.bytes = report.bytes.saturating_add(sized);
        report.requests += requests as u64;
        if report.bytes > BYTES_TOTAL_MAX {
            let what = "has sizes that add up to more than 2 EiB; are they bytes?".to_owned();
            return Err(SourceError::Unusable { path: self.path.clone(), what });
        }
        Ok(())
    }

    /// The next request in time order.
    fn next_in_time(&mut self) -> Result<Option<Request>, SourceError> {
        if let Some(request) = self.sorted.pop_front() {
            return Ok(Some(request));
        }
        while !self.at_end {
            match self.next_in_file()? {
                Some(request) => {
                    if let Some(earliest) = self.reorder.push(request) {
                        return Ok(Some(earliest));
                    }
                }
                None => self.at_end = true,
            }
        }
        Ok(self.reorder.pop())
    }

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
        if self.notes_sizes {
            self.sizes.resize(self.names.len(), SizeSeen::NONE);
            for (&object, &bytes) in batch.object[first..].iter().zip(bytes) {
                self.sizes[object as usize].note(bytes);
            }
        }
        batch.bytes.extend_from_slice(bytes);
        batch.site.resize(batch.object.len(), 0);
        let total = bytes.iter().fold(0u64, |sum, &bytes| sum.saturating_add(bytes));
        self.count(bytes.len(), total, total)
    }

    /// Compares what records tell with their objects; as many were known before them.
    fn check_next_access(&mut self, known: usize, objects: &[ObjectId], told: &[u64]) {
        let (Some(checks), Some(records_max)) =
            (self.next_access.as_mut().filter(|_| !told.is_empty()), self.records.records_max())
        else {
            self.next_access = None;
            return;
        };
        for (origin, check) in (0..).zip(checks) {
            let records = check.records()..;
            let links = objects.iter().zip(told).map(|(&object, &told)| Link {
                object: u64::from(object),
                next: told.wrapping_sub(origin),
            });
            check.note(links, records_max);
            // Ids are given in the order of first sight.
            let mut next_new = known;
            for (record, &object) in records.zip(objects) {
                if object as usize == next_new {
                    check.note_first(u64::from(object), record);
                    next_new += 1;
                }
            }
        }
    }

    /// Fills a batch from blocks that are in order; `false` once they are not.
    fn fill_from_blocks(
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
                match ahead.advance(self.records.as_mut(), &mut self.passed_over)? {
                    Found::InOrder if ahead.ready.is_empty() => break,
                    Found::InOrder => {}
                    Found::OutOfOrder => {
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

    /// A file without a single request is an error that says what it had instead.
    fn check_not_empty(&self) -> Result<(), SourceError> {
        if self.report.requests > 0 {
            return Ok(());
        }
        let what =
            format!("has no cacheable request as {}: {}", self.report.format.name(), self.report());
        Err(SourceError::Unusable { path: self.path.clone(), what })
    }
}

fn too_many_objects(path: &str) -> SourceError {
    let what = "has more distinct objects than the 4,294,967,295 that can be told apart".to_owned();
    SourceError::Unusable { path: path.to_owned(), what }
}

/// Notes a size and gives the one that the object has now.
fn sized(sizes: &mut Vec<SizeSeen>, object: ObjectId, bytes: u64, whole: bool) -> u64 {
    let index = object as usize;
    if index >= sizes.len() {
        sizes.resize(index + 1, SizeSeen::NONE);
    }
    let seen = &mut sizes[index];
    if whole {
        seen.note(bytes);
    }
    seen.bytes().unwrap_or(bytes)
}

fn unknown_format(head: &[u8]) -> String {
    let shown: Vec<String> = head.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let names: Vec<&str> = Format::ALL.iter().map(|(name, _)| *name).collect();
    format!(
        "looks like no known format: it begins with the bytes {}; expected one of: {} \
         (name one with --format, or with workload.format in a spec)",
        shown.join(" "),
        names.join(", ")
    )
}

impl ReadReport {
    pub(super) fn new(format: Format, sizes: SizeRule) -> Self {
        Self {
            format,
            sizes,
            records: 0,
            requests: 0,
            objects: 0,
            logged_bytes: 0,
            bytes: 0,
            objects_resized: 0,
            malformed: BTreeMap::new(),
            skipped: BTreeMap::new(),
            stepped_back: 0,
            late: 0,
            next_access_holds: None,
        }
    }

    /// Records that do not fit the format.
    pub fn malformed_total(&self) -> u64 {
        self.malformed.values().sum()
    }

    /// Records that are no cacheable request.
    pub fn skipped_total(&self) -> u64 {
        self.skipped.values().sum()
    }
}

impl std::fmt::Display for ReadReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let reasons = |counts: Vec<(String, u64)>| {
            let each: Vec<String> =
                counts.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
            if each.is_empty() { String::new() } else { format!(" ({})", each.join(", ")) }
        };
        let malformed = self.malformed.iter().map(|(&reason, &n)| (reason.to_owned(), n)).collect();
        let skipped = self.skipped.iter().map(|(reason, &n)| (reason.clone(), n)).collect();
        write!(
            f,
            "{} records, {} malformed{}, {} skipped{}, {} out of order, {} late",
            self.records,
            self.malformed_total(),
            reasons(malformed),
            self.skipped_total(),
            reasons(skipped),
            self.stepped_back,
            self.late
        )?;
        match self.next_access_holds {
            Some(false) => write!(f, "; the next accesses in the file are wrong, and not used"),
            _ => Ok(()),
        }
    }
}

impl RequestSource for TraceReader {
    fn next_batch(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError> {
        self.next_requests(BATCH_REQUESTS, batch)
    }
}
