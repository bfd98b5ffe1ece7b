//! A plan: every point of the sweep of a spec, checked, with all defaults.

use super::checks::{
    all_read, check_baseline, check_traces, check_variations, optimized_key, swept_keys,
    varied_keys, whole_caches,
};
use super::memory::{SPARED_BYTES_MAX, UNIT_BYTES_MAX};
use super::optimize::Optimize;
use super::point::Point;
use super::precision::Precision;
use crate::spec::axes::Axis;
use crate::spec::document::Spec;
use crate::spec::error::SpecError;
use crate::spec::head::{Head, VARIATION};
use crate::spec::keys::{AnyKey, all};
use crate::spec::reader::{Reader, Values};
use crate::spec::variations::BASE;
use crate::spec::warm_up::WarmUp;
use crate::spec::workload::PATHS;
use hotset_results::layouts::is_layout;
use std::collections::BTreeSet;
use std::path::Path;
use toml::Value;

/// An experiment: valid by construction.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its name.
    pub name: String,
    /// Its seed.
    pub seed: u64,
    /// Independent replications of every point.
    pub replications: u32,
    /// The precision for which replications are added, if one is asked for.
    pub(crate) precision: Option<Precision>,
    /// The layout that others are compared with.
    pub baseline: Option<String>,
    /// The points of the sweep, each different from the others.
    pub points: Vec<Point>,
    /// Whether the points have all that depends on the content of their workloads.
    pub(crate) settled: bool,
    /// The keys that the sweep varies.
    pub swept: Vec<String>,
    /// The search for the best value of a key at each point of the sweep; the points here are those at
    /// the smallest value.
    pub optimize: Option<Optimize>,
    /// The spec with all defaults, as TOML.
    pub resolved: String,
    /// What somebody may want to know before it runs: axes that settings dropped, keys that nothing reads
    /// any more, caches that hold everything.
    pub notes: Vec<String>,
}

/// Points of a sweep beyond this are a mistake.
const POINTS_MAX: usize = 100_000;

impl Plan {
    /// The columns that identify a point in tables: the keys that the sweep varies; if these are of a layout but not its
    /// kind, that as well, since layouts are named by it.
    pub(crate) fn point_columns(&self) -> Vec<String> {
        let mut columns = self.swept.clone();
        let kind = "layout.kind";
        if let Some(first) = columns.iter().position(|key| is_layout(key))
            && !columns.iter().any(|key| key == kind)
        {
            columns.insert(first, kind.to_owned());
        }
        columns
    }

    /// Checks a spec and plans its runs.
    ///
    /// # Errors
    /// The first key that is wrong, with its place in the text.
    pub fn new(spec: &Spec) -> Result<Self, SpecError> {
        Self::build(spec).map_err(|error| spec.placed(error))
    }

    fn build(spec: &Spec) -> Result<Self, SpecError> {
        let Expanded { head, optimize, points, used_by_any, mut used_by_base } =
            Expanded::of(spec)?;
        let mut swept = swept_keys(&spec.axes)?;
        swept.extend(optimized_key(optimize.as_ref(), &swept, &points)?);
        let varied = varied_keys(&spec.axes, &swept)?;
        let mentioned: Vec<String> = swept.iter().cloned().chain(varied).collect();
        let mut notes = spec.fixed.clone();
        notes.extend(all_read(spec, &mentioned, &used_by_any)?);
        notes.extend(whole_caches(&points));
        let baseline = check_baseline(&head, &points, &swept, spec, &mut notes)?;
        check_variations(&spec.axes, &head)?;
        check_traces(&points)?;
        // Swept keys are in the sweep.
        used_by_base.retain(|path, _| !swept.contains(path));
        hide_folders(&mut used_by_base);
        Ok(Self {
            name: head.name,
            seed: head.seed,
            replications: head.replications,
            precision: head.precision.as_ref().map(Precision::of),
            baseline,
            resolved: spec.to_toml(&used_by_base),
            points,
            settled: false,
            swept,
            optimize,
            notes,
        })
    }

    /// Makes relative paths of traces relative to `folder`, if one is given, and replaces patterns by the
    /// files that match them.
    ///
    /// # Errors
    /// If no file matches a pattern.
    pub fn resolve_paths(&mut self, folder: Option<&Path>) -> Result<(), SpecError> {
        self.points.iter_mut().try_for_each(|point| point.workload.resolve_paths(folder))
    }

    /// A bound on the memory of each run, the largest values of a search among them; `None` where one
    /// is not known.
    pub fn memory_bytes_max(&self) -> Option<f64> {
        let ends = self.optimize.iter().flat_map(|optimize| {
            (0..self.points.len()).filter_map(|base| optimize.at_end(base).ok())
        });
        let ends: Vec<Point> = ends.collect();
        let bounds = self.points.iter().chain(&ends).map(Point::memory_bytes_max);
        let largest = bounds.collect::<Option<Vec<f64>>>()?.into_iter().reduce(f64::max)?;
        // Single caches are replayed together, as far as that takes little memory.
        let tables = || self.points.iter().map(Point::cache_tables_bytes);
        let together = tables().sum::<f64>().min(UNIT_BYTES_MAX);
        // Requests are kept where several runs are on them.
        let kept = self.points.iter().map(Point::kept_requests_bytes);
        let kept = if self.points.len() > 1 { kept.fold(0.0, f64::max) } else { 0.0 };
        Some(largest + kept + together.max(tables().fold(0.0, f64::max)))
    }

