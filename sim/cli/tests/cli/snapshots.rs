//! What the command says of itself, and to somebody who uses it for the first time, as it is: read it in
//! `tests/snapshots`. `HOTSET_SNAPSHOTS=write` writes it anew.

use crate::{Dir, SMALL, small_log};
use std::path::PathBuf;

const COMMANDS: [&str; 17] = [
    "run",
    "init",
    "plan",
    "predict",
    "replay",
    "densify",
    "convert",
    "generate",
    "policies",
    "analyze",
    "figures",
    "report",
    "reproduce",
    "cite",
    "keys",
    "completions",
    "man",
];

/// Compares a text with the one that is kept, or keeps it.
fn check(name: &str, text: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("HOTSET_SNAPSHOTS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let different = kept.lines().zip(text.lines()).find(|(kept, now)| kept != now);
    assert!(kept == text, "{name} has changed: {different:?}; HOTSET_SNAPSHOTS=write keeps it");
}

fn said(dir: &Dir, arguments: &[&str]) -> String {
    let output = dir.hotset(arguments);
    let folder = dir.path().display().to_string();
    let said = output.stdout + &output.stderr;
    format!(
        "$ hotset {}\n{}\n[exit status {}]\n\n",
        arguments.join(" "),
        said.trim_end(),
        output.status
    )
    .replace(&folder, "FOLDER")
}

#[test]
fn help_of_every_command() {
    let dir = Dir::new();
    let mut text = said(&dir, &["--help"]);
    for command in &COMMANDS {
        text += &said(&dir, &[command, "--help"]);
    }
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "too wide: {line}");
    }
    check("help.txt", &text);
}

#[test]
fn answers_to_somebody_new() {
    let dir = Dir::new();
    dir.write("access.log", small_log());
    dir.write("small.toml", SMALL);
    for (file, text) in [
        ("unquoted.toml", "name = fig\n"),
        ("words.toml", "[sweep]\n\"layout.kind\" = [mirrored, hashed]\n"),
        ("section.toml", "[server]\ncount = 8\n"),
        ("place.toml", "cache = \"1%\"\n"),
        ("list.toml", "[servers]\ncache = [\"1%\", \"2%\"]\n"),
        ("unit.toml", "bin_s = \"1 parsec\"\n"),
        ("rate.toml", "[servers]\nbytes_per_s = \"1Gb/s\"\n"),
        ("size.toml", "[servers]\ncache = 10\n"),
        ("word.toml", "[layout]\nkind = \"miror\"\n"),
        ("policy.toml", "[servers]\npolicy = \"lruu\"\n"),
        ("range.toml", "[sweep]\n\"servers.cache\" = { from = \"1%\", to = \"1GB\", steps = 3 }\n"),
        ("unread.toml", "[layout]\nkind = \"hashed\"\nhot.objects = 5\n"),
    ] {
        dir.write(file, text);
    }
    let asked: &[&[&str]] = &[
        &["run", "unquoted.toml"],
        &["run", "words.toml"],
        &["run", "section.toml"],
        &["run", "place.toml"],
        &["run", "list.toml"],
        &["run", "unit.toml"],
        &["run", "rate.toml"],
        &["run", "size.toml"],
        &["run", "word.toml"],
        &["run", "policy.toml"],
        &["run", "range.toml"],
        &["run", "unread.toml"],
        &["run", "access.log"],
        &["run", "none.toml"],
        &["runn"],
        &["run", "small.toml", "--set", "layout.kind"],
        &["run", "small.toml", "--theads", "2"],
        &["replay"],
        &["replay", "access.log", "--policy", "lru", "sieve"],
        &["replay", "access.log", "--policy", "lruu"],
        &["replay", "access.log", "--cache", "10"],
        &["replay", "access.log", "--sample", "x"],
        &["replay", "none.log"],
        &["analyze", "small.toml"],
        &["figures", "."],
        &["figures", "nowhere"],
        &["report", "."],
        &["cite", "."],
        &["reproduce"],
        &["keys", "layout.hott"],
    ];
    let text: String = asked.iter().map(|arguments| said(&dir, arguments)).collect();
    assert!(!text.contains("[exit status 0]"), "an error that is none");
    check("errors.txt", &text);
}
