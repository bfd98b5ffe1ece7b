//! Words that stand where TOML wants quotes.

use crate::spec::error::SpecError;

/// The error of a text that is no TOML; where a word lacks its quotes, with the line as it should be.
pub(crate) fn not_toml(text: &str, error: &toml::de::Error) -> SpecError {
    let span = error.span();
    let line = span.clone().and_then(|span| line_at(text, span.start));
    let plain = SpecError { span, ..SpecError::new("", error.message()) };
    match line.and_then(quoted_line) {
        Some(mended) => SpecError { message: "a text needs quotes".to_owned(), ..plain }
            .with_help(format!("write {mended}")),
        None => plain,
    }
}

fn line_at(text: &str, at: usize) -> Option<&str> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    text.get(start..)?.lines().next()
}

/// `KEY = VALUE` with its words in quotes, if that makes it a line of TOML.
fn quoted_line(line: &str) -> Option<String> {
    let (key, value) = line.split_once('=')?;
    let value = value.split(" #").next().unwrap_or(value);
    let mended = format!("{} = {}", key.trim(), quoted(value)?);
    toml::from_str::<toml::Table>(&mended).is_ok().then_some(mended)
}

/// A value with every bare word, and every number with a unit, in quotes; `None` if there is none.
pub(crate) fn quoted(value: &str) -> Option<String> {
    let value = value.trim();
    let list = value.strip_prefix('[').and_then(|value| value.strip_suffix(']'));
    let text = match list {
        Some(items) => {
            let items: Vec<String> =
                items.split(',').map(|item| quoted_word(item.trim())).collect();
            format!("[{}]", items.join(", "))
        }
        None => quoted_word(value),
    };
    (text != value).then_some(text)
}

/// A word in quotes, unless it is a value already.
fn quoted_word(word: &str) -> String {
    let is_value = toml::from_str::<toml::Table>(&format!("x = {word}")).is_ok();
    if is_value || word.is_empty() || word.contains(['"', '\'', '[', ']', '{', '}']) {
        word.to_owned()
    } else {
        format!("\"{word}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_get_their_quotes() {
        for (found, mended) in [
            ("name = fig", "name = \"fig\""),
            (
                "\"layout.kind\" = [mirrored, hashed]",
                "\"layout.kind\" = [\"mirrored\", \"hashed\"]",
            ),
            ("cache = 1%  # of all", "cache = \"1%\""),
            ("caches = [1%, 10%, 64MiB]", "caches = [\"1%\", \"10%\", \"64MiB\"]"),
            ("epoch_s = 5 s", "epoch_s = \"5 s\""),
        ] {
            assert_eq!(quoted_line(found).as_deref(), Some(mended));
        }
        for fine in ["name = \"fig\"", "seeds = [1, 2]", "x = {", "[section]", "x = [1, [2]"] {
            assert_eq!(quoted_line(fine), None, "{fine}");
        }
    }
}
