//! The results of one run.

use crate::{Grid, Row};
use serde::{Deserialize, Serialize};

/// The results of a finished run: its row of the main table, and its rows of the detailed ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The run's row of `runs.csv`.
    pub run: Row,
    /// Its part of `series.csv`: a row per time bin.
    pub series: Grid,
    /// Its part of `servers.csv`: a row per server.
    pub servers: Grid,
    /// Its part of `loads.csv`, if requested: a row per time bin and server.
    pub loads: Grid,
}
