//! The parser of JSON lines.

use super::wanted_fields::{Fields, ValueSpan, WantedFields};
use crate::formats::field_mapping::FieldMapping;
use crate::formats::info::FormatInfo;
use crate::formats::options::ReadOptions;
use crate::formats::text::field_positions::FieldPositions;
use crate::formats::text::line_records::LineRecords;
use crate::formats::text::parser::{BLANK, LineParser, Parsed};
use crate::formats::text::role::Role;
use crate::formats::text::row_layout::RowLayout;
use crate::formats::text::time_column::unit_of_times;
use crate::formats::text::time_unit::NamedUnit;
use serde::de::DeserializeSeed;
use serde_json::Value;

/// How files of JSON lines are recognised and opened.
pub(in crate::formats) const INFO: FormatInfo = FormatInfo {
    recognises: |head, _| {
        let mut filled = head.lines().iter().filter(|line| !line.trim_ascii().is_empty());
        let first_object = filled.find(|line| line.trim_ascii() != b"[");
        first_object.is_some_and(|line| line.trim_ascii().starts_with(b"{"))
    },
    open: |input, head, options| {
        let parser = Json::of(head.lines(), options).map_err(|what| head.wrong_first_line(what))?;
        Ok(LineRecords::open(input, parser, options))
    },
};

/// Objects within objects further down than this are not looked into.
const DEPTH_MAX: usize = 4;

/// Lines of which no more fields are looked at.
const FIELDS_MAX: usize = 256;

/// Reads objects by the paths of their fields.
pub(in crate::formats) struct Json {
    layout: RowLayout,
    times: String,
    /// Which fields are wanted, by their names from the top.
    wanted: WantedFields,
    values: Vec<ValueSpan>,
    /// Texts that do not stand in the line as they are.
    scratch: Vec<u8>,
    /// A line that is not UTF-8, mended.
    mended: Vec<u8>,
}

impl Json {
    /// Finds the fields in a file's first lines.
    ///
    /// # Errors
    /// What is missing.
    pub(in crate::formats) fn of(lines: &[Vec<u8>], options: &ReadOptions) -> Result<Self, String> {
        let mut names: Vec<String> = Vec::new();
        let mut objects: Vec<Value> = Vec::new();
        for line in lines {
            if let Some(Ok(value @ Value::Object(_))) = object_in(line).map(serde_json::from_slice)
            {
                list(&value, "", 0, &mut names);
                objects.push(value);
            }
        }
        if objects.is_empty() {
            return Err("has no line that is a JSON object".to_owned());
        }
        let places = FieldPositions::find(&names, names.len(), &options.columns)?;
        let time = places.mapped.get("time").map_or("", |field| field.name.as_str());
        let named = if time.is_empty() { NamedUnit::None } else { places.unit() };
        let numbers = objects.iter().filter_map(|object| number(lookup(object, time)?));
        let (unit, times) = unit_of_times(time, named, numbers, false, options)?;
        let mut wanted = WantedFields::default();
        // By the places of the layout.
        let all = Role::ALL.into_iter().filter_map(|role| places.of(role));
        let mut count = 0;
        for place in all {
            wanted.add(&names[place], place);
            count = count.max(place + 1);
        }
        let layout = RowLayout::new(places, unit);
        let values = vec![ValueSpan::None; count];
        Ok(Self { layout, times, wanted, values, scratch: Vec::new(), mended: Vec::new() })
    }
}

/// The object in a line, which may be one of a list; `None` for the brackets around a list.
fn object_in(line: &[u8]) -> Option<&[u8]> {
    let text = line.trim_ascii();
    let text = text.strip_suffix(b",").unwrap_or(text);
    (!matches!(text, b"[" | b"]" | b"")).then_some(text)
}

/// The dotted paths of the fields that hold a text or a number.
fn list(value: &Value, path: &str, depth: usize, names: &mut Vec<String>) {
    let Value::Object(fields) = value else { return };
    for (key, value) in fields {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        // What clients and servers say in their headers is not what was answered.
        let headers = key.to_ascii_lowercase().contains("header");
        match value {
            Value::Object(_) if depth < DEPTH_MAX && !headers => {
                list(value, &path, depth + 1, names);
            }
            Value::String(_) | Value::Number(_)
                if names.len() < FIELDS_MAX && !names.contains(&path) =>
            {
                names.push(path);
            }
            _ => {}
        }
    }
}

