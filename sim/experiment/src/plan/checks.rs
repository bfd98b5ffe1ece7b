//! Whether the parts of a spec fit each other: its sweep, search, variations, baseline and files.

use super::optimize::Optimize;
use super::point::Point;
use crate::spec::axes::Axis;
use crate::spec::document::Spec;
use crate::spec::error::SpecError;
use crate::spec::head::{BASELINE, Head, SEED, VARIATION, is_of_experiment};
use crate::spec::keys::AnyKey;
use crate::spec::optimize;
use crate::spec::policy::POLICY;
use crate::spec::reader::Values;
use crate::spec::replications::REPLICATIONS;
use crate::spec::warm_up::{WARM_UP, WarmUp};
use crate::spec::workload::PATH;
use hotset_results::layouts::layout_name;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

/// The keys that the sweep varies, none of which may hold for the whole experiment.
pub(super) fn swept_keys(axes: &[Axis]) -> Result<Vec<String>, SpecError> {
    let swept: Vec<String> = axes.iter().flat_map(Axis::keys).cloned().collect();
    let twice = swept.iter().enumerate().find(|(place, key)| swept[..*place].contains(key));
    if let Some((_, key)) = twice {
        return Err(SpecError::new(key.clone(), "is in two axes of the sweep; expected one"));
    }
    match swept.iter().find(|key| is_of_experiment(key) || *key == SEED.path()) {
        None => Ok(swept),
        Some(key) => {
            let message = "cannot be swept: it holds for the whole experiment";
            Err(SpecError::new(key.clone(), message)
                .with_help("`replications` repeats every point with random numbers of its own"))
        }
    }
}

/// The keys that variations set; an error where a variation could not change anything.
pub(super) fn varied_keys(axes: &[Axis], swept: &[String]) -> Result<Vec<String>, SpecError> {
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

/// Variations compare differences to a baseline with noise, which takes replications.
pub(super) fn check_variations(axes: &[Axis], head: &Head) -> Result<(), SpecError> {
    if !axes.iter().any(Axis::is_variations) {
        return Ok(());
    }
    if head.baseline.is_empty() {
        let message = "is missing; expected the layout that others are compared with, under every \
                       variation of [robustness]";
        return Err(SpecError::new(BASELINE.path(), message));
    }
    if head.replications < 2 {
        let message =
            "found 1; expected at least 2 beside [robustness]: one does not show the noise";
        return Err(SpecError::new(REPLICATIONS.path(), message));
    }
    Ok(())
}

/// Results know a trace by the name of its file.
pub(super) fn check_traces(points: &[Point]) -> Result<(), SpecError> {
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
            return Err(SpecError::new(PATH.path(), message));
        }
    }
    Ok(())
}

/// A key that no point reads was meant to do something: an error; but where a setting dropped an axis, what
/// only its other values read is noted.
pub(super) fn all_read(
    spec: &Spec,
    mentioned: &[String],
    used: &Values,
) -> Result<Vec<String>, SpecError> {
    let unread = spec.values.keys().chain(mentioned).filter(|path| !used.contains_key(*path));
    let unread: Vec<&String> = unread.collect();
    let asked = unread.iter().find(|path| spec.set.contains(path));
    match asked.or(unread.first()) {
        None => Ok(Vec::new()),
        Some(_) if !spec.fixed.is_empty() && asked.is_none() => {
            Ok(unread.iter().map(|path| format!("{path} is not read any more")).collect())
        }
        Some(path) => {
            let message = "is not read: nothing in this spec depends on it";
            Err(SpecError::new((*path).clone(), message)
                .with_help("take it out, or choose the kind that it belongs to"))
        }
    }
}

/// Caches of more than the whole catalog.
pub(super) fn whole_caches(points: &[Point]) -> Option<String> {
    let mut sizes = points.iter().filter_map(Point::traffic).map(|study| study.cache);
    let size = sizes.find(|size| size.is_more_than_all())?;
    Some(format!(
        "warning: servers.cache = {size} is more than the whole catalog, for every server: nothing is evicted"
    ))
}

/// The key whose best value is searched for: some point must read it, and no axis may sweep it.
pub(super) fn optimized_key(
    optimize: Option<&Optimize>,
    swept: &[String],
    points: &[Point],
) -> Result<Option<String>, SpecError> {
    let Some(Optimize { key, .. }) = optimize else { return Ok(None) };
    if points.iter().filter_map(Point::traffic).any(|study| study.warm_up == WarmUp::Steady) {
        let message =
            "found \"steady\" beside [optimize], whose values are compared on the same requests";
        return Err(SpecError::new(WARM_UP.path(), message).with_help("take \"auto\", or a share"));
    }
    if swept.contains(key) {
        let message = format!("`{key}` is swept; expected a key that is not");
        return Err(SpecError::new(optimize::KEY.path(), message));
    }
    if !points.iter().any(|point| point.parameters.contains_key(key)) {
        let message = format!("`{key}` is not read: nothing in this spec depends on it");
        return Err(SpecError::new(optimize::KEY.path(), message));
    }
    Ok(Some(key.clone()))
}

/// A baseline is the name of a layout of the experiment, or its kind. One that a setting took away is noted.
pub(super) fn check_baseline(
    head: &Head,
    points: &[Point],
    swept: &[String],
    spec: &Spec,
    notes: &mut Vec<String>,
) -> Result<Option<String>, SpecError> {
    let name = |point: &Point| {
        let named = point.parameters.iter();
        let named = named.filter(|(key, _)| *key == "layout.kind" || swept.contains(key));
        layout_name(&named.map(|(key, value)| (key.clone(), value.clone())).collect())
    };
    let policy = |point: &Point| {
        point.parameters.get(POLICY.path()).and_then(|text| text.as_str().map(str::to_owned))
    };
    let swept_policy = swept.iter().any(|key| key == POLICY.path());
    let is_it = |point: &Point| {
        let layout = point.cache().is_none()
            && (point.layout.name() == head.baseline || name(point) == head.baseline);
        layout || (swept_policy && policy(point).as_ref() == Some(&head.baseline))
    };
    if head.baseline.is_empty() {
        // As in the papers on policies.
        let usual =
            |point: &Point| point.cache().is_some() && policy(point).as_deref() == Some("fifo");
        return Ok((swept_policy && points.iter().any(usual)).then(|| "fifo".to_owned()));
    }
    if points.iter().any(is_it) {
        return Ok(Some(head.baseline.clone()));
    }
    if !spec.fixed.is_empty() {
        notes.push(format!(
            "baseline = {:?} is no layout of this sweep any more: none is compared with it",
            head.baseline
        ));
        return Ok(None);
    }
    let mut names: Vec<String> = Vec::new();
    let names_of = |point: &Point| match policy(point).filter(|_| point.cache().is_some()) {
        Some(policy) => policy,
        None => name(point),
    };
    for name in points.iter().map(names_of) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let message = format!(
        "found {:?}; expected a layout.kind of this experiment, a layout by its name, or a policy that is swept: {}",
        head.baseline,
        names.join("; ")
    );
    Err(SpecError::new(BASELINE.path(), message))
}
