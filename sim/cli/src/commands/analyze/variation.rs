//! Tables of what varies.

use super::input::{Found, Top};
use hotset_results::{Row, Table};
use hotset_workloads::ObjectId;
use hotset_workloads::analysis::{Burst, BurstClass, Component, DecayLaw, WidthStudy};
use serde_json::{Value, json};

/// Objects and columns of the heat map.
const HEAT_OBJECTS: usize = 40;
const HEAT_COLUMNS: usize = 120;
/// Bins before and after a peak that the curves of bursts show.
const CURVE_BEFORE: usize = 8;
const CURVE_AFTER: usize = 24;

fn row(columns: &[(&str, Value)]) -> Row {
    columns.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

/// The popularity within each bin, at every width.
pub(super) fn concentration(found: &Found) -> Table {
    let of_width = |width: &WidthStudy| -> Vec<Row> {
        let profiles = width.profiles.iter();
        profiles
            .map(|profile| {
                row(&[
                    ("bin_s", width.width_s().into()),
                    ("unix_s", width.start_of(profile.bin).as_s().into()),
                    ("requests", profile.requests.into()),
                    ("objects", profile.objects.into()),
                    ("top_1_percent_share", profile.top_1_percent_share.into()),
                    ("top_10_share", profile.top_10_share.into()),
                    ("zipf_alpha", profile.zipf_alpha.into()),
                ])
            })
            .collect()
    };
    Table { rows: found.variation.widths.iter().flat_map(of_width).collect() }
}

/// The turnover from each bin to the next, at every width.
pub(super) fn churn(found: &Found) -> Table {
    let of_width = |width: &WidthStudy| -> Vec<Row> {
        let turnovers = width.turnovers.iter();
        turnovers
            .map(|(bin, turnover)| {
                row(&[
                    ("bin_s", width.width_s().into()),
                    ("unix_s", width.start_of(*bin).as_s().into()),
                    ("k", turnover.k.into()),
                    ("jaccard", turnover.found.jaccard.into()),
                    ("jaccard_baseline", turnover.baseline.jaccard.into()),
                    ("jaccard_baseline_sd", turnover.baseline_jaccard_sd.into()),
                    ("rbo", turnover.found.rbo.into()),
                    ("rbo_baseline", turnover.baseline.rbo.into()),
                ])
            })
            .collect()
    };
    Table { rows: found.variation.widths.iter().flat_map(of_width).collect() }
}

/// The means of the turnover, a row for each width and number of ranks.
pub(super) fn churn_means(churn: &Table) -> Table {
    let number = |row: &Row, column: &str| row.get(column).and_then(Value::as_f64).unwrap_or(0.0);
    let mut groups: Vec<(f64, f64, Vec<&Row>)> = Vec::new();
    for row in &churn.rows {
        let (width, k) = (number(row, "bin_s"), number(row, "k"));
        match groups.iter_mut().find(|group| (group.0, group.1) == (width, k)) {
            Some(group) => group.2.push(row),
            None => groups.push((width, k, vec![row])),
        }
    }
    groups.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mean = |rows: &[&Row], column: &str| {
        rows.iter().map(|row| number(row, column)).sum::<f64>() / rows.len() as f64
    };
    let rows = groups.iter().map(|(width, k, rows)| {
        row(&[
            ("bin_s", (*width).into()),
            ("k", (*k).into()),
            ("pairs_of_bins", rows.len().into()),
            ("jaccard", mean(rows, "jaccard").into()),
            ("jaccard_baseline", mean(rows, "jaccard_baseline").into()),
            ("rbo", mean(rows, "rbo").into()),
            ("rbo_baseline", mean(rows, "rbo_baseline").into()),
        ])
    });
    Table { rows: rows.collect() }
}

/// What lists of the most popular objects still catch as they age, at every width.
pub(super) fn staleness(found: &Found) -> Table {
    let of_width = |width: &WidthStudy| -> Vec<Row> {
        let stale = width.staleness().into_iter();
        stale
            .map(|stale| {
                row(&[
                    ("bin_s", width.width_s().into()),
                    ("k", stale.k.into()),
                    ("age_bins", stale.age_bins.into()),
                    ("age_s", (stale.age_bins as f64 * width.width_s()).into()),
                    ("pairs_of_bins", stale.pairs.into()),
                    ("requests_share", stale.share().into()),
                    ("share_of_oracle", stale.share_of_oracle().into()),
                ])
            })
            .collect()
    };
    Table { rows: found.variation.widths.iter().flat_map(of_width).collect() }
}

/// The profiles of day and week.
pub(super) fn rhythm(found: &Found) -> Table {
    let components = [("daily", &found.seasonality.daily), ("weekly", &found.seasonality.weekly)];
    let dated = found.rate.start().is_date();
    let rows = components.into_iter().filter_map(|(name, c)| Some((name, c.as_ref()?)));
    let rows = rows.flat_map(|(name, component)| {
        component.profile.iter().enumerate().map(move |(phase, level)| {
            row(&[
                ("component", name.into()),
                ("dated", dated.into()),
                ("phase", phase.into()),
                ("level", (*level).into()),
            ])
        })
    });
    Table { rows: rows.collect() }
}

/// Every burst found, with its fits.
pub(super) fn bursts(found: &Found, top: &Top, name: &dyn Fn(ObjectId) -> String) -> Table {
    let width_s = found.rate.width_s();
    let start_s = found.rate.start().as_s();
    let rows = top.bursts.iter().map(|(series, burst)| {
        let mut columns = vec![
            ("object", Value::from(name(top.series.objects[*series]))),
            ("onset_unix_s", (start_s + burst.onset as f64 * width_s).into()),
            ("peak_unix_s", (start_s + burst.peak as f64 * width_s).into()),
            ("duration_s", ((burst.end - burst.onset) as f64 * width_s).into()),
            ("peak_requests", burst.peak_count.into()),
            ("usual_requests", burst.level.into()),
            ("magnitude", burst.magnitude.into()),
            ("share_of_requests", burst.share.into()),
            ("next_bin_share_of_peak", burst.next_share.into()),
            ("peak_fraction", burst.peak_fraction.into()),
            ("before_share", burst.before_share.into()),
            ("class", burst.class.name().into()),
            ("class_confidence", burst.class_confidence.into()),
        ];
        columns.extend(decay(burst, width_s));
        row(&columns)
    });
    Table { rows: rows.collect() }
}

fn decay(burst: &Burst, width_s: f64) -> Vec<(&'static str, Value)> {
    let Some(fits) = &burst.decay else {
        return ["decay", "decay_confidence", "tau_s", "t0_s", "p"]
            .map(|name| (name, Value::Null))
            .to_vec();
    };
    let tau_s = match fits.exponential.law {
        DecayLaw::Exponential { tau } => tau * width_s,
        DecayLaw::Power { .. } => f64::NAN,
    };
    let (t0_s, p) = match fits.power.law {
        DecayLaw::Power { t0, p } => (t0 * width_s, p),
        DecayLaw::Exponential { .. } => (f64::NAN, f64::NAN),
    };
    let law = match fits.best().law {
        DecayLaw::Exponential { .. } => "exponential",
        DecayLaw::Power { .. } => "power-law",
    };
    vec![
        ("decay", law.into()),
        ("decay_confidence", fits.confidence().into()),
        ("tau_s", tau_s.into()),
        ("t0_s", t0_s.into()),
        ("p", p.into()),
    ]
}

/// Quartiles, over the bursts of a class, of the count around the peak over that of the peak. For
/// each object its highest burst counts.
pub(super) fn curves(found: &Found, top: &Top) -> Table {
    let mut rows = Vec::new();
    for class in [BurstClass::Exogenous, BurstClass::Endogenous] {
        let of_class: Vec<&(usize, Burst)> =
            highest(top).filter(|(_, burst)| burst.class == class).collect();
        for offset in 0..=CURVE_BEFORE + CURVE_AFTER {
            let at = |entry: &&&(usize, Burst)| {
                let bin = (entry.1.peak + offset).checked_sub(CURVE_BEFORE)?;
                let count = top.series.counts[entry.0].get(bin)?;
                Some(*count as f64 / entry.1.peak_count)
            };
            let mut values: Vec<f64> = of_class.iter().filter_map(|entry| at(&entry)).collect();
            values.sort_by(f64::total_cmp);
            if values.is_empty() {
                continue;
            }
            let quantile = |q: f64| values[((values.len() - 1) as f64 * q).round() as usize];
            rows.push(row(&[
                ("class", class.name().into()),
                ("bin_s", found.rate.width_s().into()),
                ("bins_after_peak", (offset as f64 - CURVE_BEFORE as f64).into()),
                ("bursts", values.len().into()),
                ("lower_quartile", quantile(0.25).into()),
                ("median", quantile(0.5).into()),
                ("upper_quartile", quantile(0.75).into()),
            ]));
        }
    }
    Table { rows }
}

/// The highest burst of each object: the first that is listed of it.
pub(super) fn highest(top: &Top) -> impl Iterator<Item = &(usize, Burst)> {
    let mut last = usize::MAX;
    top.bursts.iter().filter(move |(row, _)| std::mem::replace(&mut last, *row) != *row)
}

/// The most popular objects over time: each count over the object's highest.
pub(super) fn heat(found: &Found, top: &Top, name: &dyn Fn(ObjectId) -> String) -> Table {
    let bins = found.rate.bins().len();
    let per_column = bins.div_ceil(HEAT_COLUMNS).max(1);
    let column_s = per_column as f64 * found.rate.width_s();
    let mut rows = Vec::new();
    for (rank, counts) in top.series.counts.iter().take(HEAT_OBJECTS).enumerate() {
        let columns: Vec<u64> = counts.chunks(per_column).map(|c| c.iter().sum()).collect();
        let highest = columns.iter().copied().max().unwrap_or(0).max(1) as f64;
        for (column, &count) in columns.iter().enumerate() {
            rows.push(row(&[
                ("rank", (rank + 1).into()),
                ("object", name(top.series.objects[rank]).into()),
                ("time_s", (column as f64 * column_s).into()),
                ("width_s", column_s.into()),
                ("requests", count.into()),
                ("share_of_highest", (count as f64 / highest).into()),
            ]));
        }
    }
    Table { rows }
}

/// What the summary says of the variation.
pub(super) fn summary(found: &Found, top: &Top, churn_means: &Table) -> Row {
    let mut summary = Row::new();
    let component = |component: &Option<Component>, needs: &str| match component {
        Some(c) => json!({
            "variance_share": c.variance_share,
            "amplitude": c.amplitude,
            "peak": c.peak,
            "peak_to_mean": c.profile.iter().copied().fold(0.0, f64::max),
            "autocorrelation": c.autocorrelation,
        }),
        None => format!("not enough data: needs {needs}").into(),
    };
    let seasonality = &found.seasonality;
    summary.insert("dated".into(), found.rate.start().is_date().into());
    summary.insert("daily".into(), component(&seasonality.daily, DAILY_NEEDS));
    summary.insert("weekly".into(), component(&seasonality.weekly, WEEKLY_NEEDS));
    summary.insert("turnover".into(), json!(churn_means.rows));
    summary.insert("staleness".into(), json!(staleness(found).rows));
    let of_class = |class| top.bursts.iter().filter(|(_, burst)| burst.class == class).count();
    let median = |of: fn(&Burst) -> f64| median(highest(top).map(|(_, burst)| of(burst)));
    summary.insert(
        "bursts".into(),
        json!({
            "objects_looked_at": top.series.objects.len(),
            "objects_with_bursts": highest(top).count(),
            "bursts": top.bursts.len(),
            "exogenous": of_class(BurstClass::Exogenous),
            "endogenous": of_class(BurstClass::Endogenous),
            "noise": of_class(BurstClass::Noise),
            "magnitude_median": median(|burst| burst.magnitude),
            "next_bin_share_of_peak_median": median(|burst| burst.next_share),
        }),
    );
    summary
}

/// What the components of day and week need.
pub(super) const DAILY_NEEDS: &str =
    "two whole days, in bins that divide a quarter of one, and something that varies";
pub(super) const WEEKLY_NEEDS: &str =
    "two whole weeks, in bins that divide a day, and something that varies";

/// The median; `None` without values.
pub(super) fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let (half, odd) = (values.len() / 2, values.len() % 2 == 1);
    match values.len() {
        0 => None,
        _ if odd => Some(values[half]),
        _ => Some(0.5 * (values[half - 1] + values[half])),
    }
}
