//! Popularity by rank, with the fitted law.

use crate::study::variation::found::Found;
use hotset_results::{Row, Table};
use hotset_workloads::synthetic::harmonic;

/// The table of objects ends here: further down all have equal counts.
const OBJECTS_MAX: usize = 100_000;

/// The requests that the fitted law gives to a rank.
fn fitted(found: &Found, rank: usize) -> Option<f64> {
    let fit = found.zipf_fit()?;
    let norm = harmonic(found.profile.ranked.len() as u64, fit.alpha);
    Some(found.profile.requests as f64 * libm::pow(rank as f64, -fit.alpha) / norm)
}

pub(in crate::study::variation) fn popularity(
    found: &Found,
    name: &dyn Fn(u32) -> String,
) -> Table {
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
pub(in crate::study::variation) fn popularity_curve(found: &Found) -> Table {
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
