//! What runs request: made once for all runs that share it.

use super::kept::Kept;
use super::trace::{DrawnTruth, TraceContent};
use crate::plan::memory::content_bytes;
use crate::plan::seeds::{Purpose, stream};
use hotset_workloads::formats::ReadReport;
use hotset_workloads::synthetic::Content as SyntheticContent;
use hotset_workloads::{Catalog, RequestSource, SeriesContent, Trace};

/// A catalog with the requests over it.
pub(crate) enum Content {
    Synthetic { content: Box<SyntheticContent>, seed: u64, replication: u32, kept: Box<Kept> },
    Trace(Box<TraceContent>),
    Series { content: Box<SeriesContent>, seed: u64, replication: u32 },
    Twin { trace: Box<Trace> },
}

impl Content {
    /// The truth about a trace that was drawn from a model, if it is one.
    pub(super) fn drawn(&self) -> Option<&DrawnTruth> {
        match self {
            Self::Trace(trace) => trace.drawn.as_ref(),
            _ => None,
        }
    }

    pub(crate) fn catalog(&self) -> &Catalog {
        match self {
            Self::Synthetic { content, .. } => &content.catalog,
            Self::Trace(trace) => &trace.catalog,
            Self::Twin { trace } => &trace.catalog,
            Self::Series { content, .. } => &content.catalog,
        }
    }

    /// What a site is called.
    pub(crate) fn site_name(&self, site: usize) -> String {
        let name = match self {
            Self::Synthetic { .. } | Self::Twin { .. } => None,
            Self::Trace(trace) => trace.site_names.get(site).cloned(),
            Self::Series { content, .. } => content.series.names.get(site).cloned(),
        };
        name.filter(|name| !name.is_empty()).unwrap_or_else(|| site.to_string())
    }

    /// The number of requests, or its expectation.
    pub(crate) fn requests_mean(&self) -> f64 {
        match self {
            Self::Synthetic { content, .. } => content.model().requests as f64,
            Self::Trace(trace) => trace.requests.len() as f64,
            Self::Twin { trace } => trace.requests.len() as f64,
            Self::Series { content, .. } => content.requests_mean(),
        }
    }

    /// About how many bytes of memory it takes.
    pub(crate) fn bytes(&self) -> u64 {
        let held = match self {
            Self::Synthetic { kept, .. } => kept.len(),
            Self::Trace(trace) => trace.requests.held(),
            Self::Twin { trace } => trace.requests.len(),
            Self::Series { .. } => 0,
        };
        content_bytes(self.catalog().len() as f64, held as f64) as u64
    }

    /// Whether objects can be modified.
    pub(crate) fn has_versions(&self) -> bool {
        match self {
            Self::Synthetic { .. } | Self::Series { .. } => false,
            Self::Trace(trace) => trace.requests.has_versions(),
            Self::Twin { trace } => !trace.requests.version.is_empty(),
        }
    }

    /// The report of reading the trace, if it is one.
    pub(crate) fn report(&self) -> Option<&ReadReport> {
        match self {
            Self::Synthetic { .. } | Self::Series { .. } | Self::Twin { .. } => None,
            Self::Trace(trace) => Some(&trace.report),
        }
    }

    /// The popularity that an oracle knows: that of the model, or the counts of the whole trace.
    pub(crate) fn weights(&self) -> Vec<f64> {
        if let Some(truth) = self.drawn() {
            return truth.weights.clone();
        }
        match self {
            Self::Synthetic { content, .. } => content.weights(),
            Self::Trace(trace) => trace.counts.weights(),
            Self::Twin { trace } => trace.weights(),
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
            Self::Trace(_) | Self::Series { .. } | Self::Twin { .. } => {
                for (object, weight) in self.weights().into_iter().enumerate() {
                    shares[usize::from(catalog.site_of(object as u32))] += weight;
                }
            }
        }
        shares
    }

    /// The mean size of the answers for each object, by which traffic and cache space are predicted
    /// where a trace has several sizes of an object.
    pub(crate) fn mean_bytes(&self) -> Vec<f64> {
        if self.drawn().is_some() {
            return self.catalog().bytes.iter().map(|&bytes| bytes as f64).collect();
        }
        match self {
            Self::Synthetic { .. } | Self::Series { .. } | Self::Twin { .. } => {
                self.catalog().bytes.iter().map(|&bytes| bytes as f64).collect()
            }
            Self::Trace(trace) => trace.counts.mean_bytes.clone(),
        }
    }

    /// Announces that several runs need the requests.
    pub(crate) fn share(&self) {
        if let Self::Synthetic { kept, .. } = self {
            kept.share();
        }
    }

    /// The requests from the beginning: the same ones every time.
    pub(crate) fn requests(&self) -> Box<dyn RequestSource + Send + '_> {
        match self {
            Self::Synthetic { content, seed, replication, kept } => {
                let of = |purpose| stream(*seed, *replication, purpose, 0);
                kept.requests(content.model().requests_max(), || {
                    Box::new(content.requests(of(Purpose::Objects), of(Purpose::Times)))
                })
            }
            Self::Trace(trace) => trace.requests.read(&trace.catalog),
            Self::Twin { trace } => Box::new(trace.requests()),
            Self::Series { content, seed, replication } => {
                let of = |purpose| stream(*seed, *replication, purpose, 0);
                Box::new(content.requests(of(Purpose::Objects), of(Purpose::Times)))
            }
        }
    }
}
