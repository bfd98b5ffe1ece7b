//! A timed run: latencies with and without collapsed forwarding, as the origin slows down.
//!
//! `cargo run -p hotset-sim --example queue`

#![allow(clippy::print_stdout)]

use hotset_sim::cache::{Capacity, PolicyKind};
use hotset_sim::engine::Run;
use hotset_sim::engine::timed::{Driver, Links, StationTiming, TimedOutcome, TimedRun, Timing};
use hotset_sim::layout::{Entry, HashKind, Hashed, Owners};
use hotset_sim::ledger::Bins;
use hotset_workloads::synthetic::{Content, Popularity, SizeModel, Sizes, Synthetic};
use hotset_workloads::{SimTime, SourceError, stream};

const SERVERS: usize = 4;
const BINS: usize = 100;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Ten seconds of 20,000 requests a second, for objects of 82 kB on average.
    let model = Synthetic {
        objects: 50_000,
        requests: 200_000,
        rate_per_s: 20_000.0,
        popularity: Popularity::Zipf { alpha: 1.0 },
        sizes: Sizes {
            model: SizeModel::Lognormal { median_bytes: 50e3, sigma: 1.0 },
            ..Sizes::default()
        },
        ..Synthetic::default()
    };
    let content = model.content(&mut stream(1))?;
    println!("origin ms  collapsed  origin fetches  delayed hits  mean ms  p99 ms  driver");
    for origin_ms in [1, 10, 100] {
        for collapsed in [false, true] {
            let outcome = run(&content, origin_ms, collapsed)?;
            let fetches: u64 = outcome.outcome.ledger.traffic(0..BINS).origin_requests;
            let delayed: u64 =
                outcome.servers.iter().flatten().map(|cell| cell.delayed_requests).sum();
            println!(
                "{origin_ms:9}  {collapsed:9}  {fetches:14}  {delayed:12}  {:7.2}  {:6.1}  {:?}",
                outcome.latencies.mean_ns().unwrap_or(0.0) / 1e6,
                outcome.latencies.all().value_at_quantile(0.99) as f64 / 1e6,
                outcome.driver,
            );
        }
    }
    Ok(())
}

fn run(content: &Content, origin_ms: u64, collapsed: bool) -> Result<TimedOutcome, SourceError> {
    let owners = Owners::new(HashKind::Jump, content.catalog.len(), 0, SERVERS, 7);
    let run = Run {
        source: &mut content.requests(stream(2), stream(3)),
        catalog: &content.catalog,
        weights: &|| content.weights(),
        layout: Hashed::new(owners, Entry::Owner),
        capacities: &[Capacity::Bytes(content.catalog.total_bytes() / 100); SERVERS],
        streams: &|server| stream(10 + server as u64),
        bins: Bins::new(SimTime(0), SimTime::NS_PER_S / 10, BINS),
        policy: &PolicyKind::Lru,
    };
    // 10 Gbit/s network interfaces; one millisecond to the client; an origin of 40 Gbit/s.
    let rate = |bytes_per_s| StationTiming { bytes_per_s: Some(bytes_per_s), ..Default::default() };
    let timing = Timing {
        server: rate(1_250_000_000),
        origin: rate(5_000_000_000),
        links: Links { client_ns: 1_000_000, origin_ns: origin_ms * 1_000_000, ..Links::default() },
        collapsed,
        timeout_ns: None,
    };
    TimedRun { run, timing, measured: BINS / 5..BINS, driver: Driver::Auto }.run()
}
