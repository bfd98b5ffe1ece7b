//! One point of a sweep.

mod memory;
mod sample;

use crate::axes::VARIATION;
use crate::cache_size::CacheSize;
use crate::layout::{self, LayoutSpec};
use crate::plan::{Head, WHOLE};
use crate::reader::{Reader, SpecError, Values};
use crate::timing;
use crate::warm_up::WarmUp;
use crate::workload::{self, WorkloadSpec};
use hotset_results::Row;
use hotset_sim::cache::{Capacity, Policy, PolicyKind};
use hotset_sim::engine::timed::Timing;
use hotset_sim::ledger::{KnownLoad, Machines, ProvisioningRule};
use hotset_workloads::SimTime;
use std::path::Path;

/// One point of the sweep.
#[derive(Clone, Debug)]
pub struct Point {
    /// Every key that the point reads, with its value: a column each.
    pub parameters: Row,
    /// What is asked for.
    pub workload: WorkloadSpec,
    /// Where it lives.
    pub layout: LayoutSpec,
    /// Number of servers (for `dedicated`, what gives the budget).
    pub servers: usize,
    /// Cache of each server.
    pub cache: CacheSize,
    /// Policy of all caches.
    pub policy: Policy,
    /// Time bins.
    pub bins: BinSpec,
    /// One in so many objects is simulated, and stands for all of them.
    pub sample_every: u32,
    /// The smallest cache of all layouts that it is compared with: a sample is the same in all of them.
    pub(crate) sample_cache: Option<Capacity>,
    /// What is cut off at the beginning.
    pub warm_up: WarmUp,
    /// The share of the bins that this comes to; of its content, nothing is known at first.
    pub(crate) warm_up_share: f64,
    /// What takes time, if anything does.
    pub timing: Option<Timing>,
    /// The seed of all its random numbers.
    pub seed: u64,
    /// How capacity is set.
    pub provisioning: ProvisioningRule,
    /// What a machine can send; `None` where it is not known.
    pub machine_bytes_per_s: Option<f64>,
    /// Whether the loads of all servers are written, bin by bin.
    pub writes_loads: bool,
    /// What servers draw; `None` where it is not known what they can send.
    pub power: Option<PowerSpec>,
    /// Prices of a byte to clients, between servers, and from the origin.
    pub prices: [f64; 3],
    /// What the layouts are held against.
    pub bounds: BoundsSpec,
    /// What is studied of it: the reserve alone, or, where this is `None`, all traffic.
    pub reserve: Option<ReserveSpec>,
}

/// Which bounds are told beside the layouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoundsSpec {
    /// None.
    None,
    /// Those that need memory for the catalog alone: room for all, and the best static placement.
    Static,
    /// Also Belady's policy, which needs up to 12 bytes a request.
    All,
}

/// How the reserve is found where it alone is studied: caches, policies and prices play no part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReserveSpec {
    /// Whether overflow is counted in the busiest hour of the day.
    pub busy_hour: bool,
    /// Requests per second that a machine serves.
    pub machine_per_s: f64,
    /// Power of an idle machine over that at peak.
    pub idle_power: f64,
    /// Utilisation to which machines are filled.
    pub target_utilisation: f64,
}

/// How time is divided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BinSpec {
    /// Into hours; a short run into so many bins that loads can be seen to vary at all.
    Auto,
    /// Into so many bins.
    Count(usize),
    /// Into bins of this width.
    WidthNs(u64),
}

impl BinSpec {
    /// An hour: the time that one provisions for, unless another is given.
    pub(crate) const AUTO_NS: u64 = 3_600 * SimTime::NS_PER_S;
    /// Runs of fewer hours are short.
    pub(crate) const AUTO_HOURS_MIN: u64 = 10;
    /// Bins of a short run.
    pub(crate) const AUTO_COUNT: f64 = 200.0;
}

/// What servers draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerSpec {
    /// What a server can send.
    pub server_bytes_per_s: f64,
    /// Power of an idle server over that at peak.
    pub idle: f64,
}

impl Point {
    /// Reads a point of the sweep, and says which keys it read.
    pub(crate) fn of(values: &Values) -> Result<(Self, Values), SpecError> {
        let reader = Reader::new(values);
        Head::read(&reader)?;
        let mut point = Self::read(&reader)?;
        let used = reader.used();
        point.parameters = parameters(&used);
        Ok((point, used))
    }

    /// The same point, asked for what another is: where its files lie is known there.
    pub(crate) fn with_workload_of(self, other: &Self) -> Self {
        Self { workload: other.workload.clone(), ..self }
    }

