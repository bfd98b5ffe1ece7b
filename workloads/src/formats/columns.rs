//! CSV files with named columns.

use super::lines::Lines;
use super::records::{BYTES_MAX, Name, PassedOver, Record, Records, SIZE_IMPOSSIBLE};
use crate::{SimTime, SourceError};
use csv::ByteRecord;

/// Which columns of a CSV file hold what. A name that is not given is looked for among the usual
/// ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// Column of arrival times, in seconds unless its name ends with `ms`, `us` or `ns`.
    pub time: Option<String>,
    /// Column of object names.
    pub object: Option<String>,
    /// Column of sizes in bytes; without one, every object has size 1.
    pub bytes: Option<String>,
}

const TIME_NAMES: &[&str] = &["time", "timestamp", "ts", "date", "clock"];
const OBJECT_NAMES: &[&str] =
    &["object", "obj", "objectid", "objid", "id", "key", "url", "name", "file"];
const BYTES_NAMES: &[&str] = &["bytes", "size", "objsize", "length", "valuesize"];

/// Where the columns stand, and what a time counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Layout {
    time: usize,
    object: usize,
    bytes: Option<usize>,
    ns_per_unit: u64,
}

impl Columns {
    /// Finds the columns in a header line.
    pub(super) fn find(&self, header: &ByteRecord) -> Result<Layout, String> {
        let names: Vec<String> =
            header.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        let time = Self::place(&names, &self.time, TIME_NAMES, "time")?;
        let object = Self::place(&names, &self.object, OBJECT_NAMES, "object")?;
        let bytes = match Self::place(&names, &self.bytes, BYTES_NAMES, "size") {
            Err(_) if self.bytes.is_none() => None,
            found => Some(found?),
        };
        Ok(Layout { time, object, bytes, ns_per_unit: ns_per_unit(&names[time]) })
    }

    fn place(
        names: &[String],
        given: &Option<String>,
        usual: &[&str],
        what: &str,
    ) -> Result<usize, String> {
        let listed: String =
            names.join(", ").chars().take(200).collect::<String>().escape_debug().to_string();
        match given {
            Some(given) => names
                .iter()
                .position(|name| name == given)
                .ok_or_else(|| format!("no column {given:?}; the header has: {listed}")),
            None => names.iter().position(|name| usual.contains(&bare(name).as_str())).ok_or_else(
                || format!("no {what} column ({}); the header has: {listed}", usual.join(", ")),
            ),
        }
    }
}

/// A column name without its unit, in lower case, letters and digits only: `Size(bytes)` is `size`,
/// `time_us` is `time`, `obj_id` is `objid`.
fn bare(name: &str) -> String {
    let name = name.split(['(', '[']).next().unwrap_or("").trim().to_ascii_lowercase();
    let units = ["_s", "_ms", "_us", "_ns"];
    let base = units.iter().find_map(|unit| name.strip_suffix(unit)).unwrap_or(&name);
    base.chars().filter(|c| c.is_ascii_alphanumeric()).collect()
}

fn ns_per_unit(name: &str) -> u64 {
    let name = name.trim_end_matches([')', ']']).to_ascii_lowercase();
    match name.rsplit(['(', '[', '_']).next() {
        Some("ns") => 1,
        Some("us") => 1_000,
        Some("ms") => 1_000_000,
        _ => SimTime::NS_PER_S,
    }
}

/// Reads rows: one a line, so that a quote left open spoils its line alone.
pub(super) struct Csv {
    lines: Lines,
    row: ByteRecord,
    layout: Layout,
}

impl Csv {
    pub(super) fn new(
        path: &str,
        mut lines: Lines,
        columns: &Columns,
    ) -> Result<Self, SourceError> {
        let header = match lines.next()? {
            Some(line) => split(line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)),
            None => ByteRecord::new(),
        };
        let layout = columns.find(&header).map_err(|what| SourceError::Line {
            path: path.to_owned(),
            line: 1,
            what,
        })?;
        Ok(Self { lines, row: ByteRecord::new(), layout })
    }
}

