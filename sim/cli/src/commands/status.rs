//! `hotset status`.

use super::slurm::Jobs;
use super::sweep::{open, out_of};
use crate::arguments::StatusArguments;
use crate::diagnostics::Failure;
use crate::host::Host;
use crate::progress::result;
use crate::units::duration;
use hotset_experiment::shards::{SharedSweep, SweepProgress};
use serde_json::json;

/// Shards that a list of the terminal shows.
const SHOWN_MAX: usize = 20;

/// Says how far a sweep is, from its folder; and what its jobs do, where there is a queue.
pub(crate) fn status(arguments: &StatusArguments) -> Result<(), Failure> {
    let host = Host::new("status");
    let sweep = open(&arguments.folder, &host)?;
    let out = out_of(&arguments.folder);
    let progress = sweep.progress(&host.options(&out, &|_| ()))?;
    let jobs = Jobs::read(&arguments.folder)?.in_queue();
    if arguments.json {
        result(json!({
            "name": sweep.plan().name,
            "folder": arguments.folder,
            "runs": progress.runs,
            "finished": progress.finished,
            "seconds": progress.seconds,
            "damaged_lines": progress.damaged_lines,
            "shards": progress.shards,
            "missing_shards": progress.missing_shards(),
            "jobs": jobs,
        }));
        return Ok(());
    }
    result(in_words(&sweep, &progress));
    for (state, tasks) in jobs.iter().flatten() {
        result(format!("queue: {tasks} tasks {}", state.to_lowercase()));
    }
    Ok(())
}

fn in_words(sweep: &SharedSweep, progress: &SweepProgress) -> String {
    let SweepProgress { runs, finished, shards, .. } = progress;
    let done = shards.iter().filter(|shard| shard.is_done()).count();
    let mut text = format!(
        "{}: {finished} of {runs} runs are finished; {done} of {} shards are done",
        sweep.plan().name,
        shards.len()
    );
    if let Some(seconds) = progress.seconds.filter(|_| (1..*runs).contains(finished)) {
        let left = seconds / *finished as f64 * (runs - finished) as f64;
        text += &format!("\nabout {} on one core are left", duration(left));
    }
    let missing = progress.missing_shards();
    if !missing.is_empty() {
        text += &format!("\nshards with missing runs: {}", shards_in_words(&missing));
    }
    if progress.damaged_lines > 0 {
        let then = match missing.is_empty() {
            true => "all runs are there without them",
            false => "their runs are made again",
        };
        text += &format!(
            "\n{} lines of the store are cut off or damaged: {then}",
            progress.damaged_lines
        );
    }
    text
}

/// Numbers of shards as ranges: `0-3, 7`.
pub(crate) fn shards_in_words(shards: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for &shard in shards {
        match ranges.last_mut().filter(|(_, last)| last + 1 == shard) {
            Some((_, last)) => *last = shard,
            None => ranges.push((shard, shard)),
        }
    }
    let more = ranges.len().saturating_sub(SHOWN_MAX);
    let word = |&(first, last): &(u32, u32)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    };
    let words: Vec<String> = ranges.iter().take(SHOWN_MAX).map(word).collect();
    let tail = if more > 0 { format!(", and {more} ranges more") } else { String::new() };
    words.join(", ") + &tail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_told_as_ranges() {
        assert_eq!(shards_in_words(&[0, 1, 2, 3, 7, 9, 10]), "0-3, 7, 9-10");
        let many: Vec<u32> = (0..50).map(|n| 2 * n).collect();
        assert!(shards_in_words(&many).ends_with("38, and 30 ranges more"));
    }
}
