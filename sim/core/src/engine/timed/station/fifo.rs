//! One channel: first come, first served.

/// The departures of the jobs that are there; each is known as soon as a job comes (Lindley 1952).
#[derive(Debug)]
pub(in crate::engine::timed) struct Fifo {
    /// In a ring, in order of arrival.
    departures: Box<[u64]>,
    /// Jobs that departed, and that came: their numbers modulo the length of the ring are their places.
    departed: usize,
    came: usize,
    /// When the last that came departs.
    free: u64,
    /// Since when the number is as it is.
    since: u64,
    /// The number of jobs there, integrated over time.
    jobs_ns: u128,
}

/// Places in the ring at first; always a power of two.
const PLACES: usize = 4;

impl Fifo {
    pub(in crate::engine::timed) fn new() -> Self {
        let departures = vec![0; PLACES].into_boxed_slice();
        Self { departures, departed: 0, came: 0, free: 0, since: 0, jobs_ns: 0 }
    }

    #[inline(always)]
    fn place(&self, number: usize) -> usize {
        number & (self.departures.len() - 1)
    }

    /// Jobs there.
    #[inline(always)]
    pub(in crate::engine::timed) fn jobs(&self) -> usize {
        self.came - self.departed
    }

    /// Removes the jobs that departed until now, and returns how many are left.
    #[inline(always)]
    pub(in crate::engine::timed) fn until(&mut self, now: u64) -> usize {
        let mut jobs = self.jobs();
        loop {
            let departure = self.departures[self.place(self.departed)];
            // One branch: which of both it is cannot be foreseen.
            if (departure > now) | (jobs == 0) {
                break;
            }
            self.jobs_ns += jobs as u128 * u128::from(departure - self.since);
            self.since = departure;
            self.departed += 1;
            jobs -= 1;
        }
        self.jobs_ns += jobs as u128 * u128::from(now - self.since);
        self.since = now;
        jobs
    }

    /// A job arrives, after earlier departures; returns when it departs.
    #[inline(always)]
    pub(in crate::engine::timed) fn push(&mut self, now: u64, service: u64) -> u64 {
        self.free = now.max(self.free).saturating_add(service);
        let place = self.place(self.came);
        self.departures[place] = self.free;
        self.came += 1;
        if self.jobs() == self.departures.len() {
            self.grow();
        }
        self.free
    }

    #[cold]
    fn grow(&mut self) {
        let mut departures = vec![0; 2 * self.departures.len()].into_boxed_slice();
        let mask = departures.len() - 1;
        for number in self.departed..self.came {
            departures[number & mask] = self.departures[self.place(number)];
        }
        self.departures = departures;
    }

    /// All depart: when the last of them does, and the number of jobs, integrated over time.
    pub(in crate::engine::timed) fn finish(&mut self) -> (u64, u128) {
        self.until(self.free.max(self.since));
        (self.free, self.jobs_ns)
    }
}
