//! The keys of `kind = "trace"`.

use super::columns;
use super::synthetic::SITES;
use super::workload::{TraceSites, WorkloadSpec};
use crate::spec::error::SpecError;
use crate::spec::keys::{
    AnyKey, FileKey, ListKey, ParsedKey, TextKey, Word, WordKey, words_after, words_of,
};
use crate::spec::reader::Reader;
use hotset_workloads::formats::{
    Delimiter, Filters, Format, LogFormat, NameRule, QueryRule, ReadOptions, RegisteredFormat,
    SizeRule, TimeUnit,
};
use std::path::PathBuf;

pub(crate) static PATH: FileKey = FileKey::needed(
    "workload.path",
    "file of the trace or series; a relative path is relative to the spec's folder",
);
pub(crate) static PATHS: ListKey<PathBuf> = ListKey::needed(
    "workload.paths",
    "files of one trace, or patterns as access.log.*.gz: read in time order",
    "a list of files or patterns",
);
pub(crate) static FORMAT: WordKey<Option<Format>> =
    WordKey::new("workload.format", "auto", "format of the trace", &FORMATS)
        .with(registered_formats);

fn registered_formats() -> Vec<Word<Option<Format>>> {
    let word = |format: &'static RegisteredFormat| {
        (format.name(), Some(Format::Registered(format)), format.what())
    };
    RegisteredFormat::all().into_iter().map(word).collect()
}

pub(crate) static LOG_FORMAT: TextKey = TextKey::needed(
    "workload.log_format",
    "log format of the web server: '%h %l %u %t \"%r\" %>s %b', '$remote_addr ...', or a name as combined",
);
pub(crate) static SIZE_RULE: WordKey<Option<SizeRule>> = WordKey::new(
    "workload.size_rule",
    "auto",
    "size of an object that occurs with several sizes",
    &[
        ("auto", None, "last-whole for logs, as-logged for other traces"),
        ("modified", Some(SizeRule::Modified), "another size is a new version"),
        ("last-whole", Some(SizeRule::LastWhole), "the size of its last complete answer"),
        ("as-logged", Some(SizeRule::AsLogged), "of each answer"),
    ],
);
pub(crate) static ORDER: WordKey<Order> = WordKey::new(
    "workload.order",
    "as-logged",
    "order of the requests",
    &[
        ("as-logged", Order::Time, "by time"),
        ("file", Order::File, "as they stand in the file"),
        (
            "shuffled",
            Order::Shuffled,
            "the objects in random order at the logged times: a control without temporal locality",
        ),
    ],
);
/// Whether malformed lines are errors.
pub(crate) static MALFORMED: WordKey<bool> = WordKey::new(
    "workload.malformed",
    "skip",
    "lines that are not of the format",
    &[("skip", false, "are counted"), ("error", true, "end the program")],
);
pub(crate) static QUERY: ParsedKey<QueryRule> = ParsedKey::new(
    "workload.query",
    "keep",
    "query strings in the names of objects: keep | drop | drop=utm_*,fbclid (these parameters)",
    QueryRule::parse,
);
/// Whether addresses are normalized.
pub(crate) static URLS: WordKey<bool> = WordKey::new(
    "workload.urls",
    "as-logged",
    "names of objects",
    &[
        ("as-logged", false, "as they are"),
        ("normalized", true, "percent-encodings of one address are one name"),
    ],
);
pub(crate) static METHODS: ListKey<String> = ListKey::new(
    "workload.methods",
    "methods or operations of the requests that are read; if empty, GET and reads",
    "a list of methods or operations",
);
pub(crate) static STATUSES: ListKey<u16> = ListKey::new(
    "workload.statuses",
    "statuses of the requests that are read; if empty, 200, 206 and 304",
    "a list of statuses",
);
pub(crate) static TIME_UNIT: WordKey<Option<TimeUnit>> =
    WordKey::new("workload.time_unit", "auto", "unit of times that are numbers", &TIME_UNITS);
