//! The delimiter between the fields of a table, and splitting a line at it.

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
    /// One or more spaces or tabs.
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

    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, found)| *found == self).map_or("", |(name, _)| name)
    }

    pub(super) fn byte(self) -> u8 {
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
pub(crate) fn split(line: &[u8], delimiter: Delimiter) -> ByteRecord {
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
