//! Trace formats.

use crate::metrics_on;
use hotset_workloads::SimTime;
use hotset_workloads::formats::{
    Format, FormatError, NamedFormat, ReadOptions, TraceReader, TraceRecord,
};
use std::io::BufRead;
use std::path::{Path, PathBuf};

/// Lines of `time;bytes;name` behind a line of its own, an unusual order.
struct Semicolons {
    line: Vec<u8>,
}

impl Semicolons {
    fn record(line: &[u8], record: &mut TraceRecord) -> Option<()> {
        let text = std::str::from_utf8(line).ok()?;
        let mut fields = text.trim_end().splitn(3, ';');
        record.time = SimTime::from_s(fields.next()?.parse().ok()?);
        record.bytes = fields.next()?.parse().ok()?;
        match fields.next()? {
            name if name.starts_with('#') => record.name_number(name[1..].parse().ok()?),
            name => record.name_text(name.as_bytes()),
        }
        Some(())
    }
}

impl NamedFormat for Semicolons {
    const NAME: &'static str = "semicolons";
    const WHAT: &'static str = "time;bytes;name";

    fn recognises(_: &Path, head: &[u8]) -> bool {
        head.starts_with(b"SEMICOLONS\n")
    }

    fn new() -> Self {
        Self { line: Vec::new() }
    }

    fn next(
        &mut self,
        input: &mut dyn BufRead,
        record: &mut TraceRecord,
    ) -> Result<bool, FormatError> {
        loop {
            self.line.clear();
            if input.read_until(b'\n', &mut self.line)? == 0 {
                return Ok(false);
            }
            if self.line != b"SEMICOLONS\n" {
                let parsed = Self::record(&self.line, record);
                return parsed.map(|()| true).ok_or(FormatError::Malformed("not time;bytes;name"));
            }
        }
    }
}

/// Finds nothing, and reads nothing.
struct Stuck;

impl NamedFormat for Stuck {
    const NAME: &'static str = "stuck";
    const WHAT: &'static str = "nothing";

    fn new() -> Self {
        Self
    }

    fn next(&mut self, _: &mut dyn BufRead, _: &mut TraceRecord) -> Result<bool, FormatError> {
        Err(FormatError::Malformed("nothing"))
    }
}

/// With the name of another.
struct Taken;

impl NamedFormat for Taken {
    const NAME: &'static str = "csv";
    const WHAT: &'static str = "nothing";

    fn new() -> Self {
        Self
    }

    fn next(&mut self, _: &mut dyn BufRead, _: &mut TraceRecord) -> Result<bool, FormatError> {
        Ok(false)
    }
}

/// The same requests in hotset's format and in the other one, and garbage in both.
fn files(folder: &Path) -> [PathBuf; 2] {
    let (mut csv, mut own) = ("time,id,size\n".to_owned(), "SEMICOLONS\n".to_owned());
    for second in 0..3_000u64 {
        let (object, bytes) = (second * second % 311, second * second % 311 % 7 + 1);
        csv += &format!("{second},/{object},{bytes}\n");
        own += &format!("{second};{bytes};/{object}\n");
        if second % 1_000 == 7 {
            csv += "99999999999,/a,1\n";
            own += "99999999999;1;/a\n";
            csv += "garbage\n";
            own += "garbage\n";
        }
    }
    [("trace.csv", csv), ("trace.own", own)].map(|(name, text)| {
        std::fs::write(folder.join(name), text).unwrap();
        folder.join(name)
    })
}

#[test]
fn a_registered_format_is_read_as_that_of_hotset() {
    Format::register::<Semicolons>().unwrap();
    Format::register::<Semicolons>().unwrap();
    assert!(Format::register::<Taken>().unwrap_err().contains("a second trace format \"csv\""));
    let folder = tempfile::tempdir().unwrap();
    let [csv, own] = files(folder.path());
    let of = |path: &Path, more: &[&str]| {
        metrics_on(&format!("workload = {{ kind = 'trace', path = '{}' }}", path.display()), more)
    };
    assert_eq!(of(&own, &[]), of(&csv, &[]));
    assert_eq!(of(&own, &["workload.format='semicolons'"]), of(&csv, &[]));
    let mut reader = TraceReader::open(&own, &ReadOptions::default()).unwrap();
    let mut batch = hotset_workloads::RequestBatch::default();
    while hotset_workloads::RequestSource::next_batch(&mut reader, &mut batch).unwrap() {}
    let report = reader.report();
    assert_eq!((report.requests, report.malformed_total()), (3_000, 6));
    let written = serde_json::to_value(report.format).unwrap();
    assert_eq!(written, "semicolons");
    assert_eq!(serde_json::from_value::<Format>(written).unwrap(), report.format);
}

#[test]
fn a_format_that_does_not_read_on_is_an_error() {
    Format::register::<Stuck>().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let [_, own] = files(folder.path());
    let format =
        Format::known().into_iter().find(|(name, _)| *name == "stuck").map(|known| known.1);
    let options = ReadOptions { format, ..ReadOptions::default() };
    let mut reader = TraceReader::open(&own, &options).unwrap();
    let mut batch = hotset_workloads::RequestBatch::default();
    let error = hotset_workloads::RequestSource::next_batch(&mut reader, &mut batch).unwrap_err();
    assert!(error.to_string().contains("stuck does not read on"), "{error}");
}
