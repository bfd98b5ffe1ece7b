//! Logs whose format is given as the string that the server was configured with: directives of
//! Apache's `LogFormat` (also of Varnish's `varnishncsa -F`), or variables of nginx's `log_format`.
//!
//! Some formats that have a fixed layout are such strings, too: Squid's native one, those of Amazon's
//! load balancers, and of its object store.

use super::clock::{self, NOT_READABLE, TimeUnit};
use super::entry::{Entry, Method, Status, split_request};
use super::roles::FieldTold;
use super::{Columns, LineParser, Parsed, Role};
use crate::SimTime;
use crate::formats::records::FieldsTold;

/// A format of lines: texts, and fields between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFormat {
    /// The string it was made from.
    text: String,
    pieces: Vec<Piece>,
    /// Fields that were not taken, with the roles of those that were.
    instead_of: Vec<(Role, String)>,
    has: Has,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(Vec<u8>),
    /// One blank or more.
    Blanks,
    Field(Field),
}

/// A field; it ends where the text behind it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    name: String,
    what: What,
    /// How many times the text behind it stands in the field itself: blanks in a date.
    within: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Ignored,
    /// The rest of the line, whatever it is.
    Rest,
    Role(Role),
    /// A time as a number.
    Number(TimeUnit),
}

/// Formats by name. A tilde is one blank or more; `$_` is of no interest, `$__` the rest of the line.
const NAMED: [(&str, &str); 4] = [
    ("squid", "$msec~$_~$_~$_/$status~$bytes_sent~$request_method~$request_uri~$__"),
    ("alb", "$_ $time_iso8601 $_ $_ $_ $_ $_ $_ $status $_ $_ $bytes_sent \"$request\" $__"),
    ("elb", "$time_iso8601 $_ $_ $_ $_ $_ $_ $status $_ $_ $bytes_sent \"$request\" $__"),
    ("s3", "$_ $host [$time_local] $_ $_ $_ $_ $_ \"$request\" $status $_ $bytes_sent $__"),
];

/// Names of what the reader of access logs reads.
const ACCESS_LOGS: [&str; 7] =
    ["common", "combined", "combinedio", "vhost_common", "vhost_combined", "varnish", "nginx"];

/// What a format that was asked for stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskedFormat {
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
    /// What cannot be read in it, or could not be told apart in a line.
    pub fn parse(text: &str) -> Result<AskedFormat, String> {
        let name = text.trim();
        if ACCESS_LOGS.contains(&name) {
            return Ok(AskedFormat::AccessLog);
        }
        let name = if name == "ats" { "squid" } else { name };
        if let Some(format) = Self::named(name) {
            return Ok(AskedFormat::LogFormat(format));
        }
        let format = without_directive(name);
        if format.trim_start().starts_with('{') {
            return json_columns(&format).map(|columns| AskedFormat::Json(Box::new(columns)));
        }
        let pieces = if format.contains('$') {
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
        Self::new(name, pieces).map(AskedFormat::LogFormat)
    }

    /// A format of a fixed layout.
    pub(in crate::formats) fn named(name: &str) -> Option<Self> {
        let (name, text) = NAMED.iter().find(|(known, _)| *known == name)?;
        Self::new(name, nginx(text, true).ok()?).ok()
    }

    /// What it was made from.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn new(text: &str, pieces: Vec<Piece>) -> Result<Self, String> {
        let mut pieces = settled(pieces)?;
        let instead_of = choose(&mut pieces);
        let has = |wanted: &[Role]| {
            pieces.iter().any(|piece| match piece {
                Piece::Field(Field { what: What::Role(role), .. }) => wanted.contains(role),
                Piece::Field(Field { what: What::Number(_), .. }) => wanted.contains(&Role::Time),
                _ => false,
            })
        };
        if !has(&[Role::Time]) {
            return Err("has no time (%t, $time_local, $msec)".to_owned());
        }
        if !has(&[Role::Request, Role::Object]) {
            return Err("has no request (%r, %U, $request, $request_uri)".to_owned());
        }
        let has = Has { status: has(&[Role::Status]), bytes: has(&[Role::Bytes]) };
        Ok(Self { text: text.to_owned(), pieces, instead_of, has })
    }
}

