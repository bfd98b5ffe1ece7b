//! Fits the tokens of a format to a line.

use super::format::{FieldKind, LogFormat, Token};
use super::values::FieldValues;
use crate::formats::field_mapping::{FieldMapping, MappedField};
use crate::formats::text::parser::{BLANK, LineParser, Parsed};
use crate::formats::text::role::Role;

/// Steps that are tried on a line, so that no line takes long.
const STEPS_MAX: usize = 10_000;

/// An attempt to fit a line.
#[derive(Default)]
struct Attempt {
    steps: usize,
    /// Why a value did not fit, the first time.
    why: Option<&'static str>,
}

impl Attempt {
    /// Takes a value; `None` if it is none of its kind.
    #[inline]
    fn take<'a>(
        &mut self,
        values: &mut FieldValues<'a>,
        kind: FieldKind,
        text: &'a [u8],
    ) -> Option<()> {
        values.take(kind, text).map_err(|why| self.why.get_or_insert(why)).ok()
    }
}

/// Fits tokens to the rest of a line. A field in quotes can hold quotes: if what is behind the first
/// does not fit, it ends at a later one.
fn fit<'a>(
    tokens: &[Token],
    line: &'a [u8],
    values: &mut FieldValues<'a>,
    attempt: &mut Attempt,
) -> Option<()> {
    let Some((token, behind)) = tokens.split_first() else {
        return line.trim_ascii().is_empty().then_some(());
    };
    attempt.steps += 1;
    if attempt.steps > STEPS_MAX {
        return None;
    }
    match token {
        Token::Text(text) => fit(behind, line.strip_prefix(text.as_slice())?, values, attempt),
        Token::Blanks => {
            let rest = line.strip_prefix(b" ")?;
            let blanks = rest.iter().take_while(|&&byte| byte == b' ').count();
            fit(behind, &rest[blanks..], values, attempt)
        }
        Token::Field(field) => {
            let end: &[u8] = match behind.first() {
                _ if field.kind == FieldKind::Rest => return Some(()),
                None => return attempt.take(values, field.kind, line),
                Some(Token::Text(text)) => text,
                Some(Token::Blanks) => b" ",
                Some(Token::Field(_)) => b"/",
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
                let taken = attempt.take(values, field.kind, &line[..at]);
                if taken.and_then(|()| fit(behind, &line[at..], values, attempt)).is_some() {
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
            return Err(BLANK);
        }
        let mut values = FieldValues::default();
        let mut attempt = Attempt::default();
        if fit(&self.tokens, line, &mut values, &mut attempt).is_none() {
            return Err(attempt.why.unwrap_or("does not fit the log format"));
        }
        values.entry(self.has).map(Parsed::Entry)
    }

    fn field_mapping(&self) -> FieldMapping {
        let mut mapping = FieldMapping::default();
        for token in &self.tokens {
            let Token::Field(field) = token else { continue };
            let role = match field.kind {
                FieldKind::Role(role) => role,
                FieldKind::Number(_) => Role::Time,
                FieldKind::Ignored | FieldKind::Rest => continue,
            };
            let entry = mapping.fields.entry(role.name()).or_insert_with(MappedField::default);
            match entry.name.is_empty() {
                true => entry.name.clone_from(&field.name),
                false => entry.instead_of.push(field.name.clone()),
            }
        }
        for (role, name) in &self.instead_of {
            let entry = mapping.fields.entry(role.name()).or_insert_with(MappedField::default);
            entry.instead_of.push(name.clone());
        }
        mapping.note_absent();
        mapping
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::ParsedLogFormat;
    use super::*;

    fn read(format: &str, line: &str) -> Result<String, String> {
        let ParsedLogFormat::LogFormat(mut format) = LogFormat::parse(format)? else {
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
        // A user with a space in the name is one field too many.
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
