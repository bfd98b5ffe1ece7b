//! Figures of how access varies: turnover and concentration over time, the cycle of the day,
//! bursts, and the most popular objects as a heat map.

use super::analysis::time_unit;
use super::chart::{Axis, Band, Figure, HeatCell, Look, Mark, Panel, Scale, Series};
use super::{FigureError, FigureFiles, files};
use crate::tables::{number, text};
use crate::{Row, Table};

/// Draws what there is data for, from the tables `churn.csv`, `concentration.csv`, `rhythm.csv`,
/// `burst_curves.csv` and `heat.csv` of an analysis.
///
/// # Errors
/// If the drawing fails.
pub fn variation_figures<'a>(
    table: &dyn Fn(&str) -> &'a Table,
) -> Result<FigureFiles, FigureError> {
    let mut all = FigureFiles::new();
    let over_time = [
        turnover(table("churn.csv")),
        concentration(table("concentration.csv")),
        rhythm(table("rhythm.csv")),
    ];
    let panels: Vec<Panel> = over_time.into_iter().flatten().collect();
    if !panels.is_empty() {
        all.extend(files("variation", &Figure { panels, ..Figure::default() })?);
    }
    if let Some(panel) = curves(table("burst_curves.csv")) {
        all.extend(files("bursts", &Figure { panels: vec![panel], ..Figure::default() })?);
    }
    if let Some(panel) = heat(table("heat.csv")) {
        all.extend(files("heat", &Figure { panels: vec![panel], ..Figure::default() })?);
    }
    Ok(all)
}

fn axis(label: impl Into<String>, scale: Scale) -> Axis {
    Axis { label: label.into(), scale }
}

fn line(label: &str, points: Vec<Band>, look: Look) -> Series {
    Series { label: label.to_owned(), points, look: Look { mark: Mark::None, ..look } }
}

fn plain(x: f64, y: f64) -> Band {
    Band { x, y, half_width: 0.0 }
}

/// The rows at the width of bins whose curve says most: the most rows that can be told apart.
fn readable(rows: Vec<&Row>) -> Vec<&Row> {
    const ROWS_MAX: usize = 400;
    let mut widths: Vec<f64> = rows.iter().filter_map(|row| number(row, "bin_s")).collect();
    widths.sort_by(f64::total_cmp);
    widths.dedup();
    let of = |width: f64| -> Vec<&Row> {
        rows.iter().copied().filter(|row| number(row, "bin_s") == Some(width)).collect()
    };
    let readable = widths.iter().copied().filter(|&width| of(width).len() <= ROWS_MAX);
    let most = readable.max_by_key(|&width| of(width).len());
    most.or(widths.last().copied()).map_or(Vec::new(), of)
}

