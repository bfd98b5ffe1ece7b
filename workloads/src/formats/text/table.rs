//! Tables: separated by commas, tabs, semicolons, bars or spaces, with a header or without.

use super::columns::Columns;
use super::dates;
use super::delimiter::{Delimiter, split};
use super::field_positions::FieldPositions;
use super::line_records::LineRecords;
use super::numbers::number_of;
use super::parser::{BLANK, LineParser, Parsed};
use super::quoting::{Quoting, is_open, quoting};
use super::role::Role;
use super::row_layout::RowLayout;
use super::time_column::unit_of_times;
use super::time_unit::TimeUnit;
use crate::formats::field_mapping::FieldMapping;
use crate::formats::info::FormatInfo;
use crate::formats::options::ReadOptions;
use csv::ByteRecord;

/// How tables are recognised and opened.
pub(in crate::formats) const INFO: FormatInfo = FormatInfo {
    recognises: |head, options| head.is_text() && Table::of(head.lines(), options).is_ok(),
    open: |input, head, options| {
        let parser =
            Table::of(head.lines(), options).map_err(|what| head.wrong_first_line(what))?;
        Ok(LineRecords::open(input, parser, options))
    },
};

/// Reads rows.
pub(in crate::formats) struct Table {
    delimiter: Delimiter,
    layout: RowLayout,
    /// How the times are read, as reported.
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
        let is_data = |places: &FieldPositions| {
            let time = places.of(Role::Time).and_then(|place| first.get(place));
            time.is_some_and(|text| {
                let text = text.trim_ascii();
                number_of(text, TimeUnit::Nanoseconds).is_some() || dates::date(text).is_some()
            })
        };
        let found = FieldPositions::find(&names, names.len(), &options.columns);
        let numbered = FieldPositions::find(&[], names.len(), &options.columns);
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
        let layout = RowLayout::new(places, unit);
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
        && FieldPositions::find(&words, words.len(), &Columns::default()).is_err()
}

/// What the times of a table count, and how that is known.
fn unit(
    places: &FieldPositions,
    rows: &[Vec<u8>],
    delimiter: Delimiter,
    options: &ReadOptions,
) -> Result<(TimeUnit, String), String> {
    let place = places.of(Role::Time).unwrap_or(0);
    if places.of(Role::Date).is_some() {
        return Ok((TimeUnit::Seconds, "date and time of day in two columns".to_owned()));
    }
    let name = places.mapped.get("time").map_or("", |field| &field.name);
    let numbers = rows.iter().take(100).filter_map(|row| {
        let row = split(row, delimiter);
        std::str::from_utf8(row.get(place)?.trim_ascii()).ok()?.parse::<f64>().ok()
    });
    unit_of_times(name, places.unit(), numbers, rows.is_empty(), options)
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
            return Err(BLANK);
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

    fn field_mapping(&self) -> FieldMapping {
        let mut mapping = FieldMapping {
            fields: self.layout.places.mapped.clone(),
            times: Some(self.times.clone()),
            delimiter: Some(self.delimiter.name()),
            header: Some(self.has_header),
            absent: Vec::new(),
        };
        mapping.note_absent();
        mapping
    }
}

#[cfg(test)]
mod tests {
    use super::super::dates::NOT_A_TIME;
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
        let Err(error) = Table::of(&[b"0,k0,100".to_vec()], &ReadOptions::default()) else {
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
    fn times_need_not_be_readable_in_every_row() {
        let mut table = table("time,object\n1,a").unwrap();
        table.behind_header = true;
        assert_eq!(table.parse(b"x,a").unwrap_err(), NOT_A_TIME);
        assert_eq!(table.parse(b"1").unwrap_err(), "no object");
    }
}
