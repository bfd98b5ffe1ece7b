//! A queue and what serves it: a network interface, or the origin.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StationTiming {
    /// How jobs share the rate.
    pub discipline: Discipline,
    /// Bytes per second; `None`: no time is spent on bytes.
    pub bytes_per_s: Option<u64>,
    /// What every job takes beside its bytes.
    pub overhead_ns: u64,
    /// Jobs that may be there at a time, the one in service among them; others are turned down.
    /// `None`: any number.
    pub jobs_max: Option<usize>,
}

impl StationTiming {
    /// How long a job takes alone, rounded up to whole nanoseconds.
    #[inline]
    pub(super) fn service_ns(&self, bytes: u64) -> u64 {
        const NS_PER_S: u64 = 1_000_000_000;
        let Some(rate) = self.bytes_per_s else { return self.overhead_ns };
        let on_bytes = match bytes.checked_mul(NS_PER_S) {
            Some(product) => product.div_ceil(rate),
            None => {
                let product = u128::from(bytes) * u128::from(NS_PER_S);
                u64::try_from(product.div_ceil(u128::from(rate))).unwrap_or(u64::MAX)
            }
        };
        self.overhead_ns.saturating_add(on_bytes)
    }
}

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
    /// Sum of the times that jobs take alone, those turned down among them: over the width of the bin,
    /// what was asked of the station over what it can do.
    pub asked_ns: u64,
    /// The most that were there at a time.
    pub jobs_max: u64,
}

/// A queue of jobs.
#[derive(Debug)]
pub(super) struct Station<J> {
    timing: StationTiming,
    queue: Queue<J>,
    /// Jobs there, and since when there are so many.
    jobs: usize,
    since: u64,
    pub(super) counts: StationCounts,
}

#[derive(Debug)]
enum Queue<J> {
    Fifo {
        /// When each of those there departs; known as soon as it comes (Lindley 1952).
        departures: VecDeque<u64>,
        free: u64,
    },
    Sharing(Sharing<J>),
}

/// What becomes of a job.
#[derive(Debug)]
pub(super) enum Offered<J> {
    /// It departs at this time.
    Departs(u64, J),
    /// It departs with [`Station::depart`]; the next to do so does it then, under that version.
    Shares { next: u64, version: u64 },
    /// There is no room.
    Refused(J),
}

impl<J> Station<J> {
    pub(super) fn new(timing: StationTiming) -> Self {
        let queue = match timing.discipline {
            Discipline::Fifo => Queue::Fifo { departures: VecDeque::new(), free: 0 },
            Discipline::Sharing => Queue::Sharing(Sharing::default()),
        };
        Self { timing, queue, jobs: 0, since: 0, counts: StationCounts::default() }
    }

    /// The number of jobs changes.
    #[inline]
    fn count(&mut self, now: u64, jobs: usize) {
        self.counts.jobs_ns += self.jobs as u128 * u128::from(now - self.since);
        (self.jobs, self.since) = (jobs, now);
        self.counts.jobs_max = self.counts.jobs_max.max(jobs);
    }

    /// Takes note of those of a queue who departed until now.
    #[inline]
    fn until(&mut self, now: u64) {
        loop {
            let Queue::Fifo { departures, .. } = &mut self.queue else { return };
            let Some(departure) = departures.pop_front_if(|departure| *departure <= now) else {
                return;
            };
            self.count(departure, self.jobs - 1);
        }
    }

    /// Jobs that were there when one came in last, itself among them.
    #[inline]
    pub(super) fn jobs_now(&self) -> usize {
        self.jobs
    }

    /// A job comes in that takes `service` nanoseconds alone.
    #[inline]
    pub(super) fn offer(&mut self, now: u64, service: u64, job: J) -> Offered<J> {
        self.until(now);
        if self.timing.jobs_max.is_some_and(|max| self.jobs >= max) {
            self.counts.refused += 1;
            return Offered::Refused(job);
        }
        self.counts.service_ns += u128::from(service);
        self.count(now, self.jobs + 1);
        match &mut self.queue {
            Queue::Fifo { departures, free } => {
                let departure = now.max(*free).saturating_add(service);
                *free = departure;
                departures.push_back(departure);
                self.counts.jobs += 1;
                self.counts.sojourn_ns += u128::from(departure - now);
                Offered::Departs(departure, job)
            }
            Queue::Sharing(sharing) => {
                sharing.offer(now, service, job);
                let (next, version) = sharing.next().unwrap_or((now, 0));
                Offered::Shares { next, version }
            }
        }
    }

