//! A hill climber: goes on as long as the hit ratio grows.

/// Finds a share by its effect (Einziger, Eytan, Friedman and Manes, Middleware 2018, as in Caffeine 3): after
/// each period it goes a step further if the hit ratio did not fall, else a step back. Steps begin with 6.25 %
/// and become smaller by 2 % each; where the hit ratio changes by 5 points, they restart.
#[derive(Debug)]
pub(in crate::cache) struct Climber {
    step: f64,
    ratio_before: f64,
    requests: u64,
    hits: u64,
}

const STEP: f64 = 0.0625;
const DECAY: f64 = 0.98;
const RESTART: f64 = 0.05;

impl Climber {
    /// Goes down first.
    pub(in crate::cache) fn new() -> Self {
        Self { step: -STEP, ratio_before: 0.0, requests: 0, hits: 0 }
    }

    /// Counts a request; at the end of a period of so many, returns by how much the share is to change.
    #[inline]
    pub(in crate::cache) fn count(&mut self, hit: bool, period: u64) -> Option<f64> {
        self.requests += 1;
        self.hits += u64::from(hit);
        (self.requests >= period).then(|| self.climb())
    }

    fn climb(&mut self) -> f64 {
        let ratio = self.hits as f64 / self.requests as f64;
        let change = ratio - self.ratio_before;
        let step = if change >= 0.0 { self.step } else { -self.step };
        let anew = if step >= 0.0 { STEP } else { -STEP };
        self.step = if change.abs() >= RESTART { anew } else { DECAY * step };
        self.ratio_before = ratio;
        (self.requests, self.hits) = (0, 0);
        step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_on_while_it_climbs_and_turns_where_it_falls() {
        let mut climber = Climber::new();
        let mut period = |hits: usize| {
            let steps = (0..1_000).map(|n| climber.count(n < hits, 1_000)).collect::<Vec<_>>();
            assert!(steps[..999].iter().all(Option::is_none));
            steps[999].unwrap()
        };
        // A first ratio of 0.4 is a large change; then small ones, up, up, and down.
        assert_eq!(period(400), -STEP);
        assert_eq!(period(410), -STEP);
        assert_eq!(period(411), -STEP * DECAY);
        assert_eq!(period(405), STEP * DECAY * DECAY);
        // A large fall turns, with a large step.
        assert_eq!(period(300), -STEP * DECAY * DECAY * DECAY);
        assert_eq!(period(301), -STEP);
    }
}
