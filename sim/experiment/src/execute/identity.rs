//! What results are known by: a run by what it is, an experiment by its spec and what it reads.

use super::inputs::Inputs;
use super::options::Options;
use crate::plan::plan::Plan;
use crate::plan::point::Point;
use hotset_results::{Machine, Manifest, sha256_of_bytes};
use serde::{Deserialize, Serialize};

/// What a run is known by. Two runs with the same parameters on the same requests are the same run, in whatever
/// experiments they are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct RunKey {
    /// Its column in the tables: the same for every version of the program.
    pub(crate) id: String,
    /// Its key in the store, where results of other versions of the program are others.
    pub(crate) stored: String,
}

impl RunKey {
    /// The key of a replication of a point, whose warm-up is settled.
    pub(crate) fn of(point: &Point, replication: u32, inputs: &Inputs, version: &str) -> Self {
        let mut text = format!("{}\nreplication {replication}\n", point.keys_sha256);
        for input in inputs.of_point(point) {
            text += &format!("input {}\n", input.known_as());
        }
        if let Some(settled) = point.settled() {
            text += &settled.in_words();
        }
        // A letter first, so that no reader takes an id for a number.
        let id = format!("r{}", &sha256_of_bytes(text.as_bytes())[..12]);
        let stored = sha256_of_bytes(format!("results {version}\n{text}").as_bytes());
        Self { id, stored }
    }
}

/// Whether a line of a resolved spec is the path of a file.
fn is_path(line: &str) -> bool {
    let key = line.split(" = ").next().unwrap_or("");
    matches!(key, "path" | "paths" | "popularity.file" | "sizes.file")
}

/// The identity of an experiment: its spec, version and inputs. The place of a trace makes no difference, its
/// content does.
pub(crate) fn identity(plan: &Plan, inputs: &Inputs, version: &str) -> String {
    let mut text = format!("hotset {version}\n");
    for line in plan.resolved.lines().filter(|line| !is_path(line)) {
        text += line;
        text.push('\n');
    }
    for input in inputs.all() {
        text += &input.known_as();
    }
    sha256_of_bytes(text.as_bytes())
}

pub(crate) fn manifest(
    plan: &Plan,
    options: &Options<'_>,
    identity_sha256: String,
    inputs: &Inputs,
    runs: usize,
) -> Manifest {
    Manifest {
        hotset: options.version.to_owned(),
        git_revision: options.git_revision.map(str::to_owned),
        name: plan.name.clone(),
        seed: plan.seed,
        identity_sha256,
        runs,
        machine: Machine {
            os: std::env::consts::OS.to_owned(),
            arch: std::env::consts::ARCH.to_owned(),
            threads: rayon::current_num_threads(),
        },
        inputs: inputs.all().map(|input| input.hash.clone()).collect(),
        read: Vec::new(),
        outputs: Vec::new(),
    }
}
