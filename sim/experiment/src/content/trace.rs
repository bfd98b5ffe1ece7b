//! Content that is read: a trace in its own format, or in columns.

use super::content::{Content, DrawnTruth};
use super::sites::{of_no_site, site_of_objects};
use crate::spec::workload::TraceSites;
use hotset_workloads::dense::DenseTrace;
use hotset_workloads::formats::{Format, ReadOptions, ReadReport, SizeRule, TraceReader};
use hotset_workloads::{RequestBatch, SiteId, SourceError, Stoppable, Stream, Trace};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// From this share of the hit bytes on, copies of another size are worth a warning.
const OTHER_SIZE_SHARE_MAX: f64 = 0.01;

impl Content {
    /// The files of one trace; their requests are put in random order by `shuffle`.
    pub(super) fn of_files(
        paths: &[PathBuf],
        options: &ReadOptions,
        sites: TraceSites,
        shuffle: Option<Stream>,
        stop: &AtomicBool,
    ) -> Result<Self, SourceError> {
        let mut reader = TraceReader::open_all(paths, options)?;
        let mut trace = Trace::read(&mut Stoppable { source: &mut reader, stop })?;
        let (site, site_names) = site_of_objects(sites, reader.names()).ok_or_else(|| {
            let what = format!("has more sites than {} by {sites:?}", SiteId::MAX);
            SourceError::Unusable { path: reader.path().to_owned(), what }
        })?;
        trace.catalog.sites = site.iter().max().map_or(1, |&largest| usize::from(largest) + 1);
        trace.catalog.site = site;
        if let Some(mut stream) = shuffle {
            trace.shuffle(&mut stream);
        }
        Ok(Self::Trace {
            report: Box::new(reader.report()),
            unclear_sites: of_no_site(&trace, &site_names) > 0.5,
            site_names,
            drawn: None,
            weights: Box::default(),
            other_sizes: trace.resized_hit_share() > OTHER_SIZE_SHARE_MAX,
            trace: Box::new(trace),
        })
    }

    /// A trace in columns; of one that was generated it has what the model knows.
    pub(super) fn of_dense(paths: &[PathBuf], sites: TraceSites) -> Result<Self, SourceError> {
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
        let weights = Box::default();
        Ok(Self::Trace { trace, report, site_names, unclear_sites, drawn, weights, other_sizes })
    }
}
