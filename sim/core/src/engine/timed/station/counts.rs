//! What a station counts.

/// What a station counted over all time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StationCounts {
    /// Jobs that were served.
    pub jobs: u64,
    /// Jobs that were turned down.
    pub refused: u64,
    /// Sum of the times that jobs take alone.
    pub service_ns: u128,
    /// Sum of the times from a job's arrival to its departure.
    pub sojourn_ns: u128,
    /// The number of jobs there, integrated over time. Equal to `sojourn_ns` by Little's law.
    pub jobs_ns: u128,
    /// The most jobs that were there at a time.
    pub jobs_max: usize,
    /// When the last of them departed, in nanoseconds.
    pub end_ns: u64,
}

/// What a station did in one time bin, by when jobs came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StationCell {
    /// Jobs that came in, and were not turned down.
    pub jobs: u64,
    /// Jobs that were turned down.
    pub refused: u64,
    /// Sum of the times that jobs take alone, over the channels, those turned down among them: over the
    /// width of the bin, what was asked of the station over what it can do.
    pub asked_ns: u64,
    /// The most that were there at a time.
    pub jobs_max: u64,
}
