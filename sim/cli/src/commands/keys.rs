//! `hotset keys`.

use crate::arguments::KeysArguments;
use crate::diagnostics::Failure;
use crate::progress::result;
use hotset_experiment::{Key, keys as all_keys, schema};
use hotset_workloads::nearest;

/// Lines of meanings have at most so many characters.
const WIDTH: usize = 100;

/// Prints the keys of a spec with their defaults, or its JSON schema.
pub(crate) fn keys(arguments: &KeysArguments) -> Result<(), Failure> {
    if arguments.schema {
        result(format!("{:#}", schema()));
        return Ok(());
    }
    let keys = below(arguments.section.as_deref())?;
    if arguments.json {
        let rows = keys.iter().map(|key| {
            serde_json::json!({ "key": key.path, "default": key.default, "meaning": key.doc })
        });
        result(rows.collect::<serde_json::Value>());
        return Ok(());
    }
    let lines: Vec<String> = keys.iter().map(described).collect();
    result(lines.join("\n"));
    Ok(())
}

/// The keys of a section, of all that it contains, or a single one.
fn below(section: Option<&str>) -> Result<Vec<Key>, Failure> {
    let Some(section) = section else { return Ok(all_keys()) };
    let section = section.trim_end_matches('.');
    let inside = |key: &Key| {
        key.path.strip_prefix(section).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let found: Vec<Key> = all_keys().into_iter().filter(inside).collect();
    if found.is_empty() {
        return Err(no_section(section));
    }
    Ok(found)
}

fn no_section(asked: &str) -> Failure {
    let keys = all_keys();
    let mut sections: Vec<&str> =
        keys.iter().filter_map(|key| Some(key.path.rsplit_once('.')?.0)).collect();
    sections.sort_unstable();
    sections.dedup();
    let known = sections.iter().copied().chain(keys.iter().map(|key| key.path));
    let near =
        nearest(asked, known).map_or(String::new(), |near| format!("\nhelp: did you mean {near}?"));
    Failure::input(format!(
        "found no key {asked}; expected a key, or one of the sections {}{near}",
        sections.join(", ")
    ))
}

/// The key with its default, and its meaning below.
fn described(key: &Key) -> String {
    let default = key.default.as_ref().map_or(String::new(), |default| format!(" = {default}"));
    format!("{}{default}\n{}", key.path, wrapped(&key.doc))
}

/// A text in indented lines.
fn wrapped(text: &str) -> String {
    const INDENT: &str = "    ";
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        let line = &mut lines[last];
        if !line.is_empty()
            && INDENT.len() + line.chars().count() + 1 + word.chars().count() > WIDTH
        {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.iter().map(|line| format!("{INDENT}{line}")).collect::<Vec<_>>().join("\n")
}
