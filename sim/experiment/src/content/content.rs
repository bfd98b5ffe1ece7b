//! What a run asks from: made once for all runs that share it.

use crate::plan::seeds::{Purpose, stream};
use crate::spec::workload::{TraceSites, WorkloadSpec};
use hotset_sim::ledger::Bins;
use hotset_workloads::dense::{DenseTrace, Drawn};
use hotset_workloads::formats::{Format, Names, ReadReport, SizeRule, TraceReader};
use hotset_workloads::series::read_series;
use hotset_workloads::synthetic::{Content as SyntheticContent, ParameterError};
use hotset_workloads::{
    Catalog, ObjectId, RequestBatch, RequestSource, SeriesContent, SimTime, SiteId, SourceError,
    Trace,
};
use std::path::{Path, PathBuf};

use crate::spec::bins::BinSpec;

/// A catalog with the requests over it.
pub(crate) enum Content {
    Synthetic {
        content: Box<SyntheticContent>,
        seed: u64,
        replication: u32,
    },
    Trace {
        trace: Box<Trace>,
        report: Box<ReadReport>,
        site_names: Vec<String>,
        /// Whether most requests are for objects whose names say nothing of a site.
        unclear_sites: bool,
        /// What is known of a trace that was drawn from a model.
        drawn: Option<Box<DrawnTruth>>,
        /// Whether more than 1 % of the hit bytes of a cache with room for all come from copies of
        /// another size.
        other_sizes: bool,
    },
    Series {
        content: Box<SeriesContent>,
        seed: u64,
        replication: u32,
    },
    Twin {
        trace: Box<Trace>,
    },
}

/// What is known of a trace that was drawn from a model.
pub(crate) struct DrawnTruth {
    drawn: Drawn,
    weights: Vec<f64>,
}

impl Content {
    /// Draws the content of one replication, or reads the trace.
    pub(crate) fn make(
        workload: &WorkloadSpec,
        seed: u64,
        replication: u32,
    ) -> Result<Self, SourceError> {
        match workload {
            WorkloadSpec::Synthetic(model) => {
                let mut sizes = stream(seed, replication, Purpose::Sizes, 0);
                let content = model.read()?.content(&mut sizes).map_err(unusable)?;
                Ok(Self::Synthetic { content: Box::new(content), seed, replication })
            }
            WorkloadSpec::Trace { paths, sites, shuffled, .. }
                if paths.iter().any(|path| path.is_dir()) =>
            {
                let mut content = Self::of_dense(paths, *sites)?;
                if let (true, Self::Trace { trace, .. }) = (*shuffled, &mut content) {
                    trace.shuffle(&mut stream(seed, replication, Purpose::Order, 0));
                }
                Ok(content)
            }
            WorkloadSpec::Trace { paths, options, sites, shuffled } => {
                let mut reader = TraceReader::open_all(paths, options)?;
                let mut trace = Trace::read(&mut reader)?;
                let (site, site_names) =
                    site_of_objects(*sites, reader.names()).ok_or_else(|| {
                        let what = format!("has more sites than {} by {sites:?}", SiteId::MAX);
                        SourceError::Unusable { path: reader.path().to_owned(), what }
                    })?;
                trace.catalog.sites =
                    site.iter().max().map_or(1, |&largest| usize::from(largest) + 1);
                trace.catalog.site = site;
                if *shuffled {
                    trace.shuffle(&mut stream(seed, replication, Purpose::Order, 0));
                }
                let unclear_sites = of_no_site(&trace, &site_names) > 0.5;
                let report = Box::new(reader.report());
                let other_sizes = trace.resized_hit_share() > OTHER_SIZE_SHARE_MAX;
                let trace = Box::new(trace);
                let drawn = None;
                Ok(Self::Trace { trace, report, site_names, unclear_sites, drawn, other_sizes })
            }
            WorkloadSpec::Series { path, options, model } => {
                let series = read_series(path, options)?;
                let mut sizes = stream(seed, replication, Purpose::Sizes, 0);
                let content = model.content(series, &mut sizes).map_err(unusable)?;
                Ok(Self::Series { content: Box::new(content), seed, replication })
            }
            WorkloadSpec::Twin(twin) => {
                let mut requests = stream(seed, replication, Purpose::Objects, 0);
                let trace = twin.draw(&mut requests).map_err(unusable)?;
                Ok(Self::Twin { trace: Box::new(trace) })
            }
        }
    }

