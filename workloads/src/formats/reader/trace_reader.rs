//! A trace file as requests in time order, with dense ids.

use super::look_ahead::LookAhead;
use super::merged_files::Merged;
use super::object_sizes::Sizes;
use super::reorder::Reorder;
use super::report::ReadReport;
use crate::files::display_name;
use crate::formats::detection;
use crate::formats::malformed::{Malformed, RecordCounts};
use crate::formats::next_access::LinkCheck;
use crate::formats::object_names::Names;
use crate::formats::options::{ReadOptions, SizeRule};
use crate::formats::record::{BYTES_TOTAL_MAX, Kind, Name, Record, Records};
use crate::formats::registry::Format;
use crate::{BATCH_REQUESTS, Request, RequestBatch, RequestSource, SourceError};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// The requests of a trace file.
pub struct TraceReader {
    pub(super) path: String,
    /// Options beyond format and size rule.
    pub(super) described: String,
    pub(super) strict: bool,
    pub(super) records: Box<dyn Records>,
    pub(super) counts: RecordCounts,
    pub(super) names: Names,
    pub(super) sizes: Sizes,
    pub(super) reorder: Reorder,
    pub(super) counts_resized: bool,
    /// The check of the next accesses that the file states, as long as they can be checked; taken to count
    /// from 0, and from 1.
    pub(super) next_access: Option<[LinkCheck; 2]>,
    /// The reader of blocks, for formats that have them, as long as their records are in order.
    pub(super) ahead: Option<LookAhead>,
    /// How much of the block that is ready was returned.
    pub(super) given_out: usize,
    /// Sorted requests that were not returned yet.
    pub(super) sorted: VecDeque<Request>,
    pub(super) report: ReadReport,
    pub(super) at_end: bool,
}

/// A file that is named twice would count twice.
fn check_once(paths: &[PathBuf]) -> Result<(), SourceError> {
    let mut seen = std::collections::BTreeSet::new();
    for path in paths {
        if !path.canonicalize().map_or(true, |place| seen.insert(place)) {
            let what = "is named twice; expected every file once".to_owned();
            return Err(SourceError::Unusable { path: display_name(path), what });
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
        let (format, records) = detection::open(path, options)?;
        Ok(Self::new(display_name(path), format, records, options, 1))
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
            ahead: in_blocks.then(LookAhead::default),
            given_out: 0,
            counts_resized: true,
            next_access: None,
            sorted: VecDeque::new(),
            counts: RecordCounts::default(),
            names: Names::default(),
            sizes: Sizes::new(rule, format.is_log()),
            reorder: match options.keep_order {
                true => Reorder::in_file_order(),
                false => Reorder::default(),
            },
            report: ReadReport {
                files,
                fields: records.field_mapping(),
                ..ReadReport::new(format, rule)
            },
            records,
            at_end: false,
        }
    }

    /// Leaves [`ReadReport::objects_resized`] out of the report where that saves time.
    #[must_use]
    pub fn without_objects_resized(mut self) -> Self {
        self.counts_resized = false;
        self
    }

    /// Checks the next accesses of a file that states them: [`ReadReport::next_access_holds`].
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

    /// Whether responses can have times to live of their own.
    pub fn may_have_ttl(&self) -> bool {
        self.report.fields.fields.contains_key("ttl")
    }

    /// A number that the distinct objects do not exceed, if the file's length gives one.
    pub fn objects_max(&self) -> Option<usize> {
        self.records.records_max().and_then(|records| usize::try_from(records).ok())
    }

    /// The names of the ids assigned so far.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The report so far.
    pub fn report(&self) -> ReadReport {
        ReadReport {
            records: self.counts.records,
            objects: self.names.len() as u64,
            objects_resized: self.sizes.resized(),
            modifications: self.sizes.modifications,
            cut_short: self.sizes.cut_short,
            left_behind: self.counts.left_behind.clone(),
            first_malformed: self.counts.first_malformed.clone(),
            malformed: self.counts.malformed.clone(),
            skipped: self.counts.skipped(),
            stepped_back: self.counts.stepped_back,
            late: self.reorder.late,
            next_access_holds: self.next_access.map(|checks| checks.iter().any(LinkCheck::holds)),
            ..self.report.clone()
        }
    }

    /// As [`RequestSource::next_batch`], with batches of a given size.
    ///
    /// # Errors
    /// The error, and where it is.
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
            let record = self.records.next(&mut self.counts)?;
            if self.strict
                && let Some(malformed) = &self.counts.first_malformed
            {
                return Err(not_strict(&self.path, malformed));
            }
            let Some(Record { time, name, bytes, whole, ttl_s, kind }) = record else {
                return Ok(None);
            };
            // Checked for block records only.
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
    pub(super) fn count(
        &mut self,
        requests: usize,
        logged: u64,
        sized: u64,
    ) -> Result<(), SourceError> {
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

pub(super) fn too_many_objects(path: &str) -> SourceError {
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
