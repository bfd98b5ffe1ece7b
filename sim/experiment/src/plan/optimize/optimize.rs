//! The search for the value of a key that minimizes a metric.

use super::range::{GOLDEN, KeyRange, unknown};
use crate::plan::point::Point;
use crate::spec::error::SpecError;
use crate::spec::keys::{AnyKey, all};
use crate::spec::optimize::{FROM, KEY, METRIC, Needs, Objective, PRECISION, TO};
use crate::spec::reader::{Reader, Values};
use hotset_results::metrics::Metric;
use hotset_workloads::nearest;
use toml::Value;

/// A search by golden section (Kiefer 1953), which assumes that the metric is unimodal.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimize {
    /// The key that is varied.
    pub key: String,
    pub(super) objective: Objective,
    pub(super) range: KeyRange,
    /// The relative precision at which the search ends.
    pub(super) precision: f64,
    /// The values of each point of the sweep, but for the key.
    pub(super) bases: Vec<Values>,
}

impl Optimize {
    /// Reads the section, if there is one.
    pub(crate) fn read(reader: &Reader<'_>) -> Result<Option<Self>, SpecError> {
        if !reader.given_section_of(&KEY) {
            return Ok(None);
        }
        let key = reader.read(&KEY)?;
        check_key(&key)?;
        let is_whole = |end| matches!(reader.value(end), Some(Value::Integer(_)));
        let whole = is_whole(&FROM) & is_whole(&TO);
        let (from, to) = (reader.read(&FROM)?, reader.read(&TO)?);
        if from >= to {
            let message =
                format!("found {from} to {to}; expected two numbers, the larger one last");
            return Err(SpecError::new(TO.path(), message));
        }
        Ok(Some(Self {
            key,
            objective: reader.read(&METRIC)?,
            range: KeyRange { from, to, whole },
            precision: reader.read(&PRECISION)?,
            bases: Vec::new(),
        }))
    }

    /// The metric, a column of `runs.csv`.
    pub fn metric(&self) -> Metric {
        self.objective.metric
    }

    /// The values of a point of the sweep at both ends of the range, if they are valid.
    pub(crate) fn ends(&self, values: &Values) -> Result<[Values; 2], SpecError> {
        let ends = [(FROM.path(), self.range.from), (TO.path(), self.range.to)];
        let at = |(end, value): (&str, f64)| {
            let mut values = values.clone();
            values.insert(self.key.clone(), self.toml(value)?);
            // A value is wrong because its end of the range is.
            let blamed = |error: SpecError| match error.key == self.key {
                true => SpecError::new(end, format!("{}: {}", error.key, error.message)),
                false => error,
            };
            let (point, _) = Point::of(&values).map_err(blamed)?;
            self.check_metric(&point)?;
            Ok(values)
        };
        let [from, to] = ends.map(at);
        Ok([from?, to?])
    }

    /// Whether the runs of a point report the metric.
    fn check_metric(&self, point: &Point) -> Result<(), SpecError> {
        let study = point.traffic();
        let has_power = study.is_some_and(|study| study.power.is_some());
        let queueing = study.is_some_and(|study| study.timing.is_some());
        let missing = match self.objective.needs {
            Needs::Power if !has_power => "servers.bytes_per_s",
            Needs::Crowd if point.crowd_s().is_none() => "workload.flash.at_s",
            Needs::Queueing | Needs::Crowd if !queueing => "time = \"queueing\"",
            Needs::Nothing | Needs::Power | Needs::Queueing | Needs::Crowd => return Ok(()),
        };
        let message = format!("{} is reported with {missing} only", self.metric().name);
        Err(SpecError::new(METRIC.path(), message))
    }

    /// A value as the key knows it: a share of the catalog is a size of a cache.
    fn toml(&self, value: f64) -> Result<Value, SpecError> {
        let value = match self.range.whole {
            true => Value::Integer(value as i64),
            false => Value::Float(value),
        };
        all::find(&self.key).map_or(Ok(value.clone()), |key| key.normalized(value))
    }

    /// One more point of the sweep; how often it is varied is up to the search.
    pub(crate) fn add_base(&mut self, values: Values) {
        self.bases.push(values);
    }

    /// A point of the sweep at a value of the key.
    pub(crate) fn at(&self, base: usize, value: f64) -> Result<Point, SpecError> {
        let mut values = self.bases[base].clone();
        values.insert(self.key.clone(), self.toml(value)?);
        Point::of(&values).map(|(point, _)| point)
    }

    /// A point of the sweep at the largest value.
    pub(crate) fn at_end(&self, base: usize) -> Result<Point, SpecError> {
        self.at(base, self.range.to)
    }

    /// The most values that a search takes.
    pub fn values_max(&self) -> usize {
        let width = self.range.place(self.range.to) - self.range.place(self.range.from);
        let narrow = match self.range.whole || self.range.from > 0.0 {
            true => libm::log(1.0 + self.precision),
            false => self.precision * self.range.to * 1e-3,
        };
        // Both ends and the first two within; each further one shortens the section.
        let steps = (libm::log((width / narrow).max(1.0)) / -libm::log(GOLDEN)).ceil() as usize;
        let there_are = match self.range.whole {
            true => (self.range.to - self.range.from) as usize + 1,
            false => usize::MAX,
        };
        (5 + steps).min(there_are)
    }

    /// The values that the search needs next; none at its end. Repeats the whole search each time, which
    /// costs nothing compared with a run.
    pub(super) fn needed(&self, cost: &dyn Fn(f64) -> Option<f64>) -> Vec<f64> {
        let range = &self.range;
        let (mut low, mut high) = (range.place(range.from), range.place(range.to));
        let section =
            |low: f64, high: f64| [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
        let first = section(low, high).map(|place| range.value(place));
        let first = unknown(&[range.from, range.to, first[0], first[1]], cost);
        if !first.is_empty() {
            return first;
        }
        for _ in 0..self.values_max() {
            let (least, most) = (range.value(low), range.value(high));
            let narrow = (self.precision * most).max(if range.whole { 1.0 } else { 0.0 });
            let [a, b] = section(low, high);
            let (a_value, b_value) = (range.value(a), range.value(b));
            if most - least <= narrow || a_value == b_value {
                break;
            }
            let next = unknown(&[a_value, b_value], cost);
            if !next.is_empty() {
                return next;
            }
            // Of equal costs, the smaller value is preferred.
            if cost(a_value) <= cost(b_value) {
                high = b;
            } else {
                low = a;
            }
        }
        Vec::new()
    }
}

/// Whether a key can be searched.
fn check_key(key: &str) -> Result<(), SpecError> {
    if all::find(key).is_none() {
        let error = SpecError::new(KEY.path(), format!("unknown key `{key}`"));
        return Err(match nearest(key, all::paths()) {
            Some(near) => error.with_help(format!("did you mean `{near}`?")),
            None => error,
        });
    }
    if !["layout.", "servers.", "scaling."].iter().any(|section| key.starts_with(section)) {
        let message = format!(
            "found `{key}`; expected a key of layout, servers or scaling: all values are tried on the \
             same requests"
        );
        return Err(SpecError::new(KEY.path(), message));
    }
    Ok(())
}
