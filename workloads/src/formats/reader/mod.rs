//! From trace files to requests in time order with dense ids.

mod merged;
mod options;
mod report;
mod sizes;

pub use options::{ReadOptions, SizeRule};
pub use report::ReadReport;

use super::ahead::{Ahead, Found};
use super::detect::{Format, head_lines};
use super::input::Input;
use super::names::Names;
use super::next_access::{Link, NextAccess};
use super::oracle_general::OracleGeneral;
use super::records::{Block, Kind, Malformed, Name, Record, Records, SkipCounts};
use super::reorder::Reorder;
use super::text::access_log::AccessLog;
use super::text::json::Json;
use super::text::lines::Lines;
use super::text::lis::Lis;
use super::text::table::Table;
use super::text::w3c::W3c;
use super::text::{Columns, Text};
use super::wc98::Wc98;
use crate::files::shown;
use crate::{BATCH_REQUESTS, ObjectId, Request, RequestBatch, RequestSource, SourceError};
use merged::Merged;
use sizes::Sizes;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// The requests of a trace file.
pub struct TraceReader {
    path: String,
    /// What is given beyond format and size rule.
    described: String,
    strict: bool,
    records: Box<dyn Records>,
    skipped: SkipCounts,
    names: Names,
    sizes: Sizes,
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

/// Sums of sizes stay exact up to here, in every class of traffic.
pub(super) const BYTES_TOTAL_MAX: u64 = 1 << 61;

/// How much of a file is looked at to tell its format.
pub(super) const HEAD_BYTES: usize = 1 << 18;

/// Opens the records of a file, whose format is found out if it is not given.
fn open_records(
    path: &Path,
    options: &ReadOptions,
) -> Result<(Format, Box<dyn Records>), SourceError> {
    let mut input = Input::open(path)?;
    let head = input.peek(HEAD_BYTES)?;
    let name = input.path().to_owned();
    let unusable = |what: String| SourceError::Unusable { path: name.clone(), what };
    let in_first_line = |what| SourceError::Line { path: name.clone(), line: 1, what };
    if head.is_empty() {
        return Err(unusable("is empty; expected a trace".to_owned()));
    }
    let format = match options.format {
        Some(format) => format,
        None => Format::detect(path, &head, options).map_err(unusable)?,
    };
    if !format.has_columns() && options.columns != Columns::default() {
        let what = format!(
            "is read as {}; expected csv, json or w3c where columns are named",
            format.name()
        );
        return Err(unusable(what));
    }
    let records: Box<dyn Records> = match format {
        Format::Dense => return Err(unusable("is no folder of a dense trace".to_owned())),
        Format::OracleGeneral => Box::new(OracleGeneral::new(input)),
        Format::Lis => Box::new(Lis::new(Lines::new(input))),
        Format::Wc98 => Box::new(Wc98::new(input)),
        Format::Log => Box::new(Text::new(Lines::new(input), AccessLog::default(), options)),
        Format::Squid | Format::Alb | Format::Elb | Format::S3 | Format::LogFormat => {
            let layout = options.log_format.clone().or(format.layout());
            let what = || unusable("has no log format; give it with --log-format".to_owned());
            Box::new(Text::new(Lines::new(input), layout.ok_or_else(what)?, options))
        }
        Format::Json => {
            let parser = Json::of(&head_lines(&head), options).map_err(in_first_line)?;
            Box::new(Text::new(Lines::new(input), parser, options))
        }
        Format::W3c => {
            let parser = W3c::of(&head_lines(&head), options).map_err(in_first_line)?;
            Box::new(Text::new(Lines::new(input), parser, options))
        }
        Format::Csv => {
            let parser = Table::of(&head_lines(&head), options).map_err(in_first_line)?;
            Box::new(Text::new(Lines::new(input), parser, options))
        }
    };
    Ok((format, records))
}

/// A file that is named twice would count twice.
fn check_once(paths: &[PathBuf]) -> Result<(), SourceError> {
    let mut seen = std::collections::BTreeSet::new();
    for path in paths {
        if !path.canonicalize().map_or(true, |place| seen.insert(place)) {
            let what = "is named twice; expected every file once".to_owned();
            return Err(SourceError::Unusable { path: shown(path), what });
        }
    }
    Ok(())
}

impl TraceReader {
    /// Opens a trace.
    ///
    /// # Errors
    /// If the file cannot be read, is empty, or looks like no format.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Self, SourceError> {
        let (format, records) = open_records(path, options)?;
        Ok(Self::new(shown(path), format, records, options, 1))
    }

