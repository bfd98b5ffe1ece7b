//! Format strings of nginx: `$variables`.

use super::format::{Field, FieldKind, Token, push_text};
use crate::formats::text::role::Role;
use crate::formats::text::time_unit::TimeUnit;

/// The tokens of a format of nginx.
pub(super) fn nginx(format: &str, blanks: bool) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = format;
    while let Some(sign) = rest.chars().next() {
        if sign != '$' {
            match sign {
                '~' if blanks => tokens.push(Token::Blanks),
                _ => push_text(&mut tokens, sign),
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
        let (kind, within) = nginx_variable(name);
        tokens.push(Token::Field(Field { name: format!("${name}"), kind, within }));
        rest = after;
    }
    Ok(tokens)
}

pub(super) fn nginx_variable(name: &str) -> (FieldKind, usize) {
    let what = match name {
        // `10/Oct/2020:13:55:36 +0000`: one space within.
        "time_local" => return (FieldKind::Role(Role::Time), 1),
        "time_iso8601" => FieldKind::Role(Role::Time),
        "msec" => FieldKind::Number(TimeUnit::Seconds),
        "request" => FieldKind::Role(Role::Request),
        "request_uri" | "uri" | "document_uri" => FieldKind::Role(Role::Object),
        "args" | "query_string" => FieldKind::Role(Role::Query),
        "request_method" => FieldKind::Role(Role::Method),
        "host" | "http_host" | "server_name" => FieldKind::Role(Role::Host),
        "status" => FieldKind::Role(Role::Status),
        "body_bytes_sent" | "bytes_sent" => FieldKind::Role(Role::Bytes),
        "__" => FieldKind::Rest,
        _ => FieldKind::Ignored,
    };
    (what, 0)
}
