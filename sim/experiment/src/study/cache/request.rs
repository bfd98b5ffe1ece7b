//! A study of one cache, or of several: its trace, policies and sizes.

use crate::spec::cache_size::CacheSize;
use crate::study::error::StudyError;
use hotset_sim::cache::{Policy, PolicyKind};
use hotset_workloads::formats::{ReadOptions, ReadReport, TraceReader};
use std::path::{Path, PathBuf};

/// A study of single caches: a trace, replayed through every policy at every size.
#[derive(Clone, Debug)]
pub struct CacheStudy {
    /// The files of the trace; several are one trace, in order of time.
    pub traces: Vec<PathBuf>,
    /// How they are read.
    pub reading: ReadOptions,
    /// Policies.
    pub policies: Vec<Policy>,
    /// Cache sizes.
    pub sizes: Vec<CacheSize>,
    /// Counts every object as one, whatever its size.
    pub ignore_size: bool,
    /// Also replays the bounds: the best static placement, Belady's policy, and PFOO-L.
    pub bounds: bool,
    /// The share of the requests that only warm the caches up, if any.
    pub warm_up: Option<f64>,
    /// Also gives hit ratios in this many time bins.
    pub bins: Option<usize>,
    /// Replays many sizes rather than those given: miss-ratio curves.
    pub curve: bool,
    /// Replays samples of this share of the objects.
    pub sample: Option<f64>,
    /// The curve of LRU from at most this many objects (SHARDS).
    pub sample_objects: Option<usize>,
    /// Keeps the columnar form of the trace beside it.
    pub keep: bool,
    /// Seed of randomized policies and of samples.
    pub seed: u64,
}

/// What a study needs from its caller: it neither prints nor reads a clock itself.
pub struct Host<'a> {
    /// Called with messages for the user, a line each.
    pub note: &'a (dyn Fn(&str) + Sync),
    /// Seconds that have passed since some moment.
    pub clock: &'a (dyn Fn() -> f64 + Sync),
}

/// What reading the trace found.
#[derive(Clone, Debug)]
pub struct TraceSummary {
    /// Requests.
    pub requests: u64,
    /// Different objects.
    pub objects: u64,
    /// The report of the reader as text.
    pub text: String,
    /// The same, field by field.
    pub report: serde_json::Value,
}

impl TraceSummary {
    pub(super) fn of(report: &ReadReport) -> Self {
        Self {
            requests: report.requests,
            objects: report.objects,
            text: report.to_string(),
            report: serde_json::json!(report),
        }
    }
}

impl CacheStudy {
    /// LRU at 1 % and at 10 % of the bytes of all objects.
    pub fn new(traces: Vec<PathBuf>) -> Self {
        Self {
            traces,
            reading: ReadOptions::default(),
            policies: vec![PolicyKind::Lru.into()],
            sizes: vec![CacheSize::ShareOfBytes(0.01), CacheSize::ShareOfBytes(0.1)],
            ignore_size: false,
            bounds: false,
            warm_up: None,
            bins: None,
            curve: false,
            sample: None,
            sample_objects: None,
            keep: false,
            seed: 1,
        }
    }

    /// Whether its parts go together.
    pub(super) fn check(&self) -> Result<(), StudyError> {
        if self.over_time() && (self.curve || self.sample.is_some()) {
            let what =
                "found a warm-up or time bins with a curve or a sample; expected one of them";
            return Err(StudyError::input(what));
        }
        if self.sample_objects.is_some() && !self.curve {
            let what = "found a number of objects to sample without a curve; expected both";
            return Err(StudyError::input(what));
        }
        if self.policies.is_empty() || (self.sizes.is_empty() && !self.curve) {
            return Err(StudyError::input("found no cache; expected a policy and a size at least"));
        }
        Ok(())
    }

    /// The first file.
    pub(super) fn first_trace(&self) -> &Path {
        self.traces.first().map_or(Path::new(""), PathBuf::as_path)
    }

    /// The file, if there is only one.
    pub(super) fn only_trace(&self) -> Option<&Path> {
        match self.traces.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    pub(super) fn open(&self) -> Result<TraceReader, StudyError> {
        TraceReader::open_all(&self.traces, &self.reading).map_err(StudyError::input)
    }

    /// Whether a part of the time is counted separately.
    pub(super) fn over_time(&self) -> bool {
        self.warm_up.is_some() || self.bins.is_some()
    }

    /// Every policy to replay; those of the bounds come last.
    pub(super) fn all(&self) -> Vec<Policy> {
        let bounds = [PolicyKind::StaticLfu, PolicyKind::Belady];
        let missing = bounds.into_iter().filter(|&bound| {
            self.bounds && !self.policies.iter().any(|policy| policy.kind == bound)
        });
        self.policies.iter().cloned().chain(missing.map(Policy::from)).collect()
    }

    /// Whether some policy is offline: it knows future requests.
    pub(crate) fn offline(&self) -> bool {
        self.all().iter().any(|policy| policy.kind.info().offline)
    }

    /// Whether something about the whole trace has to be known before its first request.
    pub(crate) fn whole(&self) -> bool {
        let placed = self.all().iter().any(|policy| policy.kind.info().statically_placed);
        self.curve || self.offline() || placed || self.many_lru() || self.relative()
    }

    /// Whether a size is a share of what all objects take.
    pub(crate) fn relative(&self) -> bool {
        let relative = |size: &CacheSize| {
            matches!(size, CacheSize::ShareOfBytes(_) | CacheSize::ShareOfObjects(_))
        };
        self.sizes.iter().any(relative)
    }

    /// Whether LRU is replayed at enough sizes that it pays to find the uses of all objects first.
    pub(crate) fn many_lru(&self) -> bool {
        let lru = self.policies.iter().filter(|policy| is_plain_lru(policy)).count();
        lru * self.sizes.len() >= LRU_BY_USES_FROM
    }
}

/// From this many LRU caches on, finding the uses costs less than it saves.
const LRU_BY_USES_FROM: usize = 4;

/// LRU without admission: the one policy whose hits follow from the trace alone.
pub(super) fn is_plain_lru(policy: &Policy) -> bool {
    *policy == Policy::from(PolicyKind::Lru)
}
