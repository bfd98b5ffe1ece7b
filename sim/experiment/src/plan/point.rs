//! One point of a sweep.

use crate::spec::bins::{self, BINS, BINS_MAX, BinSpec};
use crate::spec::bounds::{BOUNDS, BoundsSpec};
use crate::spec::cache_size::CacheSize;
use crate::spec::capacity::{self, MACHINE_BYTES_PER_S, MACHINES, OVERFLOW, PowerSpec};
use crate::spec::error::SpecError;
use crate::spec::head::{Head, SEED, VARIATION, is_of_experiment};
use crate::spec::keys::all;
use crate::spec::layout::LayoutSpec;
use crate::spec::reader::{Reader, Values};
use crate::spec::reserve::{self, ReserveSpec};
use crate::spec::series_by::{SERIES_BY, SeriesBy};
use crate::spec::servers::{self, BYTES_PER_S};
use crate::spec::warm_up::WarmUp;
use crate::spec::workload::{self, WorkloadSpec};
use crate::spec::{cost, policy, sample, timing};
use hotset_results::Row;
use hotset_sim::cache::{Capacity, Policy, PolicyKind};
use hotset_sim::engine::timed::Timing;
use hotset_sim::ledger::{KnownLoad, ProvisioningRule};
use std::path::Path;

/// One point of the sweep.
#[derive(Clone, Debug)]
pub struct Point {
    /// Every key that the point reads, with its value: a column each.
    pub parameters: Row,
    /// The requests.
    pub workload: WorkloadSpec,
    /// Where content is placed.
    pub layout: LayoutSpec,
    /// Number of servers (for `dedicated`, what gives the budget).
    pub servers: usize,
    /// Cache of each server.
    pub cache: CacheSize,
    /// Policy of all caches.
    pub policy: Policy,
    /// Time bins.
    pub bins: BinSpec,
    /// One in how many objects is simulated, standing for all of them.
    pub sample_every: u32,
    /// The smallest cache of all layouts that it is compared with: a sample is the same in all of them.
    pub(crate) sample_cache: Option<Capacity>,
    /// What is not measured at the beginning.
    pub warm_up: WarmUp,
    /// The same as a share of the bins; final once the content is known.
    pub(crate) warm_up_share: f64,
    /// What takes time, in a timed run.
    pub timing: Option<Timing>,
    /// The seed of all its random numbers.
    pub seed: u64,
    /// How capacity is set.
    pub provisioning: ProvisioningRule,
    /// What a machine can send; `None` where it is not known.
    pub machine_bytes_per_s: Option<f64>,
    /// Whose loads are written, bin by bin.
    pub series_by: SeriesBy,
    /// The power of servers; `None` where their rate is not known.
    pub power: Option<PowerSpec>,
    /// Prices of a byte to clients, between servers, and from the origin.
    pub prices: [f64; 3],
    /// The bounds that are reported alongside the layout.
    pub bounds: BoundsSpec,
    /// The study of the reserve; `None` for that of traffic.
    pub reserve: Option<ReserveSpec>,
}

