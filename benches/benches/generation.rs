//! Drawing requests over a million objects of 64 sites: stationary, with each part that varies,
//! and with rhythm, flash crowds and churn together.

#![allow(missing_docs)]

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use hotset_workloads::synthetic::{
    Churn, CrowdTarget, CrowdTimes, Flash, Phases, Rhythm, ShapeModel, ShotNoise, SiteWeights,
    Sites, Synthetic,
};
use hotset_workloads::{RequestBatch, RequestSource, Stream};
use rand::SeedableRng;
use std::hint::black_box;

const REQUESTS: u64 = 4_000_000;

fn generation(c: &mut Criterion) {
    let base = Synthetic {
        objects: 1_000_000,
        sites: Sites { count: 64, weights: SiteWeights::Zipf { alpha: 1.0 }, overlap: 0.0 },
        requests: REQUESTS,
        rate_per_s: 20.0,
        ..Synthetic::default()
    };
    let rhythm =
        Some(Rhythm { amplitude: 0.5, phases: Phases::Uniform, weekend: 0.8, ..Rhythm::default() });
    let common = rhythm.map(|rhythm| Rhythm { phases: Phases::Common, ..rhythm });
    let flash = Some(Flash {
        times: CrowdTimes::PerDay { events: 0.2 },
        target: CrowdTarget::Object,
        magnitude: 5.0,
        magnitude_alpha: Some(1.5),
        magnitude_max: 100.0,
        common: None,
        shape: ShapeModel::Fixed(ShapeModel::CAUSES[1].1),
    });
    let churn = Some(Churn { turnover_per_day: 0.1, new_share: 0.5, reach: 10.0 });
    let shots = Some(ShotNoise {
        contents_per_day: 20_000.0,
        volume: 20.0,
        volume_alpha: None,
        life_days: 2.0,
        life_sigma: 0.0,
        profile: hotset_workloads::synthetic::Profile::Exponential,
    });
    let mut group = c.benchmark_group("requests drawn");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    for (name, model) in [
        ("stationary", base.clone()),
        ("rhythm", Synthetic { rhythm, ..base.clone() }),
        ("flash", Synthetic { flash, ..base.clone() }),
        ("churn", Synthetic { churn, ..base.clone() }),
        ("rhythm, flash and churn", Synthetic { rhythm, flash, churn, ..base.clone() }),
        (
            "common rhythm, flash and churn",
            Synthetic { rhythm: common, flash, churn, ..base.clone() },
        ),
        ("shot noise", Synthetic { shots, ..base }),
    ] {
        #[allow(clippy::unwrap_used)]
        let content = model.content(&mut Stream::seed_from_u64(1)).unwrap();
        let drawn = || {
            let objects = Stream::seed_from_u64(2);
            let mut requests = content.requests(objects, Stream::seed_from_u64(3));
            let mut batch = RequestBatch::default();
            let mut drawn = 0;
            while requests.next_batch(&mut batch).unwrap_or(false) {
                drawn += black_box(&batch).len() as u64;
            }
            drawn
        };
        // Crowds come on top of the requests asked for.
        group.throughput(Throughput::Elements(drawn()));
        group.bench_function(name, |b| b.iter(drawn));
    }
    group.finish();
}

criterion_group!(benches, generation);
criterion_main!(benches);
