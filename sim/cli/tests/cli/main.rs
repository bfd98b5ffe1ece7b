//! The command as its users meet it: one file a behaviour.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod accesses;
mod architecture;
mod bad_input;
mod capacity;
mod coverage;
mod data;
mod experiments;
mod first_try;
mod imports;
mod in_time;
mod layouts;
mod memory;
mod policies;
mod predictions;
mod reading;
#[cfg(target_os = "linux")]
mod shards;
mod snapshots;
mod traces;
mod variation;
mod warm_up;
mod writing;

use assert_cmd::Command;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder of its own for each test, with the command in it.
pub(crate) struct Dir {
    folder: TempDir,
}

/// What a command left.
pub(crate) struct Output {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Dir {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, file: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(file);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn hotset(&self, arguments: &[&str]) -> Output {
        let mut command = Command::cargo_bin("hotset").unwrap();
        let output = command.current_dir(self.path()).args(arguments).output().unwrap();
        Output {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command that must succeed and parses what it prints.
    pub(crate) fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let output = self.hotset(arguments);
        assert_eq!(output.status, 0, "{}", output.stderr);
        assert_eq!(output.stderr, "");
        serde_json::from_str(&output.stdout).unwrap()
    }

    /// Every file below the folder.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        files_below(self.path())
    }
}

/// Every file below a folder.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(files_below(&path)),
            false => files.push(path),
        }
    }
    files.sort();
    files
}

/// A small experiment over all layouts, quick to run.
pub(crate) const SMALL: &str = r#"
name = "small"
seed = 7
replications = 2
baseline = "dedicated"
[workload]
objects = 2_000
sites = 8
site_alpha = 0.5
requests = 40_000
sizes = { kind = "lognormal", median_bytes = 1_000, sigma = 1.0 }
[servers]
count = 4
cache = "2%"
[layout]
entry = "any"
[cost]
origin = 5
[sweep]
"layout.kind" = ["dedicated", "mirrored", "hashed", "cooperative", "hot"]
"layout.hot.share_of_objects" = [0.001, 0.1]
"#;

/// A log with everything that logs have: garbage, other methods, parts, confirmations, quotes,
/// lines out of order.
pub(crate) fn small_log() -> String {
    let mut log = String::from("\u{1}\u{2} garbage\n\n");
    for n in 0..400u32 {
        let (minute, second) = (n / 60, n % 60);
        let object = n * n % 37;
        let (status, bytes) = match n % 10 {
            7 => ("304", "-".to_owned()),
            8 => ("206", "10".to_owned()),
            9 => ("404", "209".to_owned()),
            _ => ("200", (1_000 + 100 * object).to_string()),
        };
        let method = if n % 25 == 24 { "POST" } else { "GET" };
        log += &format!(
            "10.0.0.{} - - [24/Oct/1994:13:{minute:02}:{second:02} -0600] \"{method} /d{}/o{object}.html HTTP/1.0\" {status} {bytes}\n",
            n % 7,
            object % 3,
        );
    }
    log += "10.0.0.1 - - [24/Oct/1994:13:00:30 -0600] \"GET /late\"quote.html HTTP/1.0\" 200 77\n";
    log
}
