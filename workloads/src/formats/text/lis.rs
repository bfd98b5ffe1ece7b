//! The `.lis` format of the ARC traces (Megiddo and Modha, FAST 2003): `start count ignored
//! number` a line, which requests `count` pages one after another. Pages have size 1; there are
//! no times, so requests are put one second apart.

use super::lines::Lines;
use crate::formats::info::FormatInfo;
use crate::formats::malformed::RecordCounts;
use crate::formats::record::{Kind, Name, Record, Records};
use crate::{SimTime, SourceError};

/// How files of this format are recognised and opened.
pub(in crate::formats) const INFO: FormatInfo = FormatInfo {
    recognises: |head, _| {
        let filled = head.lines().iter().filter(|line| !line.trim_ascii().is_empty());
        let mut first = filled.take(3).peekable();
        head.is_text() && first.peek().is_some() && first.all(|line| parse(line).is_some())
    },
    open: |input, _, _| Ok(Box::new(Lis::new(Lines::new(input)))),
};

/// Reads page requests.
pub(in crate::formats) struct Lis {
    lines: Lines,
    next_page: u64,
    pages_left: u64,
    requests: u64,
}

impl Lis {
    pub(in crate::formats) fn new(lines: Lines) -> Self {
        Self { lines, next_page: 0, pages_left: 0, requests: 0 }
    }
}

/// First page and number of pages of a line.
pub(in crate::formats) fn parse(line: &[u8]) -> Option<(u64, u64)> {
    let text = std::str::from_utf8(line).ok()?;
    let mut fields = text.split_ascii_whitespace().map(str::parse::<u64>);
    let (first, count) = (fields.next()?.ok()?, fields.next()?.ok()?);
    let more = fields.try_fold(0, |number, field| field.ok().map(|_| number + 1))?;
    // A line that requests millions of pages is a broken line.
    (more == 2 && (1..=1 << 20).contains(&count)).then_some((first, count))
}

impl Records for Lis {
    fn next(&mut self, counts: &mut RecordCounts) -> Result<Option<Record<'_>>, SourceError> {
        while self.pages_left == 0 {
            if self.lines.next()?.is_none() {
                counts.note_left_behind(self.lines.left_behind());
                return Ok(None);
            }
            counts.records += 1;
            counts.line = self.lines.number();
            match parse(self.lines.current()) {
                Some((first, count)) => (self.next_page, self.pages_left) = (first, count),
                None => counts.malformed("not `start count ignored number`"),
            }
        }
        let name = Name::Number(self.next_page);
        let time = SimTime::from_s(self.requests);
        self.next_page = self.next_page.wrapping_add(1);
        self.pages_left -= 1;
        self.requests += 1;
        Ok(Some(Record { time, name, bytes: 1, whole: true, ttl_s: 0, kind: Kind::Request }))
    }
}
