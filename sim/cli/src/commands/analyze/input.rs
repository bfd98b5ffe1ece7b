//! What is analysed: a trace, or counts over time.

use crate::arguments::AnalyzeArguments;
use crate::commands::trace::open;
use crate::diagnostics::Failure;
use hotset_workloads::analysis::{
    Burst, BurstRule, PopularityProfile, RateSeries, Seasonality, TopSeries, VariationStudy, bursts,
};
use hotset_workloads::formats::{ReadReport, TraceReader};
use hotset_workloads::series::{SeriesOptions, is_series, read_series};
use hotset_workloads::{CountSeries, ObjectId, RequestBatch, RequestSource, SimTime};

/// Width of the bins where the trace is long enough and none is given: an hour.
pub(super) const USUAL_BIN_S: f64 = 3_600.0;

/// Chance in the baselines: the same for everyone.
const BASELINE_SEED: u64 = 1;

/// What a pass over the input finds.
pub(super) struct Found {
    pub(super) profile: PopularityProfile,
    pub(super) rate: RateSeries,
    /// Times of the first and the last request of a trace.
    span: Option<(SimTime, SimTime)>,
    /// Largest size of each object together; `None` for counts over time.
    pub(super) footprint_bytes: Option<u64>,
    pub(super) variation: VariationStudy,
    pub(super) seasonality: Seasonality,
    /// Counts over time in the bins of the study.
    series: Option<CountSeries>,
}

/// The counts of the most popular objects over time, and the bursts in them.
pub(super) struct Top {
    pub(super) series: TopSeries,
    /// Object of each burst, by row of the series.
    pub(super) bursts: Vec<(usize, Burst)>,
}

/// An open input.
pub(super) enum Input {
    Trace(Box<TraceReader>),
    Series(Box<CountSeries>),
}

/// The rows of the most popular objects hold no more counts than this, 8 bytes each.
const TOP_CELLS_MAX: usize = 20_000_000;
/// Bursts are looked for in so many objects, with so many requests at least.
const TOP_OBJECTS_MAX: usize = 2_000;
const TOP_REQUESTS_MIN: u64 = 50;

impl Input {
    /// Opens what the command line names: a format given says that it is a trace, a column of
    /// counts that it is not; else its content tells.
    pub(super) fn open(arguments: &AnalyzeArguments) -> Result<Self, Failure> {
        let trace = &arguments.trace;
        let counted = arguments.count_column.is_some() || arguments.series_bin_s.is_some();
        let given = &trace.reading;
        let may_be = given.format.is_none() && given.log_format.is_none();
        let series = match trace.only() {
            _ if counted => true,
            Some(path) if may_be => is_series(path).map_err(Failure::input)?,
            _ => false,
        };
        if !series {
            return open(trace).map(|reader| Self::Trace(Box::new(reader)));
        }
        let Some(path) = trace.only() else {
            return Err(Failure::input("found several files of counts; expected one, or a folder"));
        };
        let options = SeriesOptions {
            time: given.time_column.clone(),
            object: given.object_column.clone(),
            count: arguments.count_column.clone(),
            event: arguments.event_column.clone(),
            width_s: arguments.series_bin_s,
        };
        let series = read_series(path, &options).map_err(Failure::input)?;
        Ok(Self::Series(Box::new(series)))
    }

    pub(super) fn name(&self, object: ObjectId) -> String {
        match self {
            Self::Trace(reader) => reader.names().name(object),
            Self::Series(series) => match series.names[object as usize].as_str() {
                "" => "all".to_owned(),
                name => name.to_owned(),
            },
        }
    }

    /// What reading met, for a trace that was read to its end.
    pub(super) fn report(&self) -> Option<ReadReport> {
        match self {
            Self::Trace(reader) => Some(reader.report()),
            Self::Series(_) => None,
        }
    }

    /// Reads everything once; a trace that turns out to be shorter than a day, again in narrower bins,
    /// unless their width is given.
    pub(super) fn study(&mut self, arguments: &AnalyzeArguments) -> Result<Found, Failure> {
        let mut found = self.study_in_bins(arguments.bin_s.unwrap_or(USUAL_BIN_S))?;
        if let (None, Some(narrow_s)) = (arguments.bin_s, self.narrower_bin_s(&found)) {
            if let Self::Trace(reader) = self {
                **reader = open(&arguments.trace)?;
            }
            found = self.study_in_bins(narrow_s)?;
        }
        let counts: Vec<f64> = found.rate.bins().iter().map(|bin| bin.0 as f64).collect();
        found.seasonality = Seasonality::of(&counts, found.rate.start(), found.rate.width_s());
        Ok(found)
    }

    fn study_in_bins(&mut self, bin_s: f64) -> Result<Found, Failure> {
        let width_ns = (bin_s * SimTime::NS_PER_S as f64).round() as u64;
        match self {
            Self::Trace(reader) => study_trace(reader, width_ns),
            Self::Series(series) => Ok(study_series(series, width_ns)),
        }
    }

