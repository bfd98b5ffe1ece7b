//! A spec made whole: every point of the sweep, checked.

use crate::axes::Axis;
use crate::cache_size::CacheSize;
use crate::layout::{self, LayoutSpec};
use crate::reader::{Reader, SpecError, Values};
use crate::spec::Spec;
use crate::timing;
use crate::workload::{self, WorkloadSpec};
use hotset_results::Row;
use hotset_sim::cache::{Policy, PolicyKind};
use hotset_sim::engine::timed::{LatencyBins, Timing};
use hotset_workloads::SimTime;
use hotset_workloads::synthetic::Synthetic;
use std::collections::BTreeSet;
use std::path::Path;

/// An experiment: valid by construction.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its name.
    pub name: String,
    /// Its seed.
    pub seed: u64,
    /// Independent repetitions of every point.
    pub replications: u32,
    /// The layout that others are compared with.
    pub baseline: Option<String>,
    /// The points of the sweep, each different from the others.
    pub points: Vec<Point>,
    /// The keys that the sweep varies.
    pub swept: Vec<String>,
    /// The spec with all defaults, as TOML.
    pub resolved: String,
}

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
    /// Share of the bins cut off at the beginning.
    pub warm_up: f64,
    /// What takes time, if anything does.
    pub timing: Option<Timing>,
    /// Probability with which load may exceed capacity.
    pub overflow: f64,
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
    /// Into so many bins.
    Count(usize),
    /// Into bins of this width.
    WidthNs(u64),
}

/// Points of a sweep beyond this are a mistake.
const POINTS_MAX: usize = 100_000;

impl Plan {
    /// Checks a spec and lays out its runs.
    ///
    /// # Errors
    /// The first key that is wrong, with its place in the text.
    pub fn new(spec: &Spec) -> Result<Self, SpecError> {
        Self::build(spec).map_err(|error| spec.placed(error))
    }

    fn build(spec: &Spec) -> Result<Self, SpecError> {
        let mut used_by_any = Values::new();
        let mut points: Vec<Point> = Vec::new();
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut head = None;
        for setting in product(&spec.axes)? {
            let mut values = spec.values.clone();
            values.extend(setting);
            let reader = Reader::new(&values);
            head.get_or_insert(Head::read(&reader)?);
            let mut point = Point::read(&reader)?;
            let used = reader.used();
            used_by_any.extend(used.clone());
            // An axis that a point does not read does not multiply it.
            if known.insert(format!("{used:?}")) {
                point.parameters = parameters(&used);
                points.push(point);
            }
        }
        let head = head.ok_or_else(|| SpecError::new("sweep", "found no point"))?;
        let swept: Vec<String> = spec.axes.iter().flat_map(Axis::keys).cloned().collect();
        if let Some(key) = swept.iter().find(|key| WHOLE.contains(&key.as_str()) || *key == "seed")
        {
            let message = "cannot be swept: it holds for the whole experiment";
            return Err(SpecError::new(key.clone(), message)
                .with_help("`replications` repeats every point with random numbers of its own"));
        }
        all_read(spec, &swept, &used_by_any)?;
        check_baseline(&head, &points)?;
        // Swept keys stand in the sweep.
        let mut fixed: Values =
            used_by_any.into_iter().filter(|(path, _)| !swept.contains(path)).collect();
        // Where a trace lies is nobody's business; its hash is in the manifest.
        if let Some(toml::Value::String(path)) = fixed.get_mut("workload.path")
            && let Some(file) = Path::new(path.as_str()).file_name()
        {
            *path = file.to_string_lossy().into_owned();
        }
        Ok(Self {
            name: head.name,
            seed: head.seed,
            replications: head.replications,
            baseline: Some(head.baseline).filter(|name| !name.is_empty()),
            resolved: spec.to_toml(&fixed),
            points,
            swept,
        })
    }

    /// Makes relative paths of traces relative to `folder`.
    pub fn resolve_paths(&mut self, folder: &Path) {
        for point in &mut self.points {
            if let Some(path) = point.workload.path_mut()
                && path.is_relative()
            {
                *path = folder.join(&*path);
            }
        }
    }

