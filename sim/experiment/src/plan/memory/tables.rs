//! How much memory the tables of results take at most.

use crate::plan::point::Point;
use crate::spec::bounds::BoundsSpec;
use crate::spec::series_by::SeriesBy;
use crate::spec::workload::WorkloadSpec;

/// A cell of a run's row with its name, in all its copies.
const RUN_CELL_BYTES: f64 = 250.0;

impl Point {
    /// A bound on the memory of the results of one run until all are done, and of their tables: its rows by bin
    /// and by server, and its own; `None` for a trace.
    pub(crate) fn tables_bytes_max(&self) -> Option<f64> {
        let WorkloadSpec::Synthetic(model) = &self.workload else { return None };
        let model = &self.lengthened(model);
        // A cell is 32 bytes in a row that may have twice the capacity, and some in the tables' text, where
        // the parameters of the run stand before each row.
        let study = self.traffic();
        let is_timed = study.is_some_and(|study| study.timing.is_some());
        let (columns, parameters) = if is_timed { (32.0, 80.0) } else { (12.0, 50.0) };
        let row = columns * (64.0 + 20.0) + parameters * 10.0;
        // The run's own row is kept by itself, in the table, in its text and in the summary.
        let own = columns * 2.0 + parameters + if study.is_none() { 0.0 } else { 60.0 };
        // Of a reserve there are no rows by bin.
        let bins = if study.is_none() { 0.0 } else { self.bins_of(model) };
        let loads = match study.map(|study| study.series_by) {
            Some(SeriesBy::Server) => self.servers_of(model) * bins * row,
            Some(SeriesBy::Total) | None => 0.0,
        };
        Some((self.servers_of(model) + bins) * row + loads + own * RUN_CELL_BYTES)
    }

    /// A bound on the memory of a point beside its runs: its values, as read and as written, its rows in the
    /// summary and among the bounds.
    pub(crate) fn point_bytes_max(&self) -> f64 {
        let bounds = match self.traffic().map(|study| study.bounds) {
            None | Some(BoundsSpec::None) => 0.0,
            Some(BoundsSpec::Static | BoundsSpec::All) => 20e3,
        };
        60e3 + bounds
    }
}
