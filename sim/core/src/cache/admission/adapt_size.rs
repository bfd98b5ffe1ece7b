//! Admission by a probability that falls with the size, at a rate that is tuned as it goes.

use super::rule::{AdmissionConfig, AdmissionInfo, AdmissionRule, NamedAdmission};
use crate::cache::parameters::Parameter;
use crate::cache::{Access, Capacity};
use hotset_workloads::Stream;
use rand::RngExt;

/// AdaptSize (Berger, Sitaraman and Harchol-Balter, NSDI 2017): a missed object of size s is inserted
/// with probability exp(-s/c). Every so many requests, c is set to what would give the most hits
/// by the characteristic time approximation (equations 2 to 5), for the rates and sizes seen of
/// late. Costs 16 bytes an object of the catalog.
#[derive(Debug)]
pub(super) struct AdaptSize {
    c_bytes: f64,
    interval: u64,
    until_tuning: u64,
    /// By object: requests recently, and size.
    seen: Vec<(f32, u64)>,
    /// Requests since the last tuning, by object.
    fresh: Vec<u32>,
    capacity_bytes: f64,
    unit: bool,
    stream: Stream,
}

const INTERVAL: Parameter = Parameter::count(
    "interval",
    (1_000, 1 << 32),
    500_000,
    "requests between two tunings of the rate",
);

/// How much of an object's requests before the last tuning counts.
const DECAY: f32 = 0.3;

/// Before the first tuning: 32 KiB.
const C_BYTES_FIRST: f64 = 32_768.0;

impl NamedAdmission for AdaptSize {
    const INFO: AdmissionInfo = AdmissionInfo {
        name: "adaptsize",
        admits: "with a probability that falls with the size, tuned to the most hits",
        source: "Berger et al., NSDI 2017",
        parameters: &[INTERVAL],
        duel: false,
        size_aware: true,
        bytes_per: [32.0, 0.0],
        other_bytes: |_, _| 0.0,
    };

    fn new(config: &AdmissionConfig<'_>) -> Self {
        let interval = config.value(&INTERVAL) as u64;
        Self {
            c_bytes: C_BYTES_FIRST,
            interval,
            until_tuning: interval,
            seen: vec![(0.0, 0); config.objects],
            fresh: vec![0; config.objects],
            capacity_bytes: config.capacity.amount() as f64,
            unit: matches!(config.capacity, Capacity::Objects(_)),
            stream: config.stream.clone(),
        }
    }
}

impl AdaptSize {
    fn tune(&mut self) {
        for ((rate, _), fresh) in self.seen.iter_mut().zip(&mut self.fresh) {
            *rate = *rate * DECAY + (1.0 - DECAY) * std::mem::take(fresh) as f32;
        }
        let objects: Vec<(f64, f64)> = self
            .seen
            .iter()
            .filter(|&&(rate, bytes)| rate > 0.01 && bytes > 0)
            .map(|&(rate, bytes)| (f64::from(rate), if self.unit { 1.0 } else { bytes as f64 }))
            .collect();
        let total: f64 = objects.iter().map(|&(_, bytes)| bytes).sum();
        if total <= self.capacity_bytes {
            return;
        }
        let hits = |log2_c: f64| expected_hits(&objects, libm::exp2(log2_c), self.capacity_bytes);
        self.c_bytes = libm::exp2(best(0.0, libm::log2(self.capacity_bytes).max(1.0), hits));
    }
}

/// Hits of an LRU cache behind admission with `exp(-s/c)`, by the characteristic time.
fn expected_hits(objects: &[(f64, f64)], c_bytes: f64, capacity_bytes: f64) -> f64 {
    let share = |&(rate, bytes): &(f64, f64), time: f64| {
        let admitted = libm::exp(-bytes / c_bytes);
        // P(in), written so that neither factor overflows.
        let stays = admitted * -libm::expm1(-rate * time);
        stays / (stays + libm::exp(-rate * time))
    };
    let used = |time: f64| -> f64 { objects.iter().map(|o| share(o, time) * o.1).sum() };
    let (mut low, mut high) = (0.0, 1.0);
    while used(high) < capacity_bytes && high < 1e12 {
        (low, high) = (high, high * 2.0);
    }
    for _ in 0..30 {
        let middle = (low + high) / 2.0;
        if used(middle) < capacity_bytes { low = middle } else { high = middle }
    }
    objects.iter().map(|object| object.0 * share(object, low)).sum()
}

/// The place of the maximum: a coarse look, then golden sections around the best place.
fn best(low: f64, high: f64, value: impl Fn(f64) -> f64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_8;
    let steps = 12;
    let width = (high - low) / f64::from(steps);
    let at = |step: i32| low + width * f64::from(step);
    let peak = (0..=steps).max_by(|&a, &b| value(at(a)).total_cmp(&value(at(b)))).unwrap_or(0);
    let (mut left, mut right) = (at((peak - 1).max(0)), at((peak + 1).min(steps)));
    for _ in 0..10 {
        let (a, b) = (right - GOLDEN * (right - left), left + GOLDEN * (right - left));
        if value(a) < value(b) { left = a } else { right = b }
    }
    (left + right) / 2.0
}

impl AdmissionRule for AdaptSize {
    fn note(&mut self, access: Access) {
        let index = access.object as usize;
        self.seen[index].1 = access.bytes;
        self.fresh[index] = self.fresh[index].saturating_add(1);
        self.until_tuning -= 1;
        if self.until_tuning == 0 {
            self.until_tuning = self.interval;
            self.tune();
        }
    }

    fn admits(&mut self, access: Access) -> bool {
        let bytes = if self.unit { 1.0 } else { access.bytes as f64 };
        self.stream.random::<f64>() < libm::exp(-bytes / self.c_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With objects of one size, admission is a constant factor, and the approximation is that of
    /// q-LRU; with sizes, small objects are worth their room, and the tuned rate finds that.
    #[test]
    fn the_tuned_rate_is_the_best_of_many() {
        let objects: Vec<(f64, f64)> = (1..=500)
            .map(|rank| (1_000.0 / f64::from(rank), if rank % 5 == 0 { 100.0 } else { 1.0 }))
            .collect();
        let hits = |log2_c: f64| expected_hits(&objects, libm::exp2(log2_c), 200.0);
        let found = best(0.0, libm::log2(200.0), hits);
        for step in 0..80 {
            assert!(hits(f64::from(step) / 10.0) <= hits(found) * 1.002, "{step} beats {found}");
        }
        assert!(hits(found) > 1.1 * hits(7.6), "admission of nearly all is not the best");
    }
}
