//! Contents, shared by the runs on them.

use crate::content::content::Content;
use crate::parallel::lock;
use crate::plan::memory::{SPARED_BYTES_MAX, SPARED_TRACES_BYTES_MAX};
use crate::plan::plan::Plan;
use crate::spec::workload::WorkloadSpec;
use hotset_workloads::SourceError;
use hotset_workloads::formats::ReadReport;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock};

/// Contents by workload and replication, each made when the first one needs it and dropped when the last one is done.
/// What was made to check the points of a plan is kept for its runs as far as it takes little memory.
pub(crate) struct Contents<'a> {
    replications: u32,
    /// Set to stop reading.
    stop: &'a AtomicBool,
    /// The seed of each workload: a variation may have another.
    seeds: Vec<u64>,
    /// The different workloads, and which of them each point has.
    pub(crate) workloads: Vec<WorkloadSpec>,
    pub(crate) workload_of: Vec<usize>,
    /// Whether a trace is needed when its runs are done: by bounds or predictions, or by runs that are added then.
    is_needed_later: Vec<bool>,
    slots: Vec<Mutex<Slot>>,
    /// What is known of the content of each workload's first replication, once that was made.
    facts: Vec<OnceLock<Facts>>,
    /// The bytes of contents that nobody uses, and that are kept for those who will.
    spared: Mutex<u64>,
}

#[derive(Default)]
struct Slot {
    content: Option<Arc<Content>>,
    runs_left: usize,
    checks_left: usize,
    /// Of the content, if it is spared.
    spared_bytes: u64,
}

/// What is known of a content that may be gone.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) objects: usize,
    /// The number of requests, or its expectation.
    pub(crate) requests_mean: f64,
    /// The report of reading it, if it is a trace.
    report: Option<ReadReport>,
}

impl Facts {
    fn of(content: &Content) -> Self {
        Self {
            objects: content.catalog().len(),
            requests_mean: content.requests_mean(),
            report: content.report().cloned(),
        }
    }
}

impl<'a> Contents<'a> {
    pub(crate) fn new(plan: &Plan, stop: &'a AtomicBool) -> Self {
        let mut workloads: Vec<WorkloadSpec> = Vec::new();
        let mut seeds: Vec<u64> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let workload_of = plan.points.iter().map(|point| {
            *places.entry(format!("{} {:?}", point.seed, point.workload)).or_insert_with(|| {
                workloads.push(point.workload.clone());
                seeds.push(point.seed);
                workloads.len() - 1
            })
        });
        let workload_of = workload_of.collect();
        // A trace is the same in every replication.
        let replications = plan.replications_max();
        let slots = workloads.len() * replications as usize;
        let slots = (0..slots).map(|_| Mutex::default()).collect();
        let facts = workloads.iter().map(|_| OnceLock::new()).collect();
        let mut contents = Self {
            replications,
            stop,
            seeds,
            is_needed_later: vec![plan.adds_runs(); workloads.len()],
            workloads,
            workload_of,
            slots,
            facts,
            spared: Mutex::new(0),
        };
        for (point, &workload) in plan.points.iter().zip(&contents.workload_of) {
            contents.is_needed_later[workload] |= point.has_bounds() || point.is_predicted();
        }
        contents
    }

    /// Adds a point with the workload of another.
    pub(crate) fn add_point_like(&mut self, other: usize) {
        self.workload_of.push(self.workload_of[other]);
    }

    /// Puts the points into another order.
    pub(crate) fn reorder(&mut self, points: &[usize]) {
        self.workload_of = points.iter().map(|&point| self.workload_of[point]).collect();
    }

    fn slot(&self, workload: usize, replication: u32) -> &Mutex<Slot> {
        let replication = match self.workloads[workload].is_drawn() {
            true => replication as usize,
            false => 0,
        };
        &self.slots[workload * self.replications as usize + replication]
    }

    /// What is known of a workload whose content was made, be it there or not.
    pub(crate) fn known_facts(&self, workload: usize) -> Option<&Facts> {
        self.facts[workload].get()
    }

    /// What is known of a workload, whose content is made if it was not yet, but not kept.
    pub(crate) fn facts(&self, workload: usize) -> Result<&Facts, SourceError> {
        if let Some(facts) = self.known_facts(workload) {
            return Ok(facts);
        }
        let content = self.take(workload, 0)?;
        Ok(self.facts[workload].get_or_init(|| Facts::of(&content)))
    }

