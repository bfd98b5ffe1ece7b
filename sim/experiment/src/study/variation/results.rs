//! An analysis from input to tables.

use super::analysed::AnalysedInput;
use super::found::{Found, Top};
use super::input::Input;
use super::request::Analysis;
use super::summary::summary;
use super::tables;
use crate::study::error::StudyError;
use hotset_results::{Row, Table};

/// The results of an analysis.
#[derive(Debug)]
pub struct AnalysisResults {
    /// What the input is.
    pub input: AnalysedInput,
    /// Popularity, and how it varies.
    pub found: Found,
    /// The most popular objects over time, and their bursts.
    pub top: Top,
    /// Tables, each with the name of its file.
    pub tables: Vec<(&'static str, Table)>,
    /// Popularity by rank, with the fitted law, at as many ranks as a figure shows.
    pub popularity_curve: Table,
    /// The summary.
    pub summary: Row,
}

/// Analyses a trace or counts over time.
///
/// # Errors
/// If the input cannot be read, or bins are narrower than a microsecond or wider than 1e9 seconds.
pub fn analyze(analysis: &Analysis) -> Result<AnalysisResults, StudyError> {
    if let Some(bin_s) = analysis.bin_s.filter(|bin_s| !(1e-6..=1e9).contains(bin_s)) {
        let what = format!("found bins of {bin_s} s; expected 1e-6 to 1e9 seconds");
        return Err(StudyError::input(what));
    }
    let mut input = Input::open(analysis)?;
    let found = input.study(analysis)?;
    let analysed = input.analysed();
    let top = input.top(analysis, &found)?;
    let name = |object| input.name(object);
    let churn = tables::churn(&found);
    let means = tables::churn_means(&churn);
    let summary = summary(&found, &top, &means, input.report().as_ref());
    let tables = vec![
        ("popularity.csv", tables::popularity(&found, &name)),
        ("rate.csv", tables::rate(&found.rate)),
        ("concentration.csv", tables::concentration(&found)),
        ("staleness.csv", tables::staleness(&found)),
        ("churn.csv", churn),
        ("rhythm.csv", tables::rhythm(&found)),
        ("bursts.csv", tables::bursts(&found, &top, &name)),
        ("burst_curves.csv", tables::curves(&found, &top)),
        ("heat.csv", tables::heat(&found, &top, &name)),
    ];
    let popularity_curve = tables::popularity_curve(&found);
    Ok(AnalysisResults { input: analysed, found, top, tables, popularity_curve, summary })
}
