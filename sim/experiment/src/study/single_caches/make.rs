//! Makes runs of single caches together.

use super::caches::CacheBank;
use super::pass::Pass;
use super::record::record;
use super::run::CacheRun;
use crate::study::planned_run::RunError;
use hotset_results::RunRecord;

impl CacheRun<'_> {
    /// Makes runs over the same requests, with the same bins, warm-up and sizes of objects.
    pub(crate) fn make_together(runs: &[Self]) -> Result<Vec<RunRecord>, RunError> {
        let Some(first) = runs.first() else { return Ok(Vec::new()) };
        let bins = first.run.bins()?;
        let banks = CacheBank::of_runs(runs)?;
        let offline = runs.iter().any(|run| run.study.policy.kind.info().offline);
        let pass = Pass::new(first, bins, banks);
        let pass = if offline { pass.looking_ahead()? } else { pass };
        let counted = pass.counted(runs.len())?;
        let rows = runs.iter().zip(&counted);
        rows.map(|(run, counts)| record(run, bins, counts)).collect()
    }
}
