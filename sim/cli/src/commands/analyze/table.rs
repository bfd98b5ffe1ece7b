//! What an analysis shows on the terminal.

use crate::units::{bytes, grouped, span, span_of_one};
use hotset_experiment::variation::{DAILY_NEEDS, Found, Top, WEEKLY_NEEDS, median};
use hotset_results::terminal_table;
use hotset_workloads::analysis::{Burst, Component, Staleness};

/// Popularity, cycles, turnover and bursts, a row each.
pub(super) fn table(found: &Found, top: &Top) -> String {
    let mut rows = popularity_rows(found);
    let width = span(found.rate.width_s());
    let peak = match found.rate.bins().len() {
        0 | 1 => "not enough data: a single bin".to_owned(),
        _ => format!("{:.2}", found.rate.peak_to_mean()),
    };
    rows.push((format!("busiest {width} over the average"), peak));
    let seasonality = &found.seasonality;
    let [hours, days] = match found.rate.start().is_date() {
        true => ["h", "d after Monday"],
        false => ["h of each 24 from time 0 (no dates)", "d of each seven from time 0 (no dates)"],
    };
    rows.push(("daily cycle".into(), cycle(&seasonality.daily, hours, DAILY_NEEDS)));
    rows.push(("weekly cycle".into(), cycle(&seasonality.weekly, days, WEEKLY_NEEDS)));
    rows.extend(turnover_rows(found));
    rows.extend(staleness_rows(found));
    rows.extend(burst_rows(top));
    let rows: Vec<Vec<String>> = rows.into_iter().map(|(name, value)| vec![name, value]).collect();
    terminal_table(&["", "value"], &rows)
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn popularity_rows(found: &Found) -> Vec<(String, String)> {
    let profile = &found.profile;
    let row = |name: &str, value: String| (name.to_owned(), value);
    let mut rows = vec![
        row("requests", grouped(profile.requests)),
        row("objects", grouped(profile.ranked.len() as u64)),
    ];
    rows.extend(
        found.footprint_bytes.map(|total| row("bytes of all objects", bytes(total as f64))),
    );
    rows.extend([
        row("requests for the top 0.1 % of objects", percent(profile.top_share(0.001))),
        row("requests for the top 1 % of objects", percent(profile.top_share(0.01))),
        row("requests for the top 10 % of objects", percent(profile.top_share(0.1))),
        row("objects asked for once", percent(profile.one_hit_share())),
        row(
            "Zipf exponent, maximum likelihood",
            found.zipf_fit().map_or("too few objects".to_owned(), |fit| {
                format!("{:.3} ± {:.3}", fit.alpha, 1.96 * fit.standard_error)
            }),
        ),
    ]);
    rows
}

fn cycle(component: &Option<Component>, unit: &str, needs: &str) -> String {
    let Some(found) = component else { return format!("not enough data: needs {needs}") };
    let peak = found.profile.iter().copied().fold(0.0, f64::max);
    format!(
        "{} of the variance; peak {peak:.2} of the mean, at {:.1} {unit}",
        percent(found.variance_share),
        found.peak
    )
}

/// The turnover of the top 100 (or of what there is) at every width.
fn turnover_rows(found: &Found) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for width in &found.variation.widths {
        let width_name = span(width.width_s());
        let name = |k: usize| format!("top {k} in common, {width_name} to the next (Jaccard)");
        let of = |k| width.turnovers.iter().filter(move |(_, t)| t.k == k).map(|(_, t)| t);
        let Some(k) = [100, 10].into_iter().find(|&k| of(k).next().is_some()) else {
            rows.push((
                name(10),
                "not enough data: needs ten objects in neighbouring bins".to_owned(),
            ));
            continue;
        };
        let n = of(k).count() as f64;
        let found = of(k).map(|t| t.found.jaccard).sum::<f64>() / n;
        let chance = of(k).map(|t| t.baseline.jaccard).sum::<f64>() / n;
        rows.push((name(k), format!("{found:.3} ({chance:.3} if nothing but sampling varied)")));
    }
    rows
}

/// What the top 10, 100 and 1,000 of some bins ago still catch, over what the current ones do.
fn staleness_rows(found: &Found) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for width in &found.variation.widths {
        let stale = width.staleness();
        let mut ks: Vec<usize> = stale.iter().map(|known| known.k).collect();
        ks.dedup();
        for k in ks {
            // A few ages are enough to see how it falls; staleness.csv has all.
            const SHOWN: [u64; 5] = [1, 4, 24, 52, 168];
            let shown = |known: &&Staleness| known.k == k && SHOWN.contains(&known.age_bins);
            let shares = stale.iter().filter(shown).map(|known| {
                let age = span_of_one(known.age_bins as f64 * width.width_s());
                format!("{} at {age}", percent(known.share_of_oracle()))
            });
            let shares: Vec<String> = shares.collect();
            let name = format!(
                "an old top {k} catches of the current one's, by {}",
                span(width.width_s())
            );
            rows.push((name, shares.join(", ")));
        }
    }
    rows
}

fn burst_rows(top: &Top) -> Vec<(String, String)> {
    let objects = top.series.objects.len();
    let count = |class: &str| top.bursts.iter().filter(|(_, b)| b.class.name() == class).count();
    let mut rows = vec![(
        format!("bursts of the {} most popular objects", grouped(objects as u64)),
        format!(
            "{} in {} objects: {} exogenous, {} endogenous, {} unclear",
            top.bursts.len(),
            top.highest().count(),
            count("exogenous"),
            count("endogenous"),
            count("noise")
        ),
    )];
    let median = |of: fn(&(usize, Burst)) -> f64| median(top.highest().map(of));
    if let Some((magnitude, next)) = median(|(_, b)| b.magnitude).zip(median(|(_, b)| b.next_share))
    {
        rows.push((
            "highest burst of each, median".to_owned(),
            format!(
                "{magnitude:.0} times the usual; {} of the peak in the next bin",
                percent(next)
            ),
        ));
    }
    rows
}
