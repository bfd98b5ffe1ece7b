//! Tables: comma, tab, semicolon, bar or blanks between the fields, with a header or without.

use super::clock::{self, NamedUnit, TimeUnit, date_and_time, number_of};
use super::entry::{Entry, Method, Status, split_request};
use super::roles::{Columns, Places, Role};
use super::{LineParser, Parsed};
use crate::formats::reader::ReadOptions;
use crate::formats::records::FieldsTold;
use csv::ByteRecord;
use serde::{Deserialize, Serialize};

/// What stands between the fields of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delimiter {
    /// A comma.
    Comma,
    /// A tab.
    Tab,
    /// A semicolon.
    Semicolon,
    /// A vertical bar.
    Bar,
    /// One blank or tab, or more.
    Blanks,
}

impl Delimiter {
    /// Every delimiter with its name in specs and on the command line.
    pub const ALL: [(&'static str, Self); 5] = [
        ("comma", Self::Comma),
        ("tab", Self::Tab),
        ("semicolon", Self::Semicolon),
        ("bar", Self::Bar),
        ("blanks", Self::Blanks),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, found)| *found == self).map_or("", |(name, _)| name)
    }

    fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Semicolon => b';',
            Self::Bar => b'|',
            Self::Blanks => b' ',
        }
    }

    /// Cuts a line without quotes into fields.
    pub(super) fn cut(self, line: &[u8], mut field: impl FnMut(usize, usize)) {
        if self == Self::Blanks {
            let blank = |byte: u8| byte == b' ' || byte == b'\t';
            let mut start = 0;
            while start < line.len() {
                start += line[start..].iter().take_while(|&&byte| blank(byte)).count();
                let length = line[start..].iter().take_while(|&&byte| !blank(byte)).count();
                if length > 0 {
                    field(start, start + length);
                }
                start += length;
            }
            return;
        }
        let mut start = 0;
        for end in memchr::memchr_iter(self.byte(), line) {
            field(start, end);
            start = end + 1;
        }
        field(start, line.len());
    }
}

/// The fields of a line.
pub(in crate::formats) fn split(line: &[u8], delimiter: Delimiter) -> ByteRecord {
    if line.contains(&b'"') {
        let mut row = ByteRecord::new();
        let mut parser = csv::ReaderBuilder::new()
            .has_headers(false)
            .delimiter(delimiter.byte())
            .from_reader(line);
        return match parser.read_byte_record(&mut row) {
            Ok(true) => row,
            _ => ByteRecord::new(),
        };
    }
    let mut row = ByteRecord::new();
    delimiter.cut(line, |start, end| row.push_field(&line[start..end]));
    row
}

/// Whether a line of a table with quotes in it ends within a field in quotes.
fn is_open(line: &[u8], delimiter: u8) -> bool {
    quoting(line, delimiter) == Quoting::Open
}

/// How the quotes of a line go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quoting {
    Closed,
    Open,
    /// Something stands behind a field in quotes.
    Odd,
}

fn quoting(line: &[u8], delimiter: u8) -> Quoting {
    let mut is_odd = false;
    // Within a field: none yet, one without quotes, in quotes, or behind a quote in them.
    #[derive(Clone, Copy, PartialEq)]
    enum At {
        Start,
        Plain,
        Quoted,
        Quote,
    }
    let mut at = At::Start;
    for &byte in line {
        at = match (at, byte) {
            (At::Start, b'"') | (At::Quote, b'"') => At::Quoted,
            (At::Quoted, b'"') => At::Quote,
            (At::Quoted, _) => At::Quoted,
            (At::Quote, byte) if byte != delimiter && byte != b' ' => {
                is_odd = true;
                At::Plain
            }
            (_, byte) if byte == delimiter => At::Start,
            (At::Start, b' ') => At::Start,
            _ => At::Plain,
        };
    }
    match (at, is_odd) {
        (At::Quoted, _) => Quoting::Open,
        (_, true) => Quoting::Odd,
        (_, false) => Quoting::Closed,
    }
}

/// Where the fields of a table stand, and what its times count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) places: Places,
    time: usize,
    date: Option<usize>,
    object: usize,
    is_request: bool,
    query: Option<usize>,
    host: Option<usize>,
    method: Option<(usize, bool)>,
    status: Option<usize>,
    bytes: Option<usize>,
    ttl: Option<usize>,
    unit: TimeUnit,
    /// The day, where a line of its own tells it.
    pub(super) day: Option<Vec<u8>>,
    /// Fields from here on are of no interest.
    pub(super) fields: usize,
}

