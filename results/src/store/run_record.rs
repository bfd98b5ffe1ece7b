//! The results of one run.

use crate::metrics::Metric;
use crate::tables::number;
use crate::{Grid, Row, RunRow};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The results of a finished run: its row of the main table, and its rows of the detailed ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The run's row of `runs.csv`: parameters, replication, id, metrics, warnings.
    pub run: Row,
    /// Its part of `series.csv`: a row per time bin.
    pub series: Grid,
    /// Its part of `servers.csv`: a row per server.
    pub servers: Grid,
    /// Its part of `loads.csv`, if requested: a row per time bin and server.
    pub loads: Grid,
}

impl RunRecord {
    /// Sets a metric of the run; null where the run has no value.
    pub fn insert(&mut self, metric: Metric, value: impl Into<Value>) {
        self.run.insert(metric.name.to_owned(), value.into());
    }

    /// A metric of the run; `None` where it is null or was not measured.
    pub fn number(&self, metric: Metric) -> Option<f64> {
        number(&self.run, metric.name)
    }

    /// The id of the run, by which its rows in the finer tables are joined.
    pub fn run_id(&self) -> &str {
        RunRow(&self.run).run_id()
    }
}
