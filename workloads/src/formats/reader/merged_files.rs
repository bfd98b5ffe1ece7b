//! Several files as one trace, in time order.

use crate::files::check_regular;
use crate::formats::detection;
use crate::formats::field_mapping::FieldMapping;
use crate::formats::malformed::RecordCounts;
use crate::formats::options::ReadOptions;
use crate::formats::record::{Kind, Name, Record, Records};
use crate::formats::registry::Format;
use crate::{SimTime, SourceError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads the earliest of the next records of all files that are open; a file is opened when its first
/// record's time has come.
pub(super) struct Merged {
    options: ReadOptions,
    /// Not open yet, the latest first.
    waiting: Vec<(SimTime, PathBuf)>,
    open: Vec<Open>,
    /// The file whose record was returned last.
    handed_out: Option<usize>,
    mapping: FieldMapping,
}

struct Open {
    file: Arc<str>,
    records: Box<dyn Records>,
    /// The time of the record before its next one.
    time_before: SimTime,
    next: Option<Owned>,
    /// The name of its next record.
    name: Vec<u8>,
}

/// A record without its name.
#[derive(Clone, Copy)]
struct Owned {
    time: SimTime,
    number: Option<u64>,
    bytes: u64,
    whole: bool,
    ttl_s: u32,
    kind: Kind,
}

impl Open {
    /// Reads the next record of this file.
    fn advance(&mut self, counts: &mut RecordCounts) -> Result<(), SourceError> {
        counts.file = Some(Arc::clone(&self.file));
        std::mem::swap(&mut counts.time_before, &mut self.time_before);
        let next = self.records.next(counts);
        self.next = match next? {
            None => None,
            Some(Record { time, name, bytes, whole, ttl_s, kind }) => {
                self.name.clear();
                let number = match name {
                    Name::Number(number) => Some(number),
                    Name::Text(text) => {
                        self.name.extend_from_slice(text);
                        None
                    }
                };
                Some(Owned { time, number, bytes, whole, ttl_s, kind })
            }
        };
        std::mem::swap(&mut counts.time_before, &mut self.time_before);
        Ok(())
    }

    fn record(&self) -> Option<Record<'_>> {
        let Owned { time, number, bytes, whole, ttl_s, kind } = self.next?;
        let name = number.map_or(Name::Text(&self.name), Name::Number);
        Some(Record { time, name, bytes, whole, ttl_s, kind })
    }
}

/// What is reported of two files: how the second one's times are read, where that differs.
fn both(mut mapping: FieldMapping, other: &FieldMapping) -> FieldMapping {
    if let (Some(times), Some(others)) = (&mut mapping.times, &other.times)
        && !times.contains(others.as_str())
    {
        *times += &format!("; in another file {others}");
    }
    mapping
}

impl Merged {
    /// Looks at the first record of each file.
    pub(super) fn new(
        paths: &[PathBuf],
        options: &ReadOptions,
    ) -> Result<(Format, Self), SourceError> {
        let mut formats: Vec<(Format, &Path)> = Vec::new();
        let mut waiting = Vec::new();
        let mut mapping = FieldMapping::default();
        let mut empty = false;
        for path in paths {
            // Logs that were rotated just now have nothing in them.
            if check_regular(path).is_ok_and(|bytes| bytes == 0) {
                empty = true;
                continue;
            }
            let (format, mut records) = detection::open(path, options)?;
            formats.push((format, path));
            mapping = match mapping == FieldMapping::default() {
                true => records.field_mapping(),
                false => both(mapping, &records.field_mapping()),
            };
            // A file without a request is read all the same, for what it has instead.
            let first = records.next(&mut RecordCounts::default())?;
            waiting.push((first.map_or(SimTime(0), |record| record.time), path.clone()));
        }
        let Some(&(format, first)) = formats.first() else {
            let path = paths[0].display().to_string();
            let what = "is empty, as are the others; expected a trace".to_owned();
            return Err(SourceError::Unusable { path, what });
        };
        if empty {
            mapping.absent.push("some of the files are empty");
        }
        if let Some((other, path)) = formats.iter().find(|(other, _)| *other != format) {
            let what = format!(
                "looks like {}, and {} like {}; expected files of one format (name it with --format)",
                other.name(),
                first.display(),
                format.name()
            );
            return Err(SourceError::Unusable { path: path.display().to_string(), what });
        }
        // In the order in which they are given where the times are the same.
        waiting.reverse();
        waiting.sort_by_key(|&(time, _)| std::cmp::Reverse(time));
        let options = ReadOptions { format: Some(format), ..options.clone() };
        Ok((format, Self { options, waiting, open: Vec::new(), handed_out: None, mapping }))
    }

    /// Which of the open files has the earliest record.
    fn earliest(&self) -> Option<(usize, SimTime)> {
        let times = self.open.iter().enumerate();
        let times = times.filter_map(|(at, open)| Some((at, open.next.as_ref()?.time)));
        times.min_by_key(|&(at, time)| (time, at))
    }
}

impl Records for Merged {
    fn next(&mut self, counts: &mut RecordCounts) -> Result<Option<Record<'_>>, SourceError> {
        // What was returned is to be followed by the next of its file.
        if let Some(at) = self.handed_out.take() {
            self.open[at].advance(counts)?;
            if self.open[at].next.is_none() {
                self.open.remove(at);
            }
        }
        loop {
            let earliest = self.earliest();
            let due = |first: SimTime| earliest.is_none_or(|(_, time)| first <= time);
            match self.waiting.pop_if(|(first, _)| due(*first)) {
                Some((_, path)) => {
                    let (_, records) = detection::open(&path, &self.options)?;
                    let file = Arc::from(path.display().to_string());
                    let time_before = SimTime(0);
                    let mut open =
                        Open { file, records, time_before, next: None, name: Vec::new() };
                    open.advance(counts)?;
                    if open.next.is_some() {
                        self.open.push(open);
                    }
                }
                None => {
                    let Some((at, _)) = earliest else { return Ok(None) };
                    self.handed_out = Some(at);
                    return Ok(self.open[at].record());
                }
            }
        }
    }

    fn field_mapping(&self) -> FieldMapping {
        self.mapping.clone()
    }
}
