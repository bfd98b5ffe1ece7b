//! From a trace file to a dense trace.

use super::columns::{BLOCK_ROWS, ColumnsWriter, column_u16, column_u32, column_u64};
use super::manifest::{MANIFEST, VERSION, checksum};
use super::mapped::map;
use super::{DenseManifest, DenseTrace, SourceFile, io_error, unusable};
use crate::formats::TraceReader;
use crate::{ObjectId, RequestBatch, SourceError};
use arrow_array::{ArrayRef, StringArray};
use arrow_schema::DataType;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) const REQUESTS: &str = "requests.arrow";
pub(super) const OBJECTS: &str = "objects.arrow";
pub(super) const USES: &str = "uses.arrow";
pub(super) const USES_SUMS: &str = "uses.xxh3";

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
    write_folder(folder, source, |partial| write_either(open, source, partial))
}

/// Writes a folder that appears when it is complete.
pub(super) fn write_folder(
    folder: &Path,
    source: &SourceFile,
    write: impl FnOnce(&Path) -> Result<DenseManifest, SourceError>,
) -> Result<DenseManifest, SourceError> {
    if folder.exists() && !is_dense(folder) {
        let what = "is there and is no dense trace, or more than one; expected one, or a folder \
                    that is yet to be made";
        return Err(unusable(folder, what));
    }
    let partial = new_beside(folder, |path| std::fs::create_dir(path))?;
    let result =
        write(&partial).and_then(|manifest| install(&partial, folder, source).map(|()| manifest));
    if result.is_err() {
        remove(&partial);
    }
    result
}

/// Files of a dense trace, all of them.
const FILES: [&str; 5] = [MANIFEST, REQUESTS, OBJECTS, USES, USES_SUMS];

/// Whether a folder holds a dense trace, perhaps a damaged one, and nothing else.
fn is_dense(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    let ours = |name: &str| FILES.contains(&name) || name.ends_with(PARTIAL);
    let only_ours = entries.into_iter().all(|entry| {
        entry.is_ok_and(|entry| {
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            is_file && entry.file_name().to_str().is_some_and(ours)
        })
    });
    only_ours && (folder.join(REQUESTS).is_file() || DenseManifest::read(folder).is_ok())
}

/// Makes a file or folder of a name that nobody else has, beside the one that it is to become.
pub(super) fn new_beside(
    path: &Path,
    make: impl Fn(&Path) -> std::io::Result<()>,
) -> Result<PathBuf, SourceError> {
    let mut number = 0u64;
    loop {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}-{number}{PARTIAL}", std::process::id()));
        let name = PathBuf::from(name);
        match make(&name) {
            // Processes on other machines can have the same number.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            made => return made.map(|()| name.clone()).map_err(io_error(&name)),
        }
    }
}

const PARTIAL: &str = ".partial";

/// Gives a complete folder its name. What was there before gives way, unless it is as good: another
/// process may have made it meanwhile, and be about to use it.
fn install(partial: &Path, folder: &Path, source: &SourceFile) -> Result<(), SourceError> {
    loop {
        let Err(error) = std::fs::rename(partial, folder) else { return Ok(()) };
        if DenseTrace::open(folder, Some(source)).is_ok() {
            remove(partial);
            return Ok(());
        }
        if !is_dense(folder) {
            return Err(io_error(folder)(error));
        }
        // Of another version, from another source, or damaged.
        let aside = new_beside(folder, |path| std::fs::create_dir(path))?;
        let gone = std::fs::rename(folder, &aside);
        remove(&aside);
        match gone {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(io_error(folder)(error));
            }
            _ => {}
        }
    }
}

/// Removes a folder of a dense trace, file by file: never more than it is made of.
fn remove(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let _ = std::fs::remove_file(entry.path());
    }
    let _ = std::fs::remove_dir(folder);
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
) -> Result<Option<DenseManifest>, SourceError> {
    let bytes_type = if wide { DataType::UInt64 } else { DataType::UInt32 };
    let mut fields =
        vec![("time_ns", DataType::UInt64), ("object", DataType::UInt32), ("bytes", bytes_type)];
    let (has_ttl, has_versions) = (reader.may_have_ttl(), reader.may_have_versions());
    if has_ttl {
        fields.push(("ttl_s", DataType::UInt32));
    }
    if has_versions {
        fields.push(("version", DataType::UInt16));
    }
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
        let rows = batch.object.len();
        let mut columns =
            vec![column_u64(times), column_u32(std::mem::take(&mut batch.object)), bytes];
        if has_ttl {
            batch.ttl_s.resize(rows, 0);
            columns.push(column_u32(std::mem::take(&mut batch.ttl_s)));
        }
        if has_versions {
            batch.version.resize(rows, 0);
            columns.push(column_u16(std::mem::take(&mut batch.version)));
        }
        file.write(columns)?;
    }
    file.finish()?;
    write_objects(reader, &catalog, folder)?;
    let sum = |name: &str| map(&folder.join(name)).map(|mapping| checksum(&mapping));
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
        checksums: [sum(REQUESTS)?, sum(OBJECTS)?],
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