    fn read(reader: &Reader<'_>) -> Result<Self, SpecError> {
        reader.optional(VARIATION);
        let workload = workload::read(reader)?;
        let servers = reader.whole("servers.count", 1..=4_096)? as usize;
        let layout = layout::read(reader, servers)?;
        let timing = timing::read(reader)?;
        let reserve = match reader.word("study", &[("traffic", false), ("reserve", true)])? {
            true => Some(reserve(reader, &workload, &layout)?),
            false => None,
        };
        let mut point = Self {
            parameters: Row::new(),
            layout,
            workload,
            servers,
            cache: CacheSize::ShareOfObjects(1.0),
            policy: PolicyKind::Lru.into(),
            bins: bins(reader)?,
            sample_every: 1,
            sample_cache: None,
            warm_up: WarmUp::Share(0.0),
            warm_up_share: 0.0,
            timing,
            seed: reader.whole("seed", 0..=i64::MAX as u64)?,
            provisioning: ProvisioningRule {
                overload: reader.number_within("overflow", 0.0, 0.5)?,
                machines: machines(reader)?,
                known: KnownLoad::Hindsight,
            },
            machine_bytes_per_s: None,
            writes_loads: false,
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

    /// What only the study of traffic asks for.
    fn read_traffic(&mut self, reader: &Reader<'_>) -> Result<(), SpecError> {
        if let BinSpec::Count(_) = self.bins {
            reader.whole("bins", 2..=BINS_MAX)?;
        }
        self.cache = CacheSize::parse(&reader.text("servers.cache")?)
            .map_err(|message| SpecError::new("servers.cache", message))?;
        check_tables(&self.workload, &self.layout, self.servers)?;
        let price = |name: &str| reader.number_within(&format!("cost.{name}"), 0.0, 1e12);
        self.policy = policy(reader, &self.workload, &self.layout)?;
        self.sample_every = sample::read(reader, self)?;
        self.warm_up = WarmUp::read(reader, &self.workload)?;
        self.warm_up_share = self.warm_up.share();
        self.provisioning.known = known_load(reader)?;
        self.writes_loads = reader.word("series_by", &[("total", false), ("server", true)])?;
        let bounds =
            [("all", BoundsSpec::All), ("static", BoundsSpec::Static), ("none", BoundsSpec::None)];
        self.bounds = reader.word("bounds", &bounds)?;
        if reader.given("servers.bytes_per_s") {
            let server_bytes_per_s = reader.number_within("servers.bytes_per_s", 1e-9, 1e18)?;
            let idle = reader.number_within("servers.idle_power", 0.0, 1.0)?;
            self.power = Some(PowerSpec { server_bytes_per_s, idle });
            self.machine_bytes_per_s = Some(server_bytes_per_s);
        }
        let machine = "capacity.machine_bytes_per_s";
        if reader.given(machine) {
            self.machine_bytes_per_s = Some(reader.number_within(machine, 1e-9, 1e18)?);
        }
        self.prices = [price("egress")?, price("inter_server")?, price("origin")?];
        Ok(())
    }
}

fn reserve(
    reader: &Reader<'_>,
    workload: &WorkloadSpec,
    layout: &LayoutSpec,
) -> Result<ReserveSpec, SpecError> {
    if matches!(workload, WorkloadSpec::Synthetic(model) if model.shots.is_some()) {
        let message = "the loads of sites under shot noise are not known ahead";
        return Err(SpecError::new("workload.popularity.kind", message)
            .with_help("study = \"traffic\" tells their reserve from the requests"));
    }
    if !matches!(layout, LayoutSpec::Dedicated(_) | LayoutSpec::Packed(..)) {
        let message = "expected dedicated or packed: the reserve is studied of whole sites";
        return Err(SpecError::new("layout.kind", message)
            .with_help("study = \"traffic\" tells the reserve of every layout, too"));
    }
    Ok(ReserveSpec {
        busy_hour: reader.word("reserve.hours", &[("busy", true), ("all", false)])?,
        machine_per_s: reader.number_within("reserve.machine_per_s", 1e-9, 1e18)?,
        idle_power: reader.number_within("reserve.idle_power", 0.0, 1.0)?,
        target_utilisation: reader.number_within("reserve.target", 0.01, 1.0)?,
    })
}

/// Every server has a table of 4 bytes an object: no machine has more room than this for them.
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

fn policy(
    reader: &Reader<'_>,
    workload: &WorkloadSpec,
    layout: &LayoutSpec,
) -> Result<Policy, SpecError> {
    let text = reader.text("servers.policy")?;
    let policy = Policy::parse(&text).map_err(|message| {
        let error = SpecError::new("servers.policy", message);
        let name = text.split([':', '+']).next().unwrap_or_default();
        match crate::keys::nearest(name, PolicyKind::ALL.iter().map(|kind| kind.name())) {
            Some(near) if near != name => error.with_help(format!("did you mean {near:?}?")),
            _ => error,
        }
    })?;
    match policy.kind {
        kind if kind.info().foresight => {
            let message = format!(
                "{} needs to know the requests that each server will get, which is for the layout \
                 to decide as it goes",
                kind.name()
            );
            let help = format!("`hotset replay TRACE --policy {}` runs it alone", kind.name());
            Err(SpecError::new("servers.policy", message).with_help(help))
        }
        kind if kind.info().placed && matches!(layout, LayoutSpec::Adaptive(_)) => {
            let message = format!("{} is placed ahead, when nothing is hot yet", kind.name());
            Err(SpecError::new("servers.policy", message)
                .with_help("take another policy, or the layout \"hot\""))
        }
        PolicyKind::Lirs if policy == policy.clone().like_libcachesim() => {
            let message = "lirs as libCacheSim has it counts objects as in the cache that left it: it is no \
                           policy for servers that ask each other";
            Err(SpecError::new("servers.policy", message)
                .with_help("take lirs, or `hotset replay --like-libcachesim`"))
        }
        PolicyKind::StaticLfu if overlaps(workload) && by_site(layout) => {
            let message = "static-lfu is placed by the popularity of objects, which differs from \
                           site to site where catalogs overlap";
            Err(SpecError::new("servers.policy", message)
                .with_help("take workload.overlap = 0, or another policy"))
        }
        _ => Ok(policy),
    }
}

/// Time bins of one run.
pub(crate) const BINS_MAX: u64 = 20_000;

fn overlaps(workload: &WorkloadSpec) -> bool {
    matches!(workload, WorkloadSpec::Synthetic(model) if model.sites.overlap > 0.0)
}

fn by_site(layout: &LayoutSpec) -> bool {
    match layout {
        LayoutSpec::Dedicated(_) | LayoutSpec::Packed(..) => true,
        LayoutSpec::Hot(hot) => hot.rest.at_home(),
        _ => false,
    }
}

fn machines(reader: &Reader<'_>) -> Result<Machines, SpecError> {
    reader.word("capacity.machines", &[("equal", Machines::Equal), ("each", Machines::Each)])
}

fn known_load(reader: &Reader<'_>) -> Result<KnownLoad, SpecError> {
    Ok(match reader.word("capacity.known", &[("hindsight", false), ("past", true)])? {
        false => KnownLoad::Hindsight,
        true => KnownLoad::Past {
            share: reader.number_within("capacity.past_share", 0.01, 0.99)?,
            headroom: reader.number_within("capacity.headroom", 0.0, 1e3)?,
        },
    })
}

fn bins(reader: &Reader<'_>) -> Result<BinSpec, SpecError> {
    match (reader.given("bin_s"), reader.given("bins")) {
        (false, false) => return Ok(BinSpec::Auto),
        (false, true) => {
            return Ok(BinSpec::Count(reader.whole("bins", 2..=100_000)? as usize));
        }
        _ => {}
    }
    if reader.given("bins") {
        return Err(SpecError::new("bin_s", "found both `bins` and `bin_s`; expected one of them"));
    }
    let width_s = reader.number_within("bin_s", 1e-6, 1e9)?;
    Ok(BinSpec::WidthNs((width_s * SimTime::NS_PER_S as f64).round() as u64))
}

/// The columns that tell a point: every key it reads, in the order of the list, but those that
/// hold for the whole experiment.
fn parameters(used: &Values) -> Row {
    crate::keys::KEYS
        .iter()
        .filter(|key| !WHOLE.contains(&key.path) && !key.path.starts_with("optimize."))
        // Lists make no columns.
        .filter(|key| !matches!(used.get(key.path), Some(toml::Value::Array(_))))
        .filter_map(|key| Some((key.path.to_owned(), json(key.path, used.get(key.path)?))))
        .collect()
}

fn json(path: &str, value: &toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(file) if crate::keys::is_file(path) => {
            Path::new(file).file_name().unwrap_or_default().to_string_lossy().into()
        }
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(flag) => (*flag).into(),
        toml::Value::String(text) => text.clone().into(),
        other => other.to_string().into(),
    }
}
