//! From a format to what reads its files: formats are recognised, and files opened.

use crate::SourceError;
use crate::formats::head::Head;
use crate::formats::info::FormatInfo;
use crate::formats::input::Input;
use crate::formats::options::ReadOptions;
use crate::formats::record::Records;
use crate::formats::registered::RegisteredFormat;
use crate::formats::registry::{Format, with_formats};
use crate::formats::text::{Columns, Table, access_log};
use std::path::Path;

/// What recognises and opens the files of a format.
enum Files {
    Known(&'static FormatInfo),
    Registered(&'static RegisteredFormat),
}

macro_rules! define_info {
    (
        named { $($(#[doc = $help:literal])+ $format:ident $name:literal [$($property:ident),*] => $info:path;)+ }
        unnamed { $($(#[doc = $help_2:literal])+ $format_2:ident $name_2:literal [$($property_2:ident),*] => $info_2:path;)+ }
    ) => {
        /// What the format's own file says of it.
        fn info(format: Format) -> Files {
            match format {
                $(Format::$format => Files::Known(&$info),)+
                $(Format::$format_2 => Files::Known(&$info_2),)+
                Format::Registered(format) => Files::Registered(format),
            }
        }
    };
}
with_formats!(define_info);

/// Opens the records of a file, whose format is recognised if it is not given.
pub(super) fn open(
    path: &Path,
    options: &ReadOptions,
) -> Result<(Format, Box<dyn Records>), SourceError> {
    let mut input = Input::open(path)?;
    let head = Head::peek(path, &mut input)?;
    if head.bytes().is_empty() {
        return Err(head.unusable("is empty; expected a trace"));
    }
    let format = match options.format {
        Some(format) => format,
        None => recognise(&head, options).map_err(|what| head.unusable(what))?,
    };
    if !format.has_columns() && options.columns != Columns::default() {
        let what = format!(
            "is read as {}; expected csv, json or w3c where columns are named",
            format.name()
        );
        return Err(head.unusable(what));
    }
    let records = match info(format) {
        Files::Known(info) => (info.open)(input, &head, options)?,
        Files::Registered(format) => (format.open)(input),
    };
    Ok((format, records))
}

/// Recognises the format from the beginning of the file, and from its name where the content leaves a doubt.
///
/// # Errors
/// If it looks like no format: what comes nearest, and what would help.
pub(super) fn recognise(head: &Head, options: &ReadOptions) -> Result<Format, String> {
    if options.log_format.is_some() {
        return Ok(Format::LogFormat);
    }
    if let Some(what) = utf_16(head.bytes()).or_else(|| packed(head.bytes())) {
        return Err(what);
    }
    let registered = RegisteredFormat::all().into_iter().map(Format::Registered);
    let mut formats = registered.chain(Format::ALL.into_iter().map(|(_, format)| format));
    let found = formats.find(|&format| match info(format) {
        Files::Known(info) => (info.recognises)(head, options),
        Files::Registered(format) => (format.recognises)(head.path(), head.bytes()),
    });
    found.ok_or_else(|| if head.is_text() { unknown_text(head, options) } else { unknown_binary() })
}

/// The names of all formats.
fn names() -> String {
    Format::known().iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// Text in UTF-16 has a mark, or zeros in every second byte.
fn utf_16(head: &[u8]) -> Option<String> {
    let marked = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let pairs = head[..head.len().min(512)].as_chunks::<2>().0;
    let ascii = |byte: u8| (b' '..0x7f).contains(&byte) || b"\t\r\n".contains(&byte);
    let zeros = pairs.len() >= 8
        && (pairs.iter().all(|&[low, high]| high == 0 && ascii(low))
            || pairs.iter().all(|&[high, low]| high == 0 && ascii(low)));
    (marked || zeros).then(|| {
        "is text in UTF-16; expected UTF-8: convert it, as with iconv -f UTF-16 -t UTF-8".to_owned()
    })
}

/// Archives, and what is compressed in ways that are not read.
fn packed(head: &[u8]) -> Option<String> {
    let what = match head {
        [0xfd, b'7', b'z', b'X', b'Z', ..] => "compressed by xz",
        [b'B', b'Z', b'h', ..] => "compressed by bzip2",
        [b'P', b'K', 3, 4, ..] => "a zip archive",
        [b'7', b'z', 0xbc, 0xaf, ..] => "a 7z archive",
        [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] => "compressed twice",
        _ if head.get(257..262) == Some(b"ustar") => "a tar archive",
        _ => return None,
    };
    Some(format!("is {what}; expected a plain file, or one compressed by gzip or zstd"))
}

/// Why text is of no known format.
fn unknown_text(head: &Head, options: &ReadOptions) -> String {
    let lines = head.lines();
    let table = Table::of(lines, options).err().unwrap_or_default();
    let first: String = String::from_utf8_lossy(lines.first().map_or(&[][..], Vec::as_slice))
        .chars()
        .take(80)
        .collect();
    let log = lines.first().and_then(|line| access_log::parse(line).err()).unwrap_or("no line");
    format!(
        "looks like no known format; it begins with {:?}. As a table, it {table}. As an access log: \
         {log}; give the string that the server was configured with by --log-format. Or name a format \
         with --format, or with workload.format in a spec ({})",
        first,
        names()
    )
}

/// Why binary data are of no known format.
fn unknown_binary() -> String {
    format!(
        "looks like no known format: it is binary, and its records are neither those of \
         oracle-general (24 bytes, times that do not fall) nor of wc98 (20 bytes, times in 1998); \
         name the format with --format, or with workload.format in a spec ({})",
        names()
    )
}
