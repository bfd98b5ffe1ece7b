//! One point of a sweep.

use super::traffic::TrafficStudy;
use crate::spec::bins::{self, BinSpec};
use crate::spec::bounds::BoundsSpec;
use crate::spec::capacity::{MACHINES, OVERFLOW};
use crate::spec::error::SpecError;
use crate::spec::head::{Head, SEED, VARIATION, is_of_experiment};
use crate::spec::keys::{AnyKey, all};
use crate::spec::layout::{GroupSpec, LayoutSpec};
use crate::spec::reader::{Reader, Values};
use crate::spec::reserve::{self, ReserveSpec};
use crate::spec::single_cache::SingleCache;
use crate::spec::study::{STUDY, StudyKind};
use crate::spec::workload::{self, PATHS, WorkloadSpec};
use crate::spec::{servers, timing};
use hotset_results::{Row, sha256_of_bytes};
use hotset_sim::ledger::Machines;
use std::path::Path;
use std::sync::Arc;

/// One point of the sweep.
#[derive(Clone, Debug)]
pub struct Point {
    /// Every key that the point reads, with its value: a column each.
    pub parameters: Arc<Row>,
    /// The requests.
    pub workload: WorkloadSpec,
    /// The hash of every key that the point reads, with its value, but for files: what it is, whatever spec it
    /// comes from.
    pub(crate) keys_sha256: String,
    /// Where content is placed.
    pub layout: LayoutSpec,
    /// Number of servers (for `dedicated`, what gives the budget).
    pub servers: usize,
    /// Time bins.
    pub bins: BinSpec,
    /// The seed of all its random numbers.
    pub seed: u64,
    /// The share of the bins in which a server's load may exceed its capacity.
    pub overload: f64,
    /// The sizes of the machines that hold the capacity.
    pub machines: Machines,
    /// What is studied.
    pub study: Study,
}

/// What is studied of a point.
#[derive(Clone, Debug)]
pub enum Study {
    /// Requests through caches.
    Traffic(Box<TrafficStudy>),
    /// The load of servers against their capacity.
    Reserve(ReserveSpec),
    /// A single cache, which has neither servers nor a layout.
    Cache(SingleCache),
}

impl Point {
    /// Reads a point of the sweep; also returns the values of the keys that it read.
    pub(crate) fn of(values: &Values) -> Result<(Self, Values), SpecError> {
        let reader = Reader::new(values);
        Head::read(&reader)?;
        let mut point = Self::read(&reader)?;
        let used = reader.used();
        point.parameters = Arc::new(parameters(&used));
        point.keys_sha256 = keys_sha256(&used);
        Ok((point, used))
    }

    /// The same point with the workload of another, which knows where its files are.
    pub(crate) fn with_workload_of(self, other: &Self) -> Self {
        Self { workload: other.workload.clone(), ..self }
    }

    /// When the flash crowd begins, if there is one at a time that the spec sets.
    pub(crate) fn crowd_s(&self) -> Option<f64> {
        self.workload.crowd_s()
    }

    /// The study of traffic, if it is one.
    pub fn traffic(&self) -> Option<&TrafficStudy> {
        match &self.study {
            Study::Traffic(study) => Some(study),
            Study::Reserve(_) | Study::Cache(_) => None,
        }
    }

    /// Whether bounds on caching stand beside its runs.
    pub(crate) fn has_bounds(&self) -> bool {
        self.traffic().is_some_and(|study| study.bounds != BoundsSpec::None)
    }

    /// Whether the closed forms of hot sets are for it.
    pub(crate) fn is_predicted(&self) -> bool {
        self.traffic().is_some() && self.layout.planned_hot().is_some()
    }

    /// The study of a single cache, if it is one.
    pub fn cache(&self) -> Option<&SingleCache> {
        match &self.study {
            Study::Cache(study) => Some(study),
            Study::Traffic(_) | Study::Reserve(_) => None,
        }
    }

