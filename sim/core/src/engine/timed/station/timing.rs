//! Disciplines, rates and limits of a station.

/// The queueing discipline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Discipline {
    /// First come, first served.
    #[default]
    Fifo,
    /// Processor sharing: all jobs at the same time, each at an equal share of the rate.
    Sharing,
}

/// The discipline, rate and limits of a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StationTiming {
    /// How jobs share the rate.
    pub discipline: Discipline,
    /// Parallel channels, each with its part of the rate; at least 1. Ignored with processor sharing.
    pub channels: u64,
    /// The rate in bytes per second; `None`: bytes take no time.
    pub bytes_per_s: Option<u64>,
    /// Overhead per job.
    pub overhead_ns: u64,
    /// The most jobs in the station at a time, in service or waiting; others are rejected. It also limits how
    /// many requests wait at a server for fetches in progress. `None`: unlimited.
    pub jobs_max: Option<usize>,
}

impl Default for StationTiming {
    /// One channel in which jobs take no time.
    fn default() -> Self {
        Self {
            discipline: Discipline::default(),
            channels: 1,
            bytes_per_s: None,
            overhead_ns: 0,
            jobs_max: None,
        }
    }
}