pub(crate) static DELIMITER: WordKey<Option<Delimiter>> = WordKey::new(
    "workload.delimiter",
    "auto",
    "what separates the columns of a table",
    &DELIMITERS,
);
pub(crate) static SITES_BY: WordKey<SitesWord> = WordKey::new(
    "workload.sites_by",
    "auto",
    "site of an object of a trace",
    &[
        ("auto", SitesWord::Auto, "that of a generated trace, else none"),
        ("none", SitesWord::None, "one site for all"),
        ("directory", SitesWord::Directory, "by the first directory of its path"),
        ("host", SitesWord::Host, "by its host"),
        ("hash", SitesWord::Hash, "by a hash of its name, into `workload.sites`"),
    ],
);

const FORMATS: [Word<Option<Format>>; 12] = or_auto("by the content of the file", &Format::ALL);
const TIME_UNITS: [Word<Option<TimeUnit>>; 6] = or_auto("by their size", &TimeUnit::ALL);
const DELIMITERS: [Word<Option<Delimiter>>; 6] = or_auto("by the first lines", &Delimiter::ALL);

/// The order of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Time,
    File,
    Shuffled,
}

/// The words of `workload.sites_by`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SitesWord {
    Auto,
    None,
    Directory,
    Host,
    Hash,
}

/// The names of values, after `auto` for `None`.
const fn or_auto<T: Copy, const N: usize, const M: usize>(
    note: &'static str,
    names: &[(&'static str, T); N],
) -> [Word<Option<T>>; M] {
    let words = words_of(names);
    let mut some = [("", None, ""); N];
    let mut next = 0;
    while next < N {
        some[next] = (words[next].0, Some(words[next].1), words[next].2);
        next += 1;
    }
    words_after([("auto", None, note)], some)
}

pub(super) fn trace(reader: &Reader<'_>) -> Result<WorkloadSpec, SpecError> {
    let sites = match reader.read(&SITES_BY)? {
        SitesWord::Auto => TraceSites::Auto,
        SitesWord::None => TraceSites::None,
        SitesWord::Directory => TraceSites::Directory,
        SitesWord::Host => TraceSites::Host,
        SitesWord::Hash => TraceSites::Hash(reader.read(&SITES)? as usize),
    };
    Ok(WorkloadSpec::Trace {
        paths: paths(reader)?,
        options: Box::new(read_options(reader)?),
        sites,
        shuffled: reader.read(&ORDER)? == Order::Shuffled,
    })
}

/// The file, or the files, of a trace.
fn paths(reader: &Reader<'_>) -> Result<Vec<PathBuf>, SpecError> {
    let wrong = |message: &str| Err(SpecError::new(PATHS.path(), message));
    match reader.read_if_given(&PATHS)? {
        None => Ok(vec![reader.read(&PATH)?]),
        Some(_) if reader.given(&PATH) => {
            wrong("found both `path` and `paths`; expected one of them")
        }
        Some(paths) if paths.is_empty() => wrong("found no file; expected one or more"),
        Some(paths) => Ok(paths),
    }
}

/// How a trace is read.
fn read_options(reader: &Reader<'_>) -> Result<ReadOptions, SpecError> {
    let behind = reader.behind_name(&FORMAT);
    if !behind.is_empty() {
        let message =
            format!("found {behind:?} behind the name of a format; expected the name alone");
        return Err(SpecError::new(FORMAT.path(), message));
    }
    let options = ReadOptions {
        format: reader.read(&FORMAT)?,
        sizes: reader.read(&SIZE_RULE)?,
        columns: columns::read(reader)?,
        delimiter: reader.read(&DELIMITER)?,
        time_unit: reader.read(&TIME_UNIT)?,
        names: NameRule { query: reader.read(&QUERY)?, normalize: reader.read(&URLS)? },
        filters: Filters { methods: reader.read(&METHODS)?, statuses: reader.read(&STATUSES)? },
        keep_order: reader.read(&ORDER)? == Order::File,
        strict: reader.read(&MALFORMED)?,
        log_format: None,
    };
    let Some(text) = reader.read_if_given(&LOG_FORMAT)? else { return Ok(options) };
    let format = LogFormat::parse(&text);
    format
        .and_then(|format| options.with_log_format(format))
        .map_err(|message| SpecError::new(LOG_FORMAT.path(), message))
}
