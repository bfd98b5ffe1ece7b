//! From a trace file to a dense trace.

use super::columns::{BLOCK_ROWS, ColumnWriter, file_of};
use super::manifest::{MANIFEST, VERSION, checksums};
use super::{DenseManifest, DenseTrace, SourceFile, io_error, unusable};
use crate::formats::TraceReader;
use crate::{ObjectId, RequestBatch, SimTime, SourceError};
use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The columns of requests.
pub(super) const TIME: &str = "time_ns";
pub(super) const OBJECT: &str = "object";
pub(super) const BYTES: &str = "bytes";
pub(super) const TTL: &str = "ttl_s";
pub(super) const VERSION_OF: &str = "version";
pub(super) const SITE: &str = "site";
/// Those of objects, and their names.
pub(super) const OBJECT_BYTES: &str = "object_bytes";
pub(super) const OBJECT_REQUESTS: &str = "object_requests";
pub(super) const OBJECT_WEIGHT: &str = "object_weight";
pub(super) const OBJECT_SITE: &str = "object_site";
pub(super) const OBJECT_NAME_END: &str = "object_name_end";
pub(super) const OBJECT_NAMES: &str = "object_names.bin";
/// Those of uses, and their checksums.
pub(super) const PREVIOUS: &str = "previous";
pub(super) const NEXT: &str = "next";
pub(super) const USES_SUMS: &str = "uses.xxh3";

/// All columns.
const COLUMNS: [&str; 13] = [
    TIME,
    OBJECT,
    BYTES,
    TTL,
    VERSION_OF,
    SITE,
    OBJECT_BYTES,
    OBJECT_REQUESTS,
    OBJECT_WEIGHT,
    OBJECT_SITE,
    OBJECT_NAME_END,
    PREVIOUS,
    NEXT,
];

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

/// Files of a dense trace beside its columns, and those of earlier versions.
const FILES: [&str; 6] =
    [MANIFEST, OBJECT_NAMES, USES_SUMS, "requests.arrow", "objects.arrow", "uses.arrow"];

/// Whether a folder holds a dense trace, perhaps a damaged one, and nothing else.
fn is_dense(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    let ours = |name: &str| {
        let column = COLUMNS.iter().any(|column| file_of(column) == name);
        column || FILES.contains(&name) || name.ends_with(PARTIAL)
    };
    let only_ours = entries.into_iter().all(|entry| {
        entry.is_ok_and(|entry| {
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            is_file && entry.file_name().to_str().is_some_and(ours)
        })
    });
    let requests = [file_of(OBJECT), "requests.arrow".to_owned()];
    let has_some = requests.iter().any(|file| folder.join(file).is_file());
    only_ours && (has_some || DenseManifest::read(folder).is_ok())
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

/// The columns of requests that are being written.
pub(super) struct RequestColumns {
    time: ColumnWriter,
    object: ColumnWriter,
    bytes: ColumnWriter,
    /// Whether sizes take 8 bytes.
    wide: bool,
    pub(super) ttl_s: Option<ColumnWriter>,
    pub(super) version: Option<ColumnWriter>,
    pub(super) site: Option<ColumnWriter>,
}

impl RequestColumns {
    /// Begins the columns that all traces have.
    pub(super) fn create(folder: &Path, wide: bool) -> Result<Self, SourceError> {
        Ok(Self {
            time: ColumnWriter::create::<u64>(folder, TIME)?,
            object: ColumnWriter::create::<u32>(folder, OBJECT)?,
            bytes: match wide {
                true => ColumnWriter::create::<u64>(folder, BYTES)?,
                false => ColumnWriter::create::<u32>(folder, BYTES)?,
            },
            wide,
            ttl_s: None,
            version: None,
            site: None,
        })
    }

    /// Writes requests; `false` if a size did not fit.
    pub(super) fn write(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError> {
        let rows = batch.object.len();
        if self.wide {
            self.bytes.write(&batch.bytes)?;
        } else {
            let narrow = batch.bytes.iter().map(|&bytes| u32::try_from(bytes).ok());
            let Some(narrow) = narrow.collect::<Option<Vec<u32>>>() else { return Ok(false) };
            self.bytes.write(&narrow)?;
        }
        let times: Vec<u64> = batch.time.iter().map(|&SimTime(ns)| ns).collect();
        self.time.write(&times)?;
        self.object.write(&batch.object)?;
        if let Some(column) = &mut self.ttl_s {
            batch.ttl_s.resize(rows, 0);
            column.write(&batch.ttl_s)?;
        }
        if let Some(column) = &mut self.version {
            batch.version.resize(rows, 0);
            column.write(&batch.version)?;
        }
        if let Some(column) = &mut self.site {
            batch.site.resize(rows, 0);
            column.write(&batch.site)?;
        }
        Ok(true)
    }

    pub(super) fn finish(self) -> Result<(), SourceError> {
        let Self { time, object, bytes, ttl_s, version, site, .. } = self;
        let all = [Some(time), Some(object), Some(bytes), ttl_s, version, site];
        all.into_iter().flatten().try_for_each(ColumnWriter::finish)
    }
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

/// Writes a column that is there as a whole.
pub(super) fn write_column<T: super::columns::Number>(
    folder: &Path,
    column: &str,
    values: &[T],
) -> Result<(), SourceError> {
    let mut file = ColumnWriter::create::<T>(folder, column)?;
    file.write(values)?;
    file.finish()
}

/// Writes the names of so many objects.
pub(super) fn write_names(
    folder: &Path,
    objects: usize,
    name: &dyn Fn(ObjectId) -> String,
) -> Result<(), SourceError> {
    let path = folder.join(OBJECT_NAMES);
    let mut names = BufWriter::new(File::create(&path).map_err(io_error(&path))?);
    let mut ends = ColumnWriter::create::<u64>(folder, OBJECT_NAME_END)?;
    let mut end = 0;
    for object in 0..objects as ObjectId {
        let name = name(object);
        names.write_all(name.as_bytes()).map_err(io_error(&path))?;
        end += name.len() as u64;
        ends.write(&[end])?;
    }
    names.flush().map_err(io_error(&path))?;
    ends.finish()
}
