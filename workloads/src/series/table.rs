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

impl SeriesReader<'_> {
    pub(super) fn table(
        self,
        mut lines: Lines,
        options: &SeriesOptions,
    ) -> Result<(), SourceError> {
        let header = match lines.next()? {
            Some(line) => split(line, Delimiter::Comma),
            None => ByteRecord::new(),
        };
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
                self.line(1, format!("no {what} column ({name})"))
            })
        };
        let time = column(&options.time, TIME_NAMES, "time")?;
        let count = column(&options.count, COUNT_NAMES, "count")?;
        let object = match &options.object {
            Some(_) => Some(column(&options.object, &[], "object")?),
            None => place(&None, OBJECT_NAMES),
        };
        let event = match &options.event {
            Some(_) => Some(column(&options.event, &[], "event")?),
            None => None,
        };
        let mut number = 1;
        while let Some(line) = lines.next()? {
            number += 1;
            if line.trim_ascii().is_empty() {
                continue;
            }
            let row = split(line, Delimiter::Comma);
            let field = |index: usize| row.get(index).map_or(&b""[..], <[u8]>::trim_ascii);
            let found = |index: usize| String::from_utf8_lossy(field(index)).into_owned();
            let at = date(field(time)).ok_or_else(|| {
                let expected = "a date, a date with a time, or seconds since 1970";
                self.line(number, format!("found time {:?}; expected {expected}", found(time)))
            })?;
            let n = whole_number(field(count)).ok_or_else(|| {
                let what = format!("found {:?}; expected a count, 0 or more", found(count));
                self.line(number, what)
            })?;
            let pushed = self.rows.push(at, object.map_or(&b""[..], field), n);
            if let Err(what) = pushed {
                return Err(self.line(number, what));
            }
            let distance: Option<f64> = match event {
                None => None,
                Some(event) => {
                    let text = std::str::from_utf8(field(event)).unwrap_or("");
                    let expected = "bins since the event, a number";
                    let wrong = |_| format!("found {:?}; expected {expected}", found(event));
                    Some(text.parse().map_err(wrong).map_err(|what| self.line(number, what))?)
                }
            };
            if distance == Some(0.0) {
                let name = self.rows.rows.last().map_or(0, |row| row.name);
                self.rows.events.push((name, at));
            }
        }
        Ok(())
    }
}
