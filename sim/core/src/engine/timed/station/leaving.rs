//! Departures of jobs.

/// When the next departure is due, and its version.
pub(in crate::engine::timed) type Due = (u64, u64);

/// A job in service. Who is done first leaves first, equals in the order of their numbers.
#[derive(Debug)]
pub(in crate::engine::timed) struct Leaving<T, J> {
    pub(in crate::engine::timed) done: T,
    pub(in crate::engine::timed) number: u64,
    pub(in crate::engine::timed) came: u64,
    pub(in crate::engine::timed) job: J,
}

impl<T: Copy, J> Leaving<T, J> {
    fn key(&self) -> (T, u64) {
        (self.done, self.number)
    }
}

impl<T: Copy + Ord, J> PartialEq for Leaving<T, J> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl<T: Copy + Ord, J> Eq for Leaving<T, J> {}

impl<T: Copy + Ord, J> PartialOrd for Leaving<T, J> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Copy + Ord, J> Ord for Leaving<T, J> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}
