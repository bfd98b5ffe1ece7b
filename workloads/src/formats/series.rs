//! Counts over time as input: tables of views, plain counts, hourly page-view files.

use super::input::Input;
use super::text::Lines;
use super::text::{Delimiter, split};
use crate::{CountSeries, SimTime, SourceError};
use csv::ByteRecord;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use time::{Date, Month};

/// How to read counts over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeriesOptions {
    /// Column of the beginnings of the bins: dates, dates with times, or seconds since 1970.
    pub time: Option<String>,
    /// Column of the names of what is counted; without one there is a single series.
    pub object: Option<String>,
    /// Column of the counts.
    pub count: Option<String>,
    /// Column of a table that is 0 in the bin of a known event of each name.
    pub event: Option<String>,
    /// Width of a bin in seconds; found out if not given.
    pub width_s: Option<f64>,
}

/// The layout of a file of counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeriesFormat {
    /// A CSV table with a header: a row for each name and bin.
    Table,
    /// One count a line, bin after bin.
    Counts,
    /// Wikimedia's hourly page views: `project title views bytes`, the hour in the file's name.
    Pageviews,
}

const TIME_NAMES: &[&str] = &[
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
const OBJECT_NAMES: &[&str] = &["article", "object", "page", "pageid", "title", "name", "site"];
const COUNT_NAMES: &[&str] = &["count", "views", "requests", "hits"];

/// A bin of plain counts, and of page views.
const COUNTS_WIDTH_S: f64 = 1.0;
const PAGEVIEWS_WIDTH_S: f64 = 3_600.0;

/// No more bins than this: a date far off would ask for them.
const BINS_MAX: u64 = 50_000_000;
/// Sums of counts stay exact.
const COUNT_TOTAL_MAX: u128 = 1 << 62;

/// Whether a file, or a folder of them, looks like counts over time rather than like a trace.
///
/// # Errors
/// If it cannot be read.
pub fn is_series(path: &Path) -> Result<bool, SourceError> {
    if path.is_dir() {
        return Ok(true);
    }
    let mut input = Input::open(path)?;
    let head = input.peek(1 << 14)?;
    Ok(detect(path, &head).is_some())
}

fn detect(path: &Path, head: &[u8]) -> Option<SeriesFormat> {
    // The last line may be cut.
    let whole = head.iter().rposition(|&byte| byte == b'\n').map_or(head, |end| &head[..end]);
    let mut lines = whole.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.clone().next()?;
    if first.contains(&b',') {
        let header = split(first, Delimiter::Comma);
        let named = |names: &[&str]| {
            header
                .iter()
                .any(|name| names.contains(&&*String::from_utf8_lossy(name).to_lowercase()))
        };
        let found = named(TIME_NAMES) && named(COUNT_NAMES);
        return found.then_some(SeriesFormat::Table);
    }
    let mut filled = lines.by_ref().filter(|line| !line.is_empty()).take(50).peekable();
    filled.peek()?;
    let filled: Vec<&[u8]> = filled.collect();
    if filled.iter().all(|line| whole_number(line).is_some()) {
        return Some(SeriesFormat::Counts);
    }
    // Many a log's lines end with two numbers, too; the hour stands in no log's name and format.
    let views = filled.iter().all(|line| pageview(line).is_some_and(|(name, _)| plain(name)));
    (views && hour_in_name(path).is_some()).then_some(SeriesFormat::Pageviews)
}

fn whole_number(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

/// Whether a name is a project and a title, which hold no blanks.
fn plain(name: &[u8]) -> bool {
    name.iter().filter(|&&byte| byte == b' ').count() == 1 && !name.starts_with(b" ")
}

/// Project with title, and views.
fn pageview(line: &[u8]) -> Option<(&[u8], u64)> {
    let mut parts = line.rsplitn(3, |&byte| byte == b' ');
    whole_number(parts.next()?)?;
    let views = whole_number(parts.next()?)?;
    parts.next().filter(|name| name.contains(&b' ')).map(|name| (name, views))
}

/// Reads counts over time from a file, or from all files of a folder that hold page views.
///
/// # Errors
/// What cannot be read, with its line: a count that is no whole number, a time before the one
/// before it, the same name twice in a bin; and a file without a count.
pub fn read_series(path: &Path, options: &SeriesOptions) -> Result<CountSeries, SourceError> {
    let shown = path.display().to_string();
    let unusable = |what: String| SourceError::Unusable { path: shown.clone(), what };
    let mut rows = Rows::default();
    let mut width_s = options.width_s;
    if let Some(width_s) = width_s.filter(|width_s| !(1e-6..=1e9).contains(width_s)) {
        return Err(unusable(format!("found bins of {width_s} s; expected 1e-6 to 1e9 s")));
    }
    for file in files(path)? {
        let mut input = Input::open(&file)?;
        let head = input.peek(1 << 14)?;
        let format =
            detect(&file, &head).or(options.count.is_some().then_some(SeriesFormat::Table));
        let format = format.ok_or_else(|| {
            let expected = "a header with a time and a count, one count a line, or page views";
            unusable(format!("no counts over time; expected {expected}"))
        })?;
        let read = Reading { path: file.display().to_string(), rows: &mut rows };
        let lines = Lines::new(input);
        match format {
            SeriesFormat::Table => read.table(lines, options)?,
            SeriesFormat::Counts => {
                let width_s = *width_s.get_or_insert(COUNTS_WIDTH_S);
                read.counts(lines, width_s)?;
            }
            SeriesFormat::Pageviews => {
                width_s.get_or_insert(PAGEVIEWS_WIDTH_S);
                read.pageviews(lines, &file)?;
            }
        }
    }
    let width_ns = width_s.map(|s| (s * SimTime::NS_PER_S as f64).round() as u64);
    rows.into_series(width_ns).map_err(unusable)
}

fn files(path: &Path) -> Result<Vec<PathBuf>, SourceError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let io = |error| SourceError::Io { path: path.display().to_string(), error };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(io)? {
        let file = entry.map_err(io)?.path();
        if file.is_file() && hour_in_name(&file).is_some() {
            files.push(file);
        }
    }
    // The hour stands in the name.
    files.sort();
    if files.is_empty() {
        let what = "is a folder without files like pageviews-20240803-060000.gz".to_owned();
        return Err(SourceError::Unusable { path: path.display().to_string(), what });
    }
    Ok(files)
}

/// `…20240803-06…` or `…20240803-060000…` in a file's name.
fn hour_in_name(file: &Path) -> Option<SimTime> {
    let name = file.file_name()?.to_str()?;
    let parts: Vec<&str> = name.split(['-', '.', '_']).collect();
    parts.windows(2).find_map(|pair| {
        let hour = pair[1].get(..2)?.parse::<u64>().ok().filter(|&hour| hour < 24)?;
        let day = (pair[0].len() == 8).then(|| date(pair[0].as_bytes())).flatten()?;
        Some(SimTime(day.0 + hour * 3_600 * SimTime::NS_PER_S))
    })
}

/// A row of any file.
struct Row {
    time: SimTime,
    name: u32,
    count: u64,
}

#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
    ids: BTreeMap<Vec<u8>, u32>,
    /// The last time of each name.
    last: Vec<SimTime>,
    /// Names with the times of their events.
    events: Vec<(u32, SimTime)>,
}

