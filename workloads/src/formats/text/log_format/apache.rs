//! Format strings of Apache and Varnish: `%directives`.

use super::format::{Field, FieldKind, Token, push_text};
use crate::formats::text::role::Role;
use crate::formats::text::time_unit::TimeUnit;

/// The tokens of a format of Apache.
pub(super) fn apache(format: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut signs = format.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next() {
                Some('t') => push_text(&mut tokens, '\t'),
                Some('n') | None => {}
                Some(other) => push_text(&mut tokens, other),
            },
            '%' if signs.peek() == Some(&'%') => {
                signs.next();
                push_text(&mut tokens, '%');
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
                let (kind, within) = apache_directive(letter, argument.as_deref())?;
                tokens.push(Token::Field(Field { name, kind, within }));
            }
            sign => push_text(&mut tokens, sign),
        }
    }
    Ok(tokens)
}

fn apache_directive(letter: char, argument: Option<&str>) -> Result<(FieldKind, usize), String> {
    let is_host = |name: &str| name.eq_ignore_ascii_case("host");
    let what = match (letter, argument) {
        ('t', None) => return Ok((FieldKind::Role(Role::Time), 1)),
        ('t', Some(format)) => {
            let format = format.trim_start_matches("begin:").trim_start_matches("end:");
            return match format {
                "sec" | "%s" => Ok((FieldKind::Number(TimeUnit::Seconds), 0)),
                "msec" => Ok((FieldKind::Number(TimeUnit::Milliseconds), 0)),
                "usec" => Ok((FieldKind::Number(TimeUnit::Microseconds), 0)),
                // Behind the seconds and a point: the two are one number.
                "msec_frac" | "usec_frac" => Ok((FieldKind::Ignored, 0)),
                _ => {
                    let date = ["%d/%b/%Y:%H:%M:%S", "%d/%b/%Y:%T", "%Y-%m-%d", "%F"];
                    if !date.iter().any(|known| format.trim_start_matches('[').starts_with(known)) {
                        return Err(format!(
                            "found the time %{{{format}}}t; expected %t, sec, msec, usec, or one as \
                             in %{{%d/%b/%Y:%H:%M:%S %z}}t or %{{%Y-%m-%dT%H:%M:%S%z}}t"
                        ));
                    }
                    Ok((FieldKind::Role(Role::Time), format.matches(' ').count()))
                }
            };
        }
        ('r', None) => FieldKind::Role(Role::Request),
        ('m', None) => FieldKind::Role(Role::Method),
        ('U', None) => FieldKind::Role(Role::Object),
        ('q', None) => FieldKind::Role(Role::Query),
        ('s', None) => FieldKind::Role(Role::Status),
        ('b' | 'B' | 'O', None) => FieldKind::Role(Role::Bytes),
        ('v' | 'V', None) => FieldKind::Role(Role::Host),
        ('i', Some(name)) if is_host(name) => FieldKind::Role(Role::Host),
        (letter, _) if letter.is_ascii_alphabetic() => FieldKind::Ignored,
        (other, _) => return Err(format!("has an unknown directive %{other}")),
    };
    Ok((what, 0))
}
