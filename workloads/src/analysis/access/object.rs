//! What is kept of each object while its requests go by.

/// The state of an object: 32 bytes, so that a request touches one cache line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ObjectState {
    /// Time of its last request, in nanoseconds.
    pub(super) last_ns: u64,
    /// Number of its last request, counted from 1 over all objects; 0 before the first.
    pub(super) last_request: u64,
    /// The largest size seen, in bytes.
    pub(super) bytes: u64,
    /// The bin of its last request.
    pub(super) bin: u32,
    /// The period of its first request.
    pub(super) cohort: u8,
    /// Whether it was requested more than once.
    pub(super) again: bool,
    /// Its row in the sample of objects, counted from 1; 0 for all others.
    pub(super) sample_row: u8,
}

impl ObjectState {
    /// Whether it was not requested before.
    pub(super) fn is_new(&self) -> bool {
        self.last_request == 0
    }
}