    /// Bins in which something can be seen to vary, where less than a day leaves too few of an hour: at
    /// most so many, with so many requests in each on average.
    fn narrower_bin_s(&self, found: &Found) -> Option<f64> {
        const BINS_MAX: f64 = 200.0;
        const REQUESTS_MIN: f64 = 10.0;
        const WIDTHS_S: [f64; 14] =
            [0.001, 0.01, 0.1, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0];
        let (first, last) = match self {
            Self::Trace(_) => found.span?,
            Self::Series(series) => {
                let end = SimTime(series.start.0 + series.bins as u64 * series.width_ns);
                (series.start, end)
            }
        };
        let span_s = last.as_s() - first.as_s();
        let requests = found.profile.requests as f64;
        let width_s = (span_s / BINS_MAX).max(span_s * REQUESTS_MIN / requests.max(1.0));
        let narrow = WIDTHS_S.into_iter().find(|&width| width >= width_s);
        narrow.filter(|_| span_s > 0.0 && span_s < 86_400.0)
    }

    /// Reads the most popular objects over time; a trace is read a second time.
    pub(super) fn top(&self, arguments: &AnalyzeArguments, found: &Found) -> Result<Top, Failure> {
        let rate = &found.rate;
        let bins = rate.bins().len();
        let most = TOP_OBJECTS_MAX.min(TOP_CELLS_MAX / bins.max(1));
        let ranked = found.profile.ranked.iter().take(most);
        let objects = ranked.take_while(|entry| entry.1 >= TOP_REQUESTS_MIN);
        let objects: Vec<ObjectId> = objects.map(|entry| entry.0).collect();
        let width_ns = (rate.width_s() * SimTime::NS_PER_S as f64).round() as u64;
        let mut top = TopSeries::new(objects, rate.start(), width_ns, bins);
        match &found.series {
            None => {
                let mut again = open(&arguments.trace)?;
                let mut batch = RequestBatch::default();
                while again.next_batch(&mut batch).map_err(Failure::input)? {
                    top.add(&batch);
                }
            }
            Some(series) => {
                for bin in 0..series.bins {
                    let time = SimTime(series.start.0 + bin as u64 * series.width_ns);
                    series.bin(bin).for_each(|(name, count)| top.add_count(time, name, count));
                }
            }
        }
        let rhythm = found.seasonality.rhythm(bins, rate.start(), rate.width_s());
        // The bins that each name of a series has rows for; a trace has all for every object.
        let spans = found.series.as_ref().map(CountSeries::spans);
        let events = found.series.as_ref().map_or(&[][..], |series| &series.events);
        let mut all = Vec::new();
        for (row, (&object, counts)) in top.objects.iter().zip(&top.counts).enumerate() {
            let span = spans.map_or(0..bins, |spans| {
                let (from, to) = spans[object as usize];
                from as usize..(to as usize + 1).min(bins)
            });
            let event = events.iter().find(|event| event.0 == object).map(|event| event.1 as usize);
            let found = bursts(counts, &rhythm, span, event, &BurstRule::default());
            all.extend(found.into_iter().map(|burst| (row, burst)));
        }
        Ok(Top { series: top, bursts: all })
    }
}

fn study_trace(reader: &mut TraceReader, width_ns: u64) -> Result<Found, Failure> {
    const DAY_NS: u64 = 86_400 * SimTime::NS_PER_S;
    let mut requests_of: Vec<u64> = Vec::new();
    let mut bytes_of: Vec<u64> = Vec::new();
    let mut rate = RateSeries::new(width_ns);
    let mut span = None;
    let mut variation: Option<VariationStudy> = None;
    let mut batch = RequestBatch::default();
    while reader.next_batch(&mut batch).map_err(Failure::input)? {
        requests_of.resize(reader.names().len(), 0);
        bytes_of.resize(reader.names().len(), 0);
        for request in batch.iter() {
            let object = request.object as usize;
            requests_of[object] += 1;
            bytes_of[object] = bytes_of[object].max(request.bytes);
        }
        rate.add(&batch);
        if let (Some(&first), Some(&last)) = (batch.time.first(), batch.time.last()) {
            span = Some((span.map_or(first, |(first, _)| first), last));
        }
        let study = variation.get_or_insert_with(|| {
            // Days and weeks begin at midnight of the first day.
            let first = batch.time.first().map_or(0, |time| time.0 / DAY_NS * DAY_NS);
            VariationStudy::new(width_ns, SimTime(first), BASELINE_SEED)
        });
        study.add(&batch);
    }
    let variation =
        variation.unwrap_or_else(|| VariationStudy::new(width_ns, SimTime(0), BASELINE_SEED));
    Ok(Found {
        profile: PopularityProfile::new(&requests_of),
        rate,
        span,
        footprint_bytes: Some(
            bytes_of.iter().fold(0, |sum: u64, &bytes| sum.saturating_add(bytes)),
        ),
        variation: variation.finish(),
        seasonality: Seasonality::default(),
        series: None,
    })
}

fn study_series(series: &CountSeries, width_ns: u64) -> Found {
    let mut width_ns = width_ns;
    let mut wide = series.rebinned(width_ns);
    while wide.bins > RateSeries::BINS_MAX {
        width_ns = wide.width_ns.saturating_mul(2);
        wide = series.rebinned(width_ns);
    }
    let series = wide;
    let mut variation = VariationStudy::new(series.width_ns, series.start, BASELINE_SEED);
    for bin in 0..series.bins {
        let time = SimTime(series.start.0 + bin as u64 * series.width_ns);
        series.bin(bin).for_each(|(name, count)| variation.add_count(time, name, count));
    }
    Found {
        profile: PopularityProfile::new(&series.sums()),
        rate: RateSeries::of_counts(series.start, series.width_ns, &series.totals()),
        span: None,
        footprint_bytes: None,
        variation: variation.finish(),
        seasonality: Seasonality::default(),
        series: Some(series),
    }
}
