//! The results of one run.

use crate::{Grid, Row};
use serde::{Deserialize, Serialize};

/// What a finished run left: its row of the main table, and the rows of the finer ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The run's row of `runs.csv`.
    pub run: Row,
    /// Its part of `series.csv`: a row a time bin.
    pub series: Grid,
    /// Its part of `servers.csv`: a row a server.
    pub servers: Grid,
    /// Its part of `loads.csv`, where that is asked for: a row a time bin and server.
    pub loads: Grid,
}
