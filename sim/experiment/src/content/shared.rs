//! Contents, shared by the runs on them.

use crate::content::content::Content;
use crate::parallel::lock;
use crate::plan::plan::Plan;
use crate::spec::workload::WorkloadSpec;
use hotset_workloads::SourceError;
use hotset_workloads::formats::ReadReport;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

/// Contents by workload and replication, each made when the first run needs it and dropped when
/// the last one is done.
pub(crate) struct Contents<'a> {
    replications: u32,
    /// Set to stop reading.
    stop: &'a AtomicBool,
    /// The seed of each workload: a variation may have another.
    seeds: Vec<u64>,
    /// The different workloads, and which of them each point has.
    pub(crate) workloads: Vec<WorkloadSpec>,
    pub(crate) workload_of: Vec<usize>,
    slots: Vec<Mutex<Slot>>,
}

#[derive(Default)]
struct Slot {
    content: Option<Arc<Content>>,
    runs_left: usize,
}

impl<'a> Contents<'a> {
    pub(crate) fn new(plan: &Plan, stop: &'a AtomicBool) -> Self {
        let mut workloads: Vec<WorkloadSpec> = Vec::new();
        let mut seeds: Vec<u64> = Vec::new();
        let workload_of = plan
            .points
            .iter()
            .map(|point| {
                let known = (0..workloads.len())
                    .find(|&n| workloads[n] == point.workload && seeds[n] == point.seed);
                known.unwrap_or_else(|| {
                    workloads.push(point.workload.clone());
                    seeds.push(point.seed);
                    workloads.len() - 1
                })
            })
            .collect();
        // A trace is the same in every replication.
        let replications = plan.replications_max();
        let slots = workloads.len() * replications as usize;
        let slots = (0..slots).map(|_| Mutex::default()).collect();
        Self { replications, stop, seeds, workloads, workload_of, slots }
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

    /// The number of objects of a workload, if its content of the first replication is there.
    pub(crate) fn objects(&self, workload: usize) -> Option<usize> {
        let content = &lock(self.slot(workload, 0)).content;
        content.as_ref().map(|content| content.catalog().len())
    }

    /// Announces a run, which will need its content.
    pub(crate) fn expect(&self, point: usize, replication: u32) {
        lock(self.slot(self.workload_of[point], replication)).runs_left += 1;
    }

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

    /// Reports that a run no longer needs its content. Traces stay: bounds and predictions need them
    /// again, and they are the most expensive to make.
    pub(crate) fn done(&self, point: usize, replication: u32) {
        let workload = self.workload_of[point];
        let mut slot = lock(self.slot(workload, replication));
        slot.runs_left = slot.runs_left.saturating_sub(1);
        if slot.runs_left == 0 && self.workloads[workload].is_drawn() {
            slot.content = None;
        }
    }

    /// A content that is made if necessary, but then not kept.
    pub(crate) fn take(
        &self,
        workload: usize,
        replication: u32,
    ) -> Result<Arc<Content>, SourceError> {
        match &self.workloads[workload] {
            WorkloadSpec::Trace { shuffled: false, .. } => self.get(workload, replication),
            _ => Ok(Arc::new(self.make(workload, replication)?)),
        }
    }

    /// The report of reading each trace.
    pub(crate) fn reports(&self) -> Result<Vec<ReadReport>, SourceError> {
        let traces = (0..self.workloads.len())
            .filter(|&workload| matches!(self.workloads[workload], WorkloadSpec::Trace { .. }));
        let mut reports = Vec::new();
        for workload in traces {
            reports.extend(self.get(workload, 0)?.report().cloned());
        }
        Ok(reports)
    }
}
