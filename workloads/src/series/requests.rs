//! The requests at rates that are counts over time.

use crate::samplers::Exp1;
use crate::synthetic::AliasTable;
use crate::{
    BATCH_REQUESTS, ObjectId, RequestBatch, RequestSource, SeriesContent, SimTime, SourceError,
    Stream,
};
use rand::RngExt;

/// The requests drawn from a series.
#[derive(Debug)]
pub struct SeriesRequests<'a> {
    content: &'a SeriesContent,
    objects: Stream,
    times: Stream,
    bin: usize,
    drawing: Option<Drawing>,
}

/// A bin in the middle of being drawn.
#[derive(Debug)]
pub(super) struct Drawing {
    names: Vec<u32>,
    table: AliasTable,
    gap_ns_mean: f64,
    /// The next arrival, since the beginning of the bin.
    next_ns: f64,
}

impl SeriesContent {
    /// The requests: `objects` draws the objects, `times` the arrival times.
    pub fn requests(&self, objects: Stream, times: Stream) -> SeriesRequests<'_> {
        SeriesRequests { content: self, objects, times, bin: 0, drawing: None }
    }
}

impl SeriesRequests<'_> {
    /// Begins the next bin that has requests.
    fn begin(&mut self) -> Option<Drawing> {
        let content = self.content;
        while self.bin < content.series.bins {
            let (names, counts): (Vec<u32>, Vec<f64>) =
                content.series.bin(self.bin).map(|(name, count)| (name, count as f64)).unzip();
            let total = counts.iter().sum::<f64>() * content.scale;
            if total > 0.0 {
                let gap_ns_mean = content.series.width_ns as f64 / total;
                let next_ns = self.times.sample::<f64, _>(Exp1) * gap_ns_mean;
                return Some(Drawing {
                    table: AliasTable::new(&counts),
                    names,
                    gap_ns_mean,
                    next_ns,
                });
            }
            self.bin += 1;
        }
        None
    }

    /// Adds the rest of the current bin, as far as the batch has room.
    fn draw(&mut self, drawing: &mut Drawing, batch: &mut RequestBatch) {
        let series = &self.content.series;
        let start = series.start.0 + self.bin as u64 * series.width_ns;
        while drawing.next_ns < series.width_ns as f64 && batch.time.len() < BATCH_REQUESTS {
            batch.time.push(SimTime(start + drawing.next_ns as u64));
            drawing.next_ns += self.times.sample::<f64, _>(Exp1) * drawing.gap_ns_mean;
        }
        let from = batch.object.len();
        batch.object.resize(batch.time.len(), 0);
        let drawn = &mut batch.object[from..];
        drawing.table.fill(&mut self.objects, drawn);
        for object in drawn {
            let first = drawing.names[*object as usize] * self.content.per_name as u32;
            let rank = self.content.ranks.as_ref();
            let rank = rank.map_or(0, |(ranks, _)| ranks.draw(&mut self.objects) - 1);
            *object = first + rank as ObjectId;
        }
    }
}

impl RequestSource for SeriesRequests<'_> {
    fn next_batch(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError> {
        batch.clear();
        while batch.time.len() < BATCH_REQUESTS {
            let Some(mut drawing) = self.drawing.take().or_else(|| self.begin()) else { break };
            self.draw(&mut drawing, batch);
            if drawing.next_ns < self.content.series.width_ns as f64 {
                self.drawing = Some(drawing);
            } else {
                self.bin += 1;
            }
        }
        let catalog = &self.content.catalog;
        let bytes = batch.object.iter().map(|&object| catalog.bytes[object as usize]);
        batch.bytes.extend(bytes);
        batch.site.extend(batch.object.iter().map(|&object| catalog.site_of(object)));
        Ok(!batch.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::super::counts::CountSeries;
    use super::super::model::{SeriesModel, SeriesRows};
    use super::*;
    use crate::synthetic::{Popularity, Sizes};
    use rand::SeedableRng;

    #[test]
    fn requests_follow_the_counts() {
        let rows = vec![(0, 0, 5_000), (0, 1, 1_000), (2, 1, 20_000), (3, 0, 10)];
        let names = vec!["a".to_owned(), "b".to_owned()];
        let series = CountSeries::new(SimTime::from_s(100), 60_000_000_000, 4, names, rows);
        assert_eq!((series.gaps, series.totals()), (3, vec![6_000, 0, 20_000, 10]));
        let model = SeriesModel {
            rows: SeriesRows::Sites { objects: 100, popularity: Popularity::Zipf { alpha: 0.8 } },
            scale: 2.0,
            sizes: Sizes::default(),
        };
        let content = model.content(series, &mut Stream::seed_from_u64(1)).unwrap();
        let mut source = content.requests(Stream::seed_from_u64(2), Stream::seed_from_u64(3));
        let mut counts = [[0.0f64; 2]; 4];
        let mut firsts = 0.0;
        let mut batch = RequestBatch::default();
        let mut last = SimTime(0);
        while source.next_batch(&mut batch).unwrap() {
            for request in batch.iter() {
                assert!(request.time >= last);
                last = request.time;
                let bin = (request.time.as_s() - 100.0) as usize / 60;
                counts[bin][usize::from(request.site)] += 1.0;
                firsts += f64::from(u8::from(request.object % 100 == 0));
            }
        }
        let expected = [[10_000.0f64, 2_000.0], [0.0, 0.0], [0.0, 40_000.0], [20.0, 0.0]];
        for (found, expected) in counts.iter().flatten().zip(expected.iter().flatten()) {
            assert!((found - expected).abs() <= 4.0 * expected.sqrt(), "{found} for {expected}");
        }
        let share = content.weights()[0] + content.weights()[100];
        assert!((firsts / 52_020.0 - share).abs() < 0.005, "{firsts}");
        assert!((content.weights().iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}
