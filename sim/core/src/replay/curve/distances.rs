//! Counts of stack distances.

/// How often each stack distance was met: the whole hit ratio curve of LRU, because a request hits
/// in every cache of at least its distance and in no smaller one (Mattson, Gecsei, Slutz and
/// Traiger, IBM Systems Journal 1970).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DistanceCounts {
    /// By distance, counted from 1; the first place is never used. Fractions come from sampling.
    pub counts: Vec<f64>,
    /// Requests, those of new objects too.
    pub requests: f64,
}

impl DistanceCounts {
    /// Notes a request of an object that was new, or at a distance.
    pub fn note(&mut self, distance: Option<usize>) {
        self.note_weighted(distance, 1.0);
    }

    /// Notes a request that stands for `weight` requests.
    pub(super) fn note_weighted(&mut self, distance: Option<usize>, weight: f64) {
        self.requests += weight;
        if let Some(distance) = distance {
            if distance >= self.counts.len() {
                self.counts.resize(distance + 1, 0.0);
            }
            self.counts[distance] += weight;
        }
    }

    /// Hits of caches of these sizes in objects, which have to rise.
    pub fn hits(&self, sizes: &[u64]) -> Vec<f64> {
        let mut sum = 0.0;
        let mut from = 0;
        sizes
            .iter()
            .map(|&size| {
                let to = (size as usize).saturating_add(1).min(self.counts.len()).max(from);
                sum += self.counts[from..to].iter().sum::<f64>();
                from = to;
                sum
            })
            .collect()
    }
}

/// Sizes from 1 to `largest`, `per_decade` of them evenly spread over each decade, the last too.
pub fn log_sizes(largest: u64, per_decade: u32) -> Vec<u64> {
    let mut sizes: Vec<u64> = (0..)
        .map(|step| libm::exp10(f64::from(step) / f64::from(per_decade)).round() as u64)
        .take_while(|&size| size < largest)
        .collect();
    sizes.push(largest.max(1));
    sizes.dedup();
    sizes
}