/// Leaves one field to each role, the best: of others, the names are told.
fn choose(pieces: &mut [Piece]) -> Vec<(Role, String)> {
    let mut instead_of = Vec::new();
    let fields = |pieces: &[Piece], wanted: Role| -> Vec<usize> {
        let is =
            |piece: &Piece| matches!(piece, Piece::Field(field) if field.role() == Some(wanted));
        (0..pieces.len()).filter(|&place| is(&pieces[place])).collect()
    };
    let mut drop = |pieces: &mut [Piece], role: Role, place: usize| {
        if let Piece::Field(field) = &mut pieces[place] {
            field.what = What::Ignored;
            instead_of.push((role, field.name.clone()));
        }
    };
    for role in Role::ALL {
        let found = fields(pieces, role);
        let rank = |&place: &usize| match &pieces[place] {
            Piece::Field(field) => (field.rank(), place),
            _ => (usize::MAX, place),
        };
        let Some(best) = found.iter().copied().min_by_key(rank) else { continue };
        found
            .into_iter()
            .filter(|&place| place != best)
            .for_each(|place| drop(pieces, role, place));
    }
    // The request is what the client sent; the address, unless it says so, what became of it.
    let objects = fields(pieces, Role::Object);
    let requests = fields(pieces, Role::Request);
    if let (Some(&object), Some(&request)) = (objects.first(), requests.first()) {
        let sent = matches!(&pieces[object], Piece::Field(field) if field.name == "$request_uri");
        if sent {
            drop(pieces, Role::Object, request);
        } else {
            drop(pieces, Role::Request, object);
            fields(pieces, Role::Query)
                .into_iter()
                .for_each(|query| drop(pieces, Role::Request, query));
        }
    }
    instead_of
}

impl Field {
    fn role(&self) -> Option<Role> {
        match self.what {
            What::Role(role) => Some(role),
            What::Number(_) => Some(Role::Time),
            What::Ignored | What::Rest => None,
        }
    }

    /// How well it tells what it tells, 0 best: what the client asked for, and the last status.
    fn rank(&self) -> usize {
        const BEST: [&str; 8] = [
            "$request_uri",
            "$http_host",
            "$host",
            "%{Host}i",
            "%V",
            "%>s",
            "$body_bytes_sent",
            "%b",
        ];
        BEST.iter().position(|best| *best == self.name).unwrap_or(BEST.len())
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

/// What the fields of JSON lines hold, by the variables of nginx in the format.
fn json_columns(format: &str) -> Result<Columns, String> {
    let wrong = |error: serde_json::Error| format!("is no JSON object: {error}");
    let fields: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(format).map_err(wrong)?;
    let mut columns = Columns::default();
    for (name, value) in fields {
        let variable = value.as_str().and_then(|text| text.strip_prefix('$')).unwrap_or("");
        let variable = variable.trim_start_matches('{').trim_end_matches('}');
        let place = match nginx_variable(variable).0 {
            What::Number(_) | What::Role(Role::Time) => &mut columns.time,
            // A whole request is told by its blanks.
            What::Role(Role::Object | Role::Request) => &mut columns.object,
            What::Role(Role::Host) => &mut columns.host,
            What::Role(Role::Method) => &mut columns.method,
            What::Role(Role::Status) => &mut columns.status,
            What::Role(Role::Bytes) => &mut columns.bytes,
            _ => continue,
        };
        place.get_or_insert(name);
    }
    Ok(columns)
}

/// The pieces of a format of nginx.
fn nginx(format: &str, blanks: bool) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(sign) = rest.chars().next() {
        if sign != '$' {
            match sign {
                '~' if blanks => pieces.push(Piece::Blanks),
                _ => push_text(&mut pieces, sign),
            }
            rest = &rest[sign.len_utf8()..];
            continue;
        }
        let behind = &rest[1..];
        let (name, after) = match behind.strip_prefix('{') {
            Some(braced) => braced.split_once('}').ok_or("has a { without a }")?,
            None => {
                let is_name = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
                let end = behind.find(|sign| !is_name(sign)).unwrap_or(behind.len());
                behind.split_at(end)
            }
        };
        if name.is_empty() {
            return Err("has a $ without a name".to_owned());
        }
        let (what, within) = nginx_variable(name);
        pieces.push(Piece::Field(Field { name: format!("${name}"), what, within }));
        rest = after;
    }
    Ok(pieces)
}

fn nginx_variable(name: &str) -> (What, usize) {
    let what = match name {
        // `10/Oct/2020:13:55:36 +0000`: one blank within.
        "time_local" => return (What::Role(Role::Time), 1),
        "time_iso8601" => What::Role(Role::Time),
        "msec" => What::Number(TimeUnit::Seconds),
        "request" => What::Role(Role::Request),
        "request_uri" | "uri" | "document_uri" => What::Role(Role::Object),
        "args" | "query_string" => What::Role(Role::Query),
        "request_method" => What::Role(Role::Method),
        "host" | "http_host" | "server_name" => What::Role(Role::Host),
        "status" => What::Role(Role::Status),
        "body_bytes_sent" | "bytes_sent" => What::Role(Role::Bytes),
        "__" => What::Rest,
        _ => What::Ignored,
    };
    (what, 0)
}

/// The pieces of a format of Apache.
fn apache(format: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut signs = format.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next() {
                Some('t') => push_text(&mut pieces, '\t'),
                Some('n') | None => {}
                Some(other) => push_text(&mut pieces, other),
            },
            '%' if signs.peek() == Some(&'%') => {
                signs.next();
                push_text(&mut pieces, '%');
            }
            '%' => {
                let mut name = String::from("%");
                let mut argument = None;
                let letter = loop {
                    let sign = signs.next().ok_or("ends within a directive")?;
                    name.push(sign);
                    match sign {
                        '<' | '>' | '!' | ',' | '^' | '0'..='9' => {}
                        '{' => {
                            let mut inside = String::new();
                            loop {
                                match signs.next().ok_or("has a { without a }")? {
                                    '}' => break,
                                    sign => inside.push(sign),
                                }
                            }
                            name += &inside;
                            name.push('}');
                            argument = Some(inside);
                        }
                        letter => break letter,
                    }
                };
                let (what, within) = apache_directive(letter, argument.as_deref())?;
                pieces.push(Piece::Field(Field { name, what, within }));
            }
            sign => push_text(&mut pieces, sign),
        }
    }
    Ok(pieces)
}

