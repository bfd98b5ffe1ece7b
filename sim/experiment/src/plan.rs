//! A spec made whole: every point of the sweep, checked.

use crate::axes::Axis;
use crate::cache_size::CacheSize;
use crate::layout::{self, LayoutSpec};
use crate::reader::{Reader, SpecError, Values};
use crate::spec::Spec;
use crate::workload::{self, WorkloadSpec};
use hotset_results::Row;
use hotset_sim::cache::PolicyKind;
use hotset_workloads::SimTime;
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
    pub policy: PolicyKind,
    /// Time bins.
    pub bins: BinSpec,
    /// Share of the bins cut off at the beginning.
    pub warm_up: f64,
    /// Probability with which load may exceed capacity.
    pub overflow: f64,
    /// Prices of a byte to clients, between servers, and from the origin.
    pub prices: [f64; 3],
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
        let mut points: Vec<(Values, Point)> = Vec::new();
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
            if points.iter().all(|(other, _)| *other != used) {
                point.parameters = parameters(&used);
                points.push((used, point));
            }
        }
        let head = head.ok_or_else(|| SpecError::new("sweep", "found no point"))?;
        let swept: Vec<String> = spec.axes.iter().flat_map(Axis::keys).cloned().collect();
        all_read(spec, &swept, &used_by_any)?;
        let points: Vec<Point> = points.into_iter().map(|(_, point)| point).collect();
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
            if let WorkloadSpec::Trace { path, .. } = &mut point.workload
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
        if name.is_empty() || name.starts_with('.') || !name.chars().all(plain) {
            let message =
                format!("found {name:?}; expected letters, digits, - and _: it names a folder");
            return Err(SpecError::new("name", message));
        }
        reader.word("time", &[("none", ())])?;
        Ok(Self {
            name,
            // What TOML can write as a whole number.
            seed: reader.whole("seed", 0..=i64::MAX as u64)?,
            replications: reader.whole("replications", 1..=10_000)? as u32,
            baseline: reader.text("baseline")?,
        })
    }
}

impl Point {
    fn read(reader: &Reader<'_>) -> Result<Self, SpecError> {
        let workload = workload::read(reader)?;
        let servers = reader.whole("servers.count", 1..=4_096)? as usize;
        let cache = CacheSize::parse(&reader.text("servers.cache")?)
            .map_err(|message| SpecError::new("servers.cache", message))?;
        let price = |name: &str| reader.number_within(&format!("cost.{name}"), 0.0, f64::INFINITY);
        Ok(Self {
            parameters: Row::new(),
            layout: layout::read(reader, servers)?,
            workload,
            servers,
            cache,
            policy: policy(reader)?,
            bins: bins(reader)?,
            warm_up: reader.number_within("warm_up", 0.0, 0.99)?,
            overflow: reader.number_within("overflow", 0.0, 0.5)?,
            prices: [price("egress")?, price("inter_server")?, price("origin")?],
        })
    }
}

fn policy(reader: &Reader<'_>) -> Result<PolicyKind, SpecError> {
    let words: Vec<(&str, PolicyKind)> =
        PolicyKind::ALL.into_iter().map(|kind| (kind.name(), kind)).collect();
    match reader.word("servers.policy", &words)? {
        PolicyKind::Belady => {
            let message = "belady needs to know the requests that each server will get, which is \
                           for the layout to decide as it goes";
            Err(SpecError::new("servers.policy", message)
                .with_help("`hotset replay TRACE --policy belady` runs it on a single cache"))
        }
        policy => Ok(policy),
    }
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

/// The columns that tell a point: every key it reads, in the order of the list, but those that
/// hold for the whole experiment.
fn parameters(used: &Values) -> Row {
    const WHOLE: [&str; 4] = ["name", "replications", "baseline", "time"];
    crate::keys::KEYS
        .iter()
        .filter(|key| !WHOLE.contains(&key.path))
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