impl Layout {
    pub(super) fn new(places: Places, unit: TimeUnit) -> Self {
        let of = |role| places.of(role);
        let object = of(Role::Object).or(of(Role::Request)).unwrap_or(0);
        // Words of HTTP are those of an answer with a status; all others are of a cache.
        let method = of(Role::Method).map(|place| (place, of(Role::Status).is_none()));
        let method = method.or_else(|| of(Role::Operation).map(|place| (place, true)));
        let all = Role::ALL.into_iter().filter_map(of);
        let fields = all.max().map_or(0, |place| place + 1);
        Self {
            time: of(Role::Time).unwrap_or(0),
            date: of(Role::Date),
            object,
            is_request: of(Role::Object).is_none(),
            query: of(Role::Query),
            host: of(Role::Host),
            method,
            status: of(Role::Status),
            bytes: of(Role::Bytes),
            ttl: of(Role::Ttl),
            unit,
            day: None,
            fields,
            places,
        }
    }

    /// The entry in some fields.
    #[inline]
    pub(super) fn entry<'a>(
        &self,
        field: impl Fn(usize) -> Option<&'a [u8]>,
    ) -> Result<Entry<'a>, &'static str> {
        let told = |place: Option<usize>| {
            place.and_then(&field).filter(|text| !text.is_empty() && *text != b"-")
        };
        let time = field(self.time).unwrap_or_default();
        let time = match told(self.date).or(self.day.as_deref()) {
            Some(date) => date_and_time(date, time)?,
            None => clock::time(time, self.unit)?,
        };
        let object = field(self.object).filter(|text| !text.is_empty()).ok_or("no object")?;
        let (method, target) = match self.is_request || is_request(object) {
            true => {
                let (method, target) = split_request(object);
                (Method::Http(method), target)
            }
            false => (Method::NotTold, object),
        };
        let method = match self.method {
            None => method,
            Some((place, is_operation)) => {
                let word = field(place).unwrap_or_default();
                if is_operation { Method::Operation(word) } else { Method::Http(word) }
            }
        };
        let bytes = match self.bytes {
            None => Some(1),
            Some(place) => match field(place).unwrap_or_default() {
                b"-" => None,
                // An answer without a body, where only some have one.
                b"" if self.status.is_some() => None,
                text => Some(clock::whole_size(text).ok_or("size is not a whole number")?),
            },
        };
        let status = match self.status {
            None => Status::NotTold,
            Some(_) => match told(self.status).map(clock::whole) {
                None => Status::Unknown,
                Some(code) => {
                    let code = code.and_then(|code| u16::try_from(code).ok());
                    Status::Code(code.ok_or("status is not a number")?)
                }
            },
        };
        let ttl_s = told(self.ttl).map_or(Some(0), |text| {
            clock::whole(text).map(|ttl_s| u32::try_from(ttl_s).unwrap_or(u32::MAX))
        });
        Ok(Entry {
            time,
            method,
            host: told(self.host),
            target,
            query: told(self.query).map(|query| query.strip_prefix(b"?").unwrap_or(query)),
            status,
            bytes,
            ttl_s: ttl_s.ok_or("time to live is not a whole number of seconds")?,
        })
    }
}

/// Whether a text is a whole request: `GET /a HTTP/1.1`.
fn is_request(text: &[u8]) -> bool {
    text.starts_with(b"GET ")
        && text.rsplit(|&byte| byte == b' ').next().is_some_and(|last| last.starts_with(b"HTTP/"))
}

/// Reads rows.
pub(in crate::formats) struct Table {
    delimiter: Delimiter,
    layout: Layout,
    /// What is told of the times.
    times: String,
    has_header: bool,
    /// Whether the header went by, if there is one.
    behind_header: bool,
    /// Lines before it.
    before: usize,
    fields: usize,
    /// Where the fields of the row stand.
    cuts: Vec<(usize, usize)>,
    /// A row with quotes in it.
    row: ByteRecord,
}

/// Which number of a role's column is not given.
const NO_HEADER: &str = "has no header with usual names; number the columns from 1, as in \
                         --time-column 1 --object-column 2 --bytes-column 3";

impl Table {
    /// Finds out how a table is written, from its first lines.
    ///
    /// # Errors
    /// What is missing in the way that comes nearest.
    pub(in crate::formats) fn of(lines: &[Vec<u8>], options: &ReadOptions) -> Result<Self, String> {
        // What spreadsheets say of the delimiter, and what stands before a header.
        let is_header = |line: &&Vec<u8>| !line.starts_with(b"sep=") && !is_comment(line);
        let before = lines.iter().take_while(|line| !is_header(line)).count();
        let lines = &lines[before..];
        let Some(first) = lines.first() else { return Err("has no header".to_owned()) };
        let delimiters = Delimiter::ALL.into_iter().map(|(_, delimiter)| delimiter);
        let delimiters = delimiters.filter(|&delimiter| {
            options.delimiter.is_none_or(|given| given == delimiter)
                && (options.delimiter.is_some() || split(first, delimiter).len() > 1)
        });
        let mut nearest = None;
        for delimiter in delimiters {
            match Self::with(delimiter, lines, options) {
                Ok(table) => return Ok(Self { before, ..table }),
                Err(error) => nearest = nearest.or(Some(error)),
            }
        }
        Err(nearest.unwrap_or_else(|| "has no comma, tab, semicolon or blank in it".to_owned()))
    }