fn apache_directive(letter: char, argument: Option<&str>) -> Result<(What, usize), String> {
    let is_host = |name: &str| name.eq_ignore_ascii_case("host");
    let what = match (letter, argument) {
        ('t', None) => return Ok((What::Role(Role::Time), 1)),
        ('t', Some(format)) => {
            let format = format.trim_start_matches("begin:").trim_start_matches("end:");
            return match format {
                "sec" | "%s" => Ok((What::Number(TimeUnit::Seconds), 0)),
                "msec" => Ok((What::Number(TimeUnit::Milliseconds), 0)),
                "usec" => Ok((What::Number(TimeUnit::Microseconds), 0)),
                // Behind the seconds and a point: the two are one number.
                "msec_frac" | "usec_frac" => Ok((What::Ignored, 0)),
                _ => {
                    let date = ["%d/%b/%Y:%H:%M:%S", "%d/%b/%Y:%T", "%Y-%m-%d", "%F"];
                    if !date.iter().any(|known| format.trim_start_matches('[').starts_with(known)) {
                        return Err(format!(
                            "found the time %{{{format}}}t; expected %t, sec, msec, usec, or one as \
                             in %{{%d/%b/%Y:%H:%M:%S %z}}t or %{{%Y-%m-%dT%H:%M:%S%z}}t"
                        ));
                    }
                    Ok((What::Role(Role::Time), format.matches(' ').count()))
                }
            };
        }
        ('r', None) => What::Role(Role::Request),
        ('m', None) => What::Role(Role::Method),
        ('U', None) => What::Role(Role::Object),
        ('q', None) => What::Role(Role::Query),
        ('s', None) => What::Role(Role::Status),
        ('b' | 'B' | 'O', None) => What::Role(Role::Bytes),
        ('v' | 'V', None) => What::Role(Role::Host),
        ('i', Some(name)) if is_host(name) => What::Role(Role::Host),
        (letter, _) if letter.is_ascii_alphabetic() => What::Ignored,
        (other, _) => return Err(format!("has an unknown directive %{other}")),
    };
    Ok((what, 0))
}

