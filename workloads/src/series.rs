//! Counts over time, and the requests drawn from them.

use crate::samplers::Exp1;
use crate::synthetic::{AliasTable, ParameterError, Popularity, Ranks, Sizes};
use crate::{
    BATCH_REQUESTS, Catalog, ObjectId, RequestBatch, RequestSource, SimTime, SiteId, SourceError,
    Stream,
};
use rand::RngExt;

/// How often each of some names (pages, objects, whole sites) was asked for in each bin of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CountSeries {
    /// Beginning of the first bin.
    pub start: SimTime,
    /// Width of a bin.
    pub width_ns: u64,
    /// Number of bins, at least 1.
    pub bins: usize,
    /// What was counted.
    pub names: Vec<String>,
    /// Bins without a count between the first and the last of their name: taken as 0.
    pub gaps: u64,
    /// Names with the bins of known events, at most one each.
    pub events: Vec<(u32, u32)>,
    /// Bin, name and count, by bin, then name; counts of 0 left out.
    counts: Vec<(u32, u32, u64)>,
    /// Where the counts of each bin begin; one more at the end.
    first_of_bin: Vec<usize>,
    /// First and last bin of each name that has a row.
    spans: Vec<(u32, u32)>,
}

impl CountSeries {
    /// A series from rows of bin, name and count, in any order; rows of one bin and name add up.
    pub fn new(
        start: SimTime,
        width_ns: u64,
        bins: usize,
        names: Vec<String>,
        mut rows: Vec<(u32, u32, u64)>,
    ) -> Self {
        rows.sort_unstable_by_key(|&(bin, name, _)| (bin, name));
        rows.dedup_by(|row, kept| {
            let same = (row.0, row.1) == (kept.0, kept.1);
            kept.2 = if same { kept.2.saturating_add(row.2) } else { kept.2 };
            same
        });
        let mut spans: Vec<(u32, u32)> = vec![(u32::MAX, 0); names.len()];
        for &(bin, name, _) in &rows {
            let span = &mut spans[name as usize];
            *span = (span.0.min(bin), span.1.max(bin));
        }
        let whole = spans.iter().filter(|span| span.0 <= span.1);
        let whole: u64 = whole.map(|span| u64::from(span.1 - span.0) + 1).sum();
        let gaps = whole - rows.len() as u64;
        rows.retain(|row| row.2 > 0);
        let first_of_bin =
            (0..=bins).map(|bin| rows.partition_point(|&(of, ..)| (of as usize) < bin)).collect();
        let events = Vec::new();
        Self { start, width_ns, bins, names, gaps, events, counts: rows, first_of_bin, spans }
    }

    /// The same counts in wider bins, of the next multiple of their width: on the clock where they
    /// divide a day, else from the first bin on. A width that is not larger leaves the series as
    /// it is.
    pub fn rebinned(&self, width_ns: u64) -> Self {
        const DAY_NS: u64 = 86_400 * SimTime::NS_PER_S;
        if width_ns <= self.width_ns {
            return self.clone();
        }
        // Whole bins only: parts of them would make a rhythm that is not there.
        let width_ns = width_ns.next_multiple_of(self.width_ns);
        // On the clock only if the narrow bins are.
        let start =
            match DAY_NS.is_multiple_of(width_ns) && self.start.0.is_multiple_of(self.width_ns) {
                true => self.start.0 / width_ns * width_ns,
                false => self.start.0,
            };
        let bin = |of: u32| {
            let time = self.start.0 + u64::from(of) * self.width_ns;
            ((time - start) / width_ns) as u32
        };
        let rows = self.counts.iter().map(|&(of, name, count)| (bin(of), name, count)).collect();
        let bins = bin(self.bins.saturating_sub(1) as u32) as usize + 1;
        let mut wide = Self::new(SimTime(start), width_ns, bins, self.names.clone(), rows);
        wide.gaps = self.gaps;
        wide.events = self.events.iter().map(|&(name, of)| (name, bin(of))).collect();
        wide.spans = self.spans.iter().map(|&(a, b)| (bin(a.min(b)), bin(b))).collect();
        wide
    }

