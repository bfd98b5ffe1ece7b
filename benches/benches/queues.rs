//! Queues alone: 64 servers at a utilisation of 0.7, each by itself, through one heap of all events, and
//! (with `--features nexosim`) in nexosim on one thread. All find the same waits, to the nanosecond.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hotset_sim::engine::timed::{
    Discipline, Job, StationCounts, StationTiming, simulate_station, simulate_stations,
};
use hotset_workloads::Stream;
use rand::{RngExt, SeedableRng};
use std::hint::black_box;

const SERVERS: usize = 64;
const JOBS: usize = 1_000_000;
const UTILISATION: f64 = 0.7;
/// Mean time of service.
const SERVICE_NS: f64 = 1e6;

/// Poisson arrivals, exponential sizes.
fn jobs() -> Vec<Vec<Job>> {
    let mut stream = Stream::seed_from_u64(1);
    let mut exponential = |mean: f64| {
        let uniform: f64 = stream.random();
        -libm::log(1.0 - uniform) * mean
    };
    let server = |_| {
        let mut now = 0.0;
        let mut job = |_| {
            now += exponential(SERVICE_NS / UTILISATION);
            (now as u64, exponential(SERVICE_NS) as u64 + 1)
        };
        (0..JOBS / SERVERS).map(&mut job).collect()
    };
    (0..SERVERS).map(server).collect()
}

fn timing(discipline: Discipline) -> StationTiming {
    StationTiming { discipline, bytes_per_s: Some(1_000_000_000), ..StationTiming::default() }
}

fn sojourn_ns<'a>(counts: impl Iterator<Item = &'a StationCounts>) -> u128 {
    counts.map(|counts| counts.sojourn_ns).sum()
}

fn queues(criterion: &mut Criterion) {
    let jobs = jobs();
    let by_themselves = |timing| {
        let counts: Vec<_> = jobs.iter().map(|jobs| simulate_station(timing, jobs)).collect();
        sojourn_ns(counts.iter())
    };
    let in_one_heap = |timing| sojourn_ns(simulate_stations(timing, &jobs).iter());
    for (name, discipline) in [("FIFO", Discipline::Fifo), ("sharing", Discipline::Sharing)] {
        let timing = timing(discipline);
        assert_eq!(by_themselves(timing), in_one_heap(timing), "the same waits");
        let mut group = criterion.benchmark_group(format!("64 queues, {name}"));
        group.throughput(Throughput::Elements(JOBS as u64)).sample_size(10);
        group.bench_function("each by itself", |bencher| {
            bencher.iter(|| black_box(by_themselves(timing)));
        });
        group.bench_function("one heap, preloaded", |bencher| {
            bencher.iter(|| black_box(in_one_heap(timing)));
        });
        #[cfg(feature = "nexosim")]
        if discipline == Discipline::Fifo {
            assert_eq!(by_themselves(timing), peer::sojourn_ns(&jobs), "the same waits");
            group.bench_function("nexosim, 1 thread", |bencher| {
                bencher.iter(|| black_box(peer::sojourn_ns(&jobs)));
            });
        }
        group.finish();
    }
}

/// The same queues in nexosim: a model a server, which schedules its own arrivals and departures.
#[cfg(feature = "nexosim")]
#[expect(clippy::unwrap_used, reason = "what a peer does when it fails is of no interest here")]
mod peer {
    use super::Job;
    use nexosim::model::{Context, Model, schedulable};
    use nexosim::simulation::{Mailbox, SimInit};
    use nexosim::time::MonotonicTime;
    use serde::{Deserialize, Serialize};
    use std::collections::VecDeque;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::Duration;

    #[derive(Serialize, Deserialize)]
    struct Server {
        jobs: Vec<Job>,
        next: usize,
        /// When each of those there came, and how long it takes.
        queue: VecDeque<Job>,
        now: u64,
        sojourn_ns: u64,
        #[serde(skip)]
        total: Arc<AtomicU64>,
    }

    #[Model]
    impl Server {
        #[nexosim(init)]
        async fn init(&mut self, cx: &Context<Self>) {
            self.expect(cx);
        }

        fn expect(&mut self, cx: &Context<Self>) {
            if let Some(&(at, _)) = self.jobs.get(self.next) {
                let wait = Duration::from_nanos((at - self.now).max(1));
                cx.schedule_event(wait, schedulable!(Self::arrive), at).unwrap();
            }
        }

        #[nexosim(schedulable)]
        async fn arrive(&mut self, at: u64, cx: &Context<Self>) {
            self.now = at;
            let (_, service) = self.jobs[self.next];
            self.next += 1;
            if self.queue.is_empty() {
                self.serve(at, service, cx);
            }
            self.queue.push_back((at, service));
            self.expect(cx);
        }

        fn serve(&mut self, now: u64, service: u64, cx: &Context<Self>) {
            let wait = Duration::from_nanos(service);
            cx.schedule_event(wait, schedulable!(Self::depart), now + service).unwrap();
        }

        #[nexosim(schedulable)]
        async fn depart(&mut self, now: u64, cx: &Context<Self>) {
            let (came, _) = self.queue.pop_front().unwrap();
            self.sojourn_ns += now - came;
            if let Some(&(_, service)) = self.queue.front() {
                self.serve(now, service, cx);
            } else if self.next == self.jobs.len() {
                self.total.fetch_add(self.sojourn_ns, Ordering::Relaxed);
            }
        }
    }

    pub(super) fn sojourn_ns(jobs: &[Vec<Job>]) -> u128 {
        let total = Arc::new(AtomicU64::new(0));
        let mut bench = SimInit::with_num_threads(1);
        for (number, jobs) in jobs.iter().enumerate() {
            let server = Server {
                jobs: jobs.clone(),
                next: 0,
                queue: VecDeque::new(),
                now: 0,
                sojourn_ns: 0,
                total: Arc::clone(&total),
            };
            bench = bench.add_model(server, Mailbox::new(), &format!("server {number}"));
        }
        bench.init(MonotonicTime::EPOCH).unwrap().run().unwrap();
        u128::from(total.load(Ordering::Relaxed))
    }
}

criterion_group!(benches, queues);
criterion_main!(benches);
