//! The input of an analysis, as results describe it.

/// The input of an analysis.
#[derive(Clone, Debug)]
pub enum AnalysedInput {
    /// A trace.
    Trace {
        /// What reading it found.
        text: String,
    },
    /// Counts over time.
    Counts {
        /// How many series.
        series: usize,
        /// Bins of each.
        bins: usize,
        /// Width of a bin in seconds.
        width_s: f64,
        /// Bins without a row, taken as 0.
        gaps: u64,
    },
}
