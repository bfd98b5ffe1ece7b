//! An analysis from input to tables.

use super::analysed::AnalysedInput;
use super::found::{Found, Top};
use super::input::Input;
use super::request::Analysis;
use super::second_pass::{Accesses, second_pass};
use super::summary::summary;
use super::tables;
use crate::study::error::StudyError;
use hotset_results::{Row, Table};
use hotset_workloads::ObjectId;

/// The results of an analysis.
#[derive(Debug)]
pub struct AnalysisResults {
    /// What the input is.
    pub input: AnalysedInput,
    /// Popularity, and how it varies.
    pub found: Found,
    /// The most popular objects over time, and their bursts.
    pub top: Top,
    /// How objects are accessed, in a trace.
    pub accesses: Option<Accesses>,
    /// Tables, each with the name of its file.
    pub tables: Vec<(&'static str, Table)>,
    /// Popularity by rank, with the fitted law, at as many ranks as a figure shows.
    pub popularity_curve: Table,
    /// The summary.
    pub summary: Row,
}

impl AnalysisResults {
    /// The share of the objects that stack distances are from; `None` of counts over time.
    pub fn sampling_rate(&self) -> Option<f64> {
        self.accesses.as_ref().map(|accesses| accesses.stack.rate)
    }
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
    let (top, accesses) = second_pass(analysis, &found)?;
    let name = |object| input.name(object);
    let churn = tables::churn(&found);
    let means = tables::churn_means(&churn);
    let mut summary = summary(&found, &top, &means, input.report().as_ref());
    if let Some(accesses) = &accesses {
        summary.insert("stack_distance_sampling_rate".into(), accesses.stack.rate.into());
    }
    let has_sizes = accesses.as_ref().is_some_and(|accesses| accesses.study.has_sizes());
    let mut tables = vec![
        ("popularity.csv", tables::popularity(&found, &name)),
        ("rate.csv", tables::rate(&found.rate, has_sizes)),
        ("concentration.csv", tables::concentration(&found)),
        ("staleness.csv", tables::staleness(&found)),
        ("churn.csv", churn),
        ("rhythm.csv", tables::rhythm(&found)),
        ("bursts.csv", tables::bursts(&found, &top, &name)),
        ("burst_curves.csv", tables::curves(&found, &top)),
        ("heat.csv", tables::heat(&found, &top, &name)),
    ];
    if let Some(accesses) = &accesses {
        tables.extend(access_tables(accesses, &found, &name));
    }
    let popularity_curve = tables::popularity_curve(&found);
    Ok(AnalysisResults { input: analysed, found, top, accesses, tables, popularity_curve, summary })
}

fn access_tables(
    Accesses { study, stack }: &Accesses,
    found: &Found,
    name: &dyn Fn(ObjectId) -> String,
) -> Vec<(&'static str, Table)> {
    vec![
        ("reuse_times.csv", tables::reuse_times(&study.reuse_ns)),
        ("reuse_requests.csv", tables::reuse_requests(&study.reuse_requests)),
        ("stack_distances.csv", tables::stack_distances(stack)),
        ("miss_ratio.csv", tables::miss_ratios(stack)),
        ("sizes.csv", tables::sizes(study)),
        ("footprint.csv", tables::footprint(study, found)),
        ("popularity_decay.csv", tables::popularity_decay(&study.decay, found)),
        ("one_hits.csv", tables::one_hits(study)),
        ("accesses.csv", tables::accesses(study, name)),
    ]
}
