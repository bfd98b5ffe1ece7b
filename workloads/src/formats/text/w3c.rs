//! Extended log files of the W3C (working draft WD-logfile-960323), as IIS and CloudFront write them:
//! the line `#Fields:` names the columns, a dash stands for nothing.

use super::delimiter::{Delimiter, split};
use super::field_positions::FieldPositions;
use super::line_records::LineRecords;
use super::parser::{BLANK, LineParser, Parsed};
use super::role::Role;
use super::row_layout::RowLayout;
use super::time_column::unit_of_times;
use super::time_unit::TimeUnit;
use crate::SimTime;
use crate::formats::field_mapping::FieldMapping;
use crate::formats::info::FormatInfo;
use crate::formats::options::ReadOptions;
use csv::ByteRecord;

/// How files of the W3C's format are recognised and opened.
pub(in crate::formats) const INFO: FormatInfo = FormatInfo {
    recognises: |head, _| {
        let directive =
            |line: &Vec<u8>| line.starts_with(b"#Fields:") || line.starts_with(b"#Version:");
        head.lines().iter().any(directive)
    },
    open: |input, head, options| {
        let parser = W3c::of(head.lines(), options).map_err(|what| head.wrong_first_line(what))?;
        Ok(LineRecords::open(input, parser, options))
    },
};

/// Reads lines by the fields that were named last.
pub(in crate::formats) struct W3c {
    options: ReadOptions,
    /// The line that named the fields last.
    fields: Vec<u8>,
    layout: Option<RowLayout>,
    times: String,
    /// The day of the last `#Date:`, how many days have passed since, and the last time.
    day: Option<Vec<u8>>,
    days_passed: u64,
    last: SimTime,
    delimiter: Delimiter,
    row: ByteRecord,
    cuts: Vec<(usize, usize)>,
}

const FIELDS: &[u8] = b"#Fields:";

/// The names in a line `#Fields:`, and what stands between the values.
fn names(line: &[u8]) -> Option<Vec<String>> {
    let names = String::from_utf8_lossy(line.strip_prefix(FIELDS)?).into_owned();
    Some(names.split_ascii_whitespace().map(str::to_owned).collect())
}

impl W3c {
    /// Finds the fields in a file's first lines.
    ///
    /// # Errors
    /// What is missing.
    pub(in crate::formats) fn of(lines: &[Vec<u8>], options: &ReadOptions) -> Result<Self, String> {
        let mut found = Self {
            options: options.clone(),
            fields: Vec::new(),
            layout: None,
            times: String::new(),
            day: None,
            days_passed: 0,
            last: SimTime(0),
            delimiter: Delimiter::Blanks,
            row: ByteRecord::new(),
            cuts: Vec::new(),
        };
        lines.iter().for_each(|line| found.note_day(line));
        let at = lines.iter().position(|line| line.starts_with(FIELDS));
        let Some(at) = at else { return Err("has no line that begins with #Fields:".to_owned()) };
        let values = lines[at + 1..].iter().find(|line| !line.starts_with(b"#"));
        found.name(&lines[at], values.map(Vec::as_slice))?;
        Ok(found)
    }

    /// Takes over the fields that a line names.
    fn name(&mut self, line: &[u8], values: Option<&[u8]>) -> Result<(), String> {
        self.layout = None;
        self.fields = line.to_vec();
        let names = names(line).unwrap_or_default();
        let places = FieldPositions::find(&names, names.len(), &self.options.columns)?;
        if let Some(values) = values {
            let tabs = memchr::memchr(b'\t', values).is_some();
            self.delimiter = if tabs { Delimiter::Tab } else { Delimiter::Blanks };
        }
        let time = places.mapped.get("time").map_or("", |field| &field.name);
        let (unit, times) = match places.of(Role::Date) {
            Some(_) => (TimeUnit::Seconds, "date and time of day in two fields".to_owned()),
            None if self.day.is_some() => {
                (TimeUnit::Seconds, "time of day, with the day of #Date".to_owned())
            }
            None => {
                let numbers = values.into_iter().filter_map(|values| {
                    let row = split(values, self.delimiter);
                    let text = row.get(places.of(Role::Time)?)?;
                    std::str::from_utf8(text).ok()?.parse().ok()
                });
                unit_of_times(time, places.unit(), numbers, values.is_none(), &self.options)?
            }
        };
        self.times = times;
        let has_date = places.of(Role::Date).is_some();
        let mut layout = RowLayout::new(places, unit);
        if !has_date {
            layout.day.clone_from(&self.day);
        }
        self.layout = Some(layout);
        Ok(())
    }

    fn note_day(&mut self, line: &[u8]) {
        if let Some(date) = line.strip_prefix(b"#Date:") {
            self.day = date.trim_ascii().get(..10).map(<[u8]>::to_vec);
            (self.days_passed, self.last) = (0, SimTime(0));
            if let Some(layout) = self.layout.as_mut().filter(|layout| layout.day.is_some()) {
                layout.day.clone_from(&self.day);
            }
        }
    }
}

/// A time of day, of which half a day back means the next day.
fn midnights(time: SimTime, days_passed: &mut u64, last: &mut SimTime) -> SimTime {
    const DAY_NS: u64 = 86_400 * SimTime::NS_PER_S;
    let mut on = SimTime(time.0.saturating_add(*days_passed * DAY_NS));
    if on.0 + DAY_NS / 2 < last.0 {
        *days_passed += 1;
        on.0 += DAY_NS;
    }
    *last = on;
    on
}

impl LineParser for W3c {
    fn parse<'a>(&'a mut self, line: &'a [u8]) -> Result<Parsed<'a>, &'static str> {
        if line.first() == Some(&b'#') {
            self.note_day(line);
            if line.starts_with(FIELDS) && line != self.fields {
                self.name(line, None).map_err(|_| "#Fields without a time or an object")?;
            }
            return Ok(Parsed::Nothing);
        }
        let Some(layout) = &self.layout else { return Err("no usable #Fields before it") };
        if line.trim_ascii().is_empty() {
            return Err(BLANK);
        }
        let quoted = memchr::memchr(b'"', line).is_some();
        if quoted {
            self.row = split(line, self.delimiter);
        }
        // A quote that opens no field in quotes is one that a server did not encode.
        let mut entry = if quoted && self.row.len() >= layout.fields {
            layout.entry(|place| self.row.get(place))?
        } else {
            let cuts = &mut self.cuts;
            cuts.clear();
            self.delimiter.cut(line, |start, end| cuts.push((start, end)));
            if cuts.len() < layout.fields {
                return Err("fewer fields than #Fields names");
            }
            let cuts = &self.cuts;
            layout.entry(|place| cuts.get(place).map(|&(start, end)| &line[start..end]))?
        };
        if layout.day.is_some() {
            entry.time = midnights(entry.time, &mut self.days_passed, &mut self.last);
        }
        Ok(Parsed::Entry(entry))
    }

    fn field_mapping(&self) -> FieldMapping {
        let mut mapping = FieldMapping {
            fields: self
                .layout
                .as_ref()
                .map(|layout| layout.places.mapped.clone())
                .unwrap_or_default(),
            times: Some(self.times.clone()),
            ..FieldMapping::default()
        };
        mapping.note_absent();
        mapping
    }
}
