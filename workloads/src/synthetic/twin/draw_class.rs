//! Draws the requests for the objects of a class.

use super::class::{GAP_LEVELS, TwinClass};
use crate::{ObjectId, Stream};
use rand::RngExt;
use rand::seq::SliceRandom;

/// How often the gaps of an object are drawn again if they do not fit the length.
pub(super) const TRIES: usize = 8;

impl TwinClass {
    /// Draws sizes and places of the requests for all objects of the class.
    pub(super) fn draw(
        &self,
        length: f64,
        bytes: &mut Vec<u64>,
        places: &mut Vec<(f64, ObjectId)>,
        stream: &mut Stream,
    ) {
        let first = bytes.len() as ObjectId;
        if self.alone() {
            bytes.push(self.size(0.5));
            self.draw_alone(length, first, places, stream);
            return;
        }
        let (each, more) =
            (self.requests / u64::from(self.objects), self.requests % u64::from(self.objects));
        // Each size as often as it should be, in random order.
        let mut levels: Vec<f64> =
            (0..self.objects).map(|n| (f64::from(n) + 0.5) / f64::from(self.objects)).collect();
        levels.shuffle(stream);
        bytes.extend(levels.into_iter().map(|level| self.size(level)));
        let mut gaps: Vec<Vec<f64>> = (0..u64::from(self.objects))
            .map(|n| self.draw_gaps(each + u64::from(n < more) - 1, length, stream))
            .collect();
        let starts = self.draw_starts(length, &mut gaps, stream);
        for ((object, start), gaps) in (first..).zip(starts).zip(&gaps) {
            let mut at = start;
            places.push((at, object));
            for gap in gaps {
                at += gap;
                places.push((at, object));
            }
        }
    }

    /// The requests for a single object: even in its own time but for the gaps, which its places
    /// put into the time of all requests.
    fn draw_alone(
        &self,
        length: f64,
        object: ObjectId,
        places: &mut Vec<(f64, ObjectId)>,
        stream: &mut Stream,
    ) {
        // One gap more than between them: half before the first, half behind the last.
        let gaps: Vec<f64> = (0..self.requests).map(|_| self.gap(stream.random())).collect();
        let whole: f64 = gaps.iter().sum();
        let mut own = 0.5 * gaps[0];
        for gap in gaps[1..].iter().chain([&0.0]) {
            places.push((self.place(own / whole) * length, object));
            own += gap;
        }
    }

    /// Gaps that fit the length; if they never do, they are shortened to.
    fn draw_gaps(&self, count: u64, length: f64, stream: &mut Stream) -> Vec<f64> {
        let mut gaps = Vec::new();
        for _ in 0..TRIES {
            gaps = (0..count).map(|_| self.gap(stream.random())).collect();
            if gaps.iter().sum::<f64>() < length {
                return gaps;
            }
        }
        shorten(&mut gaps, length);
        gaps
    }

    /// A start for each object. Where they are given, each start is taken once: objects with long
    /// spans choose first, at random among those that leave them room, so that neither starts nor
    /// gaps are bent.
    fn draw_starts(&self, length: f64, gaps: &mut [Vec<f64>], stream: &mut Stream) -> Vec<f64> {
        let span = |gaps: &[f64]| gaps.iter().sum::<f64>();
        if self.places.is_empty() {
            let start = |gaps: &Vec<f64>| stream.random::<f64>() * (length - span(gaps)).max(0.0);
            return gaps.iter().map(start).collect();
        }
        let n = gaps.len();
        let mut starts: Vec<f64> = (0..n)
            .map(|rank| self.place((rank as f64 + stream.random::<f64>()) / n as f64) * length)
            .collect();
        starts.sort_by(f64::total_cmp);
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&a, &b| span(&gaps[b]).total_cmp(&span(&gaps[a])).then(a.cmp(&b)));
        let mut of_object = vec![0.0; n];
        let mut early: Vec<f64> = Vec::new();
        let mut next = 0;
        for object in order {
            let room = length - span(&gaps[object]);
            while next < n && (starts[next] <= room || early.is_empty()) {
                early.push(starts[next]);
                next += 1;
            }
            let chosen = early.swap_remove(stream.random_range(0..early.len()));
            shorten(&mut gaps[object], length - chosen);
            of_object[object] = chosen;
        }
        of_object
    }

    /// A place between the quantiles.
    fn place(&self, level: f64) -> f64 {
        let steps = self.places.len() - 1;
        let at = level * steps as f64;
        let below = (at as usize).min(steps - 1);
        let (low, high) = (self.places[below], self.places[below + 1]);
        low + (high - low) * (at - below as f64)
    }

    /// The gap at a level, between the quantiles along their logarithm.
    fn gap(&self, level: f64) -> f64 {
        let levels = &GAP_LEVELS;
        let above = levels.partition_point(|&l| l <= level).clamp(1, levels.len() - 1);
        let part = (level - levels[above - 1]) / (levels[above] - levels[above - 1]);
        let (low, high) = (self.gaps[above - 1], self.gaps[above]);
        low * libm::pow(high / low, part)
    }

    fn size(&self, level: f64) -> u64 {
        let group = (level * self.bytes.len() as f64) as usize;
        self.bytes[group.min(self.bytes.len() - 1)].max(1)
    }
}

/// Shortens gaps that are longer than the room for them.
pub(super) fn shorten(gaps: &mut [f64], room: f64) {
    let span: f64 = gaps.iter().sum();
    if span > room {
        gaps.iter_mut().for_each(|gap| *gap *= room / span);
    }
}