impl Point {
    /// Reads a point of the sweep; also returns the values of the keys that it read.
    pub(crate) fn of(values: &Values) -> Result<(Self, Values), SpecError> {
        let reader = Reader::new(values);
        Head::read(&reader)?;
        let mut point = Self::read(&reader)?;
        let used = reader.used();
        point.parameters = parameters(&used);
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

    fn read(reader: &Reader<'_>) -> Result<Self, SpecError> {
        reader.value(&VARIATION);
        let workload = workload::read(reader)?;
        let servers = reader.read(&servers::COUNT)? as usize;
        let layout = LayoutSpec::read(reader, servers)?;
        let timing = timing::read(reader)?;
        let reserve = reserve::read(reader, &workload, &layout)?;
        let mut point = Self {
            parameters: Row::new(),
            layout,
            workload,
            servers,
            cache: CacheSize::ShareOfObjects(1.0),
            policy: PolicyKind::Lru.into(),
            bins: bins::read(reader)?,
            sample_every: 1,
            sample_cache: None,
            warm_up: WarmUp::Share(0.0),
            warm_up_share: 0.0,
            timing,
            seed: reader.read(&SEED)?,
            provisioning: ProvisioningRule {
                overload: reader.read(&OVERFLOW)?,
                machines: reader.read(&MACHINES)?,
                known: KnownLoad::Hindsight,
            },
            machine_bytes_per_s: None,
            series_by: SeriesBy::Total,
            power: None,
            prices: [1.0; 3],
            bounds: BoundsSpec::None,
            reserve,
        };
        match (&point.reserve, &point.timing) {
            (None, _) => point.read_traffic(reader)?,
            (Some(_), None) => {}
            (Some(_), Some(_)) => {
                let message =
                    "found queueing; expected none: the reserve is studied without queues";
                return Err(SpecError::new("time", message));
            }
        }
        Ok(point)
    }

    /// Reads the keys of the study of traffic.
    fn read_traffic(&mut self, reader: &Reader<'_>) -> Result<(), SpecError> {
        if let BinSpec::Count(_) = self.bins {
            reader.whole_within(&BINS, 2..=BINS_MAX)?;
        }
        self.cache = reader.read(&servers::CACHE)?;
        check_tables(&self.workload, &self.layout, self.servers)?;
        self.policy = policy::read(reader, &self.workload, &self.layout)?;
        self.sample_every =
            sample::read(reader, &self.policy, self.cache, &self.layout, self.timing.is_some())?;
        self.warm_up = WarmUp::read(reader, &self.workload)?;
        self.warm_up_share = self.warm_up.share();
        self.provisioning.known = capacity::known_load(reader)?;
        self.series_by = reader.read(&SERIES_BY)?;
        self.bounds = reader.read(&BOUNDS)?;
        if let Some(server_bytes_per_s) = reader.read_if_given(&BYTES_PER_S)? {
            let idle = reader.read(&servers::IDLE_POWER)?;
            self.power = Some(PowerSpec { server_bytes_per_s, idle });
            self.machine_bytes_per_s = Some(server_bytes_per_s);
        }
        if let Some(rate) = reader.read_if_given(&MACHINE_BYTES_PER_S)? {
            self.machine_bytes_per_s = Some(rate);
        }
        self.prices = cost::read(reader)?;
        Ok(())
    }
}

/// Every server has a table of 4 bytes an object: no machine has more memory for them than this.
const TABLE_BYTES_MAX: f64 = 256e9;

fn check_tables(
    workload: &WorkloadSpec,
    layout: &LayoutSpec,
    servers: usize,
) -> Result<(), SpecError> {
    let WorkloadSpec::Synthetic(model) = workload else { return Ok(()) };
    let shared = servers;
    let servers = layout.servers(shared, model.sites.count);
    let key = if servers == shared { "servers.count" } else { "workload.sites" };
    let bytes = 4.0 * servers as f64 * model.objects as f64;
    if bytes <= TABLE_BYTES_MAX {
        return Ok(());
    }
    let message = format!(
        "{servers} servers over {} objects need tables of {:.0} GB; expected at most {:.0} GB",
        model.objects,
        bytes / 1e9,
        TABLE_BYTES_MAX / 1e9
    );
    Err(SpecError::new(key, message).with_help("take fewer objects or fewer servers"))
}

/// The columns that identify a point: every key that it reads, in the order of the list, except those of
/// the whole experiment.
fn parameters(used: &Values) -> Row {
    all::paths()
        .filter(|path| !is_of_experiment(path) && !path.starts_with("optimize."))
        // Lists make no columns.
        .filter(|path| !matches!(used.get(*path), Some(toml::Value::Array(_))))
        .filter_map(|path| Some((path.to_owned(), json(path, used.get(path)?))))
        .collect()
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
