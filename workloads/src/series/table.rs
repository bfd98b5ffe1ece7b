//! Counts in a table with a header.

use super::dates::{date, whole_number};
use super::options::SeriesOptions;
use super::reader::SeriesReader;
use crate::SourceError;
use crate::formats::{Delimiter, Lines, split};
use csv::ByteRecord;

pub(super) const TIME_NAMES: &[&str] = &[
    "timestamp",
    "time",
    "period",
    "date",
    "day",
    "hour",
    "week",
    "week_start",
    "start",
    "unix_s",
];

pub(super) const OBJECT_NAMES: &[&str] =
    &["article", "object", "page", "pageid", "title", "name", "site"];

pub(super) const COUNT_NAMES: &[&str] = &["count", "views", "requests", "hits"];

/// Where the columns of a table stand.
struct Columns {
    time: usize,
    count: usize,
    object: Option<usize>,
    event: Option<usize>,
}

impl Columns {
    /// Finds the columns in the header; what is missing is an error.
    fn find(header: &ByteRecord, options: &SeriesOptions) -> Result<Self, String> {
        let place = |given: &Option<String>, usual: &[&str]| {
            let is = |name: &[u8]| match given {
                Some(given) => name.trim_ascii() == given.as_bytes(),
                None => usual.contains(&&*String::from_utf8_lossy(name).to_lowercase()),
            };
            header.iter().position(is)
        };
        let column = |given: &Option<String>, usual: &[&str], what: &str| {
            place(given, usual).ok_or_else(|| {
                let name = given.clone().unwrap_or_else(|| usual.join(", "));
                format!("no {what} column ({name})")
            })
        };
        Ok(Self {
            time: column(&options.time, TIME_NAMES, "time")?,
            count: column(&options.count, COUNT_NAMES, "count")?,
            object: match &options.object {
                Some(_) => Some(column(&options.object, &[], "object")?),
                None => place(&None, OBJECT_NAMES),
            },
            event: match &options.event {
                Some(_) => Some(column(&options.event, &[], "event")?),
                None => None,
            },
        })
    }
}

impl SeriesReader<'_> {
    pub(super) fn table(
        mut self,
        mut lines: Lines,
        options: &SeriesOptions,
    ) -> Result<(), SourceError> {
        let header = match lines.next()? {
            Some(line) => split(line, Delimiter::Comma),
            None => ByteRecord::new(),
        };
        let columns = Columns::find(&header, options).map_err(|what| self.line(1, what))?;
        let mut number = 1;
        while let Some(line) = lines.next()? {
            number += 1;
            if line.trim_ascii().is_empty() {
                continue;
            }
            let row = split(line, Delimiter::Comma);
            self.row(&row, &columns).map_err(|what| self.line(number, what))?;
        }
        Ok(())
    }

    /// Takes a row of the table.
    fn row(&mut self, row: &ByteRecord, columns: &Columns) -> Result<(), String> {
        let field = |index: usize| row.get(index).map_or(&b""[..], <[u8]>::trim_ascii);
        let found = |index: usize| String::from_utf8_lossy(field(index)).into_owned();
        let at = date(field(columns.time)).ok_or_else(|| {
            let expected = "a date, a date with a time, or seconds since 1970";
            format!("found time {:?}; expected {expected}", found(columns.time))
        })?;
        let n = whole_number(field(columns.count)).ok_or_else(|| {
            format!("found {:?}; expected a count, 0 or more", found(columns.count))
        })?;
        self.rows.push(at, columns.object.map_or(&b""[..], field), n)?;
        let Some(event) = columns.event else { return Ok(()) };
        let text = std::str::from_utf8(field(event)).unwrap_or("");
        let distance: f64 = text.parse().map_err(|_| {
            format!("found {:?}; expected bins since the event, a number", found(event))
        })?;
        if distance == 0.0 {
            let name = self.rows.rows.last().map_or(0, |row| row.name);
            self.rows.events.push((name, at));
        }
        Ok(())
    }
}
