//! How a trace is read, in its own format or in columns.

use super::columnar::source_of;
use super::sites::{of_no_site, site_of_objects};
use super::trace::{DrawnTruth, TraceContent};
use super::trace_counts::Counts;
use super::trace_requests::{HELD_REQUESTS_MAX, TraceRequests};
use crate::spec::workload::TraceSites;
use hotset_workloads::dense::{DenseManifest, DenseTrace, densify};
use hotset_workloads::formats::{Format, Names, ReadOptions, ReadReport, SizeRule, TraceReader};
use hotset_workloads::{
    Catalog, RequestBatch, RequestSource, SiteId, SourceError, Stoppable, Stream, Trace,
};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// How a trace is read.
pub(super) struct Reading<'a> {
    pub(super) paths: &'a [PathBuf],
    pub(super) options: &'a ReadOptions,
    pub(super) sites: TraceSites,
    /// Puts the requests in random order.
    pub(super) shuffle: Option<Stream>,
    /// Set to stop.
    pub(super) stop: &'a AtomicBool,
}

impl Reading<'_> {
    /// Reads the trace.
    pub(super) fn read(mut self) -> Result<TraceContent, SourceError> {
        if self.paths.iter().any(|path| path.is_dir()) {
            return self.columns();
        }
        // In another order than that of its file it is held.
        let held_max = if self.shuffle.is_some() { usize::MAX } else { HELD_REQUESTS_MAX };
        self.files(held_max)
    }

    /// Files in their own format: in memory, if they have no more than so many requests.
    fn files(&mut self, held_max: usize) -> Result<TraceContent, SourceError> {
        let mut reader = TraceReader::open_all(self.paths, self.options)?;
        let mut source = Stoppable { source: &mut reader, stop: self.stop };
        let Some(mut trace) = Trace::read_up_to(&mut source, held_max)? else {
            return self.files_in_columns();
        };
        let (catalog, site_names) = self.catalog(trace.catalog.bytes, reader.names())?;
        trace.catalog = Catalog::default();
        if let Some(stream) = &mut self.shuffle {
            trace.shuffle(stream);
        }
        let requests = TraceRequests::Held(trace.requests);
        let found = Found { catalog, site_names, report: reader.report(), drawn: None };
        self.count(requests, found)
    }

    /// Files in their own format, in columns in a folder of their own.
    fn files_in_columns(&self) -> Result<TraceContent, SourceError> {
        let temporary = tempfile::tempdir().map_err(|error| SourceError::Io {
            path: std::env::temp_dir().display().to_string(),
            error,
        })?;
        let folder = temporary.path().join("columns");
        let open = || TraceReader::open_all(self.paths, self.options);
        let source = source_of(self.paths, &open()?)?;
        let (_, report) = densify(&open, &source, &folder, self.stop)?;
        let trace = DenseTrace::open(&folder, None)?;
        let (catalog, site_names) =
            self.catalog(trace.catalog()?.0, &trace.object_metadata()?.0)?;
        // What is mapped is there without a name, too: nothing is left behind if the program is killed.
        let temporary = if cfg!(unix) { None } else { Some(temporary) };
        let trace = Box::new(trace);
        let requests = TraceRequests::Mapped { trace, own_sites: false, _temporary: temporary };
        self.count(requests, Found { catalog, site_names, report, drawn: None })
    }

    /// A trace in columns; of one that was generated it has what the model knows.
    fn columns(&mut self) -> Result<TraceContent, SourceError> {
        let [path] = self.paths else {
            let what = "is a folder; expected files, or one dense trace";
            return Err(unusable(&self.paths[0], what));
        };
        let trace = DenseTrace::open(path, None)?;
        let (names, site, weights) = trace.object_metadata()?;
        let bytes = trace.catalog()?.0;
        let report = report_of(trace.manifest());
        let drawn = trace.manifest().drawn.clone();
        let own_sites = drawn.is_some() && self.sites == TraceSites::Auto;
        let (catalog, site_names) = match &drawn {
            Some(drawn) if own_sites => {
                (Catalog { bytes, site, sites: drawn.sites.max(1) }, Vec::new())
            }
            _ => self.catalog(bytes, &names)?,
        };
        let requests = match &mut self.shuffle {
            None => TraceRequests::Mapped { trace: Box::new(trace), own_sites, _temporary: None },
            Some(stream) => TraceRequests::Held(shuffled(&trace, own_sites, stream)?),
        };
        let drawn = drawn.map(|drawn| DrawnTruth { drawn, weights });
        self.count(requests, Found { catalog, site_names, report, drawn })
    }

    /// The catalog of objects of these sizes and names, with the names of its sites.
    fn catalog(
        &self,
        bytes: Vec<u64>,
        names: &Names,
    ) -> Result<(Catalog, Vec<String>), SourceError> {
        let found = site_of_objects(self.sites, names).ok_or_else(|| {
            let what = format!("has more sites than {} by {:?}", SiteId::MAX, self.sites);
            unusable(&self.paths[0], &what)
        })?;
        let (site, site_names) = found;
        let sites = site.iter().max().map_or(1, |&largest| usize::from(largest) + 1);
        Ok((Catalog { bytes, site, sites }, site_names))
    }

    /// Finds out what one pass over the requests tells.
    fn count(&self, requests: TraceRequests, found: Found) -> Result<TraceContent, SourceError> {
        let Found { catalog, site_names, report, drawn } = found;
        let mut all = requests.read(&catalog);
        let mut source = Stoppable { source: &mut *all, stop: self.stop };
        let counts = Counts::of(&mut source, catalog.len())?;
        drop(all);
        let unclear_sites =
            drawn.is_none() && of_no_site(&counts.requests, &catalog, &site_names) > 0.5;
        Ok(TraceContent { requests, catalog, report, site_names, unclear_sites, drawn, counts })
    }
}

