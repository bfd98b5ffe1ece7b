//! A file of counts that is being read.

use super::rows::CountRows;
use crate::SourceError;

pub(super) struct SeriesReader<'a> {
    pub(super) path: String,
    pub(super) rows: &'a mut CountRows,
}

impl SeriesReader<'_> {
    pub(super) fn line(&self, line: u64, what: String) -> SourceError {
        SourceError::Line { path: self.path.clone(), line, what }
    }
}
