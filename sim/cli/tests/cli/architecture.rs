//! What may know what: crates, their rooms, and their files.

use crate::imports::Crate;
use std::collections::BTreeMap;
use std::path::PathBuf;

const CRATES: [&str; 5] = ["workloads", "results", "sim/core", "sim/experiment", "sim/cli"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Non-development dependencies of each crate on others of the workspace.
#[test]
fn crates_know_only_what_they_may() {
    let metadata = cargo_metadata::MetadataCommand::new().no_deps().exec().unwrap();
    let ours: Vec<String> = metadata.packages.iter().map(|p| p.name.to_string()).collect();
    let edges: BTreeMap<String, Vec<String>> = metadata
        .packages
        .iter()
        .map(|package| {
            let normal = cargo_metadata::DependencyKind::Normal;
            let mut known: Vec<String> = package
                .dependencies
                .iter()
                .filter(|dependency| dependency.kind == normal && ours.contains(&dependency.name))
                .map(|dependency| dependency.name.clone())
                .collect();
            known.sort();
            (package.name.to_string(), known)
        })
        .collect();
    let expected = [
        ("hotset-workloads", vec![]),
        ("hotset-sim", vec!["hotset-workloads"]),
        ("hotset-results", vec![]),
        ("hotset-experiment", vec!["hotset-results", "hotset-sim", "hotset-workloads"]),
        ("hotset", vec!["hotset-experiment", "hotset-results", "hotset-sim", "hotset-workloads"]),
        ("hotset-benches", vec![]),
    ];
    let expected = expected
        .map(|(name, known)| (name.to_owned(), known.into_iter().map(str::to_owned).collect()));
    assert_eq!(edges, BTreeMap::from(expected));
}

/// No file imports, by whatever way, from one that imports from it.
#[test]
fn imports_run_one_way() {
    for folder in CRATES {
        let sources = Crate::read(&root().join(folder).join("src"));
        let circles = sources.circles();
        assert!(circles.is_empty(), "{folder}: files that import from each other: {circles:#?}");
    }
}

/// The rooms of each crate, from the ground floor up: a room imports from lower ones alone. So a cache
/// policy knows no layout, a layout no engine, and what is written in a spec nothing of how it is run.
const FLOORS: [(&str, &[&str]); 5] = [
    (
        "workloads",
        &[
            "request",
            "source",
            "stream",
            "nearest",
            "parts",
            "files",
            "trace",
            "samplers",
            "synthetic",
            "formats",
            "dense",
            "series",
            "analysis",
        ],
    ),
    (
        "results",
        &[
            "numbers", "tables", "stats", "metrics", "layouts", "manifest", "citation", "store",
            "warnings", "summary", "compare", "answer", "figures", "report",
        ],
    ),
    (
        "sim/core",
        &["theory", "cache", "ranking", "ledger", "layout", "sampling", "replay", "engine"],
    ),
    (
        "sim/experiment",
        &[
            "parallel",
            "spec",
            "plan",
            "content",
            "study",
            "compare",
            "execute",
            "shards",
            "reproduce",
            "lib",
        ],
    ),
    (
        "sim/cli",
        &[
            "units",
            "version",
            "progress",
            "host",
            "diagnostics",
            "memory",
            "arguments",
            "commands",
            "program",
            "main",
        ],
    ),
];

#[test]
fn rooms_import_from_lower_floors_alone() {
    for (folder, floors) in FLOORS {
        let sources = Crate::read(&root().join(folder).join("src"));
        let floor = |room: &str| {
            let floor = floors.iter().position(|known| *known == room);
            floor.unwrap_or_else(|| panic!("{folder}: on which floor is {room}?"))
        };
        for (from, to) in sources.room_imports() {
            assert!(floor(&to) < floor(&from), "{folder}: {from} imports from {to}");
        }
    }
}