    /// Names and counts of one bin, by name.
    pub fn bin(&self, bin: usize) -> impl Iterator<Item = (u32, u64)> + '_ {
        let range = self.first_of_bin[bin]..self.first_of_bin[bin + 1];
        self.counts[range].iter().map(|&(_, name, count)| (name, count))
    }

    /// First and last bin in which each name has a row; the first is after the last where it has
    /// none.
    pub fn spans(&self) -> &[(u32, u32)] {
        &self.spans
    }

    /// The sum of each bin.
    pub fn totals(&self) -> Vec<u64> {
        (0..self.bins).map(|bin| self.bin(bin).map(|(_, count)| count).sum()).collect()
    }

    /// The sum of each name.
    pub fn sums(&self) -> Vec<u64> {
        let mut sums = vec![0u64; self.names.len()];
        for &(_, name, count) in &self.counts {
            sums[name as usize] = sums[name as usize].saturating_add(count);
        }
        sums
    }

    /// All bins of one name.
    pub fn of(&self, name: u32) -> Vec<u64> {
        let mut series = vec![0; self.bins];
        for &(bin, of, count) in &self.counts {
            if of == name {
                series[bin as usize] = count;
            }
        }
        series
    }

    /// Width of a bin in seconds.
    pub fn width_s(&self) -> f64 {
        SimTime(self.width_ns).as_s()
    }
}

/// What the names of a series stand for.
#[derive(Clone, Debug, PartialEq)]
pub enum SeriesRows {
    /// Objects, all of one site, or each a site of its own.
    Objects {
        /// Whether each is a site of its own.
        sites: bool,
    },
    /// Sites, each with so many objects of that popularity.
    Sites {
        /// Objects of each site.
        objects: usize,
        /// How the requests to a site are spread over them.
        popularity: Popularity,
    },
}

/// More requests than this are a mistake.
const REQUESTS_MAX: f64 = 1e12;
/// Sums of bytes stay exact up to this, with room for the spread of the requests.
const BYTES_TOTAL_MAX: f64 = 1e17;

/// A workload that follows a series: in each bin, a Poisson process with the counts as rates.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesModel {
    /// What the names stand for.
    pub rows: SeriesRows,
    /// Requests for each that was counted: the series may be of millions.
    pub scale: f64,
    /// How large the objects are.
    pub sizes: Sizes,
}

impl SeriesModel {
    /// The catalog and the rates.
    ///
    /// # Errors
    /// The first parameter out of range.
    pub fn content(
        &self,
        series: CountSeries,
        stream: &mut Stream,
    ) -> Result<SeriesContent, ParameterError> {
        self.sizes.check()?;
        let names = series.names.len();
        let total: f64 = series.sums().iter().map(|&sum| sum as f64).sum();
        if !(total > 0.0 && total * self.scale <= REQUESTS_MAX) {
            let found = format!("{} for {total} counted", self.scale);
            let expected = "some requests, 1e12 at most";
            return Err(ParameterError::new("series.scale", found, expected));
        }
        if !(self.scale > 0.0 && self.scale <= 1e12) {
            return Err(ParameterError::new("series.scale", self.scale, "above 0, at most 1e12"));
        }
        let (per_name, ranks) = match self.rows {
            SeriesRows::Objects { .. } => (1, None),
            SeriesRows::Sites { objects, ref popularity } => {
                popularity.check()?;
                (objects, Some((Ranks::new(objects, popularity), popularity.shares(objects))))
            }
        };
        let objects = per_name.saturating_mul(names);
        if !(1..=100_000_000).contains(&objects) {
            return Err(ParameterError::new("objects", objects, "1 to 100 million in all"));
        }
        let one_site = matches!(self.rows, SeriesRows::Objects { sites: false });
        let sites = if one_site { 1 } else { names };
        if sites > usize::from(SiteId::MAX) {
            let expected = format!("at most {} sites", SiteId::MAX);
            return Err(ParameterError::new("rows", format!("{sites} sites"), expected));
        }
        let mut content = SeriesContent {
            catalog: Catalog { bytes: Vec::new(), site: Vec::new(), sites },
            series,
            scale: self.scale,
            per_name,
            ranks,
        };
        content.catalog.bytes = self.sizes.draw(objects, || content.weights(), stream);
        let weights = content.weights();
        let bytes = content.catalog.bytes.iter().map(|&bytes| bytes as f64);
        let per_request: f64 = bytes.clone().zip(&weights).map(|(b, weight)| b * weight).sum();
        let requested = per_request * content.requests_mean();
        if requested.max(bytes.sum()) > BYTES_TOTAL_MAX {
            let found = format!("{} for {requested:.1e} bytes", self.scale);
            let expected = "few enough that all bytes together are below 1e17";
            return Err(ParameterError::new("series.scale", found, expected));
        }
        if sites > 1 {
            content.catalog.site = (0..objects).map(|o| (o / per_name) as SiteId).collect();
        }
        Ok(content)
    }
}

