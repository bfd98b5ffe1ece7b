//! Bursts, and the most popular objects over time.

use super::over_time::row;
use crate::study::variation::found::{Found, Top};
use hotset_results::Table;
use hotset_workloads::ObjectId;
use hotset_workloads::analysis::{Burst, BurstClass, DecayLaw};
use serde_json::Value;

/// Objects and columns of the heat map.
const HEAT_OBJECTS: usize = 40;
const HEAT_COLUMNS: usize = 120;
/// Bins before and after a peak that the curves of bursts show.
const CURVE_BEFORE: usize = 8;
const CURVE_AFTER: usize = 24;

/// Every burst found, with its fits.
pub(in crate::study::variation) fn bursts(
    found: &Found,
    top: &Top,
    name: &dyn Fn(ObjectId) -> String,
) -> Table {
    let width_s = found.rate.width_s();
    let start_s = found.rate.start().as_s();
    let rows = top.bursts.iter().map(|(series, burst)| {
        let mut columns = vec![
            ("object", Value::from(name(top.series.objects[*series]))),
            ("onset_unix_s", (start_s + burst.onset as f64 * width_s).into()),
            ("peak_unix_s", (start_s + burst.peak as f64 * width_s).into()),
            ("duration_s", ((burst.end - burst.onset) as f64 * width_s).into()),
            ("peak_requests", (burst.peak_count as u64).into()),
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
pub(in crate::study::variation) fn curves(found: &Found, top: &Top) -> Table {
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
                ("bins_after_peak", (offset as i64 - CURVE_BEFORE as i64).into()),
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
pub(in crate::study::variation) fn heat(
    found: &Found,
    top: &Top,
    name: &dyn Fn(ObjectId) -> String,
) -> Table {
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
                ("unix_s", (found.rate.start().as_s() + column as f64 * column_s).into()),
                ("width_s", column_s.into()),
                ("requests", count.into()),
                ("share_of_highest", (count as f64 / highest).into()),
            ]));
        }
    }
    Table { rows }
}
