//! Values as cells of a CSV file, safe to open in a spreadsheet.

use serde_json::Value;
use std::borrow::Cow;

/// A line of CSV.
pub(super) fn csv_line(cells: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(cells.into_iter().map(|cell| cell.as_ref().as_bytes().to_vec()));
    writer.into_inner().unwrap_or_default()
}

/// A value as a cell; null is an empty one.
pub(super) fn write_cell(value: &Value) -> String {
    match value {
        Value::String(text) => safe_name(text).into_owned(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Escapes a text for a CSV cell that a spreadsheet may open. A text with control characters, or one that
/// starts like a formula (`=`, `+`, `-`, `@`) or with an apostrophe, is prefixed by an apostrophe; in it,
/// control characters are written as `\u{9}`, and backslashes are doubled. [`plain_name`] is the inverse, so
/// that two texts never become the same cell.
pub fn safe_name(text: &str) -> Cow<'_, str> {
    let begins = text.starts_with(['=', '+', '-', '@', '\'']) && text != "-";
    if !begins && !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::from("'");
    for character in text.chars() {
        match character {
            '\\' => safe.push_str("\\\\"),
            c if c.is_control() => safe.extend(c.escape_unicode()),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// The text that [`safe_name`] escaped.
pub fn plain_name(written: &str) -> Cow<'_, str> {
    let Some(mut rest) = written.strip_prefix('\'') else { return Cow::Borrowed(written) };
    let mut plain = String::new();
    while let Some(place) = rest.find('\\') {
        plain.push_str(&rest[..place]);
        rest = &rest[place + 1..];
        let code = rest.strip_prefix("u{").and_then(|code| code.split_once('}'));
        let sign = code.and_then(|(code, after)| {
            let sign = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
            Some((sign, after))
        });
        match sign {
            Some((sign, after)) => {
                plain.push(sign);
                rest = after;
            }
            None => {
                plain.push('\\');
                rest = rest.strip_prefix('\\').unwrap_or(rest);
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The value of a cell: a number where it is one, else text.
pub(super) fn parse_cell(text: &str) -> Value {
    if let Ok(whole) = text.parse::<u64>() {
        return whole.into();
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => number.into(),
        _ => plain_name(text).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmful_names_are_made_harmless_and_come_back() {
        for (name, written) in [
            ("/a?b=c", "/a?b=c"),
            ("-", "-"),
            ("=1+1", "'=1+1"),
            ("-x", "'-x"),
            ("'x", "''x"),
            ("a\tb\u{1b}c", "'a\\u{9}b\\u{1b}c"),
            ("@\\u{9}", "'@\\\\u{9}"),
            ("\\u{9}", "\\u{9}"),
        ] {
            assert_eq!(safe_name(name), written);
            assert_eq!(plain_name(written), name);
        }
    }
}