    /// Runs of the experiment: points times replications.
    pub fn runs(&self) -> usize {
        self.points.len() * self.replications as usize
    }
}

/// What holds for all points.
struct Head {
    name: String,
    seed: u64,
    replications: u32,
    baseline: String,
}

impl Head {
    fn read(reader: &Reader<'_>) -> Result<Self, SpecError> {
        let name = reader.text("name")?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if !(1..=100).contains(&name.len()) || name.starts_with('.') || !name.chars().all(plain) {
            let message = format!(
                "found {name:?}; expected 1 to 100 letters, digits, - and _: it names a folder"
            );
            return Err(SpecError::new("name", message));
        }
        Ok(Self {
            name,
            // What TOML can write as a whole number.
            seed: reader.whole("seed", 0..=i64::MAX as u64)?,
            replications: reader.whole("replications", 1..=10_000)? as u32,
            baseline: reader.text("baseline")?,
        })
    }
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
    /// A bound on the memory of one run, catalog included; `None` for a trace, whose length is
    /// not known before it is read.
    pub fn memory_bytes_max(&self) -> Option<f64> {
        let WorkloadSpec::Synthetic(model) = &self.workload else { return None };
        if self.reserve.is_some() {
            return Some(self.reserve_memory_bytes_max(model));
        }
        let objects = model.objects_max();
        let servers = match self.layout {
            LayoutSpec::Dedicated => model.sites.count as f64,
            _ => self.servers as f64,
        };
        let bins = match self.bins {
            BinSpec::Count(count) => count as f64 + 1.0,
            BinSpec::WidthNs(width_ns) => model.duration_s() * 1e9 / width_ns as f64 + 2.0,
        };
        // Size, site, owner and hot mark; the sampler's table and its making; weights and ranks.
        let catalog = objects * (8.0 + 2.0 + 4.0 + 1.0 + 8.0 + 24.0 + 24.0);
        // A table entry and, at worst, a resident one on every server; who holds what.
        let caches = servers * objects * (4.0 + 16.0) + objects * 8.0 * (servers / 64.0).ceil();
        // Another cell of each server and bin, histograms; queues that have no end are left out.
        // Latencies by bin to one digit, where they are told.
        let by_bin = if servers * bins <= LatencyBins::CELLS_MAX as f64 { 4e3 } else { 0.0 };
        let timed = match self.timing {
            Some(_) => servers * (bins * (176.0 + by_bin) + 150e3),
            None => 0.0,
        };
        let adaptive = match &self.layout {
            LayoutSpec::Adaptive(spec) => spec.how.memory_bytes_max(objects),
            _ => 0.0,
        };
        let bounds = match self.bounds {
            BoundsSpec::None => 0.0,
            BoundsSpec::Static => 25.0 * objects,
            // The stream's objects, in a vector that doubles, and their next uses.
            BoundsSpec::All => 61.0 * objects + 12.0 * model.requests_max(),
        };
        // Bounds are found when the runs are done.
        Some(catalog + bounds.max(caches + servers * bins * 104.0 + timed + adaptive))
    }

    /// Without requests: the expectation of one server or, for packing, of all sites.
    fn reserve_memory_bytes_max(&self, model: &Synthetic) -> f64 {
        let bins = match self.bins {
            BinSpec::Count(count) => count as f64 + 1.0,
            BinSpec::WidthNs(width_ns) => model.duration_s() * 1e9 / width_ns as f64 + 2.0,
        };
        // Expected and drawn loads of every server; for packing, those of every site, twice.
        let sites = model.sites.count as f64;
        let series = match self.layout {
            LayoutSpec::Packed(_) if self.servers > 1 => 4.0 * sites + self.servers as f64,
            LayoutSpec::Packed(_) => 1.0,
            _ => sites,
        };
        let catalog = model.objects_max() * 100.0;
        catalog + bins * (24.0 + 40.0 + 16.0 * series)
    }

