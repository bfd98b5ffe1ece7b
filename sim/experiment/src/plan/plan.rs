//! A spec made whole: every point of the sweep, checked.

use super::optimize::Optimize;
use super::point::Point;
use crate::spec::axes::{Axis, BASE};
use crate::spec::document::Spec;
use crate::spec::error::SpecError;
use crate::spec::head::{Head, VARIATION, is_of_experiment};
use crate::spec::keys::{AnyKey, all};
use crate::spec::reader::{Reader, Values};
use crate::spec::warm_up::WarmUp;
use hotset_results::layouts::layout_name;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::Path;
use toml::Value;

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
    /// The key whose best value is looked for, at each point of the sweep; the points here are
    /// those at the smallest value.
    pub optimize: Option<Optimize>,
    /// The spec with all defaults, as TOML.
    pub resolved: String,
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
            let reader = Reader::new(&values);
            head.get_or_insert(Head::read(&reader)?);
            let search: &mut Option<Optimize> = optimize.get_or_insert(Optimize::read(&reader)?);
            // What a variation alone reads is no part of the base.
            let mut note = |used: &Values| {
                used_by_any.extend(used.clone());
                if is_base {
                    used_by_base.extend(used.clone());
                }
            };
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
        let optimize = optimize.flatten();
        let mut swept: Vec<String> = spec.axes.iter().flat_map(Axis::keys).cloned().collect();
        if let Some(key) = swept.iter().find(|key| is_of_experiment(key) || *key == "seed") {
            let message = "cannot be swept: it holds for the whole experiment";
            return Err(SpecError::new(key.clone(), message)
                .with_help("`replications` repeats every point with random numbers of its own"));
        }
        swept.extend(optimized_key(optimize.as_ref(), &swept, &points)?);
        let varied = varied_keys(&spec.axes, &swept)?;
        let mentioned: Vec<String> = swept.iter().cloned().chain(varied).collect();
        all_read(spec, &mentioned, &used_by_any)?;
        check_baseline(&head, &points, &swept)?;
        check_variations(&spec.axes, &head)?;
        check_traces(&points)?;
        // Swept keys stand in the sweep.
        let mut fixed: Values =
            used_by_base.into_iter().filter(|(path, _)| !swept.contains(path)).collect();
        // Where a trace lies is nobody's business; its hash is in the manifest.
        for (_, value) in fixed.iter_mut().filter(|(key, _)| all::is_file(key)) {
            if let Value::String(path) = value
                && let Some(file) = Path::new(path.as_str()).file_name()
            {
                *path = file.to_string_lossy().into_owned();
            }
        }
        if let Some(Value::Array(paths)) = fixed.get_mut("workload.paths") {
            for path in paths {
                let file = path.as_str().map(Path::new).and_then(Path::file_name);
                if let Some(file) = file.map(|file| file.to_string_lossy().into_owned()) {
                    *path = Value::String(file);
                }
            }
        }
        Ok(Self {
            name: head.name,
            seed: head.seed,
            replications: head.replications,
            baseline: Some(head.baseline).filter(|name| !name.is_empty()),
            resolved: spec.to_toml(&fixed),
            points,
            swept,
            optimize,
        })
    }

    /// Makes relative paths of traces relative to `folder`, if one is given, and puts the files that
    /// patterns stand for in their place.
    ///
    /// # Errors
    /// If no file fits a pattern.
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
        bounds.collect::<Option<Vec<f64>>>()?.into_iter().reduce(f64::max)
    }

    /// A bound on the memory of all threads together beside that: the program, its figures, and the tables
    /// of all runs; `None` for a trace.
    pub fn tables_bytes_max(&self) -> Option<f64> {
        let tables = self.points.iter().map(Point::tables_bytes_max);
        let mean = tables.sum::<Option<f64>>()? / self.points.len().max(1) as f64;
        let points: f64 = self.points.iter().map(Point::point_bytes_max).sum();
        Some(PROGRAM_BYTES + points + mean * self.runs() as f64)
    }

    /// Runs of the experiment: points times replications; where a best value is looked for, so many
    /// at most.
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
const PROGRAM_BYTES: f64 = 52e6;

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