    /// The study of the reserve alone, if it is one.
    pub fn reserve(&self) -> Option<&ReserveSpec> {
        match &self.study {
            Study::Traffic(_) | Study::Cache(_) => None,
            Study::Reserve(study) => Some(study),
        }
    }

    /// A point of the study of single caches: all requests go to one, whatever the layout.
    fn read_cache(reader: &Reader<'_>, workload: WorkloadSpec) -> Result<Self, SpecError> {
        Ok(Self {
            parameters: Arc::default(),
            keys_sha256: String::new(),
            workload,
            layout: LayoutSpec::Mirrored(GroupSpec::default()),
            servers: NO_SERVERS,
            bins: bins::read(reader)?,
            seed: reader.read(&SEED)?,
            overload: 0.0,
            machines: Machines::Equal,
            study: Study::Cache(SingleCache::read(reader)?),
        })
    }

    fn read(reader: &Reader<'_>) -> Result<Self, SpecError> {
        reader.value(&VARIATION);
        let workload = workload::read(reader)?;
        if reader.read(&STUDY)? == StudyKind::Cache {
            return Self::read_cache(reader, workload);
        }
        let servers = reader.read(&servers::COUNT)? as usize;
        let layout = LayoutSpec::read(reader, servers)?;
        let timing = timing::read(reader)?;
        let reserve = reserve::read(reader, &workload, &layout)?;
        let bins = bins::read(reader)?;
        let seed = reader.read(&SEED)?;
        let overload = reader.read(&OVERFLOW)?;
        let machines = reader.read(&MACHINES)?;
        let study = match (reserve, timing) {
            (Some(reserve), None) => Study::Reserve(reserve),
            (Some(_), Some(_)) => {
                let message =
                    "found queueing; expected none: the reserve is studied without queues";
                return Err(SpecError::new(timing::TIME.path(), message));
            }
            (None, timing) => {
                let read = TrafficStudy::read(reader, &workload, &layout, servers, bins, timing)?;
                Study::Traffic(Box::new(read))
            }
        };
        let (parameters, keys_sha256) = Default::default();
        Ok(Self {
            parameters,
            workload,
            keys_sha256,
            layout,
            servers,
            bins,
            seed,
            overload,
            machines,
            study,
        })
    }
}

/// What a point of a study without servers has in their place.
const NO_SERVERS: usize = 1;

/// The columns that identify a point: every key that it reads, in the order of the list, except those of
/// the whole experiment.
fn parameters(used: &Values) -> Row {
    let columns: Vec<(String, serde_json::Value)> = all::paths()
        .filter(|path| !is_of_experiment(path) && !path.starts_with("optimize."))
        // Lists make no columns.
        .filter(|path| !matches!(used.get(*path), Some(toml::Value::Array(_))))
        .filter_map(|path| Some((path.to_owned(), json(path, used.get(path)?))))
        .collect();
    // Of known length, since every point of a sweep has such a row.
    columns.into_iter().collect()
}

/// The hash of the keys that make a run what it is. Those of the whole experiment do not, nor does the name of a
/// variation; what is in files does, and is hashed by itself.
fn keys_sha256(used: &Values) -> String {
    let is_own = |path: &str| {
        let of_experiment = is_of_experiment(path) && path != STUDY.path();
        !of_experiment && path != VARIATION.path() && !all::is_file(path) && path != PATHS.path()
    };
    let own = used.iter().filter(|(path, _)| is_own(path));
    let text: String = own.map(|(path, value)| format!("{path} = {value}\n")).collect();
    sha256_of_bytes(text.as_bytes())
}

fn json(path: &str, value: &toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(file) if all::is_file(path) => {
            Path::new(file).file_name().unwrap_or_default().to_string_lossy().into()
        }
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(flag) => (*flag).into(),
        toml::Value::String(text) => text.clone().into(),
        other => other.to_string().into(),
    }
}
