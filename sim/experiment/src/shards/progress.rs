//! How far a sweep is, from its folder alone.

use super::sweep::SharedSweep;
use crate::execute::options::{ExperimentError, Options};
use hotset_results::{Entry, RunStore};
use serde::Serialize;
use std::collections::BTreeMap;

/// How far a sweep is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SweepProgress {
    /// Runs of the sweep.
    pub runs: usize,
    /// Those that are finished.
    pub finished: usize,
    /// What the finished ones took on one core, all together; `None` if that is not known of all.
    pub seconds: Option<f64>,
    /// Lines of the store that are cut off or damaged, and are ignored.
    pub damaged_lines: usize,
    /// By shard.
    pub shards: Vec<ShardProgress>,
}

/// How far a shard is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct ShardProgress {
    /// Its runs.
    pub runs: usize,
    /// Those that are finished.
    pub finished: usize,
}

impl ShardProgress {
    /// Whether it has nothing more to do.
    pub fn is_done(&self) -> bool {
        self.finished == self.runs
    }
}

impl SweepProgress {
    /// The shards that have runs to make.
    pub fn missing_shards(&self) -> Vec<u32> {
        let missing = (0..).zip(&self.shards).filter(|(_, shard)| !shard.is_done());
        missing.map(|(number, _)| number).collect()
    }
}

impl SharedSweep {
    /// How far the sweep is.
    ///
    /// # Errors
    /// If its store cannot be read, or has two different results for one run.
    pub fn progress(&self, options: &Options<'_>) -> Result<SweepProgress, ExperimentError> {
        Ok(self.progress_in(&self.store(options)?))
    }

    pub(super) fn progress_in(&self, store: &RunStore) -> SweepProgress {
        let mut shards = vec![ShardProgress::default(); self.shards() as usize];
        let taken = seconds_by_run(store);
        let mut seconds = Some(0.0);
        for share in &self.file.runs {
            let run = self.run(share);
            let shard = &mut shards[share.shard as usize];
            shard.runs += 1;
            if [Entry::Run, Entry::Grids].iter().all(|&entry| store.has(entry, &run.key.stored)) {
                shard.finished += 1;
                let of_run = taken.get(&run.key.id);
                seconds = seconds.zip(of_run).map(|(sum, of_run)| sum + of_run);
            }
        }
        SweepProgress {
            runs: shards.iter().map(|shard| shard.runs).sum(),
            finished: shards.iter().map(|shard| shard.finished).sum(),
            seconds,
            damaged_lines: store.damaged(),
            shards,
        }
    }
}

/// What runs took, by their ids; of one that was made twice, once.
fn seconds_by_run(store: &RunStore) -> BTreeMap<String, f64> {
    let parse = |note: String| {
        let note: serde_json::Value = serde_json::from_str(&note).ok()?;
        Some((note["run_id"].as_str()?.to_owned(), note["seconds"].as_f64()?))
    };
    store.notes().into_iter().filter_map(parse).collect()
}
