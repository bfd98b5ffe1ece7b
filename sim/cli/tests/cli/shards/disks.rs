//! Disks that are full, or cannot be written: what is finished is kept.

use super::{assert_same, files, finished_lines, merged, plan, run_shard, undisturbed};
use crate::experiments::folder;
use crate::{Dir, SMALL};
use std::path::PathBuf;
use std::process::Command;

/// A disk of its own; unmounted in the end.
struct Disk {
    folder: PathBuf,
}

impl Disk {
    /// Mounts one as `out`; `None`, and says so, where that is not permitted.
    fn mount(dir: &Dir, size: &str) -> Option<Self> {
        let folder = dir.path().join("out");
        std::fs::create_dir(&folder).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "hotset-test"]).arg(&folder);
        if mount.output().is_ok_and(|output| output.status.success()) {
            return Some(Self { folder });
        }
        println!("not tested: this user may not mount a disk");
        None
    }

    fn remount(&self, options: &str) {
        let mut mount = Command::new("mount");
        mount.args(["-o", &format!("remount,{options}")]).arg(&self.folder);
        assert!(mount.status().unwrap().success(), "{options}");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("-l").arg(&self.folder).status();
        assert!(unmounted.unwrap().success());
    }
}

#[test]
fn on_a_full_disk_finished_runs_are_kept_until_there_is_space() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let Some(disk) = Disk::mount(&dir, "16k") else { return };
    let command = ["run", "spec.toml", "--threads", "2"];
    let mut before = 0;
    // The store does not fit, then the tables, then the figures.
    for size in ["16k", "48k", "96k", "192k", "384k"] {
        disk.remount(&format!("size={size}"));
        let output = dir.hotset(&command);
        let finished = finished_lines(&dir, "out");
        assert!(finished >= before, "{size}: {finished} runs, of {before} before");
        before = finished;
        if output.status != 0 {
            assert_eq!(output.status, 1, "{size}: {}", output.stderr);
            assert!(output.stderr.contains("No space left on device"), "{size}: {}", output.stderr);
            assert!(output.stderr.contains("out/"), "{size}: {}", output.stderr);
            let is_manifest = |path: &PathBuf| path.ends_with("manifest.json");
            assert!(!crate::files_below(&disk.folder).iter().any(is_manifest));
        }
    }
    disk.remount("size=16m");
    let output = dir.hotset(&command);
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert!(output.stderr.contains("12 of 12 runs are there already"), "{}", output.stderr);
    assert_same(&files(&folder(&dir, "out")), &undisturbed(&dir));
}

#[test]
fn a_disk_that_cannot_be_written_is_named_and_can_be_read() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let Some(disk) = Disk::mount(&dir, "16m") else { return };
    let folder = plan(&dir, 2, "out");
    assert_eq!(run_shard(&dir, &folder, 0, 2).status, 0);
    disk.remount("ro");
    for output in [
        run_shard(&dir, &folder, 1, 2),
        dir.hotset(&["run", "spec.toml"]),
        dir.hotset(&["submit", &folder, "--slurm", "--dry-run"]),
    ] {
        assert_eq!(output.status, 1, "{}", output.stderr);
        assert!(output.stderr.contains("Read-only file system"), "{}", output.stderr);
        assert!(output.stderr.contains("out/"), "{}", output.stderr);
    }
    assert_eq!(dir.json(&["status", &folder, "--json"])["finished"], 6);
    disk.remount("rw");
    assert_eq!(run_shard(&dir, &folder, 1, 2).status, 0);
    disk.remount("ro");
    assert_eq!(dir.hotset(&["merge", &folder]).status, 1);
    disk.remount("rw");
    assert_same(&merged(&dir, &folder), &undisturbed(&dir));
}