    fn with(
        delimiter: Delimiter,
        lines: &[Vec<u8>],
        options: &ReadOptions,
    ) -> Result<Self, String> {
        let first = split(&lines[0], delimiter);
        let names: Vec<String> = first
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim().to_owned())
            .enumerate()
            .map(|(place, name)| match name.strip_prefix('#') {
                Some(rest) if place == 0 => rest.trim_start().to_owned(),
                _ => name,
            })
            .collect();
        let is_data = |places: &Places| {
            let time = places.of(Role::Time).and_then(|place| first.get(place));
            time.is_some_and(|text| {
                let text = text.trim_ascii();
                number_of(text, TimeUnit::Nanoseconds).is_some() || clock::date(text).is_some()
            })
        };
        let found = Places::find(&names, names.len(), &options.columns);
        let numbered = Places::find(&[], names.len(), &options.columns);
        let (places, has_header) = match (found, numbered) {
            (_, Ok(places)) if is_data(&places) => (places, false),
            (Ok(places), _) => (places, true),
            (Err(error), _) => {
                let data = names.iter().any(|name| name.parse::<f64>().is_ok());
                return Err(if data { NO_HEADER.to_owned() } else { error });
            }
        };
        let rows = &lines[usize::from(has_header)..];
        let (unit, times) = unit(&places, rows, delimiter, options)?;
        let layout = Layout::new(places, unit);
        Ok(Self {
            delimiter,
            layout,
            times,
            has_header,
            behind_header: !has_header,
            before: 0,
            fields: names.len(),
            cuts: Vec::new(),
            row: ByteRecord::new(),
        })
    }
}

/// A remark before the header, and no header itself.
fn is_comment(line: &[u8]) -> bool {
    let Some(text) = line.strip_prefix(b"# ") else { return false };
    let words: Vec<String> =
        String::from_utf8_lossy(text).split_whitespace().map(str::to_owned).collect();
    !line.iter().any(|byte| b",;\t|".contains(byte))
        && Places::find(&words, words.len(), &Columns::default()).is_err()
}

/// What the times of a table count, and how that is known.
fn unit(
    places: &Places,
    rows: &[Vec<u8>],
    delimiter: Delimiter,
    options: &ReadOptions,
) -> Result<(TimeUnit, String), String> {
    let place = places.of(Role::Time).unwrap_or(0);
    if places.of(Role::Date).is_some() {
        return Ok((TimeUnit::Seconds, "date and time of day in two columns".to_owned()));
    }
    let name = places.told.get("time").map_or("", |told| &told.name);
    let numbers = rows.iter().take(100).filter_map(|row| {
        let row = split(row, delimiter);
        std::str::from_utf8(row.get(place)?.trim_ascii()).ok()?.parse::<f64>().ok()
    });
    told_unit(name, places.unit(), numbers, rows.is_empty(), options)
}

/// The unit of times from what is given, from the name of their column, or from the size of some.
pub(super) fn told_unit(
    name: &str,
    named: NamedUnit,
    numbers: impl Iterator<Item = f64>,
    is_empty: bool,
    options: &ReadOptions,
) -> Result<(TimeUnit, String), String> {
    if let Some(unit) = options.time_unit {
        return Ok((unit, format!("{}, as given", unit.plural())));
    }
    let largest = numbers.reduce(f64::max);
    match (named, largest) {
        (NamedUnit::Known(unit), _) => {
            Ok((unit, format!("{}, by the name {name:?}", unit.plural())))
        }
        (_, None) if !is_empty => Ok((TimeUnit::Seconds, "dates".to_owned())),
        (NamedUnit::Unknown, _) => Err(format!(
            "the time column {name:?} names no known unit; give it with --time-unit s, ms, us or ns"
        )),
        (NamedUnit::None, largest) => match largest.and_then(TimeUnit::of_epoch) {
            Some(unit) => Ok((unit, format!("{} since 1970, by their size", unit.plural()))),
            None => Ok((TimeUnit::Seconds, "seconds, as no unit is named".to_owned())),
        },
    }
}

