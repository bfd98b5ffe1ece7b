//! A queue and what serves it: a network interface, or the origin.

use super::channels::Channels;
use super::fifo::Fifo;
use super::pace::Pace;
use super::sharing::Sharing;

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

/// A queue of jobs.
#[derive(Debug)]
pub(super) struct Station<J> {
    pub(super) pace: Pace,
    jobs_max: usize,
    queue: Queue<J>,
    /// Jobs there, and since when there are so many, where the queue does not know.
    jobs: usize,
    since: u64,
    pub(super) counts: StationCounts,
}

#[derive(Debug)]
enum Queue<J> {
    Fifo(Fifo),
    Channels(Channels<J>),
    Sharing(Sharing<J>),
}

/// When a station is to be asked for a departure, and under which version.
pub(super) type Due = (u64, u64);

/// What becomes of a job.
#[derive(Debug)]
pub(super) enum Offered<J> {
    /// It departs at this time.
    Departs(u64, J),
    /// It departs with [`Station::depart`]; the station is to be asked at this time, if it is told.
    Later(Option<Due>),
    /// There is no room.
    Refused(J),
}

impl<J> Station<J> {
    pub(super) fn new(timing: StationTiming) -> Self {
        let queue = match (timing.discipline, timing.channels) {
            (Discipline::Fifo, 1) => Queue::Fifo(Fifo::new()),
            (Discipline::Fifo, channels) => Queue::Channels(Channels::new(channels)),
            (Discipline::Sharing, _) => Queue::Sharing(Sharing::default()),
        };
        let (pace, jobs_max) = (Pace::new(&timing), timing.jobs_max.unwrap_or(usize::MAX));
        Self { pace, jobs_max, queue, jobs: 0, since: 0, counts: StationCounts::default() }
    }

    /// The number of jobs changes, where it is counted here.
    #[inline]
    fn count(&mut self, now: u64, jobs: usize) {
        self.counts.jobs_ns += self.jobs as u128 * u128::from(now - self.since);
        (self.jobs, self.since) = (jobs, now);
    }

    /// Jobs that were there when one came in last, itself among them.
    #[inline]
    pub(super) fn jobs_now(&self) -> usize {
        match &self.queue {
            Queue::Fifo(fifo) => fifo.jobs(),
            _ => self.jobs,
        }
    }

    /// A job comes in that takes `service` nanoseconds alone.
    #[inline(always)]
    pub(super) fn offer(&mut self, now: u64, service: u64, job: J) -> Offered<J> {
        let jobs = match &mut self.queue {
            Queue::Fifo(fifo) => fifo.until(now),
            _ => self.jobs,
        };
        if jobs >= self.jobs_max {
            self.counts.refused += 1;
            return Offered::Refused(job);
        }
        self.counts.service_ns += u128::from(service);
        self.counts.jobs_max = self.counts.jobs_max.max(jobs + 1);
        if let Queue::Fifo(fifo) = &mut self.queue {
            let departure = fifo.push(now, service);
            self.counts.jobs += 1;
            self.counts.sojourn_ns += u128::from(departure - now);
            return Offered::Departs(departure, job);
        }
        self.count(now, jobs + 1);
        Offered::Later(match &mut self.queue {
            Queue::Fifo(_) => None,
            Queue::Channels(channels) => channels.offer(now, service, job),
            Queue::Sharing(sharing) => {
                sharing.offer(now, service, job);
                sharing.next()
            }
        })
    }

    /// The job that departs now, and what is due next; `None` if others came in since this departure
    /// was told.
    pub(super) fn depart(&mut self, now: u64, version: u64) -> Option<(J, Option<Due>)> {
        let (came, job, next) = match &mut self.queue {
            Queue::Fifo(_) => return None,
            Queue::Channels(channels) => channels.depart(now)?,
            Queue::Sharing(sharing) => {
                let (came, job) = sharing.depart(now, version)?;
                (came, job, sharing.next())
            }
        };
        self.counts.jobs += 1;
        self.counts.sojourn_ns += u128::from(now - came);
        self.count(now, self.jobs - 1);
        Some((job, next))
    }

    /// When the station is to be asked for a departure next, where jobs do not leave one after the
    /// other.
    pub(super) fn next_due(&self) -> Option<Due> {
        match &self.queue {
            Queue::Fifo(_) => None,
            Queue::Channels(channels) => channels.next(),
            Queue::Sharing(sharing) => sharing.next(),
        }
    }

    /// Holds the station to Little's law, exactly, once all have departed.
    ///
    /// # Panics
    /// If it does not hold, which would be a bug.
    pub(super) fn finish(&mut self) -> StationCounts {
        if let Queue::Fifo(fifo) = &mut self.queue {
            (self.since, self.counts.jobs_ns) = fifo.finish();
        }
        self.counts.end_ns = self.since;
        assert_eq!(self.jobs_now(), 0, "a job never departed");
        assert_eq!(self.counts.jobs_ns, self.counts.sojourn_ns, "Little's law");
        self.counts
    }
}

/// A job in service. Who is done first leaves first, equals in the order of their numbers.
#[derive(Debug)]
pub(super) struct Leaving<T, J> {
    pub(super) done: T,
    pub(super) number: u64,
    pub(super) came: u64,
    pub(super) job: J,
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