fn push_text(pieces: &mut Vec<Piece>, sign: char) {
    let mut buffer = [0; 4];
    let bytes = sign.encode_utf8(&mut buffer).as_bytes();
    match pieces.last_mut() {
        Some(Piece::Text(text)) => text.extend_from_slice(bytes),
        _ => pieces.push(Piece::Text(bytes.to_vec())),
    }
}

/// Pieces of which every field can be told from the next.
fn settled(pieces: Vec<Piece>) -> Result<Vec<Piece>, String> {
    let mut settled: Vec<Piece> = Vec::new();
    let mut pieces = pieces.into_iter().peekable();
    while let Some(piece) = pieces.next() {
        let fraction =
            |piece: &Piece| matches!(piece, Piece::Field(field) if field.name.contains("sec_frac"));
        if let (Piece::Text(point), Some(Piece::Field(Field { what: What::Number(_), .. }))) =
            (&piece, settled.last())
            && point == b"."
            && pieces.peek().is_some_and(fraction)
        {
            // One number: `1602338136.123`.
            pieces.next();
            continue;
        }
        let Piece::Field(field) = &piece else {
            settled.push(piece);
            continue;
        };
        if let Some(Piece::Field(last)) = settled.last_mut() {
            match (last.what, field.what) {
                // A path with its query is a target; so is what nginx has between the two.
                (What::Role(Role::Object), What::Role(Role::Query)) => continue,
                (What::Role(Role::Object), _) if field.name == "$is_args" => continue,
                // A host ends where its path begins.
                (What::Role(Role::Host), What::Role(Role::Object)) => {}
                (What::Number(_), _) if fraction(&piece) => continue,
                _ => {
                    return Err(format!(
                        "cannot tell where {} ends and {} begins; expected a text between them",
                        last.name, field.name
                    ));
                }
            }
        }
        settled.push(piece);
    }
    Ok(settled)
}

/// The values of a line.
#[derive(Clone, Copy, Default)]
struct Values<'a> {
    time: Option<SimTime>,
    method: Option<&'a [u8]>,
    host: Option<&'a [u8]>,
    object: Option<&'a [u8]>,
    request: Option<&'a [u8]>,
    query: Option<&'a [u8]>,
    status: Option<u16>,
    bytes: Option<u64>,
}

/// Steps that are tried on a line, so that no line takes long.
const STEPS_MAX: usize = 10_000;

/// What was tried.
#[derive(Default)]
struct Tried {
    steps: usize,
    /// Why a value did not fit, the first time.
    why: Option<&'static str>,
}

/// Fits pieces to the rest of a line. A field in quotes can hold quotes: if what is behind the first
/// does not fit, it ends at a later one.
fn fit<'a>(
    pieces: &[Piece],
    line: &'a [u8],
    values: &mut Values<'a>,
    tried: &mut Tried,
) -> Option<()> {
    let Some((piece, behind)) = pieces.split_first() else {
        return line.trim_ascii().is_empty().then_some(());
    };
    tried.steps += 1;
    if tried.steps > STEPS_MAX {
        return None;
    }
    match piece {
        Piece::Text(text) => fit(behind, line.strip_prefix(text.as_slice())?, values, tried),
        Piece::Blanks => {
            let rest = line.strip_prefix(b" ")?;
            let blanks = rest.iter().take_while(|&&byte| byte == b' ').count();
            fit(behind, &rest[blanks..], values, tried)
        }
        Piece::Field(field) => {
            let end: &[u8] = match behind.first() {
                _ if field.what == What::Rest => return Some(()),
                None => return values.take(field.what, line, tried),
                Some(Piece::Text(text)) => text,
                Some(Piece::Blanks) => b" ",
                Some(Piece::Field(_)) => b"/",
            };
            let quoted = end.starts_with(b"\"");
            let mut left = if end == b" " { field.within } else { 0 };
            for at in memchr::memmem::find_iter(line, end) {
                if left > 0 {
                    left -= 1;
                    continue;
                }
                if quoted && is_escaped(&line[..at]) {
                    continue;
                }
                let before = *values;
                let taken = values.take(field.what, &line[..at], tried);
                if taken.and_then(|()| fit(behind, &line[at..], values, tried)).is_some() {
                    return Some(());
                }
                *values = before;
                if !quoted {
                    return None;
                }
            }
            None
        }
    }
}

