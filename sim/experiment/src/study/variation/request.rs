//! A study of variation: its input and its bins.

use crate::study::error::StudyError;
use hotset_workloads::formats::{ReadOptions, TraceReader};
use std::path::{Path, PathBuf};

/// A study of how the access to content varies over time: of a trace, or of counts over time.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// The files; several are one trace, in order of time.
    pub traces: Vec<PathBuf>,
    /// How a trace is read; its columns of times and objects hold for counts, too.
    pub reading: ReadOptions,
    /// The column of counts, where the input is counts over time.
    pub count_column: Option<String>,
    /// The column that marks an event.
    pub event_column: Option<String>,
    /// Width of the bins of counts over time, in seconds, where the input does not say.
    pub series_bin_s: Option<f64>,
    /// Width of the time bins in seconds; an hour, or less for a trace shorter than a day.
    pub bin_s: Option<f64>,
}

impl Analysis {
    /// The file, if there is only one.
    pub(super) fn only_trace(&self) -> Option<&Path> {
        match self.traces.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    pub(super) fn open(&self) -> Result<TraceReader, StudyError> {
        TraceReader::open_all(&self.traces, &self.reading).map_err(StudyError::input)
    }
}
