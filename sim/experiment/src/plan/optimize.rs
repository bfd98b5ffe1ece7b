//! The value of a key at which a metric is least.

use crate::plan::point::Point;
use crate::spec::reader::{Reader, SpecError, Values};
use hotset_results::{Estimate, Row, RunRecord, paired_difference};
use std::collections::BTreeMap;
use toml::Value;

/// What is looked for, by golden section (Kiefer 1953): the metric is taken to fall, then to rise.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimize {
    /// The key that is varied.
    pub key: String,
    /// The metric, a column of `runs.csv`.
    pub metric: String,
    range: KeyRange,
    /// The search is over when the value is known so well: its share.
    precision: f64,
    /// The values of each point of the sweep, but for the key.
    bases: Vec<Values>,
}

/// Where the key may lie.
#[derive(Clone, Copy, Debug, PartialEq)]
struct KeyRange {
    from: f64,
    to: f64,
    /// Whether it is a whole number.
    whole: bool,
}

impl KeyRange {
    /// The scale on which the section is golden: that of ratios, as far as zero allows it.
    fn place(&self, value: f64) -> f64 {
        match self.whole {
            true => libm::log(1.0 + value),
            false if self.from > 0.0 => libm::log(value),
            false => value,
        }
    }

    fn value(&self, place: f64) -> f64 {
        let value = match self.whole {
            true => (libm::exp(place) - 1.0).round(),
            false if self.from > 0.0 => readable(libm::exp(place)),
            false => readable(place),
        };
        value.clamp(self.from, self.to)
    }
}

