//! LRU under shot noise against its closed form (THEORY 5.7).

use crate::common::{replayed, stream};
use hotset_sim::cache::{CacheConfig, Capacity, PolicyKind};
use hotset_sim::replay::replay_of;
use hotset_sim::theory::RectangularShots;
use hotset_workloads::synthetic::{Profile, ShotNoise, Synthetic};
use hotset_workloads::{RequestSource, Trace};
use rand::seq::SliceRandom;

fn workload(shots: &RectangularShots, requests: u64) -> Synthetic {
    let shots = ShotNoise {
        contents_per_day: shots.contents_per_day,
        volume: shots.volume,
        volume_alpha: None,
        life_days: shots.life_days,
        life_sigma: 0.0,
        profile: Profile::Rectangular,
    };
    Synthetic { requests, shots: Some(shots), ..Synthetic::default() }
}

fn hit_ratio(source: &mut dyn RequestSource, objects: usize, capacity: f64, warm_up: u64) -> f64 {
    let capacity = Capacity::Objects(capacity as u64);
    let config = CacheConfig::new(capacity, objects, stream(4));
    let counts = replayed(source, replay_of(PolicyKind::Lru, &config), warm_up);
    counts.hits as f64 / counts.requests as f64
}

#[test]
fn lru_agrees_with_the_closed_form() {
    for (volume, life_days, capacity) in [
        (10.0, 5.0, 500.0),
        (10.0, 5.0, 2_000.0),
        (10.0, 1.0, 500.0),
        (50.0, 5.0, 500.0),
        (2.0, 5.0, 2_000.0),
    ] {
        let shots = RectangularShots { contents_per_day: 1_000.0, volume, life_days };
        let content = workload(&shots, 3_000_000).content(&mut stream(1)).unwrap();
        let mut requests = content.requests(stream(2), stream(3));
        let found = hit_ratio(&mut requests, content.catalog.len(), capacity, 300_000);
        let expected = shots.hit_ratio_lru(capacity);
        assert!(
            (found - expected).abs() < 0.005,
            "volume {volume}, life {life_days}, {capacity} objects: {found} for {expected}"
        );
    }
}

/// What is asked for together in time is lost when the order is.
#[test]
fn shuffling_lowers_the_hit_ratio() {
    let shots = RectangularShots { contents_per_day: 1_000.0, volume: 10.0, life_days: 1.0 };
    let content = workload(&shots, 500_000).content(&mut stream(1)).unwrap();
    let mut trace = Trace::read(&mut content.requests(stream(2), stream(3))).unwrap();
    let objects = content.catalog.len();
    let in_order = hit_ratio(&mut trace.requests(), objects, 500.0, 50_000);
    trace.requests.object.shuffle(&mut stream(5));
    let shuffled = hit_ratio(&mut trace.requests(), objects, 500.0, 50_000);
    assert!(in_order > 0.4 && shuffled < 0.05, "{in_order} in order, {shuffled} shuffled");
}
