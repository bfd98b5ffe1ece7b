//! How much memory the tables of results take at most: they are written run by run.

use crate::plan::point::Point;
use crate::spec::bounds::BoundsSpec;
use crate::spec::series_by::SeriesBy;
use crate::spec::workload::WorkloadSpec;

/// A cell of a finer table while its run is read and written.
const CELL_BYTES: f64 = 90.0;
/// A cell of a finer table in columns, which are written in groups of rows.
const COLUMN_CELL_BYTES: f64 = 32.0;
/// Rows of a group.
const GROUP_ROWS: f64 = 131_072.0;

impl Point {
    /// A bound on what is kept of a run until all are done: its keys, its places in the store, its metrics in the
    /// summary, and its bounds.
    pub(crate) fn kept_run_bytes_max(&self) -> f64 {
        let Some(study) = self.traffic() else { return 3_500.0 };
        let own = if study.timing.is_some() { 5_000.0 } else { 3_500.0 };
        let bounds = match study.bounds {
            BoundsSpec::None => 0.0,
            BoundsSpec::Static | BoundsSpec::All => 12_000.0,
        };
        own + bounds
    }

    /// A bound on the memory of the finer tables of so many runs, by bin and by server; `None` for a trace.
    pub(crate) fn grids_bytes_max(&self, runs: f64) -> Option<f64> {
        let WorkloadSpec::Synthetic(model) = &self.workload else { return None };
        let model = &self.lengthened(model);
        let study = self.traffic();
        let columns = if study.is_some_and(|study| study.timing.is_some()) { 34.0 } else { 14.0 };
        // Of a reserve there are the hours of the day.
        let bins = if self.reserve().is_some() { 24.0 } else { self.bins_of(model) };
        let servers = self.servers_of(model);
        let loads = match study.map(|study| study.series_by) {
            Some(SeriesBy::Server) => servers * bins,
            Some(SeriesBy::Total) | None => 0.0,
        };
        let of = |rows: f64| {
            columns * (rows * CELL_BYTES + (rows * runs).min(GROUP_ROWS) * COLUMN_CELL_BYTES)
        };
        Some(of(bins) + of(servers) + of(loads))
    }

    /// A bound on the memory of a point beside its runs: its values, as read and as written, and its rows in the
    /// summary.
    pub(crate) fn point_bytes_max(&self) -> f64 {
        60e3
    }
}
