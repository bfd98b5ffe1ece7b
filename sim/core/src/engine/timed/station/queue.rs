//! A station: a network interface, a link, or the origin.

use super::channels::Channels;
use super::counts::StationCounts;
use super::fifo::Fifo;
use super::leaving::Due;
use super::service_time::ServiceTime;
use super::sharing::Sharing;
use super::timing::{Discipline, StationTiming};

/// A queue of jobs.
#[derive(Debug)]
pub(in crate::engine::timed) struct Station<J> {
    pub(in crate::engine::timed) service_time: ServiceTime,
    jobs_max: usize,
    queue: Queue<J>,
    /// The number of jobs present, and since when, where the queue does not track it.
    jobs: usize,
    since: u64,
    pub(in crate::engine::timed) counts: StationCounts,
}

#[derive(Debug)]
enum Queue<J> {
    Fifo(Fifo),
    Channels(Channels<J>),
    Sharing(Sharing<J>),
}

/// What becomes of a job.
#[derive(Debug)]
pub(in crate::engine::timed) enum Offered<J> {
    /// It departs at this time.
    Departs(u64, J),
    /// It departs with [`Station::depart`], to be called at this time, if it is known.
    Later(Option<Due>),
    /// There is no room.
    Refused(J),
}

impl<J> Station<J> {
    pub(in crate::engine::timed) fn new(timing: StationTiming) -> Self {
        let queue = match (timing.discipline, timing.channels) {
            (Discipline::Fifo, 1) => Queue::Fifo(Fifo::new()),
            (Discipline::Fifo, channels) => Queue::Channels(Channels::new(channels)),
            (Discipline::Sharing, _) => Queue::Sharing(Sharing::default()),
        };
        let (service_time, jobs_max) =
            (ServiceTime::new(&timing), timing.jobs_max.unwrap_or(usize::MAX));
        Self { service_time, jobs_max, queue, jobs: 0, since: 0, counts: StationCounts::default() }
    }

    /// The number of jobs changes, where it is counted here.
    #[inline]
    fn count(&mut self, now: u64, jobs: usize) {
        self.counts.jobs_ns += self.jobs as u128 * u128::from(now - self.since);
        (self.jobs, self.since) = (jobs, now);
    }

    /// Jobs present at the last arrival, including that one.
    #[inline]
    pub(in crate::engine::timed) fn jobs_now(&self) -> usize {
        match &self.queue {
            Queue::Fifo(fifo) => fifo.jobs(),
            _ => self.jobs,
        }
    }

    /// A job arrives with a service time of `service` nanoseconds.
    #[inline(always)]
    pub(in crate::engine::timed) fn offer(&mut self, now: u64, service: u64, job: J) -> Offered<J> {
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

    /// The job that departs now, and what is due next; `None` if others arrived since this departure
    /// was told.
    pub(in crate::engine::timed) fn depart(
        &mut self,
        now: u64,
        version: u64,
    ) -> Option<(J, Option<Due>)> {
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

    /// When the next departure is due, where jobs do not depart one after the
    /// other.
    pub(in crate::engine::timed) fn next_due(&self) -> Option<Due> {
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
    pub(in crate::engine::timed) fn finish(&mut self) -> StationCounts {
        if let Queue::Fifo(fifo) = &mut self.queue {
            (self.since, self.counts.jobs_ns) = fifo.finish();
        }
        self.counts.end_ns = self.since;
        assert_eq!(self.jobs_now(), 0, "a job never departed");
        assert_eq!(self.counts.jobs_ns, self.counts.sojourn_ns, "Little's law");
        self.counts
    }
}
