//! Cutting the runs of a sweep into shards of about the same cost.

use super::plan_file::PlannedShare;

/// Puts runs into `shards` shards, in their order. The runs of a shard are neighbours, so that it reads or draws few
/// different requests. A run without an estimate counts as one second.
pub(super) fn cut(runs: &mut [PlannedShare], shards: u32) {
    let cost = |run: &PlannedShare| run.seconds.unwrap_or(1.0).max(1e-9);
    let total: f64 = runs.iter().map(cost).sum();
    let count = runs.len();
    let (mut before, mut shard) = (0.0, 0);
    for (n, run) in runs.iter_mut().enumerate() {
        // By where its middle lies; but no shard is left without a run as long as there are runs.
        let middle = (before + 0.5 * cost(run)) / total * f64::from(shards);
        let least = shards.saturating_sub((count - n) as u32);
        let next = (middle as u32).min(shards - 1).max(least).max(shard);
        shard = if n == 0 { next.min(least) } else { next.min(shard + 1) };
        run.shard = shard;
        before += cost(run);
    }
}

/// The shards that take about `seconds` each on so many threads.
pub(super) fn shards_of(runs: &[PlannedShare], seconds: f64, threads: usize) -> u32 {
    let total: f64 = runs.iter().map(|run| run.seconds.unwrap_or(1.0)).sum();
    let shards = (total / threads.max(1) as f64 / seconds.max(1e-3)).ceil();
    (shards.max(1.0) as u32).min(runs.len().max(1) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(seconds: &[f64]) -> Vec<PlannedShare> {
        let run = |(point, &seconds)| PlannedShare {
            point,
            replication: 0,
            shard: 0,
            seconds: Some(seconds),
        };
        seconds.iter().enumerate().map(run).collect()
    }

    fn shards(seconds: &[f64], count: u32) -> Vec<u32> {
        let mut runs = runs(seconds);
        cut(&mut runs, count);
        runs.iter().map(|run| run.shard).collect()
    }

    #[test]
    fn shards_cost_about_the_same() {
        assert_eq!(shards(&[1.0; 6], 3), [0, 0, 1, 1, 2, 2]);
        assert_eq!(shards(&[4.0, 1.0, 1.0, 1.0, 1.0], 2), [0, 1, 1, 1, 1]);
        assert_eq!(shards(&[1.0, 1.0, 1.0, 1.0, 4.0], 2), [0, 0, 0, 0, 1]);
        // Every shard has a run, and their numbers rise.
        assert_eq!(shards(&[9.0, 1.0, 1.0], 3), [0, 1, 2]);
        assert_eq!(shards(&[1.0, 1.0, 9.0], 3), [0, 1, 2]);
        for count in 1..=7 {
            let all = shards(&[5.0, 1.0, 1.0, 30.0, 2.0, 2.0, 9.0], count);
            let mut different = all.clone();
            different.dedup();
            assert_eq!(different, (0..count).collect::<Vec<_>>(), "{all:?}");
        }
    }

    #[test]
    fn long_sweeps_have_more_shards() {
        let day = runs(&[3_600.0; 24]);
        assert_eq!(shards_of(&day, 1_800.0, 4), 12);
        assert_eq!(shards_of(&day, 1_800.0, 1), 24);
        assert_eq!(shards_of(&runs(&[0.1; 5]), 1_800.0, 4), 1);
    }
}