    fn read(reader: &Reader<'_>) -> Result<Self, SpecError> {
        let workload = workload::read(reader)?;
        let servers = reader.whole("servers.count", 1..=4_096)? as usize;
        let layout = layout::read(reader, servers)?;
        let timing = timing::read(reader, &layout)?;
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
            warm_up: 0.0,
            timing,
            overflow: reader.number_within("overflow", 0.0, 0.5)?,
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
        self.cache = CacheSize::parse(&reader.text("servers.cache")?)
            .map_err(|message| SpecError::new("servers.cache", message))?;
        check_tables(&self.workload, &self.layout, self.servers)?;
        let price = |name: &str| reader.number_within(&format!("cost.{name}"), 0.0, 1e12);
        self.policy = policy(reader, &self.workload, &self.layout)?;
        self.sample_every = sample_every(reader, &self.policy, self.cache)?;
        if self.sample_every > 1 && matches!(self.layout, LayoutSpec::Adaptive(_)) {
            let message =
                "an adaptive hot set has a number of objects, of which a sample has fewer";
            return Err(
                SpecError::new("sample", message).with_help("take all objects, or another layout")
            );
        }
        if self.sample_every > 1 && self.timing.is_some() {
            let message = "a sample has other queues than the whole";
            return Err(
                SpecError::new("sample", message).with_help("take all objects, or time = \"none\"")
            );
        }
        self.warm_up = reader.number_within("warm_up", 0.0, 0.99)?;
        let bounds =
            [("all", BoundsSpec::All), ("static", BoundsSpec::Static), ("none", BoundsSpec::None)];
        self.bounds = reader.word("bounds", &bounds)?;
        if reader.given("servers.bytes_per_s") {
            let server_bytes_per_s = reader.number_within("servers.bytes_per_s", 1e-9, 1e18)?;
            let idle = reader.number_within("servers.idle_power", 0.0, 1.0)?;
            self.power = Some(PowerSpec { server_bytes_per_s, idle });
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
    if !matches!(layout, LayoutSpec::Dedicated | LayoutSpec::Packed(_)) {
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

/// `sample`, where a sample can show anything.
fn sample_every(reader: &Reader<'_>, policy: &Policy, cache: CacheSize) -> Result<u32, SpecError> {
    if !reader.given("sample") {
        return Ok(1);
    }
    let share = reader.number_within("sample", 1e-6, 1.0)?;
    let every = (1.0 / share).round();
    let wrong = |message: String, help: &str| SpecError::new("sample", message).with_help(help);
    if (share * every - 1.0).abs() > 1e-6 {
        let message = format!("found {share}; expected 1 over a whole number, like 0.1 or 0.05");
        return Err(wrong(message, "an object then stands for a whole number of them"));
    }
    if every > 1.0 && policy.weighs_sizes() {
        let message = format!("{policy} goes by sizes, which a sample changes");
        return Err(wrong(message, "take all objects, or a policy that does not look at sizes"));
    }
    if every > 1.0 && matches!(cache, CacheSize::Objects(_) | CacheSize::ShareOfObjects(_)) {
        let message = format!("a cache of {cache} counts objects, of which a sample has fewer");
        return Err(wrong(message, "give servers.cache in bytes, as in 64MiB or 1%"));
    }
    Ok(every as u32)
}

/// Every server has a table of 4 bytes an object: no machine has more room than this for them.
const TABLE_BYTES_MAX: f64 = 256e9;

fn check_tables(
    workload: &WorkloadSpec,
    layout: &LayoutSpec,
    servers: usize,
) -> Result<(), SpecError> {
    let WorkloadSpec::Synthetic(model) = workload else { return Ok(()) };
    let dedicated = *layout == LayoutSpec::Dedicated;
    let (key, servers) = match dedicated {
        true => ("workload.sites", model.sites.count),
        false => ("servers.count", servers),
    };
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
        PolicyKind::StaticLfu if overlaps(workload) && by_site(layout) => {
            let message = "static-lfu is placed by the popularity of objects, which differs from \
                           site to site where catalogs overlap";
            Err(SpecError::new("servers.policy", message)
                .with_help("take workload.overlap = 0, or another policy"))
        }
        _ => Ok(policy),
    }
}

fn overlaps(workload: &WorkloadSpec) -> bool {
    matches!(workload, WorkloadSpec::Synthetic(model) if model.sites.overlap > 0.0)
}

fn by_site(layout: &LayoutSpec) -> bool {
    matches!(layout, LayoutSpec::Dedicated | LayoutSpec::Packed(_))
}

fn bins(reader: &Reader<'_>) -> Result<BinSpec, SpecError> {
    if !reader.given("bin_s") {
        return Ok(BinSpec::Count(reader.whole("bins", 2..=100_000)? as usize));
    }
    if reader.given("bins") {
        return Err(SpecError::new("bin_s", "found both `bins` and `bin_s`; expected one of them"));
    }
    let width_s = reader.number_within("bin_s", 1e-6, 1e9)?;
    Ok(BinSpec::WidthNs((width_s * SimTime::NS_PER_S as f64).round() as u64))
}

/// All combinations of the axes' settings, the last axis changing fastest.
fn product(axes: &[Axis]) -> Result<Vec<Values>, SpecError> {
    let count: usize = axes.iter().map(|axis| axis.settings.len()).fold(1, usize::saturating_mul);
    if count > POINTS_MAX {
        let message = format!("found {count} combinations; expected at most {POINTS_MAX}");
        return Err(SpecError::new("sweep", message));
    }
    let mut combinations = vec![Values::new()];
    for axis in axes {
        combinations = combinations
            .iter()
            .flat_map(|chosen| {
                axis.settings.iter().map(move |setting| {
                    let mut next = chosen.clone();
                    next.extend(setting.clone());
                    next
                })
            })
            .collect();
    }
    Ok(combinations)
}

/// A key that no point reads was meant to do something: tell.
fn all_read(spec: &Spec, swept: &[String], used: &Values) -> Result<(), SpecError> {
    let unread = spec.values.keys().chain(swept).find(|path| !used.contains_key(*path));
    unread.map_or(Ok(()), |path| {
        let message = "is not read: nothing in this spec depends on it";
        Err(SpecError::new(path.clone(), message)
            .with_help("take it out, or choose the kind that it belongs to"))
    })
}

fn check_baseline(head: &Head, points: &[Point]) -> Result<(), SpecError> {
    let kind = |point: &Point| {
        point.parameters.get("layout.kind").and_then(|kind| kind.as_str()).unwrap_or("").to_owned()
    };
    if head.baseline.is_empty() || points.iter().any(|point| kind(point) == head.baseline) {
        return Ok(());
    }
    let mut kinds: Vec<String> = points.iter().map(kind).collect();
    kinds.dedup();
    let message = format!(
        "found {:?}; expected a layout.kind of this experiment: {}",
        head.baseline,
        kinds.join(", ")
    );
    Err(SpecError::new("baseline", message))
}

/// Keys that hold for the whole experiment and make no column.
const WHOLE: [&str; 4] = ["name", "replications", "baseline", "study"];

/// The columns that tell a point: every key it reads, in the order of the list, but those that
/// hold for the whole experiment.
fn parameters(used: &Values) -> Row {
    crate::keys::KEYS
        .iter()
        .filter(|key| !WHOLE.contains(&key.path))
        // Lists make no columns.
        .filter(|key| !matches!(used.get(key.path), Some(toml::Value::Array(_))))
        .filter_map(|key| Some((key.path.to_owned(), json(key.path, used.get(key.path)?))))
        .collect()
}

fn json(path: &str, value: &toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(file) if path == "workload.path" => {
            Path::new(file).file_name().unwrap_or_default().to_string_lossy().into()
        }
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(flag) => (*flag).into(),
        toml::Value::String(text) => text.clone().into(),
        other => other.to_string().into(),
    }
}
