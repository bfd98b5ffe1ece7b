//! The report of a reader: requests, malformed records, and what was skipped.

use crate::formats::field_mapping::FieldMapping;
use crate::formats::malformed::Malformed;
use crate::formats::options::SizeRule;
use crate::formats::registry::Format;
use serde::Serialize;
use std::collections::BTreeMap;

/// The report of a reader: complete once the source is at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadReport {
    /// The format.
    pub format: Format,
    /// How its fields are read, where that was found out.
    #[serde(flatten)]
    pub fields: FieldMapping,
    /// The rule for changing sizes.
    pub sizes: SizeRule,
    /// Lines or records read.
    pub records: u64,
    /// Requests returned.
    pub requests: u64,
    /// Distinct objects among them.
    pub objects: u64,
    /// Bytes of the requests as logged.
    pub logged_bytes: u64,
    /// Bytes of the requests by the rule for changing sizes.
    pub bytes: u64,
    /// Objects that were seen with more than one whole size.
    pub objects_resized: u64,
    /// New versions of objects, by the rule [`SizeRule::Modified`] or after a deletion.
    pub modifications: u64,
    /// Complete responses that were taken for transfers cut short, by the same rule.
    pub cut_short: u64,
    /// Records that do not fit the format, by reason.
    pub malformed: BTreeMap<&'static str, u64>,
    /// The first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_malformed: Option<Malformed>,
    /// Records that are not cacheable requests, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Well-formed records, requests or not, with a time before that of the record before them;
    /// requests among them are reordered, unless the order of the file is kept.
    pub stepped_back: u64,
    /// Requests too late to be reordered; they got the time of the request before them.
    pub late: u64,
    /// Whether the next accesses that the file states are right, where that was verified. They are not
    /// used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_access_holds: Option<bool>,
    /// What follows the end of compressed data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_behind: Option<String>,
    /// Files that were read as one trace.
    pub files: u64,
}

impl ReadReport {
    /// A report of nothing yet.
    pub fn new(format: Format, sizes: SizeRule) -> Self {
        Self {
            format,
            fields: FieldMapping::default(),
            sizes,
            records: 0,
            requests: 0,
            objects: 0,
            logged_bytes: 0,
            bytes: 0,
            objects_resized: 0,
            modifications: 0,
            cut_short: 0,
            malformed: BTreeMap::new(),
            first_malformed: None,
            skipped: BTreeMap::new(),
            stepped_back: 0,
            late: 0,
            next_access_holds: None,
            left_behind: None,
            files: 1,
        }
    }

    /// Records that do not fit the format.
    pub fn malformed_total(&self) -> u64 {
        self.malformed.values().sum()
    }

    /// Records that are not cacheable requests.
    pub fn skipped_total(&self) -> u64 {
        self.skipped.values().sum()
    }
}

fn reasons<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> String {
    let each: Vec<String> = counts.map(|(reason, count)| format!("{reason} {count}")).collect();
    if each.is_empty() { String::new() } else { format!(" ({})", each.join(", ")) }
}

impl std::fmt::Display for ReadReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let malformed = reasons(self.malformed.iter().map(|(&reason, &count)| (reason, count)));
        let skipped = reasons(self.skipped.iter().map(|(reason, &count)| (reason.as_str(), count)));
        let first = match &self.first_malformed {
            Some(Malformed { file: Some(file), number, .. }) => format!(", first {file}:{number}"),
            Some(Malformed { number, .. }) => format!(", first in line {number}"),
            None => String::new(),
        };
        write!(
            f,
            "read as {}: {} records, {} malformed{malformed}{first}, {} skipped{skipped}, {} out of \
             order, {} late",
            self.format.name(),
            self.records,
            self.malformed_total(),
            self.skipped_total(),
            self.stepped_back,
            self.late
        )?;
        if self.files > 1 {
            write!(f, "; from {} files", self.files)?;
        }
        if self.modifications > 0 {
            write!(f, "; {} modifications", self.modifications)?;
        }
        if self.cut_short > 0 {
            write!(f, "; {} transfers cut short", self.cut_short)?;
        }
        let fields = self.fields.to_string();
        if !fields.is_empty() {
            write!(f, "; {fields}")?;
        }
        if let Some(left_behind) = &self.left_behind {
            write!(f, "; {left_behind}")?;
        }
        match self.next_access_holds {
            Some(false) => write!(f, "; the next accesses in the file are wrong, and not used"),
            _ => Ok(()),
        }
    }
}