    /// A bound on the memory of everything else, whatever the number of threads: the program, its figures,
    /// and the tables of all runs; `None` for a trace.
    pub fn tables_bytes_max(&self) -> Option<f64> {
        let runs = self.runs() as f64;
        let mean = runs / self.points.len().max(1) as f64;
        let of_point = |point: &Point| point.point_bytes_max() + mean * point.kept_run_bytes_max();
        let points: f64 = self.points.iter().map(of_point).sum();
        let grids = self.points.iter().map(|point| point.grids_bytes_max(runs));
        let largest = grids.collect::<Option<Vec<f64>>>()?.into_iter().reduce(f64::max)?;
        Some(PROGRAM_BYTES + points + largest + self.spared_bytes_max())
    }

    /// A bound on the contents that are kept for later; none where all points have the same.
    fn spared_bytes_max(&self) -> f64 {
        // A steady workload is lengthened as its caches need.
        let lengthens =
            |point: &Point| point.traffic().is_some_and(|s| s.warm_up == WarmUp::Steady);
        let is_first = |point: &Point| {
            let first = &self.points[0];
            point.workload == first.workload && point.seed == first.seed && !lengthens(point)
        };
        if self.points.iter().all(is_first) {
            return 0.0;
        }
        let contents: f64 = self.points.iter().map(Point::content_bytes).sum();
        contents.min(SPARED_BYTES_MAX as f64)
    }

    /// Whether the results of some runs decide which others there are.
    pub(crate) fn adds_runs(&self) -> bool {
        self.optimize.is_some() || self.precision.is_some()
    }

    /// The most replications that a point can get.
    pub fn replications_max(&self) -> u32 {
        self.precision.map_or(self.replications, |precision| precision.replications_max)
    }

    /// Runs of the experiment: points times replications; with a search for a best value, at most.
    pub fn runs(&self) -> usize {
        let Some(optimize) = &self.optimize else {
            return self.points.len() * self.replications as usize;
        };
        let varied = |point: &&Point| point.parameters.contains_key(&optimize.key);
        let varied = self.points.iter().filter(varied).count();
        let values = self.points.len() + varied * (optimize.values_max() - 1);
        values * self.replications as usize
    }
}

/// The program with its fonts, and a figure that is drawn.
const PROGRAM_BYTES: f64 = 42e6;

/// The points of a sweep, and the keys that they read.
struct Expanded {
    head: Head,
    optimize: Option<Optimize>,
    points: Vec<Point>,
    used_by_any: Values,
    /// A key that only a variation reads is no part of the base.
    used_by_base: Values,
}

impl Expanded {
    fn of(spec: &Spec) -> Result<Self, SpecError> {
        let mut used_by_any = Values::new();
        let mut used_by_base = Values::new();
        let mut points: Vec<Point> = Vec::new();
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut head = None;
        let mut optimize = None;
        for setting in product(&spec.axes)? {
            let mut values = spec.values.clone();
            values.extend(setting);
            let is_base =
                values.get(VARIATION.path()).is_none_or(|name| *name == Value::from(BASE));
            let mut note = |used: &Values| {
                used_by_any.extend(used.clone());
                if is_base {
                    used_by_base.extend(used.clone());
                }
            };
            let reader = Reader::new(&values);
            head.get_or_insert(Head::read(&reader)?);
            let search: &mut Option<Optimize> = optimize.get_or_insert(Optimize::read(&reader)?);
            note(&reader.used());
            if let Some(search) = search {
                [values, _] = search.ends(&values)?;
            }
            let (point, used) = Point::of(&values).map_err(|error| varied(&values, error))?;
            note(&used);
            // An axis that a point does not read does not multiply it.
            if known.insert(format!("{used:?}")) {
                points.push(point);
                search.iter_mut().for_each(|search| search.add_base(values.clone()));
            }
        }
        let head = head.ok_or_else(|| SpecError::new("sweep", "found no point"))?;
        Ok(Self { head, optimize: optimize.flatten(), points, used_by_any, used_by_base })
    }
}

/// Files by their names only: where they lie is private, and their hashes are in the manifest.
fn hide_folders(values: &mut Values) {
    let hide = |value: &mut Value| {
        let file = value.as_str().map(Path::new).and_then(Path::file_name);
        if let Some(file) = file.map(|file| file.to_string_lossy().into_owned()) {
            *value = Value::String(file);
        }
    };
    values.iter_mut().filter(|(key, _)| all::is_file(key)).for_each(|(_, value)| hide(value));
    if let Some(Value::Array(paths)) = values.get_mut(PATHS.path()) {
        paths.iter_mut().for_each(hide);
    }
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

/// The error of a variation, at its place in the section of variations.
fn varied(values: &Values, error: SpecError) -> SpecError {
    match values.get(VARIATION.path()).and_then(Value::as_str) {
        Some(name) if name != BASE => {
            let message = format!("{}: {}", error.key, error.message);
            SpecError { key: format!("robustness.{name}"), message, ..error }
        }
        _ => error,
    }
}
