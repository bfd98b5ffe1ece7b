//! Tables of what varies.

use super::found::{Found, Top};
use hotset_results::{Row, Table};
use hotset_workloads::ObjectId;
use hotset_workloads::analysis::{Burst, BurstClass, DecayLaw, RateSeries, WidthStudy};
use hotset_workloads::synthetic::harmonic;
use serde_json::Value;

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
            top.highest().filter(|(_, burst)| burst.class == class).collect();
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

/// The table of objects stops here: further down all are alike.
const OBJECTS_MAX: usize = 100_000;

/// The requests that the fitted law gives to a rank.
fn fitted(found: &Found, rank: usize) -> Option<f64> {
    let fit = found.zipf_fit()?;
    let norm = harmonic(found.profile.ranked.len() as u64, fit.alpha);
    Some(found.profile.requests as f64 * libm::pow(rank as f64, -fit.alpha) / norm)
}

pub(super) fn popularity(found: &Found, name: &dyn Fn(u32) -> String) -> Table {
    let rows =
        found.profile.ranked.iter().take(OBJECTS_MAX).enumerate().map(|(index, &(object, n))| {
            let mut row = Row::new();
            row.insert("rank".into(), (index + 1).into());
            row.insert("requests".into(), n.into());
            row.insert("object".into(), name(object).into());
            row
        });
    Table { rows: rows.collect() }
}

/// Ranks at even steps of the logarithm: enough for a smooth line.
pub(super) fn popularity_curve(found: &Found) -> Table {
    let objects = found.profile.ranked.len();
    let mut ranks: Vec<usize> = (0..)
        .map(|step| libm::pow(10.0, f64::from(step) / 50.0).round() as usize)
        .take_while(|&rank| rank < objects)
        .collect();
    ranks.push(objects);
    ranks.dedup();
    let rows = ranks.into_iter().filter(|&rank| rank > 0).map(|rank| {
        let mut row = Row::new();
        row.insert("rank".into(), rank.into());
        row.insert("requests".into(), found.profile.ranked[rank - 1].1.into());
        if let Some(fitted) = fitted(found, rank) {
            row.insert("fitted".into(), fitted.into());
        }
        row
    });
    Table { rows: rows.collect() }
}

pub(super) fn rate(rate: &RateSeries) -> Table {
    let width_s = rate.width_s();
    let rows = rate.bins().iter().enumerate().map(|(bin, &(requests, bytes))| {
        let mut row = Row::new();
        row.insert("bin".into(), bin.into());
        row.insert("time_s".into(), (bin as f64 * width_s).into());
        row.insert("unix_s".into(), (rate.start().as_s() + bin as f64 * width_s).into());
        row.insert("requests".into(), requests.into());
        row.insert("bytes".into(), bytes.into());
        row.insert("requests_per_s".into(), (requests as f64 / width_s).into());
        row
    });
    Table { rows: rows.collect() }
}