    /// A dense trace, which may tell what it was drawn from.
    fn of_dense(paths: &[PathBuf], sites: TraceSites) -> Result<Self, SourceError> {
        let unusable = |path: &Path, what: &str| SourceError::Unusable {
            path: path.display().to_string(),
            what: what.to_owned(),
        };
        let [path] = paths else {
            return Err(unusable(&paths[0], "is a folder; expected files, or one dense trace"));
        };
        let dense = DenseTrace::open(path, None)?;
        let (names, site, weights) = dense.object_metadata()?;
        let mut trace = Trace::default();
        let mut batch = RequestBatch::default();
        for block in 0.. {
            if !dense.block(block, &mut batch) {
                break;
            }
            trace.append(&batch);
        }
        trace.catalog.bytes = dense.catalog()?.0;
        let manifest = dense.manifest();
        let told = manifest.drawn.as_ref().filter(|_| sites == TraceSites::Auto);
        let (site, site_names) = match told {
            Some(drawn) => {
                trace.catalog.sites = drawn.sites.max(1);
                (site, Vec::new())
            }
            None => {
                let found = site_of_objects(sites, &names);
                let found = found.ok_or_else(|| unusable(path, "has too many sites"))?;
                trace.requests.site.clear();
                trace.catalog.sites =
                    found.0.iter().max().map_or(1, |&largest| usize::from(largest) + 1);
                found
            }
        };
        trace.catalog.site = site;
        let drawn = manifest.drawn.clone().map(|drawn| Box::new(DrawnTruth { drawn, weights }));
        let report = ReadReport {
            records: manifest.requests,
            requests: manifest.requests,
            objects: manifest.objects,
            bytes: manifest.requested_bytes,
            logged_bytes: manifest.requested_bytes,
            ..ReadReport::new(Format::Dense, SizeRule::AsLogged)
        };
        let unclear_sites = drawn.is_none() && of_no_site(&trace, &site_names) > 0.5;
        let other_sizes = trace.resized_hit_share() > OTHER_SIZE_SHARE_MAX;
        let (trace, report) = (Box::new(trace), Box::new(report));
        Ok(Self::Trace { trace, report, site_names, unclear_sites, drawn, other_sizes })
    }

    /// The truth about a trace that was drawn from a model, if it is one.
    fn drawn(&self) -> Option<&DrawnTruth> {
        match self {
            Self::Trace { drawn, .. } => drawn.as_deref(),
            _ => None,
        }
    }

    pub(crate) fn catalog(&self) -> &Catalog {
        match self {
            Self::Synthetic { content, .. } => &content.catalog,
            Self::Trace { trace, .. } | Self::Twin { trace } => &trace.catalog,
            Self::Series { content, .. } => &content.catalog,
        }
    }

    /// What a site is called.
    pub(crate) fn site_name(&self, site: usize) -> String {
        let name = match self {
            Self::Synthetic { .. } | Self::Twin { .. } => None,
            Self::Trace { site_names, .. } => site_names.get(site).cloned(),
            Self::Series { content, .. } => content.series.names.get(site).cloned(),
        };
        name.filter(|name| !name.is_empty()).unwrap_or_else(|| site.to_string())
    }

    /// The number of requests, or what is expected of it.
    pub(crate) fn requests_mean(&self) -> f64 {
        match self {
            Self::Synthetic { content, .. } => content.model().requests as f64,
            Self::Trace { trace, .. } | Self::Twin { trace } => trace.requests.len() as f64,
            Self::Series { content, .. } => content.requests_mean(),
        }
    }

    /// What reading the trace met, if it is one.
    pub(crate) fn report(&self) -> Option<&ReadReport> {
        match self {
            Self::Synthetic { .. } | Self::Series { .. } | Self::Twin { .. } => None,
            Self::Trace { report, .. } => Some(report),
        }
    }

