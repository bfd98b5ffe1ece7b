//! A layout of one's own: every object has two owners, and a request goes to the less loaded one.
//!
//! `cargo run -p hotset-sim --example own_layout`

#![allow(clippy::print_stdout)]

use hotset_sim::cache::{Capacity, PolicyKind};
use hotset_sim::engine::{Outcome, Run};
use hotset_sim::layout::{
    Entry, Group, HashKind, Hashed, IngressSelector, Layout, Mirrored, Needs, Owners, Route,
};
use hotset_sim::ledger::{Bins, Load};
use hotset_workloads::synthetic::{Content, Synthetic};
use hotset_workloads::{ObjectId, Request, SimTime, SourceError, stream};

const SERVERS: usize = 16;
const BINS: usize = 1_000;

struct TwoOwners([Owners; 2]);

impl Layout for TwoOwners {
    const NEEDS: Needs = Needs { loads: true, ..Needs::NONE };

    fn route(&mut self, request: &Request, loads: &[u64]) -> Route {
        let [a, b] = self.0.each_ref().map(|owners| owners.home(request.object));
        Route::straight(if loads[b] < loads[a] { b } else { a })
    }

    fn demand(&self, server: usize, object: ObjectId) -> f64 {
        0.5 * self.0.iter().filter(|owners| owners.home(object) == server).count() as f64
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let content = Synthetic::default().content(&mut stream(1))?;
    let owners = |seed| Owners::new(HashKind::Jump, content.catalog.len(), 0, SERVERS, seed);
    let all = Group::new(IngressSelector::new(0, SERVERS, stream(5)), Entry::Owner);

    println!("layout      hit ratio  origin fetches  busiest/mean  copies per object");
    print("hashed", &run(&content, Hashed::new(owners(7), Entry::Owner))?);
    print("two owners", &run(&content, TwoOwners([owners(7), owners(8)]))?);
    print("mirrored", &run(&content, Mirrored::new(all))?);
    Ok(())
}

fn run(content: &Content, layout: impl Layout) -> Result<Outcome, SourceError> {
    Run {
        source: &mut content.requests(stream(2), stream(3)),
        catalog: &content.catalog,
        weights: &|| content.weights(),
        layout,
        capacities: &[Capacity::Bytes(content.catalog.total_bytes() / 200); SERVERS],
        streams: &|server| stream(10 + server as u64),
        bins: Bins::new(SimTime(0), SimTime::NS_PER_S, BINS),
        policy: &PolicyKind::Sieve,
    }
    .run()
}

/// The first fifth of the bins is warm-up. The ledger counts by bin, so that it is cut off afterwards.
fn print(name: &str, outcome: &Outcome) {
    let measured = BINS / 5..BINS;
    let traffic = outcome.ledger.traffic(measured.clone());
    let load = Load::of(&outcome.loads, measured);
    let held = outcome.redundancy;
    println!(
        "{name:10}  {:9.4}  {:14}  {:12.3}  {:17.2}",
        traffic.hit_ratio(),
        traffic.origin_requests,
        load.imbalance,
        held.cached_bytes as f64 / held.unique_bytes as f64,
    );
}