/// The fields of a line. Quotes are rare, and worth a parser of their own only where they are.
pub(super) fn split(line: &[u8]) -> ByteRecord {
    if line.contains(&b'"') {
        let mut row = ByteRecord::new();
        let mut parser = csv::ReaderBuilder::new().has_headers(false).from_reader(line);
        return match parser.read_byte_record(&mut row) {
            Ok(true) => row,
            _ => ByteRecord::new(),
        };
    }
    line.split(|&byte| byte == b',').collect()
}

impl Records for Csv {
    fn next(&mut self, passed_over: &mut PassedOver) -> Result<Option<Record<'_>>, SourceError> {
        let layout = self.layout;
        let (time, bytes) = loop {
            let Some(line) = self.lines.next()? else { return Ok(None) };
            passed_over.records += 1;
            self.row = split(line);
            let field = |index: usize| self.row.get(index).map(<[u8]>::trim_ascii);
            let time = field(layout.time).and_then(|text| time_ns(text, layout.ns_per_unit));
            let bytes = match layout.bytes {
                None => Some(1),
                Some(index) => field(index).and_then(decimal),
            };
            match (time, field(layout.object), bytes) {
                (None, ..) => passed_over.malformed("time is not a number up to 2^63 ns"),
                (_, None | Some(b""), _) => passed_over.malformed("no object"),
                (_, _, None) => passed_over.malformed("size is not a whole number"),
                (_, _, Some(bytes)) if bytes > BYTES_MAX => {
                    passed_over.malformed(SIZE_IMPOSSIBLE);
                }
                (Some(time), _, Some(bytes)) => {
                    passed_over.at(time);
                    break (time, bytes);
                }
            }
        };
        let object = self.row.get(layout.object).unwrap_or_default().trim_ascii();
        Ok(Some(Record { time, name: Name::Text(object), bytes, whole: true }))
    }
}

fn decimal(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// Later times, 292 years and more after the beginning, leave no room for what happens then.
const NS_MAX: u64 = 1 << 63;

fn time_ns(text: &[u8], ns_per_unit: u64) -> Option<SimTime> {
    if let Some(whole) = decimal(text) {
        return whole.checked_mul(ns_per_unit).filter(|&ns| ns <= NS_MAX).map(SimTime);
    }
    let units: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    let ns = units * ns_per_unit as f64;
    (ns >= 0.0 && ns <= NS_MAX as f64).then_some(SimTime(ns as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_and_units_are_found() {
        let header = ByteRecord::from(vec!["time(ms)", "Object", "size(bytes)"]);
        let layout = Columns::default().find(&header).unwrap();
        assert_eq!(layout, Layout { time: 0, object: 1, bytes: Some(2), ns_per_unit: 1_000_000 });
        let header = ByteRecord::from(vec!["time_us", "obj_id", "obj_size"]);
        let layout = Columns::default().find(&header).unwrap();
        assert_eq!(layout, Layout { time: 0, object: 1, bytes: Some(2), ns_per_unit: 1_000 });
        let header = ByteRecord::from(vec!["obj_key", "start_ns"]);
        let columns =
            Columns { time: Some("start_ns".into()), object: Some("obj_key".into()), bytes: None };
        let layout = columns.find(&header).unwrap();
        assert_eq!(layout, Layout { time: 1, object: 0, bytes: None, ns_per_unit: 1 });
    }

    #[test]
    fn a_missing_column_is_named_with_what_there_is() {
        let header = ByteRecord::from(vec!["when", "object"]);
        let error = Columns::default().find(&header).unwrap_err();
        assert!(error.contains("no time column") && error.contains("when, object"), "{error}");
    }

    #[test]
    fn times_are_exact_where_whole_and_close_where_not() {
        assert_eq!(time_ns(b"12", SimTime::NS_PER_S), Some(SimTime(12_000_000_000)));
        assert_eq!(time_ns(b"0.5", SimTime::NS_PER_S), Some(SimTime(500_000_000)));
        assert_eq!(time_ns(b"-1", SimTime::NS_PER_S), None);
        assert_eq!(time_ns(b"99999999999999999999", SimTime::NS_PER_S), None);
    }
}