/// Rows over time: the axis, and each row's time on it since the first.
fn over_time<'a>(rows: &[&'a Row]) -> (Axis, Vec<(f64, &'a Row)>) {
    let times: Vec<f64> = rows.iter().filter_map(|row| number(row, "unix_s")).collect();
    let start = times.iter().copied().fold(f64::INFINITY, f64::min);
    let end = times.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (unit, seconds) = time_unit(end - start);
    let at = |row: &'a Row| Some(((number(row, "unix_s")? - start) / seconds, row));
    (time_axis(unit, rows), rows.iter().filter_map(|row| at(row)).collect())
}

/// The axis of time, with the width of the bins.
fn time_axis(unit: &str, rows: &[&Row]) -> Axis {
    let width = match rows.first().and_then(|row| number(row, "bin_s")).unwrap_or(0.0) {
        604_800.0 => "a week".to_owned(),
        86_400.0 => "a day".to_owned(),
        3_600.0 => "an hour".to_owned(),
        60.0 => "a minute".to_owned(),
        s => several(s),
    };
    axis(format!("Time ({unit}), in bins of {width}"), Scale::Linear)
}

/// A width in its largest whole unit.
fn several(width_s: f64) -> String {
    let units = [(86_400.0, "days"), (3_600.0, "hours"), (60.0, "minutes")];
    let whole = units.iter().find(|(unit, _)| width_s >= *unit && width_s % unit == 0.0);
    whole.map_or(format!("{width_s} s"), |(unit, name)| format!("{} {name}", width_s / unit))
}

/// The turnover of the top, against what chance alone would do.
fn turnover(churn: &Table) -> Option<Panel> {
    const K_WANTED: f64 = 100.0;
    let ks = churn.rows.iter().filter_map(|row| number(row, "k")).filter(|&k| k <= K_WANTED);
    let k = ks.fold(f64::NAN, f64::max);
    let rows = churn.rows.iter().filter(|row| number(row, "k") == Some(k)).collect();
    let rows = readable(rows);
    if rows.len() < 2 {
        return None;
    }
    let (time, rows) = over_time(&rows);
    let of = |column: &str| -> Vec<Band> {
        rows.iter().filter_map(|(x, row)| Some(plain(*x, number(row, column)?))).collect()
    };
    let by_chance = rows.iter().filter_map(|(x, row)| {
        let half_width = 1.96 * number(row, "jaccard_baseline_sd")?;
        Some(Band { x: *x, y: number(row, "jaccard_baseline")?, half_width })
    });
    let grey = Look { colour: (120, 120, 120), dash: Some((30, 15)), ..Look::of(4) };
    Some(Panel {
        x: time,
        y: axis(format!("Top {k} in common, bin to bin"), Scale::LinearFromZero),
        series: vec![
            line("By chance alone", by_chance.collect(), grey),
            line("Found (Jaccard)", of("jaccard"), Look::of(4)),
        ],
        ..Panel::default()
    })
}

fn concentration(table: &Table) -> Option<Panel> {
    let rows = readable(table.rows.iter().collect());
    if rows.len() < 2 {
        return None;
    }
    let (time, rows) = over_time(&rows);
    let of = |column: &str| -> Vec<Band> {
        let at = |(x, row): &(f64, &Row)| Some(plain(*x, 100.0 * number(row, column)?));
        rows.iter().filter_map(at).collect()
    };
    Some(Panel {
        x: time,
        y: axis("Requests in a bin (%)", Scale::LinearFromZero),
        series: vec![
            line("For its top 1 % of objects", of("top_1_percent_share"), Look::of(1)),
            line("For its top 10 objects", of("top_10_share"), Look::of(2)),
        ],
        ..Panel::default()
    })
}

/// The cycle of the day, or of the week where there is none of the day.
fn rhythm(table: &Table) -> Option<Panel> {
    let of = |name: &str| -> Vec<&Row> {
        table.rows.iter().filter(|row| text(row, "component") == name).collect()
    };
    let (rows, label, units) = match (of("daily"), of("weekly")) {
        (day, _) if !day.is_empty() => {
            (day, ["Hour of the day (UTC)", "Hour of each 24 hours"], 24.0)
        }
        (_, week) if !week.is_empty() => (week, ["Days after Monday", "Day of each seven"], 7.0),
        _ => return None,
    };
    let dated = rows.first().is_none_or(|row| row.get("dated") != Some(&false.into()));
    let label = if dated { label[0] } else { label[1] };
    let n = rows.len() as f64;
    let at =
        |row: &&Row| Some(plain((number(row, "phase")? + 0.5) / n * units, number(row, "level")?));
    Some(Panel {
        x: axis(label, Scale::Linear),
        y: axis("Requests over their mean", Scale::LinearFromZero),
        series: vec![line("", rows.iter().filter_map(at).collect(), Look::of(4))],
        ..Panel::default()
    })
}

/// Bursts laid over each other at their peaks.
fn curves(table: &Table) -> Option<Panel> {
    let mut series = Vec::new();
    for (class, name, look) in
        [("exogenous", "Exogenous", Look::of(4)), ("endogenous", "Endogenous", Look::of(1))]
    {
        let rows: Vec<&Row> = table.rows.iter().filter(|row| text(row, "class") == class).collect();
        let of = |column: &str| -> Vec<Band> {
            let at = |row: &&Row| {
                let y = number(row, column)?;
                Some(plain(number(row, "bins_after_peak")?, y))
            };
            rows.iter().filter_map(at).filter(|point| point.y > 0.0).collect()
        };
        let most = rows.iter().filter_map(|row| number(row, "bursts")).fold(0.0, f64::max);
        let quartile = Look { dash: Some((8, 14)), ..look };
        series.push(line(&format!("{name}, median of {most}"), of("median"), look));
        series.push(line("Quartiles", of("lower_quartile"), quartile));
        series.push(line("Quartiles", of("upper_quartile"), quartile));
    }
    series.retain(|series| series.points.len() > 1);
    let bins = match table.rows.first().and_then(|row| number(row, "bin_s")) {
        Some(3_600.0) => "Hours".to_owned(),
        Some(86_400.0) => "Days".to_owned(),
        Some(width_s) => format!("Bins of {}", several(width_s)),
        None => "Bins".to_owned(),
    };
    (!series.is_empty()).then(|| Panel {
        x: axis(format!("{bins} after the peak"), Scale::Linear),
        y: axis("Requests over those of the peak", Scale::Log),
        series,
        ..Panel::default()
    })
}

/// The most popular objects over time.
fn heat(table: &Table) -> Option<Panel> {
    let width_s = table.rows.first().and_then(|row| number(row, "width_s"))?;
    let last_s = table.rows.iter().filter_map(|row| number(row, "time_s")).fold(0.0, f64::max);
    if last_s <= 0.0 {
        return None;
    }
    let (unit, seconds) = time_unit(last_s);
    let cell = |row: &Row| {
        let from_s = number(row, "time_s")?;
        Some(HeatCell {
            x: (from_s / seconds, (from_s + width_s) / seconds),
            y: number(row, "rank")?,
            level: number(row, "share_of_highest")?,
            colour: None,
        })
    };
    Some(Panel {
        x: axis(format!("Time ({unit})"), Scale::Linear),
        y: axis("Rank of the object (dark: its highest)", Scale::Linear),
        series: Vec::new(),
        cells: table.rows.iter().filter_map(cell).collect(),
        ..Panel::default()
    })
}
