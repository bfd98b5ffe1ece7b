//! What serves a queue, and how fast.

/// How what waits shares the rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Discipline {
    /// One after the other, in the order of arrival.
    #[default]
    Fifo,
    /// All at the same time, each at an equal share of the rate (processor sharing).
    Sharing,
}

/// What a job takes, and how many may be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StationTiming {
    /// How jobs share the rate.
    pub discipline: Discipline,
    /// Jobs that are served at a time, in order of arrival, each at its part of the rate; at least 1.
    /// Where all share the rate it is not asked for.
    pub channels: u64,
    /// Bytes per second; `None`: no time is spent on bytes.
    pub bytes_per_s: Option<u64>,
    /// What every job takes beside its bytes.
    pub overhead_ns: u64,
    /// Jobs that may be there at a time, the one in service among them; others are turned down. As many
    /// requests may wait at a server for fetches of others. `None`: any number.
    pub jobs_max: Option<usize>,
}

impl Default for StationTiming {
    /// One channel in which nothing takes time.
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
