//! The summary of an analysis.

use super::found::{Found, Top, median};
use super::tables;
use hotset_results::{Row, Table};
use hotset_workloads::analysis::{Burst, BurstClass, Component};
use hotset_workloads::formats::ReadReport;
use serde_json::json;

/// Popularity, what reading the trace found, and what varies.
pub(super) fn summary(found: &Found, top: &Top, means: &Table, read: Option<&ReadReport>) -> Row {
    let mut summary = popularity(found);
    if let Some(serde_json::Value::Object(report)) =
        read.and_then(|report| serde_json::to_value(report).ok())
    {
        for (column, value) in report {
            summary.entry(column).or_insert(value);
        }
    }
    summary.extend(variation(found, top, means));
    summary
}

/// The shares of the catalog whose traffic is reported.
const TOP_SHARES: [(&str, f64); 4] = [
    ("top_0.1_percent_share", 0.001),
    ("top_1_percent_share", 0.01),
    ("top_10_percent_share", 0.1),
    ("top_20_percent_share", 0.2),
];

fn popularity(found: &Found) -> Row {
    let mut row = Row::new();
    row.insert("requests".into(), found.profile.requests.into());
    row.insert("objects".into(), found.profile.ranked.len().into());
    if let Some(bytes) = found.footprint_bytes {
        row.insert("footprint_bytes".into(), bytes.into());
    }
    for (name, share) in TOP_SHARES {
        row.insert(name.into(), found.profile.top_share(share).into());
    }
    row.insert("one_hit_share".into(), found.profile.one_hit_share().into());
    if let Some(fit) = found.zipf_fit() {
        row.insert("zipf_alpha".into(), fit.alpha.into());
        row.insert("zipf_alpha_standard_error".into(), fit.standard_error.into());
    }
    row.insert("bin_s".into(), found.rate.width_s().into());
    row.insert("bins".into(), found.rate.bins().len().into());
    row.insert("peak_to_mean".into(), found.rate.peak_to_mean().into());
    row
}

/// The part of the summary on variation.
fn variation(found: &Found, top: &Top, churn_means: &Table) -> Row {
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
    summary.insert("staleness".into(), json!(tables::staleness(found).rows));
    let of_class = |class| top.bursts.iter().filter(|(_, burst)| burst.class == class).count();
    let median = |of: fn(&Burst) -> f64| median(top.highest().map(|(_, burst)| of(burst)));
    summary.insert(
        "bursts".into(),
        json!({
            "objects_looked_at": top.series.objects.len(),
            "objects_with_bursts": top.highest().count(),
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

/// What a daily cycle needs.
pub const DAILY_NEEDS: &str =
    "two whole days, in bins that divide a quarter of one, and something that varies";
/// What a weekly cycle needs.
pub const WEEKLY_NEEDS: &str =
    "two whole weeks, in bins that divide a day, and something that varies";