/// The keys that variations set; a variation that could make no difference is refused.
fn varied_keys(axes: &[Axis], swept: &[String]) -> Result<Vec<String>, SpecError> {
    let variations = axes.iter().filter(|axis| axis.is_variations());
    let keys = variations.flat_map(|axis| axis.settings.iter().flat_map(Values::keys));
    let keys: Vec<String> = keys.filter(|key| *key != VARIATION.path()).cloned().collect();
    let whole = |key: &&String| is_of_experiment(key) || key.starts_with("optimize.");
    if let Some(key) = keys.iter().find(whole) {
        let message = "cannot be varied: it holds for the whole experiment";
        return Err(SpecError::new(key.clone(), message));
    }
    if let Some(key) = keys.iter().find(|key| swept.contains(key)) {
        let message = "is swept, too: a variation of it would be one of its values";
        return Err(SpecError::new(key.clone(), message));
    }
    Ok(keys)
}

/// What is wrong with a variation is so in its section.
fn varied(values: &Values, error: SpecError) -> SpecError {
    match values.get(VARIATION.path()).and_then(Value::as_str) {
        Some(name) if name != BASE => {
            let message = format!("{}: {}", error.key, error.message);
            SpecError { key: format!("robustness.{name}"), message, ..error }
        }
        _ => error,
    }
}

/// Variations are of differences to a baseline that are more than noise.
fn check_variations(axes: &[Axis], head: &Head) -> Result<(), SpecError> {
    if !axes.iter().any(Axis::is_variations) {
        return Ok(());
    }
    if head.baseline.is_empty() {
        let message = "is missing; expected the layout that others are compared with, under every \
                       variation of [robustness]";
        return Err(SpecError::new("baseline", message));
    }
    if head.replications < 2 {
        let message =
            "found 1; expected at least 2 beside [robustness]: one tells nothing of noise";
        return Err(SpecError::new("replications", message));
    }
    Ok(())
}

/// A trace is known by the name of its file in all results.
fn check_traces(points: &[Point]) -> Result<(), SpecError> {
    let mut paths: BTreeMap<&OsStr, &Path> = BTreeMap::new();
    for path in points.iter().flat_map(|point| point.workload.paths()) {
        let name = path.file_name().unwrap_or_default();
        let known = *paths.entry(name).or_insert(path);
        if known != path {
            let message = format!(
                "found {} and {}; expected files of different names, by which results tell them apart",
                known.display(),
                path.display()
            );
            return Err(SpecError::new("workload.path", message));
        }
    }
    Ok(())
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

/// The key whose best value is looked for, which some point must read and no axis sweep.
fn optimized_key(
    optimize: Option<&Optimize>,
    swept: &[String],
    points: &[Point],
) -> Result<Option<String>, SpecError> {
    let Some(Optimize { key, .. }) = optimize else { return Ok(None) };
    if points.iter().any(|point| point.warm_up == WarmUp::Steady) {
        let message =
            "found \"steady\" beside [optimize], whose values are compared on the same requests";
        return Err(SpecError::new("warm_up", message).with_help("take \"auto\", or a share"));
    }
    if swept.contains(key) {
        let message = format!("`{key}` is swept; expected a key that is not");
        return Err(SpecError::new("optimize.key", message));
    }
    if !points.iter().any(|point| point.parameters.contains_key(key)) {
        let message = format!("`{key}` is not read: nothing in this spec depends on it");
        return Err(SpecError::new("optimize.key", message));
    }
    Ok(Some(key.clone()))
}

/// A baseline is the name of a layout of the experiment, or its kind.
fn check_baseline(head: &Head, points: &[Point], swept: &[String]) -> Result<(), SpecError> {
    let name = |point: &Point| {
        let mut parameters = point.parameters.clone();
        parameters.retain(|key, _| key == "layout.kind" || swept.contains(key));
        layout_name(&parameters)
    };
    let is_it =
        |point: &Point| point.layout.name() == head.baseline || name(point) == head.baseline;
    if head.baseline.is_empty() || points.iter().any(is_it) {
        return Ok(());
    }
    let mut names: Vec<String> = Vec::new();
    for name in points.iter().map(name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let message = format!(
        "found {:?}; expected a layout.kind of this experiment, or a layout by its name: {}",
        head.baseline,
        names.join("; ")
    );
    Err(SpecError::new("baseline", message))
}
