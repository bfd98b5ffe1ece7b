//! LRU under shot noise: contents that live for a while (Traverso et al., ACM CCR 43(5), 2013).

/// Contents born at `contents_per_day`, each requested a Poisson number of times (mean `volume`)
/// evenly over `life_days`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RectangularShots {
    /// Births a day.
    pub contents_per_day: f64,
    /// Mean requests for each content.
    pub volume: f64,
    /// How long each lives.
    pub life_days: f64,
}

impl RectangularShots {
    /// The time in days for which an LRU cache of `capacity` objects remembers one (THEORY 5.7).
    pub fn fill_time_days(&self, capacity: f64) -> f64 {
        let (mut low, mut high) = (0.0, 1.0);
        while self.occupancy(high) < capacity && high < 1e9 {
            high *= 2.0;
        }
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if self.occupancy(middle) < capacity {
                low = middle;
            } else {
                high = middle;
            }
        }
        0.5 * (low + high)
    }

    /// Contents requested within the last `days`, in the mean.
    fn occupancy(&self, days: f64) -> f64 {
        let rate = self.volume / self.life_days;
        let m = days.min(self.life_days);
        let seen = -libm::expm1(-rate * m);
        let edges = 2.0 * (m - seen / rate);
        self.contents_per_day * (edges + (self.life_days - days).abs() * seen)
    }

    /// The hit ratio of an LRU cache of `capacity` objects.
    pub fn hit_ratio_lru(&self, capacity: f64) -> f64 {
        let rate = self.volume / self.life_days;
        let m = self.fill_time_days(capacity).min(self.life_days);
        let seen = -libm::expm1(-rate * m);
        (m - seen / rate + (self.life_days - m) * seen) / self.life_days
    }

    /// The hit ratio of a cache that never forgets: all but the first request for each content.
    pub fn hit_ratio_infinite(&self) -> f64 {
        1.0 + libm::expm1(-self.volume) / self.volume
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// THEORY 5.7.
    #[test]
    fn hit_ratios_and_fill_times() {
        for (contents_per_day, volume, life_days, capacity, hit_ratio, fill_time) in [
            (1_000.0, 10.0, 5.0, 500.0, 0.09946, 0.0527),
            (1_000.0, 10.0, 5.0, 2_000.0, 0.38903, 0.2540),
            (1_000.0, 10.0, 1.0, 500.0, 0.48107, 0.0685),
            (1_000.0, 50.0, 5.0, 500.0, 0.09989, 0.0105),
            (1_000.0, 2.0, 5.0, 2_000.0, 0.34723, 1.2437),
        ] {
            let shots = RectangularShots { contents_per_day, volume, life_days };
            assert!((shots.hit_ratio_lru(capacity) - hit_ratio).abs() < 1e-5);
            assert!((shots.fill_time_days(capacity) - fill_time).abs() < 1e-4);
            assert!((shots.hit_ratio_lru(1e12) - shots.hit_ratio_infinite()).abs() < 1e-6);
        }
    }
}