    /// The popularity that an oracle knows: the model's, or the counts of the whole trace.
    pub(crate) fn weights(&self) -> Vec<f64> {
        if let Some(truth) = self.drawn() {
            return truth.weights.clone();
        }
        match self {
            Self::Synthetic { content, .. } => content.weights(),
            Self::Trace { trace, .. } | Self::Twin { trace } => trace.weights(),
            Self::Series { content, .. } => content.weights(),
        }
    }

    /// The share of the requests that goes to each site.
    pub(crate) fn site_weights(&self) -> Vec<f64> {
        let catalog = self.catalog();
        if let Some(truth) = self.drawn().filter(|truth| truth.drawn.sites == catalog.sites) {
            return truth.drawn.site_shares.clone();
        }
        let mut shares = vec![0.0; catalog.sites.max(1)];
        match self {
            Self::Synthetic { content, .. } => return content.site_shares(),
            Self::Trace { .. } | Self::Series { .. } | Self::Twin { .. } => {
                for (object, weight) in self.weights().into_iter().enumerate() {
                    shares[usize::from(catalog.site_of(object as u32))] += weight;
                }
            }
        }
        shares
    }

    /// The mean size of the answers for each object: what traffic and room go by where a trace
    /// gives an object more than one size.
    pub(crate) fn mean_bytes(&self) -> Vec<f64> {
        if self.drawn().is_some() {
            return self.catalog().bytes.iter().map(|&bytes| bytes as f64).collect();
        }
        match self {
            Self::Synthetic { .. } | Self::Series { .. } | Self::Twin { .. } => {
                self.catalog().bytes.iter().map(|&bytes| bytes as f64).collect()
            }
            Self::Trace { trace, .. } => {
                let mut sums = vec![(0.0, 0.0); trace.catalog.len()];
                for (&object, &bytes) in trace.requests.object.iter().zip(&trace.requests.bytes) {
                    let sum = &mut sums[object as usize];
                    *sum = (sum.0 + bytes as f64, sum.1 + 1.0);
                }
                sums.into_iter().map(|(bytes, requests)| bytes / f64::max(requests, 1.0)).collect()
            }
        }
    }

    /// The requests from the beginning: the same ones every time.
    pub(crate) fn requests(&self) -> Box<dyn RequestSource + Send + '_> {
        match self {
            Self::Synthetic { content, seed, replication } => {
                let of = |purpose| stream(*seed, *replication, purpose, 0);
                Box::new(content.requests(of(Purpose::Objects), of(Purpose::Times)))
            }
            Self::Trace { trace, .. } | Self::Twin { trace } => Box::new(trace.requests()),
            Self::Series { content, seed, replication } => {
                let of = |purpose| stream(*seed, *replication, purpose, 0);
                Box::new(content.requests(of(Purpose::Objects), of(Purpose::Times)))
            }
        }
    }

    /// Time bins for the requests. The last bin is never measured: it takes what is left beyond
    /// the whole bins, or beyond the planned end of a stream of random length.
    pub(crate) fn bins(&self, spec: BinSpec) -> Result<Bins, String> {
        let (start, end) = self.span();
        let span_ns = end.0.saturating_sub(start.0);
        let (count, width_ns) = match spec {
            BinSpec::Auto if self.is_short() => (Some(BinSpec::AUTO_COUNT as usize), 0),
            BinSpec::Auto => (None, BinSpec::AUTO_NS),
            BinSpec::Count(count) => (Some(count), 0),
            BinSpec::WidthNs(width_ns) => (None, width_ns),
        };
        let mut bins = match count {
            Some(count) => Bins::covering(start, end, count),
            None => {
                let count = span_ns / width_ns;
                if count < 2 {
                    let span_s = SimTime(span_ns).as_s();
                    return Err(format!(
                        "found bins of {} s in a run of {span_s} s; expected at least two",
                        SimTime(width_ns).as_s()
                    ));
                }
                Bins::new(start, width_ns, count as usize)
            }
        };
        bins.count += 1;
        Ok(bins)
    }

    /// Whether hours would be too few bins for it.
    pub(crate) fn is_short(&self) -> bool {
        let (start, end) = self.span();
        end.0.saturating_sub(start.0) < BinSpec::AUTO_HOURS_MIN * BinSpec::AUTO_NS
    }

    /// When the requests begin and end; for a model, an end that they reach almost surely.
    pub(crate) fn span(&self) -> (SimTime, SimTime) {
        if let Some(truth) = self.drawn() {
            let (start, end) = truth.drawn.span_ns;
            return (SimTime(start), SimTime(end));
        }
        match self {
            Self::Synthetic { content, .. } => {
                let model = content.model();
                // The end of a Poisson stream of n requests varies by sqrt(n) gaps.
                let requests = model.requests as f64;
                let sure = (requests - 5.0 * requests.sqrt()).max(1.0);
                let sure_ns = sure / model.rate_per_s * SimTime::NS_PER_S as f64;
                (SimTime(0), content.end().unwrap_or(SimTime(sure_ns as u64)))
            }
            Self::Trace { trace, .. } | Self::Twin { trace } => {
                let times = &trace.requests.time;
                let end = |time: Option<&SimTime>| time.copied().unwrap_or_default();
                (end(times.first()), end(times.last()))
            }
            Self::Series { content, .. } => {
                let series = &content.series;
                let span_ns = series.width_ns.saturating_mul(series.bins as u64);
                (series.start, SimTime(series.start.0.saturating_add(span_ns)))
            }
        }
    }
}

