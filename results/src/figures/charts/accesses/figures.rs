//! The figures of how objects are accessed.

use super::decay::decay;
use super::footprint::{footprint_bytes, footprint_objects};
use super::objects::objects;
use super::one_hits::one_hits;
use super::reuse::{miss_ratio, reuse_distances, reuse_times};
use super::sizes::sizes;
use crate::Table;
use crate::figures::error::FigureError;
use crate::figures::files::{Drawing, FigureFiles};
use crate::figures::scene::{Figure, Panel};
use crate::tables::number;

/// Draws the figures that there is data for, from the tables `reuse_times.csv`, `reuse_requests.csv`,
/// `stack_distances.csv`, `miss_ratio.csv`, `sizes.csv`, `footprint.csv`, `one_hits.csv`,
/// `popularity_decay.csv` and `accesses.csv` of an analysis.
///
/// # Errors
/// If the drawing fails.
pub fn access_figures<'a>(
    table: &dyn Fn(&str) -> &'a Table,
    drawing: &Drawing,
) -> Result<FigureFiles, FigureError> {
    let stack = table("stack_distances.csv");
    let footprint = table("footprint.csv");
    let figures: [(&str, Vec<Option<Panel>>, String); 5] = [
        (
            "reuse",
            vec![
                reuse_times(table("reuse_times.csv")),
                reuse_distances(table("reuse_requests.csv"), stack),
                miss_ratio(table("miss_ratio.csv")),
            ],
            sampling_note(stack),
        ),
        ("sizes", vec![sizes(table("sizes.csv"))], String::new()),
        (
            "footprint",
            vec![
                footprint_objects(footprint),
                footprint_bytes(footprint),
                one_hits(table("one_hits.csv")),
            ],
            String::new(),
        ),
        ("decay", vec![decay(table("popularity_decay.csv"))], String::new()),
        ("accesses", vec![objects(table("accesses.csv"))], String::new()),
    ];
    let mut all = FigureFiles::new();
    for (name, panels, note) in figures {
        let panels: Vec<Panel> = panels.into_iter().flatten().collect();
        if !panels.is_empty() {
            all.extend(drawing.files(name, &Figure { panels, note, ..Figure::default() })?);
        }
    }
    Ok(all)
}

/// What share of the objects stack distances are from, where not all were taken.
pub(in crate::figures::charts) fn sampling_note(stack_distances: &Table) -> String {
    let rate = stack_distances.rows.first().and_then(|row| number(row, "sampling_rate"));
    match rate {
        Some(rate) if rate < 1.0 => format!(
            "Stack distances, and miss ratios of LRU, from a sample of {:.2} % of the objects.",
            100.0 * rate
        ),
        _ => String::new(),
    }
}
