//! Which columns of a summary the usual figures are drawn from.

use crate::metrics::{
    BYTE_MISS_RATIO, CACHE_BYTES, CACHE_OBJECTS, CAPACITY_FLOOR_PER_EGRESS,
    CAPACITY_OWN_SIZE_PER_EGRESS, CAPACITY_PER_EGRESS, COST_PER_EGRESS, INTER_SERVER_PER_EGRESS,
    LOAD_PER_S, LOAD_PER_S_EXPECTED_PEAK, METRICS, MIGRATION_PER_EGRESS, MISS_RATIO, Metric,
    ORIGIN_PER_EGRESS, RECOVERY_S, RESERVE_OVER_PEAK, TOTAL_PER_EGRESS, UTILISATION, WARM_UP_S,
};

/// The metrics that are drawn unless others are asked for, or that say how.
const DRAWN: [Metric; 18] = [
    BYTE_MISS_RATIO,
    CACHE_BYTES,
    CACHE_OBJECTS,
    CAPACITY_FLOOR_PER_EGRESS,
    CAPACITY_OWN_SIZE_PER_EGRESS,
    CAPACITY_PER_EGRESS,
    COST_PER_EGRESS,
    INTER_SERVER_PER_EGRESS,
    LOAD_PER_S,
    LOAD_PER_S_EXPECTED_PEAK,
    MIGRATION_PER_EGRESS,
    MISS_RATIO,
    ORIGIN_PER_EGRESS,
    RECOVERY_S,
    RESERVE_OVER_PEAK,
    TOTAL_PER_EGRESS,
    UTILISATION,
    WARM_UP_S,
];

/// Whether the usual figures need a column: one of a metric that they draw, or one that is of no metric, as that of a
/// parameter.
pub(super) fn is_drawn(column: &str) -> bool {
    let is_of = |metric: &Metric| {
        let rest = column.strip_prefix(metric.name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    DRAWN.iter().any(is_of) || !METRICS.iter().any(is_of)
}

#[cfg(test)]
mod tests {
    use super::super::{plane, reserve, sweep};
    use super::*;
    use crate::{Row, Table};
    use serde_json::{Value, json};

    /// Points with every column that a summary can have.
    fn summary() -> Table {
        let point = |place: usize| {
            let (layout, alpha) = (["hashed", "mirrored", "dedicated"][place % 3], place / 3);
            let mut row = Row::new();
            row.insert("layout.kind".into(), layout.into());
            row.insert("workload.popularity.alpha".into(), alpha.into());
            row.insert("replications".into(), 2.into());
            for (n, metric) in METRICS.iter().enumerate() {
                let value = (1 + n + place) as f64;
                row.insert(metric.name.into(), value.into());
                for column in [metric.name.to_owned(), metric.geomean(), metric.within()] {
                    row.insert(format!("{column}_low"), (0.9 * value).into());
                    row.insert(format!("{column}_high"), (1.1 * value).into());
                }
                row.insert(metric.geomean(), (1.05 * value).into());
                for end in ["", "_low", "_high"] {
                    row.insert(format!("{}{end}", metric.ci95()), (0.1 * value).into());
                }
            }
            row.insert("warnings".into(), Value::from("few-bins"));
            row
        };
        Table { rows: (0..6).map(point).collect() }
    }

    #[test]
    fn no_figure_needs_another_column() {
        let all = summary();
        let mut some = all.clone();
        some.rows.iter_mut().for_each(|row| row.retain(|column, _| is_drawn(column)));
        assert!(some.rows[0].len() < all.rows[0].len() / 2);
        assert_eq!(some.rows[0]["layout.kind"], json!("hashed"));
        let none = Table::default();
        let one_alpha = |table: &Table| Table { rows: table.rows[..3].to_vec() };
        for (some, all) in [(&some, &all), (&one_alpha(&some), &one_alpha(&all))] {
            let drawn = |table: &Table| {
                let mut figures =
                    vec![plane::figure(table).unwrap(), reserve::figure(table, &none)];
                let of_sweep = sweep::default_figures(table, &none).unwrap();
                figures.extend(of_sweep.into_iter().map(|(_, figure)| figure));
                figures.iter().map(|figure| figure.points().rows).collect::<Vec<_>>()
            };
            assert!(drawn(all).iter().all(|points| !points.is_empty()));
            assert_eq!(drawn(some), drawn(all));
        }
    }
}
