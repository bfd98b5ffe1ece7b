//! What a station counts.

/// What a station counted over all time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StationCounts {
    /// Jobs that were served.
    pub jobs: u64,
    /// Jobs that were rejected.
    pub refused: u64,
    /// Sum of the service times of jobs alone.
    pub service_ns: u128,
    /// Sum of sojourn times.
    pub sojourn_ns: u128,
    /// The number of jobs present, integrated over time: equal to `sojourn_ns` by Little's law.
    pub jobs_ns: u128,
    /// The most jobs present at a time.
    pub jobs_max: usize,
    /// When the last of them departed, in nanoseconds.
    pub end_ns: u64,
}

/// What a station did in one time bin, by arrival of the jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StationCell {
    /// Jobs that were accepted.
    pub jobs: u64,
    /// Jobs that were rejected.
    pub refused: u64,
    /// Offered service time: the sum of the service times of all jobs, rejected ones too, divided by the number
    /// of channels. Over the width of the bin it is the offered load, which may exceed 1.
    pub offered_ns: u64,
    /// The most jobs present at a time.
    pub jobs_max: u64,
}
