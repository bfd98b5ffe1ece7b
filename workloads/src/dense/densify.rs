//! Converts a trace file to a columnar trace.

use super::column_names::{OBJECT_BYTES, OBJECT_REQUESTS, TTL, VERSION_OF};
use super::column_writers::{RequestColumns, write_column, write_names};
use super::columns::{BLOCK_ROWS, ColumnWriter};
use super::errors::unusable;
use super::folder::write_folder;
use super::manifest::{DenseManifest, SourceFile, VERSION, checksums};
use crate::formats::{ReadReport, TraceReader};
use crate::{ObjectId, RequestBatch, SourceError};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Reads a trace to its end and writes it to `folder`, which appears when it is complete; `open`
/// begins to read, and is called again if sizes of 4 GiB and more turn up, for which all sizes
/// need 8 bytes. Returns what was read, too.
///
/// # Errors
/// Errors of the reader, if the folder cannot be written or is one of something else, and if `stop` was set.
pub fn densify(
    open: &dyn Fn() -> Result<TraceReader, SourceError>,
    source: &SourceFile,
    folder: &Path,
    stop: &AtomicBool,
) -> Result<(DenseManifest, ReadReport), SourceError> {
    write_folder(folder, source, |partial| write_either(open, source, partial, stop))
}

/// Writes sizes of 4 bytes if all fit, else of 8.
fn write_either(
    open: &dyn Fn() -> Result<TraceReader, SourceError>,
    source: &SourceFile,
    folder: &Path,
    stop: &AtomicBool,
) -> Result<(DenseManifest, ReadReport), SourceError> {
    for wide in [false, true] {
        let mut reader = open()?;
        if let Some(manifest) = write(&mut reader, source, folder, wide, stop)? {
            return Ok((manifest, reader.report()));
        }
    }
    unreachable!("sizes of 8 bytes always fit")
}

/// What is found out on the way.
#[derive(Default)]
struct Catalog {
    /// By object: largest size, and requests.
    objects: Vec<(u64, u64)>,
    requests: u64,
    requested_bytes: u64,
    /// Whether some object was seen with more than one size.
    varied: bool,
    /// Whether some object was seen in more than one version.
    versions: bool,
}

impl Catalog {
    fn note(&mut self, batch: &RequestBatch, objects: usize) {
        self.objects.resize(objects.max(self.objects.len()), (0, 0));
        for (&object, &bytes) in batch.object.iter().zip(&batch.bytes) {
            let (largest, requests) = &mut self.objects[object as usize];
            self.varied |= *requests > 0 && *largest != bytes;
            *largest = (*largest).max(bytes);
            *requests += 1;
        }
        self.versions |= batch.version.iter().any(|&version| version != 0);
        self.requests += batch.len() as u64;
        self.requested_bytes += batch.bytes.iter().sum::<u64>();
    }
}

/// Writes all files; `None` if a size did not fit.
fn write(
    reader: &mut TraceReader,
    source: &SourceFile,
    folder: &Path,
    wide: bool,
    stop: &AtomicBool,
) -> Result<Option<DenseManifest>, SourceError> {
    let mut columns = RequestColumns::create(folder, wide)?;
    if reader.may_have_ttl() {
        columns.ttl_s = Some(ColumnWriter::create::<u32>(folder, TTL)?);
    }
    if reader.may_have_versions() {
        columns.version = Some(ColumnWriter::create::<u16>(folder, VERSION_OF)?);
    }
    let mut catalog = Catalog::default();
    let mut batch = RequestBatch::default();
    while reader.next_requests(BLOCK_ROWS, &mut batch)? {
        if stop.load(Ordering::Relaxed) {
            return Err(SourceError::Stopped);
        }
        catalog.note(&batch, reader.names().len());
        if !columns.write(&mut batch)? {
            return Ok(None);
        }
    }
    columns.finish()?;
    write_objects(reader, &catalog, folder)?;
    let mut manifest = DenseManifest {
        version: VERSION,
        source: source.clone(),
        requests: catalog.requests,
        objects: catalog.objects.len() as u64,
        requested_bytes: catalog.requested_bytes,
        object_bytes: catalog.objects.iter().map(|&(bytes, _)| bytes).sum(),
        fixed_sizes: !catalog.varied,
        versions: catalog.versions,
        drawn: None,
        report: reader.report().to_string(),
        read: serde_json::to_value(reader.report())
            .map_err(|error| unusable(folder, error.to_string()))?,
        checksums: checksums(folder)?,
        checksum: String::new(),
    };
    manifest.checksum = manifest.sum();
    manifest.write(folder)?;
    Ok(Some(manifest))
}

fn write_objects(
    reader: &TraceReader,
    catalog: &Catalog,
    folder: &Path,
) -> Result<(), SourceError> {
    let name = |object: ObjectId| reader.names().name(object);
    write_names(folder, catalog.objects.len(), &name)?;
    let bytes: Vec<u64> = catalog.objects.iter().map(|&(bytes, _)| bytes).collect();
    write_column(folder, OBJECT_BYTES, &bytes)?;
    let requests: Vec<u64> = catalog.objects.iter().map(|&(_, requests)| requests).collect();
    write_column(folder, OBJECT_REQUESTS, &requests)
}