impl Rows {
    fn push(&mut self, time: SimTime, name: &[u8], count: u64) -> Result<(), String> {
        let id = match self.ids.get(name) {
            Some(&id) => id,
            None => {
                let id = self.last.len() as u32;
                self.ids.insert(name.to_vec(), id);
                self.last.push(time);
                self.rows.push(Row { time, name: id, count });
                return Ok(());
            }
        };
        let last = &mut self.last[id as usize];
        let shown = || match name {
            b"" => String::new(),
            name => format!(" for {:?}", String::from_utf8_lossy(name)),
        };
        if time == *last {
            return Err(format!("a bin is there twice{}", shown()));
        }
        if time < *last {
            return Err(format!("time runs backwards{}", shown()));
        }
        *last = time;
        self.rows.push(Row { time, name: id, count });
        Ok(())
    }

    /// The most common step from one bin to the next of the same name.
    fn width_ns(&self) -> Option<u64> {
        let mut last: Vec<Option<SimTime>> = vec![None; self.last.len()];
        let mut steps: BTreeMap<u64, u64> = BTreeMap::new();
        for row in &self.rows {
            if let Some(before) = last[row.name as usize].replace(row.time) {
                *steps.entry(row.time.0 - before.0).or_default() += 1;
            }
        }
        steps
            .into_iter()
            .max_by_key(|&(step, n)| (n, std::cmp::Reverse(step)))
            .map(|(step, _)| step)
    }

