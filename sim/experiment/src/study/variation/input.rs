//! What is analysed: a trace, or counts over time.

use super::analysed::AnalysedInput;
use super::found::Found;
use super::pass::{study_series, study_trace};
use super::request::Analysis;
use crate::study::error::StudyError;
use hotset_workloads::analysis::Seasonality;
use hotset_workloads::formats::{ReadReport, TraceReader};
use hotset_workloads::series::{SeriesOptions, is_series, read_series};
use hotset_workloads::{CountSeries, ObjectId, SimTime};

/// Default width of the bins for a trace of a day or more: an hour.
pub const USUAL_BIN_S: f64 = 3_600.0;

/// An open input.
pub(super) enum Input {
    Trace(Box<TraceReader>),
    Series(Box<CountSeries>),
}

impl Input {
    /// Opens the input: it is a trace if a format is given, counts if a column of counts is; else its content
    /// decides.
    pub(super) fn open(analysis: &Analysis) -> Result<Self, StudyError> {
        let counted = analysis.count_column.is_some() || analysis.series_bin_s.is_some();
        let reading = &analysis.reading;
        let may_be = reading.format.is_none() && reading.log_format.is_none();
        let series = match analysis.only_trace() {
            _ if counted => true,
            Some(path) if may_be => is_series(path).map_err(StudyError::input)?,
            _ => false,
        };
        if !series {
            return analysis.open().map(|reader| Self::Trace(Box::new(reader)));
        }
        let Some(path) = analysis.only_trace() else {
            return Err(StudyError::input(
                "found several files of counts; expected one, or a folder",
            ));
        };
        let options = SeriesOptions {
            time: reading.columns.time.clone(),
            object: reading.columns.object.clone(),
            count: analysis.count_column.clone(),
            event: analysis.event_column.clone(),
            width_s: analysis.series_bin_s,
        };
        let series = read_series(path, &options).map_err(StudyError::input)?;
        Ok(Self::Series(Box::new(series)))
    }

    pub(super) fn name(&self, object: ObjectId) -> String {
        match self {
            Self::Trace(reader) => reader.names().name(object),
            Self::Series(series) => match series.names[object as usize].as_str() {
                "" => "all".to_owned(),
                name => name.to_owned(),
            },
        }
    }

    /// What the input is.
    pub(super) fn analysed(&self) -> AnalysedInput {
        match self {
            Self::Trace(reader) => AnalysedInput::Trace { text: reader.report().to_string() },
            Self::Series(series) => AnalysedInput::Counts {
                series: series.names.len(),
                bins: series.bins,
                width_s: series.width_s(),
                gaps: series.gaps,
            },
        }
    }

    /// The report of reading, for a trace that was read to its end.
    pub(super) fn report(&self) -> Option<ReadReport> {
        match self {
            Self::Trace(reader) => Some(reader.report()),
            Self::Series(_) => None,
        }
    }

    /// Reads everything once; a trace that turns out to be shorter than a day, again in narrower bins,
    /// unless their width is given.
    pub(super) fn study(&mut self, analysis: &Analysis) -> Result<Found, StudyError> {
        let mut found = self.study_in_bins(analysis.bin_s.unwrap_or(USUAL_BIN_S))?;
        if let (None, Some(narrow_s)) = (analysis.bin_s, self.narrower_bin_s(&found)) {
            if let Self::Trace(reader) = self {
                **reader = analysis.open()?;
            }
            found = self.study_in_bins(narrow_s)?;
        }
        let counts: Vec<f64> = found.rate.bins().iter().map(|bin| bin.0 as f64).collect();
        found.seasonality = Seasonality::of(&counts, found.rate.start(), found.rate.width_s());
        Ok(found)
    }

    fn study_in_bins(&mut self, bin_s: f64) -> Result<Found, StudyError> {
        let width_ns = (bin_s * SimTime::NS_PER_S as f64).round() as u64;
        match self {
            Self::Trace(reader) => study_trace(reader, width_ns),
            Self::Series(series) => Ok(study_series(series, width_ns)),
        }
    }

    /// Bins short enough to show variation in less than a day: at most this many, with a minimum of requests
    /// on average.
    fn narrower_bin_s(&self, found: &Found) -> Option<f64> {
        const BINS_MAX: f64 = 200.0;
        const REQUESTS_MIN: f64 = 10.0;
        const WIDTHS_S: [f64; 14] =
            [0.001, 0.01, 0.1, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0];
        let (first, last) = match self {
            Self::Trace(_) => found.span?,
            Self::Series(series) => {
                let end = SimTime(series.start.0 + series.bins as u64 * series.width_ns);
                (series.start, end)
            }
        };
        let span_s = last.as_s() - first.as_s();
        let requests = found.profile.requests as f64;
        let width_s = (span_s / BINS_MAX).max(span_s * REQUESTS_MIN / requests.max(1.0));
        let narrow = WIDTHS_S.into_iter().find(|&width| width >= width_s);
        narrow.filter(|_| span_s > 0.0 && span_s < 86_400.0)
    }
}
