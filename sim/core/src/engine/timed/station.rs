//! A queue and what serves it: a network interface, or the origin.

use super::channels::Channels;
use super::sharing::Sharing;
use std::collections::VecDeque;

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

impl StationTiming {
    /// How long a job takes alone, rounded up to whole nanoseconds.
    #[inline]
    pub(super) fn service_ns(&self, bytes: u64) -> u64 {
        let Some(rate) = self.bytes_per_s else { return self.overhead_ns };
        let on_bytes = match self.channels {
            1 => transfer_ns(bytes, rate),
            channels => transfer_ns(bytes.saturating_mul(channels), rate),
        };
        self.overhead_ns.saturating_add(on_bytes)
    }
}

impl StationTiming {
    /// How long the whole station would be taken by a job that takes a channel so long.
    #[inline]
    pub(super) fn share_ns(&self, service_ns: u64) -> u64 {
        if self.channels == 1 { service_ns } else { service_ns / self.channels }
    }
}

/// How long bytes take at a rate, rounded up to whole nanoseconds.
#[inline]
pub(super) fn transfer_ns(bytes: u64, bytes_per_s: u64) -> u64 {
    const NS_PER_S: u64 = 1_000_000_000;
    match bytes.checked_mul(NS_PER_S) {
        Some(product) => product.div_ceil(bytes_per_s),
        None => {
            let product = u128::from(bytes) * u128::from(NS_PER_S);
            u64::try_from(product.div_ceil(u128::from(bytes_per_s))).unwrap_or(u64::MAX)
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
            (Discipline::Fifo, 1) => Queue::Fifo { departures: VecDeque::new(), free: 0 },
            (Discipline::Fifo, channels) => Queue::Channels(Channels::new(channels)),
            (Discipline::Sharing, _) => Queue::Sharing(Sharing::default()),
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
        let Queue::Fifo { departures, .. } = &mut self.queue else { return };
        let (mut jobs, mut since, mut jobs_ns) = (self.jobs, self.since, 0);
        while let Some(departure) = departures.pop_front_if(|departure| *departure <= now) {
            jobs_ns += jobs as u128 * u128::from(departure - since);
            (jobs, since) = (jobs - 1, departure);
        }
        self.counts.jobs_ns += jobs_ns;
        (self.jobs, self.since) = (jobs, since);
    }

    /// Jobs that were there when one came in last, itself among them.
    #[inline]
    pub(super) fn jobs_now(&self) -> usize {
        self.jobs
    }

    /// A job comes in that takes `service` nanoseconds alone.
    #[inline(always)]
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
                Offered::Later(sharing.next())
            }
            Queue::Channels(channels) => Offered::Later(channels.offer(now, service, job)),
        }
    }

    /// The job that departs now, and what is due next; `None` if others came in since this departure
    /// was told.
    pub(super) fn depart(&mut self, now: u64, version: u64) -> Option<(J, Option<Due>)> {
        let (came, job, next) = match &mut self.queue {
            Queue::Fifo { .. } => return None,
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
            Queue::Fifo { .. } => None,
            Queue::Channels(channels) => channels.next(),
            Queue::Sharing(sharing) => sharing.next(),
        }
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