    /// The job that departs now, and when the next one does, under which version; `None` if others
    /// came in since this departure was told.
    pub(super) fn depart(&mut self, now: u64, version: u64) -> Option<(J, Option<(u64, u64)>)> {
        let Queue::Sharing(sharing) = &mut self.queue else { return None };
        let (came, job) = sharing.depart(now, version)?;
        let next = sharing.next();
        self.counts.jobs += 1;
        self.counts.sojourn_ns += u128::from(now - came);
        self.count(now, self.jobs - 1);
        Some((job, next))
    }

    /// Holds the station to Little's law, exactly, once all have departed.
    ///
    /// # Panics
    /// If it does not hold, which would be a bug.
    pub(super) fn finish(&mut self) -> StationCounts {
        self.until(u64::MAX);
        self.counts.end_ns = self.since;
        assert_eq!(self.jobs, 0, "a job never departed");
        assert_eq!(self.counts.jobs_ns, self.counts.sojourn_ns, "Little's law");
        self.counts
    }
}

/// Jobs that share a rate, by virtual time: it passes as fast as each of them is served, so that the
/// virtual time at which a job is done is known when it comes (Parekh and Gallager, IEEE/ACM ToN 1993).
#[derive(Debug)]
struct Sharing<J> {
    /// Virtual time at `since`, in nanoseconds over 2^10; 0 when nobody is there.
    virtual_now: u128,
    since: u64,
    jobs: BinaryHeap<Reverse<Shared<J>>>,
    came: u64,
    version: u64,
}

#[derive(Debug)]
struct Shared<J> {
    done: u128,
    number: u64,
    came: u64,
    job: J,
}

impl<J> Shared<J> {
    fn key(&self) -> (u128, u64) {
        (self.done, self.number)
    }
}

impl<J> PartialEq for Shared<J> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl<J> Eq for Shared<J> {}

impl<J> PartialOrd for Shared<J> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<J> Ord for Shared<J> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// Parts of a nanosecond in virtual time.
const FRACTION_BITS: u32 = 10;

impl<J> Default for Sharing<J> {
    fn default() -> Self {
        Self { virtual_now: 0, since: 0, jobs: BinaryHeap::new(), came: 0, version: 0 }
    }
}

impl<J> Sharing<J> {
    fn offer(&mut self, now: u64, service: u64, job: J) {
        self.virtual_now = match self.jobs.len() as u64 {
            0 => 0,
            sharing => {
                let passed = u128::from(now - self.since) << FRACTION_BITS;
                self.virtual_now + passed / u128::from(sharing)
            }
        };
        self.since = now;
        let done = self.virtual_now + (u128::from(service) << FRACTION_BITS);
        self.jobs.push(Reverse(Shared { done, number: self.came, came: now, job }));
        self.came += 1;
        self.version += 1;
    }

    /// When the next job is done if none comes in before, and under which version.
    fn next(&self) -> Option<(u64, u64)> {
        let Reverse(next) = self.jobs.peek()?;
        let left = next.done.saturating_sub(self.virtual_now);
        let left = (left * self.jobs.len() as u128).div_ceil(1 << FRACTION_BITS);
        let at = self.since.saturating_add(u64::try_from(left).unwrap_or(u64::MAX));
        Some((at, self.version))
    }

    /// The job that is done now, with when it came.
    fn depart(&mut self, now: u64, version: u64) -> Option<(u64, J)> {
        if version != self.version {
            return None;
        }
        let Reverse(done) = self.jobs.pop()?;
        // Rounded up to a nanosecond, time went a little further than virtual time should.
        self.virtual_now = done.done.max(self.virtual_now);
        self.since = now;
        self.version += 1;
        Some((done.came, done.job))
    }
}