/// To six digits: a place that is come to by two ways is one value.
fn readable(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

/// What can be least, beside what is told in time alone.
const METRICS: [&str; 9] = [
    "capacity_per_egress",
    "cost_per_egress",
    "total_per_egress",
    "inter_server_per_egress",
    "origin_per_egress",
    "reserve",
    "peak_to_mean",
    "imbalance",
    "power_servers",
];

const IN_TIME: [&str; 6] = [
    "latency_ns_mean",
    "latency_ns_p99",
    "delayed_requests",
    "dropped_requests",
    "server_utilisation_max",
    "recovery_s",
];

/// The section: 2 over 1 plus the root of 5.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

impl Optimize {
    /// Reads the section, if there is one.
    pub(crate) fn read(reader: &Reader<'_>) -> Result<Option<Self>, SpecError> {
        if !reader.given_below("optimize.") {
            return Ok(None);
        }
        let key = reader.text("optimize.key")?;
        if crate::spec::keys::find(&key).is_none() {
            let error = SpecError::new("optimize.key", format!("unknown key `{key}`"));
            let known = crate::spec::keys::KEYS.iter().map(|key| key.path);
            return Err(match crate::spec::keys::nearest(&key, known) {
                Some(near) => error.with_help(format!("did you mean `{near}`?")),
                None => error,
            });
        }
        if !["layout.", "servers.", "scaling."].iter().any(|section| key.starts_with(section)) {
            let message = format!(
                "found `{key}`; expected a key of layout, servers or scaling: all values are tried on the \
                 same requests"
            );
            return Err(SpecError::new("optimize.key", message));
        }
        let ends = ["optimize.from", "optimize.to"];
        let whole = ends.iter().all(|end| matches!(reader.optional(end), Some(Value::Integer(_))));
        let metrics = METRICS.iter().chain(&IN_TIME).map(|name| (*name, *name));
        let metrics: Vec<(&str, &str)> = metrics.collect();
        let from = reader.number_within(ends[0], 0.0, 1e15)?;
        let to = reader.number_within(ends[1], 0.0, 1e15)?;
        if from >= to {
            let message =
                format!("found {from} to {to}; expected two numbers, the larger one last");
            return Err(SpecError::new("optimize.to", message));
        }
        Ok(Some(Self {
            key,
            metric: reader.word("optimize.metric", &metrics)?.to_owned(),
            range: KeyRange { from, to, whole },
            precision: reader.number_within("optimize.precision", 1e-6, 1.0)?,
            bases: Vec::new(),
        }))
    }

    /// The values of a point of the sweep at both ends of the range, if they are right.
    pub(crate) fn ends(&self, values: &Values) -> Result<[Values; 2], SpecError> {
        let ends = [("optimize.from", self.range.from), ("optimize.to", self.range.to)];
        let at = |(end, value): (&str, f64)| {
            let mut values = values.clone();
            values.insert(self.key.clone(), self.toml(value));
            // What is wrong with the value is wrong with the range that it is from.
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

    /// Whether the runs of a point tell the metric.
    fn check_metric(&self, point: &Point) -> Result<(), SpecError> {
        let needed = match self.metric.as_str() {
            "power_servers" if point.power.is_none() => "servers.bytes_per_s",
            "recovery_s" if !point.parameters.contains_key("workload.flash.at_s") => {
                "workload.flash.at_s"
            }
            metric if IN_TIME.contains(&metric) && point.timing.is_none() => "time = \"queueing\"",
            _ => return Ok(()),
        };
        let message = format!("{} is told with {needed} alone", self.metric);
        Err(SpecError::new("optimize.metric", message))
    }

    fn toml(&self, value: f64) -> Value {
        if self.range.whole { Value::Integer(value as i64) } else { Value::Float(value) }
    }

    /// One more point of the sweep; how often it is varied is up to the search.
    pub(crate) fn add_base(&mut self, values: Values) {
        self.bases.push(values);
    }

    /// A point of the sweep at a value of the key.
    pub(crate) fn at(&self, base: usize, value: f64) -> Result<Point, SpecError> {
        let mut values = self.bases[base].clone();
        values.insert(self.key.clone(), self.toml(value));
        Point::of(&values).map(|(point, _)| point)
    }

    /// A point of the sweep at the largest value.
    pub(crate) fn at_end(&self, base: usize) -> Result<Point, SpecError> {
        self.at(base, self.range.to)
    }

    /// No search takes more values than this.
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

    /// The values that the search needs to know next; none when it is over. Does all of the search
    /// again each time, which costs nothing beside a run.
    fn needed(&self, cost: &dyn Fn(f64) -> Option<f64>) -> Vec<f64> {
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
            // Of equals the smaller is preferred.
            if cost(a_value) <= cost(b_value) {
                high = b;
            } else {
                low = a;
            }
        }
        Vec::new()
    }
}

/// Those of some values whose costs are not known, each once.
fn unknown(values: &[f64], cost: &dyn Fn(f64) -> Option<f64>) -> Vec<f64> {
    let mut unknown: Vec<f64> = values.iter().copied().filter(|&v| cost(v).is_none()).collect();
    unknown.sort_by(f64::total_cmp);
    unknown.dedup();
    unknown
}

/// What was tried so far.
pub(crate) struct Search<'a> {
    optimize: &'a Optimize,
    replications: usize,
    /// For each point of the sweep its values, and the numbers of the points that have them.
    tried: Vec<BTreeMap<u64, usize>>,
}

impl<'a> Search<'a> {
    /// A search that knows the first end of each point of the sweep, at the same number.
    pub(crate) fn new(optimize: &'a Optimize, replications: u32) -> Self {
        let first = optimize.range.from.to_bits();
        let tried = (0..optimize.bases.len()).map(|base| BTreeMap::from([(first, base)]));
        let (replications, tried) = (replications as usize, tried.collect());
        Self { optimize, replications, tried }
    }

    /// The metric of a point, by replication.
    fn values(&self, records: &[RunRecord], point: usize) -> Option<Vec<f64>> {
        let own = &records[point * self.replications..][..self.replications];
        own.iter().map(|record| record.run.get(&self.optimize.metric)?.as_f64()).collect()
    }

    /// Points of the sweep with values to try next; what was tried is in the records.
    pub(crate) fn next(&self, records: &[RunRecord], points: &[Point]) -> Vec<(usize, f64)> {
        let varied = |base: &usize| points[*base].parameters.contains_key(&self.optimize.key);
        let mut next = Vec::new();
        for base in (0..self.tried.len()).filter(varied) {
            let cost = |value: f64| {
                let point = *self.tried[base].get(&value.to_bits())?;
                // What a run does not tell is not the least.
                let values = self.values(records, point);
                Some(values.map_or(f64::INFINITY, |values| Estimate::of(&values).mean))
            };
            let needed = self.optimize.needed(&cost);
            next.extend(needed.into_iter().map(|value| (base, value)));
        }
        next
    }

    /// A value is tried, as a point of this number.
    pub(crate) fn tries(&mut self, base: usize, value: f64, point: usize) {
        self.tried[base].insert(value.to_bits(), point);
    }

    /// All points, those of one place in the sweep together, by rising value.
    pub(crate) fn order(&self) -> Vec<usize> {
        // The bits of numbers that are not negative are in their order.
        self.tried.iter().flat_map(|tried| tried.values().copied()).collect()
    }

    /// A row for each point of the sweep: the best value, what it costs, and the values tried next to
    /// it that cost the same as far as can be told.
    pub(crate) fn optima(
        &self,
        records: &[RunRecord],
        points: &[Point],
        swept: &[String],
    ) -> Vec<Row> {
        let optimize = self.optimize;
        let mut rows: Vec<Row> = Vec::new();
        for tried in &self.tried {
            let known: Vec<(f64, Vec<f64>)> = tried
                .iter()
                .filter_map(|(&bits, &point)| {
                    Some((f64::from_bits(bits), self.values(records, point)?))
                })
                .collect();
            let mean = |values: &[f64]| Estimate::of(values).mean;
            let Some(best) =
                (0..known.len()).min_by(|&a, &b| mean(&known[a].1).total_cmp(&mean(&known[b].1)))
            else {
                continue;
            };
            let (value, costs) = &known[best];
            let alike = |(_, others): &&(f64, Vec<f64>)| {
                let apart = paired_difference(others, costs);
                apart.half_width.is_some_and(|half| apart.mean <= half)
            };
            let below = known[..best].iter().rev().take_while(alike).last();
            let above = known[best + 1..].iter().take_while(alike).last();
            let estimate = Estimate::of(costs);
            let parameters = &points[tried.values().next().copied().unwrap_or(0)].parameters;
            let columns = swept.iter().filter(|key| **key != optimize.key);
            let mut row: Row = columns
                .filter_map(|key| Some((key.clone(), parameters.get(key)?.clone())))
                .collect();
            let told = |value: f64| match optimize.range.whole {
                true => serde_json::Value::from(value as u64),
                false => value.into(),
            };
            if parameters.contains_key(&optimize.key) {
                row.insert(optimize.key.clone(), told(*value));
                row.insert("as_good_from".into(), told(below.map_or(*value, |other| other.0)));
                row.insert("as_good_to".into(), told(above.map_or(*value, |other| other.0)));
            }
            row.insert(optimize.metric.clone(), estimate.mean.into());
            row.insert(format!("{}_ci95", optimize.metric), estimate.half_width.into());
            row.insert("values_tried".into(), known.len().into());
            rows.push(row);
        }
        mark_best(&mut rows, &optimize.metric);
        rows
    }
}

/// The first of those that cost least.
fn mark_best(rows: &mut [Row], metric: &str) {
    let cost = |row: &Row| row.get(metric).and_then(serde_json::Value::as_f64);
    let least = rows.iter().filter_map(cost).fold(f64::INFINITY, f64::min);
    let best = rows.iter().position(|row| cost(row) == Some(least));
    for (index, row) in rows.iter_mut().enumerate() {
        row.insert("best".into(), (Some(index) == best).into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hotset_sim::theory::StaticHybrid;

    fn found(range: KeyRange, precision: f64, cost: impl Fn(f64) -> f64) -> (f64, usize) {
        let optimize = Optimize {
            key: String::new(),
            metric: String::new(),
            range,
            precision,
            bases: Vec::new(),
        };
        let mut known: BTreeMap<u64, f64> = BTreeMap::new();
        loop {
            let needed = optimize.needed(&|value| known.get(&value.to_bits()).copied());
            if needed.is_empty() {
                break;
            }
            known.extend(needed.iter().map(|&value| (value.to_bits(), cost(value))));
        }
        assert!(known.len() <= optimize.values_max(), "{} tried", known.len());
        let best = known.iter().min_by(|a, b| a.1.total_cmp(b.1)).unwrap();
        (f64::from_bits(*best.0), known.len())
    }

    /// THEORY 3.3: the best number of objects on all servers within 2, its cost within 1e-3.
    #[test]
    fn the_golden_section_finds_the_optimum_of_the_closed_form() {
        let weights: Vec<f64> =
            (1..=100_000).map(|rank| libm::pow(f64::from(rank), -0.8)).collect();
        let total: f64 = weights.iter().sum();
        let weights: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
        let hybrid = StaticHybrid::new(&weights, &vec![1.0; 100_000], 16, 1_000.0);
        let range = KeyRange { from: 0.0, to: 1_000.0, whole: true };
        let expected = [
            (1.0, 1_000.0, 0.66047),
            (2.0, 323.0, 1.11602),
            (5.0, 80.0, 2.19716),
            (10.0, 31.0, 3.91591),
            (50.0, 4.0, 17.43874),
        ];
        for (price, best, least) in expected {
            let cost = |k: f64| hybrid.cost(k as usize).priced(1.0, price);
            let (k, tried) = found(range, 1e-3, cost);
            assert!((k - best).abs() <= 2.0, "price {price}: {k} of {best}");
            assert!((cost(k) - least).abs() < 1e-3, "price {price}: {} of {least}", cost(k));
            assert!(tried < 24, "{tried} tried");
        }
    }

    #[test]
    fn ends_and_real_numbers_are_found() {
        let whole = KeyRange { from: 1.0, to: 50.0, whole: true };
        assert_eq!(found(whole, 0.01, |v| v).0, 1.0);
        assert_eq!(found(whole, 0.01, |v| -v).0, 50.0);
        assert_eq!(found(whole, 0.01, |v| (v - 17.0).abs()).0, 17.0);
        let ratios = KeyRange { from: 1e-5, to: 1.0, whole: false };
        let (value, _) = found(ratios, 0.01, |v| (v / 3e-4 + 3e-4 / v).abs());
        assert!((value / 3e-4 - 1.0).abs() < 0.02, "{value}");
        let shares = KeyRange { from: 0.0, to: 1.0, whole: false };
        let (value, _) = found(shares, 0.01, |v| (v - 0.4) * (v - 0.4));
        assert!((value - 0.4).abs() < 0.01, "{value}");
    }
}
