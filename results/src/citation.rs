//! How the software, a result and its inputs are cited, as BibTeX.

use serde_json::Value;
use std::path::Path;

/// As in `CITATION.cff`.
const AUTHOR: &str = "The hotset developers";
const TITLE: &str = "hotset: simulating the consolidation of hot web content";
const YEAR: &str = "2026";

/// The citation of the program.
pub fn of_program(version: &str) -> String {
    entry("software", "hotset", &program(Some(version)))
}

/// The citation of a result: of the program, with the experiment and its identity.
pub(crate) fn of_result(name: &str, version: Option<&str>, identity_of: Option<&str>) -> String {
    let identity = identity_of.map_or(String::new(), |hash| format!(", SHA-256 {hash}"));
    let mut fields = program(version);
    fields.push(("note", format!("Experiment {name}{identity}")));
    entry("software", &key("hotset", identity_of), &fields)
}

/// A key with the first digits of a hash, so that several can stand in one file.
fn key(name: &str, hash: Option<&str>) -> String {
    hash.map_or(name.to_owned(), |hash| format!("{name}-{}", hash.get(..8).unwrap_or(hash)))
}

/// The citations of an experiment from its manifest: the program with the result, and an entry for each input,
/// whose authors and year are for the reader to fill in.
///
/// # Errors
/// If the folder has no manifest that can be read.
pub fn of_experiment(folder: &Path, version: &str) -> Result<String, String> {
    let path = folder.join("manifest.json");
    let wrong = |error: String| format!("{}: {error}", path.display());
    let text = std::fs::read(&path).map_err(|error| wrong(error.to_string()))?;
    let manifest: Value =
        serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
    let of = |name: &str| manifest[name].as_str();
    let result = of_result(
        of("name").unwrap_or_default(),
        of("hotset").or(Some(version)),
        of("identity_sha256"),
    );
    let inputs = manifest["inputs"].as_array().into_iter().flatten();
    let inputs = inputs.filter_map(|input| {
        let fields = [
            ("title", input["file"].as_str()?.to_owned()),
            ("note", format!("Trace, SHA-256 {}", input["sha256"].as_str()?)),
        ];
        Some(entry("misc", &key("trace", input["sha256"].as_str()), &fields))
    });
    Ok(std::iter::once(result).chain(inputs).collect::<Vec<_>>().join("\n\n"))
}

fn program(version: Option<&str>) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("author", format!("{{{AUTHOR}}}")),
        ("title", TITLE.to_owned()),
        ("year", YEAR.to_owned()),
    ];
    fields.extend(version.map(|version| ("version", version.to_owned())));
    fields
}

fn entry(kind: &str, key: &str, fields: &[(&'static str, String)]) -> String {
    // Braces in a name would end the field.
    let line = |(name, value): &(&str, String)| match *name {
        "author" => format!("  {name:<7} = {{{value}}}"),
        _ => format!("  {name:<7} = {{{}}}", plain(value)),
    };
    let fields: Vec<String> = fields.iter().map(line).collect();
    format!("@{kind}{{{key},\n{}\n}}", fields.join(",\n"))
}

/// A text in which LaTeX sees no commands.
fn plain(text: &str) -> String {
    let letter = |letter: char| match letter {
        '{' | '}' | '\\' | '~' | '^' => String::new(),
        '_' | '%' | '&' | '#' | '$' => format!("\\{letter}"),
        letter => letter.to_string(),
    };
    text.chars().map(letter).collect()
}
