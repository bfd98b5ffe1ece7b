//! Sweeps that are made by several processes, or by some that are killed: at the end, all have the same bytes.

mod differences;
mod disks;
mod growth;
mod kills;
mod plans;
mod slurm;
mod stops;

use crate::experiments::folder;
use crate::{Dir, Output, SMALL};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A small sweep whose runs take long enough to be killed.
fn slower() -> String {
    SMALL.replace("requests = 40_000", "requests = 400_000")
}

/// Plans `spec.toml` for several processes; the folder of the sweep.
fn plan(dir: &Dir, shards: u32, out: &str) -> String {
    let output = dir.hotset(&["plan", "spec.toml", "--shards", &shards.to_string(), "--out", out]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let folder = output.stdout.lines().find_map(|line| line.strip_prefix("plan:"));
    folder.unwrap().trim().to_owned()
}

/// Runs a shard until it ends.
fn run_shard(dir: &Dir, folder: &str, shard: u32, of: u32) -> Output {
    dir.hotset(&["run", folder, "--shard", &format!("{shard}/{of}"), "--threads", "2"])
}

/// Merges what there is.
fn merge(dir: &Dir, folder: &str) -> Output {
    dir.hotset(&["merge", folder, "--settle", "0s"])
}

/// Merges a sweep whose runs are all there; its files.
fn merged(dir: &Dir, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
    let output = merge(dir, folder);
    assert_eq!(output.status, 0, "{}", output.stderr);
    files(&dir.path().join(folder))
}

/// The files that one process writes that nobody disturbs.
fn undisturbed(dir: &Dir) -> BTreeMap<PathBuf, Vec<u8>> {
    let output = dir.hotset(&["run", "spec.toml", "--out", "undisturbed"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    files(&folder(dir, "undisturbed"))
}

/// The files of a result, without what belongs to the plan, to Slurm or to this machine.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for path in crate::files_below(folder) {
        let bytes = std::fs::read(&path).unwrap();
        let file = path.strip_prefix(folder).unwrap().to_owned();
        let name = file.to_str().unwrap();
        if name == "plan.json" || name.starts_with("slurm/") || name.contains(".hotset-") {
            continue;
        }
        let bytes = if name == "manifest.json" { without_machine(&bytes) } else { bytes };
        files.insert(file, bytes);
    }
    assert!(files.len() > 8, "{:?}", files.keys());
    files
}

fn without_machine(manifest: &[u8]) -> Vec<u8> {
    let mut manifest: serde_json::Value = serde_json::from_slice(manifest).unwrap();
    manifest.as_object_mut().unwrap().remove("machine").unwrap();
    serde_json::to_vec(&manifest).unwrap()
}

/// Whether two results are the same bytes; says which file is not.
fn assert_same(found: &BTreeMap<PathBuf, Vec<u8>>, expected: &BTreeMap<PathBuf, Vec<u8>>) {
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (file, bytes) in expected {
        assert!(found[file] == *bytes, "{} differs", file.display());
    }
}

/// The segments of finished runs in `out`.
fn segments(dir: &Dir, out: &str) -> Vec<PathBuf> {
    let runs = dir.path().join(out).join("runs");
    if runs.exists() { crate::files_below(&runs) } else { Vec::new() }
}

/// The runs that `out` has: a run that two processes made counts twice.
fn finished_lines(dir: &Dir, out: &str) -> usize {
    lines(dir, out, "run")
}

/// The lines of a kind that `out` has.
fn lines(dir: &Dir, out: &str, kind: &str) -> usize {
    let kind = format!(" {kind} ");
    let of = |path: &PathBuf| {
        String::from_utf8_lossy(&std::fs::read(path).unwrap()).matches(&kind).count()
    };
    segments(dir, out).iter().map(of).sum()
}

/// Starts the command and leaves it alone.
fn start(dir: &Dir, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hotset"));
    let command = command.current_dir(dir.path()).args(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}