    fn into_series(self, width_ns: Option<u64>) -> Result<CountSeries, String> {
        let Some(start) = self.rows.iter().map(|row| row.time).min() else {
            return Err("has no counts".to_owned());
        };
        let given = width_ns.is_some();
        let Some(width_ns) = width_ns.or_else(|| self.width_ns()) else {
            return Err("has a single bin of unknown width; give its width".to_owned());
        };
        if self.rows.iter().map(|row| u128::from(row.count)).sum::<u128>() > COUNT_TOTAL_MAX {
            return Err(format!("counts add up to more than {COUNT_TOTAL_MAX}"));
        }
        // To the nearest of a width that was found out: weeks that begin on a Tuesday in one year and on a Wednesday in the next
        // must not leave a week without a row.
        let half = if given { 0 } else { width_ns / 2 };
        let bin = |time: SimTime| (time.0 - start.0).saturating_add(half) / width_ns;
        let end = self.rows.iter().map(|row| bin(row.time)).max().unwrap_or(0);
        if end >= BINS_MAX {
            let width_s = width_ns as f64 / 1e9;
            return Err(format!("spans {end} bins of {width_s} s; expected at most {BINS_MAX}"));
        }
        let mut names = vec![String::new(); self.last.len()];
        for (name, id) in self.ids {
            names[id as usize] = String::from_utf8_lossy(&name).into_owned();
        }
        let rows =
            self.rows.into_iter().map(|row| (bin(row.time) as u32, row.name, row.count)).collect();
        let mut series = CountSeries::new(start, width_ns, end as usize + 1, names, rows);
        series.events = self.events.iter().map(|&(name, time)| (name, bin(time) as u32)).collect();
        Ok(series)
    }
}

struct Reading<'a> {
    path: String,
    rows: &'a mut Rows,
}

impl Reading<'_> {
    fn line(&self, line: u64, what: String) -> SourceError {
        SourceError::Line { path: self.path.clone(), line, what }
    }

    fn table(self, mut lines: Lines, options: &SeriesOptions) -> Result<(), SourceError> {
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

    fn counts(self, mut lines: Lines, width_s: f64) -> Result<(), SourceError> {
        let width_ns = (width_s * SimTime::NS_PER_S as f64).round() as u64;
        let mut number = 0;
        while let Some(line) = lines.next()? {
            number += 1;
            let Some(count) = whole_number(line) else {
                let found = String::from_utf8_lossy(line).chars().take(40).collect::<String>();
                let what = format!("found {found:?}; expected a count, 0 or more");
                return Err(self.line(number, what));
            };
            let time = SimTime((number - 1).saturating_mul(width_ns));
            if let Err(what) = self.rows.push(time, b"", count) {
                return Err(self.line(number, what));
            }
        }
        Ok(())
    }

    /// Page views come without an order; a title can stand twice, once by each project's name.
    fn pageviews(self, mut lines: Lines, file: &Path) -> Result<(), SourceError> {
        let hour = hour_in_name(file).ok_or_else(|| SourceError::Unusable {
            path: self.path.clone(),
            what: "no hour in the file's name; expected one like pageviews-20240803-060000.gz"
                .to_owned(),
        })?;
        let mut number = 0;
        while let Some(line) = lines.next()? {
            number += 1;
            let Some((name, views)) = pageview(line) else {
                let found = String::from_utf8_lossy(line).chars().take(80).collect::<String>();
                let what = format!("found {found:?}; expected project, title, views and bytes");
                return Err(self.line(number, what));
            };
            if let Err(what) = self.rows.push(hour, name, views) {
                return Err(self.line(number, what));
            }
        }
        Ok(())
    }
}

