//! How a trace is to be read.

use crate::formats::registry::Format;
use crate::formats::text::{
    Columns, Delimiter, Filters, LogFormat, NameRule, ParsedLogFormat, TimeUnit,
};
use serde::{Deserialize, Serialize};

/// Which size a request has where the trace gives an object more than one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SizeRule {
    /// A complete response (status 200) of another size is a new version of the object: caches that hold
    /// the old one miss, and replace it. One that is smaller by 5 % and more is taken for a transfer
    /// that was cut short, unless the next complete response has that size, too. A part (206), a
    /// confirmation (304) or an unlogged size keeps the version.
    ///
    /// The 5 % are those of Arlitt, Cherkasova, Dilley, Friedrich and Jin, Performance Evaluation Review
    /// 27(4), 2000, for whom a larger change in either direction was an interrupted transfer; an
    /// object that grew was not cut short.
    Modified,
    /// The size last logged with a complete response (status 200); a part (206), a confirmation (304)
    /// or an unlogged size keeps it. Before the first complete response: the bytes as logged. Copies in
    /// caches grow and shrink along.
    LastWhole,
    /// The bytes of each request as the trace has them, as other simulators take them.
    AsLogged,
}

impl SizeRule {
    /// Every rule with its name in specs and on the command line.
    pub const ALL: [(&'static str, Self); 3] = [
        ("modified", Self::Modified),
        ("last-whole", Self::LastWhole),
        ("as-logged", Self::AsLogged),
    ];

    /// Logs have the bytes sent, other traces the size.
    pub(super) fn of(format: Format) -> Self {
        if format.is_log() { Self::LastWhole } else { Self::AsLogged }
    }

    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Modified => "other sizes as new versions",
            Self::LastWhole => "the last whole size",
            Self::AsLogged => "sizes as logged",
        }
    }
}

/// How to read a trace file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The format; found out if not given.
    pub format: Option<Format>,
    /// The string that the server was configured with; then the format is [`Format::LogFormat`].
    pub log_format: Option<LogFormat>,
    /// The rule for changing sizes; by default [`SizeRule::LastWhole`] for logs and
    /// [`SizeRule::AsLogged`] for other traces.
    pub sizes: Option<SizeRule>,
    /// The fields of tables and of JSON lines.
    pub columns: Columns,
    /// What stands between the fields of a table; found out if not given.
    pub delimiter: Option<Delimiter>,
    /// What the numbers of a time column count; found out if not given.
    pub time_unit: Option<TimeUnit>,
    /// How objects are named.
    pub names: NameRule,
    /// Which entries are requests.
    pub filters: Filters,
    /// Takes requests in the order of the file: those that step back in time get the time before them.
    pub keep_order: bool,
    /// A record that does not fit the format is an error.
    pub strict: bool,
}

impl ReadOptions {
    /// The same, for logs of a format that was given as a string or by its name.
    ///
    /// # Errors
    /// If another format is given, too.
    pub fn with_log_format(self, asked: ParsedLogFormat) -> Result<Self, String> {
        if let Some(format) = self.format {
            return Err(format!(
                "found a log format and the format {}; expected one",
                format.name()
            ));
        }
        Ok(match asked {
            ParsedLogFormat::AccessLog => Self { format: Some(Format::Log), ..self },
            ParsedLogFormat::Json(columns) => {
                let columns =
                    if self.columns == Columns::default() { *columns } else { self.columns };
                Self { format: Some(Format::Json), columns, ..self }
            }
            ParsedLogFormat::LogFormat(log_format) => {
                Self { format: Some(Format::LogFormat), log_format: Some(log_format), ..self }
            }
        })
    }

    /// What is given beyond the format and the size rule, in words that differ if the way differs.
    pub(super) fn described(&self) -> String {
        let mut words = self.columns.described();
        let mut add = |what: String| words += &format!(", {what}");
        if let Some(format) = &self.log_format {
            add(format!("log format {:?}", format.text()));
        }
        if let Some(delimiter) = self.delimiter {
            add(format!("{delimiter:?} between fields"));
        }
        if let Some(unit) = self.time_unit {
            add(format!("times in {}", unit.plural()));
        }
        if self.names != NameRule::default() {
            add(format!("{:?}", self.names));
        }
        if self.filters != Filters::default() {
            add(format!("{:?}", self.filters));
        }
        if self.keep_order {
            add("in the order of the file".to_owned());
        }
        words
    }
}
