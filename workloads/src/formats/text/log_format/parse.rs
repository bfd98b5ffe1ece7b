//! Reads the format string that a server was configured with, or the name of a format.

use super::apache::apache;
use super::format::{FieldKind, LogFormat};
use super::named::NAMED;
use super::nginx::{nginx, nginx_variable};
use crate::formats::text::columns::Columns;
use crate::formats::text::role::Role;

/// Names of what the reader of access logs reads.
const ACCESS_LOGS: [&str; 7] =
    ["common", "combined", "combinedio", "vhost_common", "vhost_combined", "varnish", "nginx"];

/// What a format string or a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParsedLogFormat {
    /// The reader of access logs has it.
    AccessLog,
    /// The reader of JSON lines has it, with these fields.
    Json(Box<Columns>),
    /// It is read by this.
    LogFormat(LogFormat),
}

impl LogFormat {
    /// Reads the string that a server was configured with, or the name of a format.
    ///
    /// # Errors
    /// What cannot be read in it, or would be ambiguous in a line.
    pub fn parse(text: &str) -> Result<ParsedLogFormat, String> {
        let name = text.trim();
        if ACCESS_LOGS.contains(&name) {
            return Ok(ParsedLogFormat::AccessLog);
        }
        let name = if name == "ats" { "squid" } else { name };
        if let Some(format) = Self::named(name) {
            return Ok(ParsedLogFormat::LogFormat(format));
        }
        let format = without_directive(name);
        if format.trim_start().starts_with('{') {
            return json_columns(&format).map(|columns| ParsedLogFormat::Json(Box::new(columns)));
        }
        let tokens = if format.contains('$') {
            nginx(&format, false)?
        } else if format.contains('%') {
            apache(&format)?
        } else {
            let known: Vec<&str> =
                ACCESS_LOGS.into_iter().chain(["ats"]).chain(NAMED.map(|(name, _)| name)).collect();
            return Err(format!(
                "found {name:?}; expected a LogFormat of Apache, as in '%h %l %u %t \"%r\" %>s %b', \
                 a log_format of nginx, as in '$remote_addr [$time_local] \"$request\" $status \
                 $body_bytes_sent', or one of: {}",
                known.join(", ")
            ));
        };
        Self::new(name, tokens).map(ParsedLogFormat::LogFormat)
    }
}

/// The format within a directive, as it stands in a configuration: `LogFormat "…" name`,
/// `log_format name '…' '…';`.
fn without_directive(text: &str) -> String {
    let quoted = text.len() > 1 && text.starts_with(['\'', '"']) && text.ends_with(['\'', '"']);
    if quoted && text.contains('$') {
        return without_directive(&format!("log_format {text}"));
    }
    let Some(rest) = ["LogFormat", "CustomLog", "log_format"].iter().find_map(|directive| {
        text.strip_prefix(directive).filter(|rest| rest.starts_with(char::is_whitespace))
    }) else {
        return text.replace("\\\"", "\"");
    };
    let (mut format, mut quote, mut escaped) = (String::new(), None, false);
    for sign in rest.chars() {
        match quote {
            Some(_) if escaped => {
                format.push(sign);
                escaped = false;
            }
            Some(_) if sign == '\\' => escaped = true,
            Some(open) if sign == open => quote = None,
            Some(_) => format.push(sign),
            None if sign == '"' || sign == '\'' => quote = Some(sign),
            None => {}
        }
    }
    format
}

/// FieldKind the fields of JSON lines hold, by the variables of nginx in the format.
fn json_columns(format: &str) -> Result<Columns, String> {
    let wrong = |error: serde_json::Error| format!("is no JSON object: {error}");
    let fields: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(format).map_err(wrong)?;
    let mut columns = Columns::default();
    for (name, value) in fields {
        let variable = value.as_str().and_then(|text| text.strip_prefix('$')).unwrap_or("");
        let variable = variable.trim_start_matches('{').trim_end_matches('}');
        let place = match nginx_variable(variable).0 {
            FieldKind::Number(_) | FieldKind::Role(Role::Time) => &mut columns.time,
            // A whole request is recognised by its spaces.
            FieldKind::Role(Role::Object | Role::Request) => &mut columns.object,
            FieldKind::Role(Role::Host) => &mut columns.host,
            FieldKind::Role(Role::Method) => &mut columns.method,
            FieldKind::Role(Role::Status) => &mut columns.status,
            FieldKind::Role(Role::Bytes) => &mut columns.bytes,
            _ => continue,
        };
        place.get_or_insert(name);
    }
    Ok(columns)
}