impl LineParser for Table {
    fn parse<'a>(&'a mut self, line: &'a [u8]) -> Result<Parsed<'a>, &'static str> {
        if self.before > 0 {
            self.before -= 1;
            return Ok(Parsed::Nothing);
        }
        if !self.behind_header {
            self.behind_header = true;
            return Ok(Parsed::Nothing);
        }
        if memchr::memchr(b'"', line).is_some() {
            if is_open(line, self.delimiter.byte()) {
                return Ok(Parsed::Open);
            }
            self.row = split(line, self.delimiter);
            let row = &self.row;
            return self
                .layout
                .entry(|place| row.get(place).map(<[u8]>::trim_ascii))
                .map(Parsed::Entry);
        }
        if line.trim_ascii().is_empty() {
            return Err(super::BLANK);
        }
        let (cuts, wanted) = (&mut self.cuts, self.layout.fields);
        cuts.clear();
        self.delimiter.cut(line, |start, end| {
            if cuts.len() < wanted {
                cuts.push((start, end));
            }
        });
        let cuts = &self.cuts;
        let field = |place: usize| {
            let &(start, end) = cuts.get(place)?;
            Some(line[start..end].trim_ascii())
        };
        self.layout.entry(field).map(Parsed::Entry)
    }

    fn is_whole(&self, joined: &[u8]) -> bool {
        quoting(joined, self.delimiter.byte()) == Quoting::Closed
            && split(joined, self.delimiter).len() == self.fields
    }

    fn told(&self) -> FieldsTold {
        let mut told = FieldsTold {
            fields: self.layout.places.told.clone(),
            times: Some(self.times.clone()),
            delimiter: Some(self.delimiter.name()),
            header: Some(self.has_header),
            absent: Vec::new(),
        };
        told.note_absent();
        told
    }
}

#[cfg(test)]
mod tests {
    use super::super::clock::NOT_A_TIME;
    use super::*;
    use crate::SimTime;

    fn table(text: &str) -> Result<Table, String> {
        let lines: Vec<Vec<u8>> = text.lines().map(|line| line.as_bytes().to_vec()).collect();
        Table::of(&lines, &ReadOptions::default())
    }

    fn entries(text: &str) -> Vec<(u64, String, Option<u64>)> {
        let mut table = table(text).unwrap();
        let mut entries = Vec::new();
        for line in text.lines() {
            if let Ok(Parsed::Entry(entry)) = table.parse(line.as_bytes()) {
                let target = String::from_utf8_lossy(entry.target).into_owned();
                entries.push((entry.time.0, target, entry.bytes));
            }
        }
        entries
    }

    #[test]
    fn delimiters_are_found() {
        let second = SimTime::NS_PER_S;
        for delimiter in [",", ";", "\t", "|", " ", "   "] {
            let text = "time,object,size\n1,a,100\n2,b,50".replace(',', delimiter);
            let found = entries(&text);
            assert_eq!(found[0], (second, "a".to_owned(), Some(100)), "{delimiter:?}");
            assert_eq!(found.len(), 2);
        }
        // Blanks within fields do not count where there are commas.
        let found = entries("time (s),object,size\n1,a b,100");
        assert_eq!(found[0].1, "a b");
    }

    #[test]
    fn columns_are_found_by_number_where_there_is_no_header() {
        let columns = Columns {
            time: Some("1".into()),
            object: Some("2".into()),
            bytes: Some("3".into()),
            ..Columns::default()
        };
        let options = ReadOptions { columns, ..ReadOptions::default() };
        let mut table = Table::of(&[b"0,k0,100".to_vec()], &options).unwrap();
        assert!(matches!(table.parse(b"0,k0,100"), Ok(Parsed::Entry(_))));
        let Err(error) = super::Table::of(&[b"0,k0,100".to_vec()], &ReadOptions::default()) else {
            panic!("no header")
        };
        assert!(error.contains("--time-column 1"), "{error}");
    }

    #[test]
    fn units_are_named_or_told_by_size_or_asked_for() {
        let times = |text: &str| table(text).map(|table| table.times);
        assert!(times("time_ms,object\n1,a").unwrap().starts_with("milliseconds"));
        assert!(times("time,object\n1602338136123,a").unwrap().contains("by their size"));
        assert!(times("time,object\n1,a").unwrap().contains("no unit"));
        assert_eq!(times("time,object\n2024-03-01T00:00:00Z,a").unwrap(), "dates");
        assert!(times("time(ticks),object\n1,a").unwrap_err().contains("--time-unit"));
    }

    #[test]
    fn quotes_are_open_or_not() {
        for (line, open) in [
            (&b"1,\"a"[..], true),
            (b"1,\"a\"\"", true),
            (b"1,\"a\"\"\"", false),
            (b"1,a\"b,2", false),
            (b"1,\"a,2\n3\",4", false),
        ] {
            assert_eq!(is_open(line, b','), open, "{}", String::from_utf8_lossy(line));
        }
    }

    #[test]
    fn times_need_not_be_readable_in_every_row() {
        let mut table = table("time,object\n1,a").unwrap();
        table.behind_header = true;
        assert_eq!(table.parse(b"x,a").unwrap_err(), NOT_A_TIME);
        assert_eq!(table.parse(b"1").unwrap_err(), "no object");
    }
}
