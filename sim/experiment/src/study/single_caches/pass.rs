//! One pass over the requests, through all caches.

use super::caches::CacheBank;
use super::run::CacheRun;
use crate::study::planned_run::{PlannedRun, RunError};
use hotset_sim::cache::ReferenceString;
use hotset_sim::ledger::Bins;
use hotset_sim::replay::ReplayCounts;
use hotset_workloads::{RequestBatch, RequestSource, SourceError};
use rayon::prelude::*;

/// Requests that are fed at once: enough work for each cache that it pays to share it out.
const BLOCK: usize = 1 << 16;

/// A pass over the requests.
pub(super) struct Pass<'a> {
    run: PlannedRun<'a>,
    bins: Bins,
    banks: Vec<CacheBank>,
    ignore_size: bool,
    /// By request: when its object is requested next; empty if no policy asks.
    next: Vec<u32>,
    /// By bin so far: what every bank had counted at its end.
    ends: Vec<Vec<Vec<ReplayCounts>>>,
}

impl<'a> Pass<'a> {
    /// A pass for runs that are like the first.
    pub(super) fn new(first: &CacheRun<'a>, bins: Bins, banks: Vec<CacheBank>) -> Self {
        let CacheRun { run, study } = *first;
        let (next, ends, ignore_size) = (Vec::new(), Vec::new(), study.ignore_size);
        Self { run, bins, banks, ignore_size, next, ends }
    }

    /// Looks ahead, for policies that know the future.
    pub(super) fn looking_ahead(mut self) -> Result<Self, RunError> {
        let mut stream = ReferenceString::default();
        self.run.with_requests(|source| {
            let mut batch = RequestBatch::default();
            while source.next_batch(&mut batch)? {
                stream.extend(&batch);
            }
            Ok::<_, SourceError>(())
        })?;
        if stream.len() >= u32::MAX as usize {
            let what = "found 2^32 requests or more, which no offline policy looks through; expected fewer";
            return Err(RunError::Spec { key: "servers.policy", what: what.to_owned() });
        }
        self.next = stream.next_uses(self.run.content.catalog().len());
        Ok(self)
    }

    /// For each run, what its cache had counted at the end of every bin.
    pub(super) fn counted(mut self, runs: usize) -> Result<Vec<Vec<ReplayCounts>>, RunError> {
        let run = self.run;
        run.with_requests(|source| self.feed(source))?;
        while self.ends.len() < self.bins.count {
            self.end_bin();
        }
        let mut counted = vec![Vec::with_capacity(self.bins.count); runs];
        for end in self.ends {
            for (bank, counts) in self.banks.iter().zip(end) {
                for (&run, counts) in bank.runs.iter().zip(counts) {
                    counted[run].push(counts);
                }
            }
        }
        Ok(counted)
    }

    fn feed(&mut self, source: &mut (dyn RequestSource + Send)) -> Result<(), SourceError> {
        let (mut block, mut batch) = (RequestBatch::default(), RequestBatch::default());
        let mut fed = 0;
        loop {
            let more = source.next_batch(&mut batch)?;
            if more {
                block.append(&batch);
            }
            if block.len() >= BLOCK || !more {
                self.feed_block(&mut block, fed);
                fed += block.len();
                block.clear();
            }
            if !more {
                return Ok(());
            }
        }
    }

    fn feed_block(&mut self, block: &mut RequestBatch, fed: usize) {
        if self.ignore_size {
            block.bytes.fill(1);
        }
        for part in self.bins.parts(&block.time) {
            let bin = self.bins.index(block.time[part.start]);
            while self.ends.len() < bin {
                self.end_bin();
            }
            let next = self.next.get(fed + part.start..fed + part.end).unwrap_or_default();
            let requests = block.part(part);
            self.banks.par_iter_mut().for_each(|bank| bank.caches.feed(&requests, next));
        }
    }

    fn end_bin(&mut self) {
        self.ends.push(self.banks.iter().map(|bank| bank.caches.counts()).collect());
    }
}
