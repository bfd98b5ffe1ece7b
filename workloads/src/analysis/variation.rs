//! How popularity varies from bin to bin, at several widths of bins in one pass.

use super::staleness::{Lists, Staleness};
use super::turnover::{Ranked, Turnover, ranked, turnover};
use super::zipf_fit;
use crate::{ObjectId, RequestBatch, SimTime, Stream};
use rand::SeedableRng;

/// Ranks whose turnover is reported.
const KS: [usize; 3] = [10, 100, 1_000];
/// With fewer requests in a bin, nothing is said of its popularity.
const REQUESTS_MIN: u64 = 100;

/// The popularity within one bin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BinProfile {
    /// The bin, counted in widths from the origin of the study.
    pub bin: u64,
    /// Requests in it.
    pub requests: u64,
    /// Distinct objects requested.
    pub objects: usize,
    /// Share of the requests for the top 1 % of these objects, at least one.
    pub top_1_percent_share: f64,
    /// Share of the requests for the ten most popular.
    pub top_10_share: f64,
    /// Zipf exponent by maximum likelihood, where there are enough requests.
    pub zipf_alpha: Option<f64>,
}

/// The study at one width of bins.
#[derive(Debug)]
pub struct WidthStudy {
    width_ns: u64,
    origin_ns: u64,
    /// The current bin, its counts and the objects that have any.
    current: Option<u64>,
    counts: Vec<u64>,
    touched: Vec<ObjectId>,
    previous: Option<(u64, Ranked)>,
    lists: Lists,
    stream: Stream,
    /// The popularity of each bin with requests.
    pub profiles: Vec<BinProfile>,
    /// The turnover from the bin before to each bin, where both are neighbours with enough
    /// objects.
    pub turnovers: Vec<(u64, Turnover)>,
}

impl WidthStudy {
    fn new(width_ns: u64, origin: SimTime, stream: Stream) -> Self {
        Self {
            width_ns,
            origin_ns: origin.0,
            current: None,
            counts: Vec::new(),
            touched: Vec::new(),
            previous: None,
            lists: Lists::new(&KS),
            stream,
            profiles: Vec::new(),
            turnovers: Vec::new(),
        }
    }

    /// Width of a bin in seconds.
    pub fn width_s(&self) -> f64 {
        SimTime(self.width_ns).as_s()
    }

    /// How well the most popular objects of earlier bins predict later ones.
    pub fn staleness(&self) -> Vec<Staleness> {
        self.lists.found()
    }

    /// Beginning of a bin.
    pub fn start_of(&self, bin: u64) -> SimTime {
        SimTime(self.origin_ns.saturating_add(bin.saturating_mul(self.width_ns)))
    }

    fn add(&mut self, time: SimTime, object: ObjectId, count: u64) {
        let bin = time.0.saturating_sub(self.origin_ns) / self.width_ns;
        if self.current.is_some_and(|current| current != bin) {
            self.close();
        }
        self.current = Some(bin);
        let index = object as usize;
        if index >= self.counts.len() {
            self.counts.resize(index + 1, 0);
        }
        if self.counts[index] == 0 && count > 0 {
            self.touched.push(object);
        }
        self.counts[index] = self.counts[index].saturating_add(count);
    }

    /// Ends the current bin.
    fn close(&mut self) {
        let Some(bin) = self.current.take() else { return };
        let counts = &mut self.counts;
        let taken = |object| (object, std::mem::take(&mut counts[object as usize]));
        let list = ranked(self.touched.drain(..).map(taken).collect());
        if list.is_empty() {
            return;
        }
        self.profiles.push(profile(bin, &list));
        if let Some((before, previous)) = &self.previous
            && before + 1 == bin
        {
            let found = turnover(previous, &list, &KS, &mut self.stream);
            self.turnovers.extend(found.into_iter().map(|turnover| (bin, turnover)));
        }
        self.lists.add(bin, &list);
        self.previous = Some((bin, list));
    }
}

fn profile(bin: u64, list: &Ranked) -> BinProfile {
    let requests: u64 = list.iter().map(|entry| entry.1).sum();
    let top = |objects: usize| {
        list.iter().take(objects).map(|entry| entry.1).sum::<u64>() as f64 / requests as f64
    };
    let one_percent = ((list.len() as f64 / 100.0).round() as usize).max(1);
    let counts: Vec<u64> = list.iter().map(|entry| entry.1).collect();
    let fit = (requests >= REQUESTS_MIN).then(|| zipf_fit(&counts, counts.len() as u64)).flatten();
    BinProfile {
        bin,
        requests,
        objects: list.len(),
        top_1_percent_share: top(one_percent),
        top_10_share: top(10),
        zipf_alpha: fit.map(|fit| fit.alpha),
    }
}

/// The study at all widths.
#[derive(Debug)]
pub struct VariationStudy {
    /// From the narrowest to the widest.
    pub widths: Vec<WidthStudy>,
}

