//! Processes that are killed, at any moment, with files that are torn then.

use super::{assert_same, files, merged, plan, run_shard, segments, slower, start, undisturbed};
use crate::Dir;
use crate::experiments::folder;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;

/// Lets processes run for a while, and kills most of them.
fn disturb<const N: usize>(mut children: [Child; N], draw: &mut ChaCha8Rng) {
    std::thread::sleep(Duration::from_millis(draw.random_range(0..300)));
    for child in &mut children {
        if draw.random_bool(0.7) {
            child.kill().unwrap();
        }
    }
    for child in &mut children {
        child.wait().unwrap();
    }
}

/// Leaves a file as a machine without power may: cut off, with garbage behind, or damaged.
fn tear(path: &Path, draw: &mut ChaCha8Rng) {
    let mut bytes = std::fs::read(path).unwrap();
    match draw.random_range(0..4) {
        0 => bytes.truncate(draw.random_range(0..=bytes.len())),
        1 => bytes.extend((0..60).map(|_| draw.random::<u8>())),
        2 => {
            let place = draw.random_range(0..bytes.len().max(1));
            bytes.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= 0x11);
        }
        _ => {}
    }
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn shards_in_any_order_killed_torn_and_made_twice_merge_to_the_same_bytes() {
    let dir = Dir::new();
    dir.write("spec.toml", slower());
    let expected = undisturbed(&dir);
    for round in 0..4 {
        let mut draw = ChaCha8Rng::seed_from_u64(round);
        let out = format!("round-{round}");
        let shards = draw.random_range(1..=4);
        let folder = plan(&dir, shards, &out);
        for _ in 0..4 {
            // Often two live copies of one shard.
            let copies = [(); 2].map(|()| {
                let shard = format!("{}/{shards}", draw.random_range(0..shards));
                start(&dir, &["run", &folder, "--shard", &shard, "--threads", "1"])
            });
            disturb(copies, &mut draw);
            let there: Vec<PathBuf> = segments(&dir, &out);
            there.choose(&mut draw).into_iter().for_each(|path| tear(path, &mut draw));
        }
        let mut order: Vec<u32> = (0..shards).collect();
        order.shuffle(&mut draw);
        for shard in order {
            let output = run_shard(&dir, &folder, shard, shards);
            assert_eq!(output.status, 0, "round {round}: {}", output.stderr);
        }
        assert_same(&merged(&dir, &folder), &expected);
    }
}

#[test]
fn two_live_copies_of_each_shard_do_no_harm() {
    let dir = Dir::new();
    dir.write("spec.toml", slower());
    let folder = plan(&dir, 2, "out");
    let shards = ["1/2", "0/2", "1/2", "0/2"];
    let mut copies =
        shards.map(|shard| start(&dir, &["run", &folder, "--shard", shard, "--threads", "1"]));
    assert!(copies.iter_mut().all(|copy| copy.wait().unwrap().success()));
    assert_eq!(segments(&dir, "out").len(), 4, "each has a file of its own");
    let status = dir.json(&["status", &folder, "--json"]);
    assert_eq!((&status["finished"], &status["damaged_lines"]), (&12.into(), &0.into()));
    assert_same(&merged(&dir, &folder), &undisturbed(&dir));
}

#[test]
fn a_run_that_was_killed_at_any_moment_ends_with_the_same_bytes() {
    let dir = Dir::new();
    dir.write("spec.toml", slower());
    let expected = undisturbed(&dir);
    for (seed, threads) in [(1, "1"), (2, "2"), (3, "1"), (4, "2")] {
        let mut draw = ChaCha8Rng::seed_from_u64(seed);
        let out = format!("out-{seed}");
        let command = ["run", "spec.toml", "--threads", threads, "--out", &out];
        for _ in 0..3 {
            disturb([start(&dir, &command)], &mut draw);
        }
        let output = dir.hotset(&command);
        assert_eq!(output.status, 0, "{}", output.stderr);
        assert_same(&files(&folder(&dir, &out)), &expected);
    }
}
