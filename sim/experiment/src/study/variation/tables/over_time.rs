//! What varies from bin to bin: rate, concentration, turnover, staleness, cycles.

use crate::study::variation::found::Found;
use hotset_results::{Row, Table};
use hotset_workloads::analysis::{RateSeries, WidthStudy};
use serde_json::Value;

pub(in crate::study::variation) fn row(columns: &[(&str, Value)]) -> Row {
    columns.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

/// A count, which is a whole number unless it was sampled.
pub(super) fn count(count: f64) -> Value {
    if count.fract() == 0.0 { (count as u64).into() } else { count.into() }
}

/// The popularity within each bin, at every width.
pub(in crate::study::variation) fn concentration(found: &Found) -> Table {
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
pub(in crate::study::variation) fn churn(found: &Found) -> Table {
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
pub(in crate::study::variation) fn churn_means(churn: &Table) -> Table {
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

/// Hit ratios of lists of the most popular objects as they age, at every width.
pub(in crate::study::variation) fn staleness(found: &Found) -> Table {
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
pub(in crate::study::variation) fn rhythm(found: &Found) -> Table {
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

/// Requests and bytes by bin; the rate of the latter where the trace states sizes.
pub(in crate::study::variation) fn rate(rate: &RateSeries, has_sizes: bool) -> Table {
    let width_s = rate.width_s();
    let rows = rate.bins().iter().enumerate().map(|(bin, &(requests, bytes))| {
        let mut row = Row::new();
        row.insert("bin".into(), bin.into());
        row.insert("time_s".into(), (bin as f64 * width_s).into());
        row.insert("unix_s".into(), (rate.start().as_s() + bin as f64 * width_s).into());
        row.insert("requests".into(), requests.into());
        row.insert("bytes".into(), bytes.into());
        row.insert("requests_per_s".into(), (requests as f64 / width_s).into());
        if has_sizes {
            row.insert("bytes_per_s".into(), (bytes as f64 / width_s).into());
        }
        row
    });
    Table { rows: rows.collect() }
}