/// Whether what follows is behind a backslash that is none itself.
fn is_escaped(before: &[u8]) -> bool {
    before.iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

impl<'a> Values<'a> {
    /// Takes a value; `None` if it is not one of its kind.
    #[inline]
    fn take(&mut self, what: What, text: &'a [u8], tried: &mut Tried) -> Option<()> {
        self.try_to_take(what, text).map_err(|why| tried.why.get_or_insert(why)).ok()
    }

    #[inline]
    fn try_to_take(&mut self, what: What, text: &'a [u8]) -> Result<(), &'static str> {
        let told = (!text.is_empty() && text != b"-").then_some(text);
        match what {
            What::Ignored | What::Rest => {}
            What::Number(unit) => {
                self.time = Some(clock::number_of(text, unit).ok_or(clock::NOT_A_TIME)?);
            }
            What::Role(role) => match role {
                Role::Time => {
                    let bare = text.strip_prefix(b"[").unwrap_or(text);
                    let bare = bare.strip_suffix(b"]").unwrap_or(bare);
                    self.time = Some(clock::date(bare).ok_or(NOT_READABLE)??);
                }
                Role::Request => self.request = told,
                Role::Object => self.object = told,
                Role::Query => self.query = told,
                // The first that is named.
                Role::Host => self.host = self.host.or(told),
                Role::Method => self.method = told,
                Role::Status => {
                    let code = told.map(|text| clock::number(text).filter(|_| text.len() == 3));
                    self.status = match code {
                        None => None,
                        Some(code) => Some(code.ok_or("status is not a number")? as u16),
                    };
                }
                Role::Bytes => {
                    let bytes = told.map(clock::number);
                    if let Some(bytes) = bytes {
                        let bytes = bytes.ok_or("size is not a whole number")?;
                        self.bytes = self.bytes.or(Some(bytes));
                    }
                }
                Role::Date | Role::Operation | Role::Ttl => {}
            },
        }
        Ok(())
    }

    fn entry(self, has: Has) -> Result<Entry<'a>, &'static str> {
        let time = self.time.ok_or(NOT_READABLE)?;
        let (method, target) = match (self.request, self.object) {
            (Some(request), None) => {
                let (method, target) = split_request(request);
                (Method::Http(method), target)
            }
            (request, object) => {
                let method = self.method.or(request.map(|request| split_request(request).0));
                let method = method.map_or(Method::NotTold, Method::Http);
                (method, object.unwrap_or_default())
            }
        };
        let method = self.method.map_or(method, Method::Http);
        let status = match self.status {
            Some(code) => Status::Code(code),
            None if has.status => Status::Unknown,
            None => Status::NotTold,
        };
        let bytes = if has.bytes { self.bytes } else { Some(1) };
        let query = self.query.map(|query| query.strip_prefix(b"?").unwrap_or(query));
        Ok(Entry { time, method, host: self.host, target, query, status, bytes, ttl_s: 0 })
    }
}

/// What a format has at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Has {
    status: bool,
    bytes: bool,
}

impl LogFormat {
    /// Whether some of these lines fit it.
    pub(in crate::formats) fn fits(&self, lines: &[Vec<u8>]) -> bool {
        let mut parser = self.clone();
        lines.iter().any(|line| matches!(parser.parse(line), Ok(Parsed::Entry(_))))
    }
}

impl LineParser for LogFormat {
    fn parse<'a>(&'a mut self, line: &'a [u8]) -> Result<Parsed<'a>, &'static str> {
        if line.trim_ascii().is_empty() {
            return Err(super::BLANK);
        }
        let mut values = Values::default();
        let mut tried = Tried::default();
        if fit(&self.pieces, line, &mut values, &mut tried).is_none() {
            return Err(tried.why.unwrap_or("does not fit the log format"));
        }
        values.entry(self.has).map(Parsed::Entry)
    }

    fn told(&self) -> FieldsTold {
        let mut told = FieldsTold::default();
        for piece in &self.pieces {
            let Piece::Field(field) = piece else { continue };
            let role = match field.what {
                What::Role(role) => role,
                What::Number(_) => Role::Time,
                What::Ignored | What::Rest => continue,
            };
            let entry = told.fields.entry(role.name()).or_insert_with(FieldTold::default);
            match entry.name.is_empty() {
                true => entry.name.clone_from(&field.name),
                false => entry.instead_of.push(field.name.clone()),
            }
        }
        for (role, name) in &self.instead_of {
            let entry = told.fields.entry(role.name()).or_insert_with(FieldTold::default);
            entry.instead_of.push(name.clone());
        }
        told.note_absent();
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: &str, line: &str) -> Result<String, String> {
        let AskedFormat::LogFormat(mut format) = LogFormat::parse(format)? else {
            return Err("another reader's".to_owned());
        };
        match format.parse(line.as_bytes())? {
            Parsed::Entry(entry) => {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let query = entry.query.map_or(String::new(), |query| format!("?{}", text(query)));
                let host = entry.host.map_or(String::new(), text);
                let bytes = entry.bytes.map_or("-".to_owned(), |bytes| bytes.to_string());
                Ok(format!(
                    "{} {host}{}{query} {bytes}",
                    entry.time.0 / 1_000_000,
                    text(entry.target)
                ))
            }
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn strings_of_apache_are_read() {
        let combined = r#"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i""#;
        let line = r#"192.0.2.1 - John Doe [10/Oct/2020:13:55:36 +0000] "GET /a HTTP/1.1" 200 100 "-" "x \"y\"""#;
        // A user with a blank in his name is one field too many.
        assert!(read(combined, line).is_err());
        let line = line.replace("John Doe", "jd");
        assert_eq!(read(combined, &line).unwrap(), "1602338136000 /a 100");
        let directive = r#"LogFormat "%v %h \"%r\" %{%Y-%m-%d %H:%M:%S}t %>s %O" mine"#;
        let line = r#"a.example 192.0.2.1 "GET /a "b" HTTP/1.1" 2020-10-10 13:55:36 200 -"#;
        assert_eq!(read(directive, line).unwrap(), "1602338136000 a.example/a \"b\" -");
        let parts = "%{sec}t.%{msec_frac}t %m %U%q %>s %B";
        let line = "1602338136.123 GET /a?b=1 200 7";
        assert_eq!(read(parts, line).unwrap(), "1602338136123 /a?b=1 7");
        for wrong in ["%h %l", "%t %h", "%U%h %t", "%{%c}t %r", "no format", "%{Host i %t %r"] {
            assert!(LogFormat::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn strings_of_nginx_are_read() {
        let format = r#"log_format main '$remote_addr - $remote_user [$time_local] "$request" ' '$status $body_bytes_sent "$http_referer"';"#;
        let line = r#"192.0.2.1 - - [10/Oct/2020:13:55:36 +0000] "GET /a HTTP/1.1" 200 100 "-""#;
        assert_eq!(read(format, line).unwrap(), "1602338136000 /a 100");
        let format = "$msec|$host$uri$is_args$args|$status|$bytes_sent|$upstream_response_time";
        let line = "1602338136.123|a.example/b?c|200|5|";
        assert_eq!(read(format, line).unwrap(), "1602338136123 a.example/b?c 5");
        assert_eq!(read("{ \"a\": \"$request\" }", "").unwrap_err(), "another reader's");
    }

    #[test]
    fn fixed_layouts_are_formats_too() {
        let squid = "1602338136.123    150 192.0.2.1 TCP_MISS/200 100 GET http://example.com/a - HIER_DIRECT/192.0.2.9 text/html";
        assert_eq!(read("squid", squid).unwrap(), "1602338136123 http://example.com/a 100");
        let alb = r#"https 2018-07-02T22:23:00.186641Z app/my-lb/50dc 192.0.2.1:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/x HTTP/1.1" "curl/7.46.0" ECDHE TLSv1.2 arn:aws "Root=1" "www.example.com" "arn" 1 2018-07-02T22:22:48.364000Z "authenticate,forward" "-" "-" "-" "-" "-" "-""#;
        assert_eq!(read("alb", alb).unwrap(), "1530570180186 https://www.example.com:443/x 57");
        let s3 = r#"79a5 bucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 79a5 3E57 REST.GET.OBJECT x "GET /x?y HTTP/1.1" 200 - 113 - 7 - "-" "S3Console/0.4" -"#;
        assert_eq!(read("s3", s3).unwrap(), "1549411238000 bucket/x?y 113");
    }
}