    /// Opens several files as one trace: their requests come in time order.
    ///
    /// # Errors
    /// As [`TraceReader::open`], and if there are none, or of more than one format.
    pub fn open_all(paths: &[PathBuf], options: &ReadOptions) -> Result<Self, SourceError> {
        match paths {
            [] => {
                let what = "no file; expected one or more".to_owned();
                Err(SourceError::Unusable { path: "trace".to_owned(), what })
            }
            [path] => Self::open(path, options),
            [first, ..] => {
                check_once(paths)?;
                let (format, merged) = Merged::new(paths, options)?;
                let name = format!("{} and {} more", first.display(), paths.len() - 1);
                let files = paths.len() as u64;
                Ok(Self::new(name, format, Box::new(merged), options, files))
            }
        }
    }

    fn new(
        path: String,
        format: Format,
        records: Box<dyn Records>,
        options: &ReadOptions,
        files: u64,
    ) -> Self {
        let rule = options.sizes.unwrap_or(SizeRule::of(format));
        // A block is taken as it is: sizes that depend on the past need the other way.
        let in_blocks = records.has_blocks() && rule == SizeRule::AsLogged;
        Self {
            path,
            described: options.described(),
            strict: options.strict,
            ahead: in_blocks.then(Ahead::default),
            given_out: 0,
            notes_sizes: true,
            next_access: None,
            sorted: VecDeque::new(),
            skipped: SkipCounts::default(),
            names: Names::default(),
            sizes: Sizes::new(rule, format.is_log()),
            reorder: match options.keep_order {
                true => Reorder::in_file_order(),
                false => Reorder::default(),
            },
            report: ReadReport { files, fields: records.told(), ..ReadReport::new(format, rule) },
            records,
            at_end: false,
        }
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
        let ReadReport { format, sizes, fields, .. } = &self.report;
        let fields = fields.to_string();
        let fields = if fields.is_empty() { fields } else { format!(" ({fields})") };
        format!("{} with {}{}{fields}", format.name(), sizes.in_words(), self.described)
    }

    /// What is read: the name of the file, or of the first of several.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether requests can be for other versions of their objects than those before them.
    pub fn may_have_versions(&self) -> bool {
        let operations = self.report.fields.fields.contains_key("operation")
            || self.report.fields.fields.contains_key("method");
        self.report.sizes == SizeRule::Modified || operations
    }

    /// Whether answers can have times to live of their own.
    pub fn may_have_ttl(&self) -> bool {
        self.report.fields.fields.contains_key("ttl")
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
            records: self.skipped.records,
            objects: self.names.len() as u64,
            objects_resized: self.sizes.resized(),
            modifications: self.sizes.modifications,
            cut_short: self.sizes.cut_short,
            left_behind: self.skipped.left_behind.clone(),
            first_malformed: self.skipped.first_malformed.clone(),
            malformed: self.skipped.malformed.clone(),
            skipped: self.skipped.skipped(),
            stepped_back: self.skipped.stepped_back,
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
        loop {
            let record = self.records.next(&mut self.skipped)?;
            if self.strict
                && let Some(malformed) = &self.skipped.first_malformed
            {
                return Err(not_strict(&self.path, malformed));
            }
            let Some(Record { time, name, bytes, whole, ttl_s, kind }) = record else {
                return Ok(None);
            };
            // Told of records in blocks alone.
            self.next_access = None;
            if kind == Kind::Deletion {
                let known = match name {
                    Name::Text(text) => self.names.find(text),
                    Name::Number(_) => None,
                };
                known.into_iter().for_each(|object| self.sizes.delete(object));
                continue;
            }
            let object = self.names.id(name).ok_or_else(|| too_many_objects(&self.path))?;
            let (sized, version) = self.sizes.of(object, bytes, whole);
            self.count(1, bytes, sized)?;
            return Ok(Some(Request { time, object, bytes: sized, ttl_s, version, site: 0 }));
        }
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
            let requests = batch.object[first..].iter().copied().zip(bytes.iter().copied());
            self.sizes.note_all(self.names.len(), requests);
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
                bytes: 0,
            });
            check.note(links, records_max);
            // Ids are given in the order of first sight.
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
                match ahead.advance(self.records.as_mut(), &mut self.skipped)? {
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

fn not_strict(path: &str, malformed: &Malformed) -> SourceError {
    let Malformed { file, number, reason } = malformed;
    let path = file.clone().unwrap_or_else(|| path.to_owned());
    let what = format!("{reason}; lines that do not fit are errors by --strict");
    SourceError::Line { path, line: *number, what }
}

impl RequestSource for TraceReader {
    fn next_batch(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError> {
        self.next_requests(BATCH_REQUESTS, batch)
    }
}
