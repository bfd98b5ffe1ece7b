//! From a trace file to a dense trace.

use super::columns::{BLOCK_ROWS, ColumnsWriter, column_u32, column_u64};
use super::manifest::{MANIFEST, VERSION, checksum};
use super::mapped::map;
use super::{DenseManifest, SourceFile, io_error, unusable};
use crate::formats::TraceReader;
use crate::{ObjectId, RequestBatch, SourceError};
use arrow_array::{ArrayRef, StringArray};
use arrow_schema::DataType;
use std::path::Path;
use std::sync::Arc;

pub(super) const REQUESTS: &str = "requests.arrow";
pub(super) const OBJECTS: &str = "objects.arrow";

/// Reads a trace to its end and writes it to `folder`, which appears when it is complete; `open`
/// begins to read, and is called again if sizes of 4 GiB and more turn up, for which all sizes
/// need 8 bytes.
///
/// # Errors
/// What the reader reports, and if the folder cannot be written or is one of something else.
pub fn densify(
    open: &dyn Fn() -> Result<TraceReader, SourceError>,
    source: &SourceFile,
    folder: &Path,
) -> Result<DenseManifest, SourceError> {
    if folder.exists() && !folder.join(MANIFEST).is_file() {
        let what =
            "is there and is no dense trace; expected one, or a folder that is yet to be made";
        return Err(unusable(folder, what));
    }
    let mut partial = folder.as_os_str().to_owned();
    partial.push(format!(".{}.partial", std::process::id()));
    let partial = std::path::PathBuf::from(partial);
    std::fs::create_dir_all(&partial).map_err(io_error(&partial))?;
    let result = write_either(open, source, &partial).and_then(|manifest| {
        if folder.exists() {
            // A dense trace of another version, from another source, or damaged.
            std::fs::remove_dir_all(folder).map_err(io_error(folder))?;
        }
        std::fs::rename(&partial, folder).map_err(io_error(folder))?;
        Ok(manifest)
    });
    if result.is_err() {
        let _ = std::fs::remove_dir_all(&partial);
    }
    result
}

/// Writes sizes of 4 bytes if all fit, else of 8.
fn write_either(
    open: &dyn Fn() -> Result<TraceReader, SourceError>,
    source: &SourceFile,
    folder: &Path,
) -> Result<DenseManifest, SourceError> {
    for wide in [false, true] {
        if let Some(manifest) = write(&mut open()?, source, folder, wide)? {
            return Ok(manifest);
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
) -> Result<Option<DenseManifest>, SourceError> {
    let bytes_type = if wide { DataType::UInt64 } else { DataType::UInt32 };
    let fields =
        [("time_ns", DataType::UInt64), ("object", DataType::UInt32), ("bytes", bytes_type)];
    let path = folder.join(REQUESTS);
    let mut file = ColumnsWriter::create(&path, &fields)?;
    let mut catalog = Catalog::default();
    let mut batch = RequestBatch::default();
    while reader.next_requests(BLOCK_ROWS, &mut batch)? {
        catalog.note(&batch, reader.names().len());
        let times = batch.time.iter().map(|time| time.0).collect();
        let bytes = match wide {
            true => column_u64(std::mem::take(&mut batch.bytes)),
            false if batch.bytes.iter().all(|&bytes| bytes <= u64::from(u32::MAX)) => {
                column_u32(batch.bytes.iter().map(|&bytes| bytes as u32).collect())
            }
            false => return Ok(None),
        };
        file.write(vec![column_u64(times), column_u32(std::mem::take(&mut batch.object)), bytes])?;
    }
    file.finish()?;
    write_objects(reader, &catalog, folder)?;
    let sum = |name: &str| map(&folder.join(name)).map(|mapping| checksum(&mapping));
    let manifest = DenseManifest {
        version: VERSION,
        source: source.clone(),
        requests: catalog.requests,
        objects: catalog.objects.len() as u64,
        requested_bytes: catalog.requested_bytes,
        object_bytes: catalog.objects.iter().map(|&(bytes, _)| bytes).sum(),
        fixed_sizes: !catalog.varied,
        report: reader.report().to_string(),
        checksums: [sum(REQUESTS)?, sum(OBJECTS)?],
    };
    manifest.write(folder)?;
    Ok(Some(manifest))
}

fn write_objects(
    reader: &TraceReader,
    catalog: &Catalog,
    folder: &Path,
) -> Result<(), SourceError> {
    let fields =
        [("name", DataType::Utf8), ("bytes", DataType::UInt64), ("requests", DataType::UInt64)];
    let mut file = ColumnsWriter::create(&folder.join(OBJECTS), &fields)?;
    for (block, objects) in catalog.objects.chunks(BLOCK_ROWS).enumerate() {
        let first = block * BLOCK_ROWS;
        let ids = first..first + objects.len();
        let names = ids.map(|object| Some(reader.names().name(object as ObjectId)));
        let names: ArrayRef = Arc::new(StringArray::from_iter(names));
        let bytes = column_u64(objects.iter().map(|&(bytes, _)| bytes).collect());
        let requests = column_u64(objects.iter().map(|&(_, requests)| requests).collect());
        file.write(vec![names, bytes, requests])?;
    }
    file.finish()
}
