//! Drawing Zipf ranks over a million objects: our alias table and rejection-inversion against
//! `rand_distr::Zipf`, on the same generator.

#![allow(missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hotset_workloads::Stream;
use hotset_workloads::synthetic::{AliasTable, Popularity, RejectionInversion, Synthetic};
use rand::{RngExt, SeedableRng};
use std::hint::black_box;

const OBJECTS: usize = 1_000_000;
const DRAWS: usize = 4_096;

fn sampling(c: &mut Criterion) {
    for alpha in [0.8, 1.0, 1.2] {
        let mut group = c.benchmark_group(format!("zipf alpha {alpha}"));
        group.throughput(Throughput::Elements(DRAWS as u64));
        let popularity = Popularity::Zipf { alpha };
        let model = Synthetic { objects: OBJECTS, popularity, ..Synthetic::default() };
        #[allow(clippy::unwrap_used)]
        let weights = model.content(&mut Stream::seed_from_u64(1)).unwrap().weights();
        let table = AliasTable::new(&weights);
        let mut stream = Stream::seed_from_u64(1);
        let mut drawn = vec![0u32; DRAWS];
        group.bench_function("hotset, alias table", |b| {
            b.iter(|| {
                table.fill(&mut stream, &mut drawn);
                black_box(&drawn);
            });
        });
        let sampler = RejectionInversion::new(OBJECTS as u64, alpha);
        group.bench_function("hotset, rejection-inversion", |b| {
            b.iter(|| {
                drawn.iter_mut().for_each(|rank| *rank = sampler.draw(&mut stream) as u32);
                black_box(&drawn);
            });
        });
        #[allow(clippy::unwrap_used)]
        let peer = rand_distr::Zipf::new(OBJECTS as f64, alpha).unwrap();
        group.bench_function("rand_distr", |b| {
            b.iter(|| {
                drawn.iter_mut().for_each(|rank| *rank = stream.sample(peer) as u32);
                black_box(&drawn);
            });
        });
        group.finish();
    }
}

criterion_group!(benches, sampling);
criterion_main!(benches);