/// What is known of a trace beside its requests.
struct Found {
    catalog: Catalog,
    site_names: Vec<String>,
    report: ReadReport,
    drawn: Option<DrawnTruth>,
}

/// Requests in memory, in random order.
fn shuffled(
    trace: &DenseTrace,
    own_sites: bool,
    stream: &mut Stream,
) -> Result<RequestBatch, SourceError> {
    let mut held = Trace::default();
    let (mut source, mut batch) = (trace.requests(), RequestBatch::default());
    while source.next_batch(&mut batch)? {
        held.append(&batch);
    }
    if !own_sites {
        held.requests.site.clear();
    }
    held.shuffle(stream);
    Ok(held.requests)
}

/// What was read of a trace in columns.
fn report_of(manifest: &DenseManifest) -> ReadReport {
    ReadReport {
        records: manifest.requests,
        requests: manifest.requests,
        objects: manifest.objects,
        bytes: manifest.requested_bytes,
        logged_bytes: manifest.requested_bytes,
        ..ReadReport::new(Format::Dense, SizeRule::AsLogged)
    }
}

fn unusable(path: &Path, what: &str) -> SourceError {
    SourceError::Unusable { path: path.display().to_string(), what: what.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::NEVER;

    fn all(content: &TraceContent) -> RequestBatch {
        let (mut all, mut batch) = (RequestBatch::default(), RequestBatch::default());
        let mut source = content.requests.read(&content.catalog);
        while source.next_batch(&mut batch).unwrap() {
            all.append(&batch);
        }
        all
    }

    /// Sites, versions, a line that is malformed, requests out of order, more than one batch.
    fn log() -> String {
        let line = |n: u64| {
            let (site, object, late) = (n * n % 5, n * n % 311, n % 7);
            let bytes = 100 + object + n / 4_000 * (object % 3 == 0) as u64;
            format!("{},s{site}/o{object},{bytes}\n", n + 10 - late)
        };
        let mut text = String::from("time,id,size\n");
        text.extend((0..9_000).map(line));
        text + "not a request\n"
    }

    #[test]
    fn columns_have_what_memory_has() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        std::fs::write(&path, log()).unwrap();
        for sizes in [SizeRule::AsLogged, SizeRule::Modified, SizeRule::LastWhole] {
            for sites in [TraceSites::Auto, TraceSites::Host, TraceSites::Hash(3)] {
                let options = ReadOptions { sizes: Some(sizes), ..ReadOptions::default() };
                let paths = [path.clone()];
                let reading = |held_max| {
                    let (paths, options, stop) = (&paths, &options, &NEVER);
                    let mut reading = Reading { paths, options, sites, shuffle: None, stop };
                    reading.files(held_max).unwrap()
                };
                let (held, mapped) = (reading(9_000), reading(8_999));
                assert!(matches!(held.requests, TraceRequests::Held(_)));
                assert!(matches!(mapped.requests, TraceRequests::Mapped { .. }));
                let (held_all, mapped_all) = (all(&held), all(&mapped));
                assert_eq!(held_all.time, mapped_all.time);
                assert_eq!(held_all.object, mapped_all.object);
                assert_eq!(held_all.bytes, mapped_all.bytes);
                assert_eq!(held_all.site, mapped_all.site);
                assert!((0..9_000).all(|n| held_all.version_at(n) == mapped_all.version_at(n)));
                assert_eq!(held.requests.has_versions(), mapped.requests.has_versions());
                assert_eq!(held.requests.span(), mapped.requests.span());
                assert_eq!(held.requests.len(), mapped.requests.len());
                assert_eq!(held.report, mapped.report);
                assert_eq!(held.report.modifications > 0, sizes == SizeRule::Modified);
                assert_eq!(held.site_names, mapped.site_names);
                assert_eq!(held.catalog.bytes, mapped.catalog.bytes);
                assert_eq!(held.catalog.site, mapped.catalog.site);
                assert_eq!(held.catalog.sites, mapped.catalog.sites);
                assert_eq!(held.counts.requests, mapped.counts.requests);
                assert_eq!(held.counts.mean_bytes, mapped.counts.mean_bytes);
                assert_eq!(held.counts.other_size_share, mapped.counts.other_size_share);
            }
        }
    }
}