    /// Announces that a run will need its content.
    pub(crate) fn expect(&self, point: usize, replication: u32) {
        lock(self.slot(self.workload_of[point], replication)).runs_left += 1;
    }

    /// Announces that points will be checked with the content of their first replication.
    pub(crate) fn expect_checks(&self, points: impl IntoIterator<Item = usize>) {
        for point in points {
            lock(self.slot(self.workload_of[point], 0)).checks_left += 1;
        }
    }

    /// A content; it stays until all who were announced are done.
    pub(crate) fn get(
        &self,
        workload: usize,
        replication: u32,
    ) -> Result<Arc<Content>, SourceError> {
        let mut slot = lock(self.slot(workload, replication));
        if let Some(content) = &slot.content {
            if slot.runs_left > 1 {
                content.share();
            }
            return Ok(Arc::clone(content));
        }
        let content = Arc::new(self.make(workload, replication)?);
        if slot.runs_left > 1 {
            content.share();
        }
        if replication == 0 {
            self.facts[workload].get_or_init(|| Facts::of(&content));
        }
        slot.content = Some(Arc::clone(&content));
        Ok(content)
    }

    /// A content of another workload, which is not kept.
    pub(crate) fn make_other(
        &self,
        workload: &WorkloadSpec,
        seed: u64,
    ) -> Result<Arc<Content>, SourceError> {
        Ok(Arc::new(Content::make(workload, seed, 0, self.stop)?))
    }

    fn make(&self, workload: usize, replication: u32) -> Result<Content, SourceError> {
        let (spec, seed) = (&self.workloads[workload], self.seeds[workload]);
        Content::make(spec, seed, replication, self.stop)
    }

    /// Reports that a run no longer needs its content.
    pub(crate) fn done(&self, point: usize, replication: u32) {
        let workload = self.workload_of[point];
        let mut slot = lock(self.slot(workload, replication));
        slot.runs_left = slot.runs_left.saturating_sub(1);
        let is_needed = !self.workloads[workload].is_drawn() && self.is_needed_later[workload];
        self.leave(&mut slot, workload, is_needed);
    }

    /// Reports that a check no longer needs its content; the runs will.
    pub(crate) fn checked(&self, point: usize) {
        let workload = self.workload_of[point];
        let mut slot = lock(self.slot(workload, 0));
        slot.checks_left = slot.checks_left.saturating_sub(1);
        self.leave(&mut slot, workload, true);
    }

    /// Drops a content that nobody uses, unless it is needed again and takes little memory, or is the only one.
    fn leave(&self, slot: &mut Slot, workload: usize, is_needed: bool) {
        if slot.runs_left + slot.checks_left > 0 {
            return;
        }
        let mut spared = lock(&self.spared);
        *spared -= std::mem::take(&mut slot.spared_bytes);
        let Some(content) = slot.content.take() else { return };
        let bytes = content.bytes();
        let most = match self.workloads[workload] {
            WorkloadSpec::Trace { .. } => SPARED_TRACES_BYTES_MAX,
            _ => SPARED_BYTES_MAX,
        };
        if is_needed && (self.workloads.len() == 1 || *spared + bytes <= most) {
            *spared += bytes;
            slot.spared_bytes = bytes;
            slot.content = Some(content);
        }
    }

    /// A content that is there, or is made and not kept.
    pub(crate) fn take(
        &self,
        workload: usize,
        replication: u32,
    ) -> Result<Arc<Content>, SourceError> {
        if let Some(content) = &lock(self.slot(workload, replication)).content {
            return Ok(Arc::clone(content));
        }
        Ok(Arc::new(self.make(workload, replication)?))
    }

    /// The report of reading each trace.
    pub(crate) fn reports(&self) -> Result<Vec<ReadReport>, SourceError> {
        let traces = (0..self.workloads.len())
            .filter(|&workload| matches!(self.workloads[workload], WorkloadSpec::Trace { .. }));
        let mut reports = Vec::new();
        for workload in traces {
            reports.extend(self.facts(workload)?.report.clone());
        }
        Ok(reports)
    }
}
