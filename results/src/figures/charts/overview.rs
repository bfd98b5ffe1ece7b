//! One page on a trace: small multiples for a paper's section on its traces.

use super::accesses::{
    decay, footprint_objects, miss_ratio, one_hits, reuse_distances, reuse_times, sampling_note,
    sizes,
};
use super::popularity::popularity;
use super::rate::{byte_rate, request_rate};
use super::variation::{concentration, daily_cycle, turnover};
use crate::Table;
use crate::figures::error::FigureError;
use crate::figures::files::{Drawing, FigureFiles};
use crate::figures::scene::{Figure, Panel, Series};

/// Panels of a page: three rows of three.
const PANELS: usize = 9;
const HEIGHT_PT: f64 = 84.0;

/// Draws an overview of a trace from its popularity by rank and the tables of its analysis; without panels
/// there are no files.
///
/// # Errors
/// If the drawing fails.
pub fn overview_figure<'a>(
    by_rank: &Table,
    table: &dyn Fn(&str) -> &'a Table,
    drawing: &Drawing,
) -> Result<FigureFiles, FigureError> {
    let rate = table("rate.csv");
    let stack = table("stack_distances.csv");
    let wanted = [
        ("Popularity", varying(popularity(by_rank))),
        ("Sizes", sizes(table("sizes.csv"))),
        ("Reuse times", reuse_times(table("reuse_times.csv"))),
        ("LRU caches", miss_ratio(table("miss_ratio.csv"))),
        ("Request rate", varying(request_rate(rate))),
        ("Footprint and working set", footprint_objects(table("footprint.csv"))),
        ("One-hit objects", one_hits(table("one_hits.csv"))),
        ("Popularity decay", decay(table("popularity_decay.csv"))),
        ("Cycle", daily_cycle(table("rhythm.csv")).and_then(varying)),
    ];
    // In the places of those that there is no data for.
    let spare = [
        ("Reuse distances", reuse_distances(table("reuse_requests.csv"), stack)),
        ("Concentration", concentration(table("concentration.csv"))),
        ("Byte rate", varying(byte_rate(rate))),
        ("Turnover", turnover(table("churn.csv"))),
    ];
    let titled = |(title, panel): (&str, Option<Panel>)| {
        panel.map(|panel| Panel { title: title.to_owned(), ..panel })
    };
    let panels: Vec<Panel> =
        wanted.into_iter().chain(spare).filter_map(titled).take(PANELS).collect();
    if panels.is_empty() {
        return Ok(FigureFiles::new());
    }
    let has_stack = panels
        .iter()
        .any(|panel| ["LRU caches", "Reuse distances"].contains(&panel.title.as_str()));
    let note = if has_stack { sampling_note(stack) } else { String::new() };
    let figure = Figure { panels, note, panel_height_pt: Some(HEIGHT_PT), ..Figure::default() };
    drawing.files("overview", &figure)
}

/// A panel, unless there is no curve in it or all are level: the rate of a trace without times, which counts
/// requests for seconds.
fn varying(panel: Panel) -> Option<Panel> {
    const LEVEL: f64 = 0.02;
    let varies = |series: &Series| {
        let values = || series.points.iter().map(|point| point.y);
        let highest = values().fold(f64::NEG_INFINITY, f64::max);
        values().any(|value| value < (1.0 - LEVEL) * highest)
    };
    let varies = panel.series.iter().any(varies);
    varies.then_some(panel)
}