/// A series with its catalog.
#[derive(Clone, Debug)]
pub struct SeriesContent {
    /// The objects: of each name one after another.
    pub catalog: Catalog,
    /// The counts.
    pub series: CountSeries,
    scale: f64,
    per_name: usize,
    ranks: Option<(Ranks, Vec<f64>)>,
}

impl SeriesContent {
    /// The share of the requests that goes to each object, summing to 1.
    pub fn weights(&self) -> Vec<f64> {
        let sums = self.series.sums();
        let total: f64 = sums.iter().map(|&sum| sum as f64).sum();
        let shares = self.ranks.as_ref().map_or(vec![1.0], |(_, shares)| shares.clone());
        let of_name = |&sum: &u64| {
            let name = sum as f64 / total;
            shares.iter().map(move |share| name * share)
        };
        sums.iter().flat_map(of_name).collect()
    }

    /// Expected requests of each bin for one site.
    pub fn expected(&self, site: SiteId) -> Vec<f64> {
        let counts = match self.catalog.sites {
            1 => self.series.totals(),
            _ => self.series.of(u32::from(site)),
        };
        counts.iter().map(|&count| count as f64 * self.scale).collect()
    }

    /// Expected requests in all.
    pub fn requests_mean(&self) -> f64 {
        self.series.sums().iter().map(|&sum| sum as f64).sum::<f64>() * self.scale
    }

    /// The requests: `objects` draws what is asked for, `times` when.
    pub fn requests(&self, objects: Stream, times: Stream) -> SeriesRequests<'_> {
        SeriesRequests { content: self, objects, times, bin: 0, drawing: None }
    }
}

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
struct Drawing {
    names: Vec<u32>,
    table: AliasTable,
    gap_ns_mean: f64,
    /// The next arrival, since the beginning of the bin.
    next_ns: f64,
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

    /// Adds the rest of the bin in hand, as far as the batch has room.
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
    use super::*;
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

    #[test]
    fn bytes_that_could_not_be_summed_are_refused() {
        let series = CountSeries::new(SimTime(0), 1, 1, vec!["a".to_owned()], vec![(0, 0, 10)]);
        let content = |scale: f64| {
            let rows = SeriesRows::Objects { sites: false };
            let sizes = Sizes {
                model: crate::synthetic::SizeModel::Constant { bytes: 1_000_000_000_000 },
                ..Sizes::default()
            };
            let model = SeriesModel { rows, scale, sizes };
            model.content(series.clone(), &mut Stream::seed_from_u64(1))
        };
        assert!(content(1e3).is_ok());
        assert_eq!(content(1e5).unwrap_err().key, "series.scale");
    }
}