impl VariationStudy {
    /// A study in bins of `width_ns`, of a day and of a week, as far as these are multiples. Bins begin
    /// at whole multiples of their width from `origin` on; `seed` is that of the baselines.
    pub fn new(width_ns: u64, origin: SimTime, seed: u64) -> Self {
        const DAY_NS: u64 = 86_400 * SimTime::NS_PER_S;
        let wider = [DAY_NS, 7 * DAY_NS];
        let wider = wider.into_iter().filter(|w| *w > width_ns && w.is_multiple_of(width_ns));
        let widths = std::iter::once(width_ns).chain(wider);
        let study = |(n, width)| {
            WidthStudy::new(width, origin, Stream::seed_from_u64(seed.wrapping_add(n)))
        };
        Self { widths: (0..).zip(widths).map(study).collect() }
    }

    /// Takes requests, in time order.
    pub fn add(&mut self, batch: &RequestBatch) {
        for width in &mut self.widths {
            for (&time, &object) in batch.time.iter().zip(&batch.object) {
                width.add(time, object, 1);
            }
        }
    }

    /// Takes a count, in time order.
    pub fn add_count(&mut self, time: SimTime, object: ObjectId, count: u64) {
        self.widths.iter_mut().for_each(|width| width.add(time, object, count));
    }

    /// Ends the study; widths of which not even two bins were seen are left out.
    pub fn finish(mut self) -> Self {
        self.widths.iter_mut().for_each(WidthStudy::close);
        let mut narrowest = true;
        self.widths.retain(|width| std::mem::take(&mut narrowest) || width.profiles.len() >= 2);
        self
    }
}

/// Counts over time of a few objects: a row each.
#[derive(Clone, Debug, Default)]
pub struct TopSeries {
    /// The objects.
    pub objects: Vec<ObjectId>,
    /// The counts of each, bin by bin.
    pub counts: Vec<Vec<u64>>,
    row_of: Vec<u32>,
    start_ns: u64,
    width_ns: u64,
}

impl TopSeries {
    /// Empty rows for `objects`, of `bins` bins from `start` on.
    pub fn new(objects: Vec<ObjectId>, start: SimTime, width_ns: u64, bins: usize) -> Self {
        let most = objects.iter().max().map_or(0, |&object| object as usize + 1);
        let mut row_of = vec![u32::MAX; most];
        for (row, &object) in (0..).zip(&objects) {
            row_of[object as usize] = row;
        }
        let counts = vec![vec![0; bins]; objects.len()];
        Self { objects, counts, row_of, start_ns: start.0, width_ns }
    }

    /// Counts requests for the objects; others are skipped.
    pub fn add(&mut self, batch: &RequestBatch) {
        for (&time, &object) in batch.time.iter().zip(&batch.object) {
            self.add_count(time, object, 1);
        }
    }

    /// Adds a count.
    pub fn add_count(&mut self, time: SimTime, object: ObjectId, count: u64) {
        let Some(&row) = self.row_of.get(object as usize).filter(|&&row| row != u32::MAX) else {
            return;
        };
        let bin = (time.0.saturating_sub(self.start_ns) / self.width_ns) as usize;
        if let Some(cell) = self.counts[row as usize].get_mut(bin) {
            *cell = cell.saturating_add(count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Request;

    #[test]
    fn bins_of_all_widths_are_closed_in_order() {
        let mut study = VariationStudy::new(3_600_000_000_000, SimTime(0), 1);
        for hour in 0..60u64 {
            let mut batch = RequestBatch::default();
            for n in 0..40u64 {
                let object = if n < 20 { 0 } else { (n + hour / 24 * 100) as u32 };
                let time = SimTime(hour * 3_600_000_000_000 + n);
                batch.push(Request { time, object, bytes: 1, ..Request::default() });
            }
            study.add(&batch);
        }
        let study = study.finish();
        let [hours, days] = study.widths.as_slice() else { panic!("no week was seen") };
        assert_eq!((hours.profiles.len(), days.profiles.len()), (60, 3));
        assert_eq!(days.profiles[0].requests, 24 * 40);
        assert_eq!(days.profiles[0].top_1_percent_share, 0.5);
        assert!(days.profiles[0].zipf_alpha.is_some() && hours.profiles[0].zipf_alpha.is_none());
        // Within a day nothing changes, over midnight all but one object.
        let within = hours.turnovers.iter().find(|(bin, _)| *bin == 5).unwrap().1;
        let over = hours.turnovers.iter().find(|(bin, _)| *bin == 24).unwrap().1;
        assert_eq!((within.k, within.found.jaccard), (10, 1.0));
        assert_eq!(over.found.jaccard, 1.0 / 19.0);
    }

    #[test]
    fn top_series_pass_over_others() {
        let mut top = TopSeries::new(vec![7, 2], SimTime(100), 10, 3);
        for (time, object) in [(100, 7), (105, 7), (129, 2), (130, 2), (110, 1), (110, 900)] {
            top.add_count(SimTime(time), object, 1);
        }
        assert_eq!(top.counts, [vec![2, 0, 0], vec![0, 0, 1]]);
    }
}