/// `19980430`, `1998-04-30`, `1998-04-30 21:30:00` (also with a `T` and a `Z`), or seconds.
fn date(text: &[u8]) -> Option<SimTime> {
    let text = std::str::from_utf8(text).ok()?;
    let digits =
        |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?;
    let day = |year: &str, month: &str, day: &str| -> Option<SimTime> {
        let month = Month::try_from(u8::try_from(digits(month)?).ok()?).ok()?;
        let year = i32::try_from(digits(year)?).ok().filter(|year| (1970..=2500).contains(year))?;
        let date = Date::from_calendar_date(year, month, u8::try_from(digits(day)?).ok()?).ok()?;
        let days = date.to_julian_day() - 2_440_588;
        Some(SimTime::from_s(u64::try_from(days).ok()? * 86_400))
    };
    if text.len() == 8
        && let Some(found) = day(text.get(..4)?, text.get(4..6)?, text.get(6..)?)
    {
        return Some(found);
    }
    if let (Some(head), Some(b'-')) = (text.get(..10), text.as_bytes().get(4)) {
        let at = day(&head[..4], head.get(5..7)?, head.get(8..)?)?;
        let clock = text[10..].trim_start_matches(['T', ' ']).trim_end_matches('Z');
        let mut seconds = 0u64;
        let mut unit = 3_600;
        for part in clock.split(':').filter(|part| !part.is_empty()) {
            let part: u64 = digits(part)?;
            if part > 60 || unit == 0 {
                return None;
            }
            seconds += part * unit;
            unit /= 60;
        }
        return Some(SimTime(at.0 + seconds * SimTime::NS_PER_S));
    }
    let seconds: f64 = text.parse().ok()?;
    let ns = seconds * SimTime::NS_PER_S as f64;
    (ns >= 0.0 && ns < u64::MAX as f64 / 2.0).then_some(SimTime(ns as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(text: &str, name: &str, options: &SeriesOptions) -> Result<CountSeries, SourceError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        read_series(&path, options)
    }

    fn plain(text: &str) -> Result<CountSeries, SourceError> {
        read(text, "series.csv", &SeriesOptions::default())
    }

    #[test]
    fn tables_counts_and_page_views_are_read() {
        let minutes = plain(
            "period,count\n1998-04-30 21:30:00,2\n1998-04-30 21:31:00,11\n1998-04-30 21:33:00,7\n",
        )
        .unwrap();
        assert_eq!((minutes.width_ns / 1_000_000_000, minutes.bins), (60, 4));
        assert_eq!(minutes.totals(), [2, 11, 0, 7]);
        assert_eq!(minutes.gaps, 1);
        assert_eq!(minutes.start.as_s(), 893_971_800.0);

        let weeks = plain("article,week_start,views\na,20180601,5\na,20180606,6\na,20180613,7\nb,20180530,1\nb,20180606,2\nb,20180612,3\n").unwrap();
        assert_eq!((weeks.width_ns / 86_400_000_000_000, weeks.bins), (7, 3));
        assert_eq!(weeks.names, ["a", "b"]);
        assert_eq!(weeks.totals(), [6, 8, 10]);

        let counts = plain("3\n0\n5\n").unwrap();
        assert_eq!((counts.width_ns, counts.totals()), (1_000_000_000, vec![3, 0, 5]));

        let hour = read(
            "en Main_Page 7 0\nde.m Hauptseite 2 0\n",
            "pageviews-20240803-060000",
            &SeriesOptions::default(),
        )
        .unwrap();
        assert_eq!(hour.start.as_s(), 1_722_664_800.0);
        assert_eq!((hour.bins, hour.names.len(), hour.totals()), (1, 2, vec![9]));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, expected) in [
            ("time,count\n0,1\n60,-2\n", ":3: found \"-2\""),
            ("time,count\n60,1\n0,2\n", ":3: time runs backwards"),
            ("time,name,count\n0,x,1\n0,y,1\n0,x,2\n", ":4: a bin is there twice"),
            ("time,count\nyesterday,1\n", ":2: found time \"yesterday\""),
            ("time,count\n0,1.5\n", ":2: found \"1.5\""),
            ("time,count\n", "has no counts"),
            ("time,count\n5,1\n", "single bin of unknown width"),
            ("time,count\n0,1\n1,1\n4000000000,1\n", "spans 4000000000 bins"),
        ] {
            let error = plain(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text:?}: {error}");
        }
        assert!(plain("a,b\n1,2\n").unwrap_err().to_string().contains("no counts over time"));
    }
}
