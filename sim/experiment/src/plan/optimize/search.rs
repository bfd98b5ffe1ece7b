//! The search over the runs of a plan.

use super::optimize::Optimize;
use crate::plan::point::Point;
use hotset_results::{Estimate, Row, paired_difference};
use std::collections::BTreeMap;

/// The values tried so far.
pub(crate) struct Search<'a> {
    optimize: &'a Optimize,
    /// For each point of the sweep its values, and the numbers of the points that have them.
    tried: Vec<BTreeMap<u64, usize>>,
}

impl<'a> Search<'a> {
    /// A search that knows the first end of each point of the sweep, at the same number.
    pub(crate) fn new(optimize: &'a Optimize) -> Self {
        let first = optimize.range.from.to_bits();
        let tried = (0..optimize.bases.len()).map(|base| BTreeMap::from([(first, base)]));
        Self { optimize, tried: tried.collect() }
    }

    /// Points of the sweep with values to try next, given the costs of those tried.
    pub(crate) fn next(&self, costs: &Costs, points: &[Point]) -> Vec<(usize, f64)> {
        let varied = |base: &usize| points[*base].parameters.contains_key(&self.optimize.key);
        let mut next = Vec::new();
        for base in (0..self.tried.len()).filter(varied) {
            let cost = |value: f64| {
                let point = *self.tried[base].get(&value.to_bits())?;
                // A metric that a run does not report is no minimum.
                let values = known(costs, point);
                Some(values.map_or(f64::INFINITY, |values| Estimate::of(&values).mean))
            };
            let needed = self.optimize.needed(&cost);
            next.extend(needed.into_iter().map(|value| (base, value)));
        }
        next
    }

    /// Records that a value is tried, as the point of this number.
    pub(crate) fn tries(&mut self, base: usize, value: f64, point: usize) {
        self.tried[base].insert(value.to_bits(), point);
    }

    /// All points, those of one place in the sweep together, by rising value.
    pub(crate) fn order(&self) -> Vec<usize> {
        // The bits of numbers that are not negative are in their order.
        self.tried.iter().flat_map(|tried| tried.values().copied()).collect()
    }

    /// A row for each point of the sweep: the best value, what it costs, and the values tried next to
    /// it whose costs do not differ significantly.
    pub(crate) fn optima(&self, costs: &Costs, points: &[Point], swept: &[String]) -> Vec<Row> {
        let optimize = self.optimize;
        let mut rows: Vec<Row> = Vec::new();
        for tried in &self.tried {
            let all: Vec<(f64, Vec<f64>)> = tried
                .iter()
                .filter_map(|(&bits, &point)| Some((f64::from_bits(bits), known(costs, point)?)))
                .collect();
            let mean = |values: &[f64]| Estimate::of(values).mean;
            let Some(best) =
                (0..all.len()).min_by(|&a, &b| mean(&all[a].1).total_cmp(&mean(&all[b].1)))
            else {
                continue;
            };
            let (value, least) = &all[best];
            let alike = |(_, others): &&(f64, Vec<f64>)| {
                let apart = paired_difference(others, least);
                apart.half_width.is_some_and(|half| apart.mean <= half)
            };
            let below = all[..best].iter().rev().take_while(alike).last();
            let above = all[best + 1..].iter().take_while(alike).last();
            let estimate = Estimate::of(least);
            let parameters = &points[tried.values().next().copied().unwrap_or(0)].parameters;
            let columns = swept.iter().filter(|key| **key != optimize.key);
            let mut row: Row = columns
                .filter_map(|key| Some((key.clone(), parameters.get(key)?.clone())))
                .collect();
            // As the points have it, which is not always a number: a cache of 12%.
            let written = |value: f64| {
                let point = tried.get(&value.to_bits())?;
                points[*point].parameters.get(&optimize.key).cloned()
            };
            let columns = [
                (optimize.key.as_str(), *value),
                ("as_good_from", below.map_or(*value, |other| other.0)),
                ("as_good_to", above.map_or(*value, |other| other.0)),
            ];
            for (column, value) in columns {
                row.extend(written(value).map(|value| (column.to_owned(), value)));
            }
            row.insert(optimize.metric().name.to_owned(), estimate.mean.into());
            row.insert(optimize.metric().ci95(), estimate.half_width.into());
            row.insert("values_tried".into(), all.len().into());
            rows.push(row);
        }
        mark_best(&mut rows, optimize.metric().name);
        rows
    }
}

/// The metric by point, then replication; `None` where a run does not report it.
pub(crate) type Costs = Vec<Vec<Option<f64>>>;

/// The metric of a point, by replication, if all of them have it.
fn known(costs: &Costs, point: usize) -> Option<Vec<f64>> {
    costs[point].iter().copied().collect()
}

/// Marks the first row of least cost.
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
    use super::super::range::KeyRange;
    use super::*;
    use crate::spec::optimize::{Needs, Objective};
    use hotset_results::metrics::COST_PER_EGRESS;
    use hotset_sim::theory::StaticHybrid;

    fn found(range: KeyRange, precision: f64, cost: impl Fn(f64) -> f64) -> (f64, usize) {
        let optimize = Optimize {
            key: String::new(),
            objective: Objective { metric: COST_PER_EGRESS, needs: Needs::Nothing },
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