/// From this share of the hit bytes on, copies of another size are worth a warning.
const OTHER_SIZE_SHARE_MAX: f64 = 0.01;

fn unusable(error: ParameterError) -> SourceError {
    SourceError::Unusable { path: "workload".to_owned(), what: error.to_string() }
}

/// The site of each object, and the names of the sites; empty for a single site, `None` if there
/// are too many.
fn site_of_objects(sites: TraceSites, names: &Names) -> Option<(Vec<SiteId>, Vec<String>)> {
    let objects = 0..names.len() as u32;
    match sites {
        TraceSites::Auto | TraceSites::None => Some((Vec::new(), Vec::new())),
        TraceSites::Hash(count) => {
            let site = |id| (hash(names.name(id).as_bytes()) % count as u64) as SiteId;
            Some((objects.map(site).collect(), Vec::new()))
        }
        TraceSites::Directory | TraceSites::Host => {
            let name_of = if sites == TraceSites::Host { host } else { directory };
            let mut site_of_name: std::collections::BTreeMap<String, SiteId> = Default::default();
            let site = objects
                .map(|id| {
                    let next = SiteId::try_from(site_of_name.len()).ok()?;
                    Some(*site_of_name.entry(name_of(&names.name(id))).or_insert(next))
                })
                .collect::<Option<Vec<SiteId>>>()?;
            let mut site_names = vec![String::new(); site_of_name.len()];
            for (name, site) in site_of_name {
                site_names[usize::from(site)] = name;
            }
            Some((site, site_names))
        }
    }
}

/// The share of the requests for objects of no host or in no directory, where those are the sites.
fn of_no_site(trace: &Trace, site_names: &[String]) -> f64 {
    let Some(none) = site_names.iter().position(String::is_empty) else { return 0.0 };
    let objects = &trace.requests.object;
    let site = |object: ObjectId| usize::from(trace.catalog.site_of(object));
    let inside = objects.iter().filter(|&&object| site(object) == none).count();
    inside as f64 / objects.len().max(1) as f64
}

/// `www.example.org/x.html` is of `www.example.org`; what has no host is of the empty one.
fn host(name: &str) -> String {
    match name.split_once('/') {
        Some((host, _)) => host.to_owned(),
        None => String::new(),
    }
}

/// `/shuttle/missions/x.html` is in `shuttle`; what lies in no directory is in the empty one. A name
/// that begins with a host is in it.
fn directory(name: &str) -> String {
    let path = name.split(['?', '#']).next().unwrap_or("").trim_start_matches('/');
    path.split_once('/').map_or(String::new(), |(first, _)| first.to_ascii_lowercase())
}

/// FNV-1a (Fowler, Noll and Vo): the same on every machine.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