fn lookup<'a>(object: &'a Value, path: &str) -> Option<&'a Value> {
    if let Some(value) = object.get(path) {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    lookup(object.get(first)?, rest)
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

const NO_JSON: &str = "no JSON object";

impl LineParser for Json {
    fn parse<'a>(&'a mut self, line: &'a [u8]) -> Result<Parsed<'a>, &'static str> {
        let Some(mut text) = object_in(line) else {
            return if line.trim_ascii().is_empty() { Err(BLANK) } else { Ok(Parsed::Nothing) };
        };
        if std::str::from_utf8(text).is_err() {
            mend(text, &mut self.mended);
            text = &self.mended;
        }
        self.values.fill(ValueSpan::None);
        self.scratch.clear();
        let fields = Fields {
            node: &self.wanted,
            line: text,
            values: &mut self.values,
            scratch: &mut self.scratch,
        };
        let mut parser = serde_json::Deserializer::from_slice(text);
        fields.deserialize(&mut parser).and_then(|()| parser.end()).map_err(|_| NO_JSON)?;
        let (values, scratch) = (&self.values, &self.scratch);
        let field = |place: usize| match values.get(place)? {
            ValueSpan::None => None,
            ValueSpan::Line(range) => Some(&text[range.clone()]),
            ValueSpan::Scratch(range) => Some(&scratch[range.clone()]),
        };
        match self.layout.entry(field) {
            Ok(entry) => Ok(Parsed::Entry(entry)),
            // Well-formed, and of something else.
            Err("no object") => Ok(Parsed::Skipped("of something else than a request")),
            Err(reason) => Err(reason),
        }
    }

    fn field_mapping(&self) -> FieldMapping {
        let mut mapping = FieldMapping {
            fields: self.layout.places.mapped.clone(),
            times: Some(self.times.clone()),
            ..FieldMapping::default()
        };
        mapping.note_absent();
        mapping
    }
}

/// Bytes that are not UTF-8 as percent-encoded ones: two that differ still do.
fn mend(line: &[u8], mended: &mut Vec<u8>) {
    mended.clear();
    for chunk in line.utf8_chunks() {
        mended.extend_from_slice(chunk.valid().as_bytes());
        for byte in chunk.invalid() {
            mended.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Vec<(u64, String, Option<u64>)> {
        let bytes: Vec<Vec<u8>> = lines.iter().map(|line| line.as_bytes().to_vec()).collect();
        let mut json = Json::of(&bytes, &ReadOptions::default()).unwrap();
        let mut found = Vec::new();
        for line in lines {
            if let Ok(Parsed::Entry(entry)) = json.parse(line.as_bytes()) {
                let target = String::from_utf8_lossy(entry.target).into_owned();
                found.push((entry.time.0, target, entry.bytes));
            }
        }
        found
    }

    #[test]
    fn fields_are_found_at_any_depth() {
        let caddy = r#"{"level":"info","ts":1602338136.25,"request":{"method":"GET","host":"a.example","uri":"/x\u0041","headers":{"Host":["b"]}},"bytes_read":3,"size":100,"status":200}"#;
        let ns = 1_602_338_136_250_000_000;
        assert_eq!(read(&[caddy]), [(ns, "/xA".to_owned(), Some(100))]);
        let other = r#"{"level":"info","ts":1602338136,"msg":"started"}"#;
        assert_eq!(read(&[caddy, other]).len(), 1);
    }

    #[test]
    fn lists_of_objects_are_lines_too() {
        let lines = [
            "[",
            r#"{"time":"2020-10-10T13:55:36Z","url":"/a","bytes":"7"},"#,
            r#"{"time":"2020-10-10T13:55:36Z","url":"/b","bytes":null}"#,
            "]",
        ];
        let found = read(&lines);
        assert_eq!(found.len(), 1, "a size that is null is none: {found:?}");
        assert_eq!(found[0].1, "/a");
    }

    #[test]
    fn names_that_are_no_utf_8_stay_apart() {
        let line = |byte: u8| [&br#"{"time":1,"url":"/"#[..], &[byte], br#"","bytes":1}"#].concat();
        let mut json =
            Json::of(&[br#"{"time":1,"url":"/","bytes":1}"#.to_vec()], &ReadOptions::default())
                .unwrap();
        let mut target = |byte: u8| match json.parse(&line(byte)) {
            Ok(Parsed::Entry(entry)) => entry.target.to_vec(),
            other => panic!("{other:?}"),
        };
        assert_eq!(target(0xff), b"/%FF");
        assert_eq!(target(0xfe), b"/%FE");
    }
}
