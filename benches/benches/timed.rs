//! Runs in time: the plain heap of all events, windows, and the same run without time. The requests
//! were drawn before.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hotset_sim::cache::{Capacity, PolicyKind};
use hotset_sim::engine::Run;
use hotset_sim::engine::timed::{Driver, Links, StationTiming, TimedRun, Timing};
use hotset_sim::layout::{Entry, HashKind, Hashed, Owners};
use hotset_sim::ledger::Bins;
use hotset_workloads::synthetic::{Content, Popularity, SizeModel, Synthetic};
use hotset_workloads::{RequestBatch, RequestSource, SimTime, SourceError, Stream};
use rand::SeedableRng;
use std::hint::black_box;

const OBJECTS: usize = 500_000;
const SERVERS: usize = 64;
const REQUESTS: u64 = 2_000_000;
const RATE_PER_S: f64 = 1e6;

fn stream(seed: u64) -> Stream {
    Stream::seed_from_u64(seed)
}

fn content() -> Content {
    let mut model = Synthetic {
        objects: OBJECTS,
        popularity: Popularity::Zipf { alpha: 0.9 },
        requests: REQUESTS,
        rate_per_s: RATE_PER_S,
        ..Synthetic::default()
    };
    model.sizes.model = SizeModel::Lognormal { median_bytes: 10_000.0, sigma: 1.0 };
    model.content(&mut stream(1)).expect("the model is a valid one")
}

/// Requests that were drawn already.
struct Drawn<'a>(std::slice::Iter<'a, RequestBatch>);

impl RequestSource for Drawn<'_> {
    fn next_batch(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError> {
        let Some(next) = self.0.next() else { return Ok(false) };
        batch.clone_from(next);
        Ok(true)
    }
}

fn drawn(content: &Content) -> Vec<RequestBatch> {
    let mut requests = content.requests(stream(2), stream(3));
    let mut batches = Vec::new();
    let mut batch = RequestBatch::default();
    while requests.next_batch(&mut batch).expect("a model is always read") {
        batches.push(batch.clone());
    }
    batches
}

/// The run without time that the others are compared with.
fn run<T>(content: &Content, drawn: &[RequestBatch], then: impl FnOnce(Run<'_, Hashed>) -> T) -> T {
    let owners = Owners::new(HashKind::Jump, OBJECTS, 0, SERVERS, 7);
    let each = Capacity::Bytes(content.catalog.total_bytes() / SERVERS as u64 / 10);
    then(Run {
        source: &mut Drawn(drawn.iter()),
        catalog: &content.catalog,
        weights: &|| content.weights(),
        layout: Hashed::new(owners, Entry::Owner),
        capacities: &[each; SERVERS],
        streams: &|server| stream(100 + server as u64),
        bins: Bins::covering(SimTime(0), SimTime::from_s(2), 200),
        policy: &PolicyKind::Lru.into(),
    })
}

fn timing() -> Timing {
    let rate = |bytes_per_s| StationTiming { bytes_per_s: Some(bytes_per_s), ..Default::default() };
    let links = Links { origin_ns: 2_000_000, ..Links::default() };
    let (server, origin) = (rate(1_250_000_000), rate(20_000_000_000));
    Timing { server, origin, links, collapsed: true, timeout_ns: None }
}

fn engines(criterion: &mut Criterion) {
    let content = content();
    let drawn = drawn(&content);
    let mut group = criterion.benchmark_group("64 servers, LRU, delayed hits, FIFO, origin");
    group.throughput(Throughput::Elements(REQUESTS)).sample_size(10);
    let origin_bytes = |run: Run<'_, Hashed>| {
        run.run().expect("drawn requests are always read").ledger.traffic(0..200).origin_bytes
    };
    group.bench_function("without time", |bencher| {
        bencher.iter(|| run(&content, &drawn, |run| black_box(origin_bytes(run))));
    });
    for (name, driver, threads) in [
        ("one heap", Driver::Sequential, 1),
        ("windows, 1 thread", Driver::Windows, 1),
        ("windows, 2 threads", Driver::Windows, 2),
    ] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.expect("threads can be had");
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                pool.install(|| {
                    run(&content, &drawn, |run| {
                        let timing = timing();
                        let timed = TimedRun { run, timing, measured: 0..200, driver };
                        black_box(timed.run().expect("drawn requests are always read").end_ns)
                    })
                })
            });
        });
    }
    group.finish();
}

criterion_group!(benches, engines);
criterion_main!(benches);
