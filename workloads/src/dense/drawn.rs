//! Synthetic streams kept in columnar form: with the ids of the model, and with its ground truth.

use super::column_names::{OBJECT_BYTES, OBJECT_REQUESTS, OBJECT_SITE, OBJECT_WEIGHT, SITE};
use super::column_writers::{RequestColumns, write_column, write_names};
use super::columns::ColumnWriter;
use super::errors::unusable;
use super::folder::write_folder;
use super::manifest::{DenseManifest, Drawn, MANIFEST, SourceFile, VERSION, checksums};
use crate::formats::{Format, ReadReport, SizeRule};
use crate::{Catalog, RequestBatch, RequestSource, SimTime, SourceError};
use std::path::Path;

/// The ground truth of a synthetic stream: what the model knows of its requests.
#[derive(Debug)]
pub struct GroundTruth<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The share of the requests that goes to each object.
    pub weights: &'a [f64],
    /// The share that goes to each site.
    pub site_shares: &'a [f64],
    /// When the model begins and ends.
    pub span: (SimTime, SimTime),
    /// What it was drawn from, in words.
    pub from: &'a str,
}

impl GroundTruth<'_> {
    /// The name of an object: its site, where there are several, and its number.
    pub fn name(&self, object: u32) -> String {
        match self.catalog.sites {
            0 | 1 => object.to_string(),
            _ => format!("site-{}/{object}", self.catalog.site_of(object)),
        }
    }
}

/// Draws a stream to its end and writes it to `folder`, which appears when it is complete.
///
/// # Errors
/// If the folder cannot be written, or is one of something else.
pub fn write_drawn(
    source: &mut dyn RequestSource,
    truth: &GroundTruth<'_>,
    folder: &Path,
) -> Result<DenseManifest, SourceError> {
    let from = SourceFile {
        bytes: 0,
        modified_ns: 0,
        probe: String::new(),
        read_as: truth.from.to_owned(),
    };
    write_folder(folder, &from, |partial| {
        let mut written = requests(source, truth, partial)?;
        objects(truth, &written.requests_of, partial)?;
        let report = &mut written.report;
        report.objects = truth.catalog.len() as u64;
        let mut manifest = DenseManifest {
            version: VERSION,
            source: from.clone(),
            requests: report.requests,
            objects: report.objects,
            requested_bytes: report.bytes,
            object_bytes: truth.catalog.total_bytes(),
            fixed_sizes: true,
            versions: false,
            drawn: Some(Drawn {
                span_ns: (truth.span.0.0, truth.span.1.0),
                sites: truth.catalog.sites,
                site_shares: truth.site_shares.to_vec(),
            }),
            report: format!("drawn from {}", truth.from),
            read: serde_json::to_value(&*report)
                .map_err(|error| unusable(partial, error.to_string()))?,
            checksums: checksums(partial)?,
            checksum: String::new(),
        };
        if manifest.requests == 0 {
            return Err(unusable(&partial.join(MANIFEST), "would have no requests"));
        }
        manifest.checksum = manifest.sum();
        manifest.write(partial)?;
        Ok(manifest)
    })
}

struct Written {
    report: ReadReport,
    requests_of: Vec<u64>,
}

fn requests(
    source: &mut dyn RequestSource,
    truth: &GroundTruth<'_>,
    folder: &Path,
) -> Result<Written, SourceError> {
    let wide = truth.catalog.bytes.iter().any(|&bytes| bytes > u64::from(u32::MAX));
    let mut columns = RequestColumns::create(folder, wide)?;
    if truth.catalog.sites > 1 {
        columns.site = Some(ColumnWriter::create::<u16>(folder, SITE)?);
    }
    let mut report = ReadReport::new(Format::Dense, SizeRule::AsLogged);
    let mut requests_of = vec![0; truth.catalog.len()];
    let mut batch = RequestBatch::default();
    while source.next_batch(&mut batch)? {
        for &object in &batch.object {
            requests_of[object as usize] += 1;
        }
        report.requests += batch.len() as u64;
        report.bytes += batch.bytes.iter().sum::<u64>();
        // No size is wider than those of the catalog.
        columns.write(&mut batch)?;
    }
    columns.finish()?;
    (report.records, report.logged_bytes) = (report.requests, report.bytes);
    Ok(Written { report, requests_of })
}

fn objects(truth: &GroundTruth<'_>, requests: &[u64], folder: &Path) -> Result<(), SourceError> {
    write_names(folder, truth.catalog.len(), &|object| truth.name(object))?;
    write_column(folder, OBJECT_BYTES, &truth.catalog.bytes)?;
    write_column(folder, OBJECT_REQUESTS, requests)?;
    write_column(folder, OBJECT_WEIGHT, truth.weights)?;
    if truth.catalog.sites > 1 {
        let site = (0..truth.catalog.len()).map(|object| truth.catalog.site_of(object as u32));
        write_column(folder, OBJECT_SITE, &site.collect::<Vec<u16>>())?;
    }
    Ok(())
}
