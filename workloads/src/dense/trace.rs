//! A dense trace, open.

use super::columns::{BLOCK_ROWS, ColumnsWriter, blocks, column_u32, values, values_if_any};
use super::manifest::{DenseManifest, SourceFile, checksum};
use super::mapped::map;
use super::write::{OBJECTS, REQUESTS, USES, USES_SUMS, new_beside};
use super::{io_error, unusable};
use crate::files::read_text;
use crate::formats::Names;
use crate::{ObjectId, RequestBatch, RequestSource, SimTime, SiteId, SourceError};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, UInt16Type, UInt32Type, UInt64Type};
use arrow_buffer::ScalarBuffer;
use arrow_schema::DataType;
use std::path::{Path, PathBuf};

/// What `uses.xxh3` says is shorter.
const SUMS_BYTES_MAX: u64 = 1 << 10;

/// The place of a use that there is not.
pub const NO_USE: u32 = u32::MAX;

/// A dense trace whose requests are mapped.
#[derive(Debug)]
pub struct DenseTrace {
    folder: PathBuf,
    manifest: DenseManifest,
    blocks: Vec<RequestBlock>,
    /// Length of the requests' file and when it was written, as it was mapped.
    stamp: Stamp,
}

/// What changes with a file.
type Stamp = Option<(u64, std::time::Duration)>;

fn stamp(path: &Path) -> Stamp {
    let metadata = std::fs::metadata(path).ok()?;
    let since_1970 = metadata.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some((metadata.len(), since_1970))
}

/// Some requests, in columns.
#[derive(Debug)]
struct RequestBlock {
    time_ns: ScalarBuffer<u64>,
    object: ScalarBuffer<u32>,
    bytes: Sizes,
    /// Times to live and versions, where there are any.
    ttl_s: Option<ScalarBuffer<u32>>,
    version: Option<ScalarBuffer<u16>>,
    /// Sites that were asked, where they are told.
    site: Option<ScalarBuffer<u16>>,
}

#[derive(Debug)]
enum Sizes {
    Narrow(ScalarBuffer<u32>),
    Wide(ScalarBuffer<u64>),
}

/// For each request, where its object was asked for before and where it will be next: request
/// numbers, or [`NO_USE`]. In blocks, all but the last of the same length.
#[derive(Debug)]
pub struct Uses {
    /// The use before, of any version of the object.
    pub previous: Vec<ScalarBuffer<u32>>,
    /// The use after, of the same version.
    pub next: Vec<ScalarBuffer<u32>>,
}

impl Uses {
    /// Requests in a block, but for the last: a power of two.
    pub const BLOCK: usize = BLOCK_ROWS;
}

impl DenseTrace {
    /// Opens the dense trace in `folder`; with `source` given, only if it was made from that.
    ///
    /// # Errors
    /// If it cannot be read, was made by another version or from another source, or is damaged.
    pub fn open(folder: &Path, source: Option<&SourceFile>) -> Result<Self, SourceError> {
        let manifest = DenseManifest::read(folder)?;
        let source = source.unwrap_or(&manifest.source);
        if let Some(mismatch) = manifest.mismatch(source) {
            return Err(unusable(folder, mismatch));
        }
        let path = folder.join(REQUESTS);
        let stamp = stamp(&path);
        let mapping = map(&path)?;
        if checksum(&mapping) != manifest.checksums[0] {
            return Err(unusable(&path, "is damaged: its checksum is not that of the manifest"));
        }
        let batches = blocks(&path, &mapping)?;
        let found: Result<Vec<RequestBlock>, SourceError> = batches
            .iter()
            .map(|batch| {
                let wide = batch.schema().field_with_name("bytes").map(|f| f.data_type().clone());
                let bytes = match wide {
                    Ok(DataType::UInt64) => {
                        Sizes::Wide(values::<UInt64Type>(&path, batch, "bytes")?)
                    }
                    _ => Sizes::Narrow(values::<UInt32Type>(&path, batch, "bytes")?),
                };
                Ok(RequestBlock {
                    time_ns: values::<UInt64Type>(&path, batch, "time_ns")?,
                    object: values::<UInt32Type>(&path, batch, "object")?,
                    bytes,
                    ttl_s: values_if_any::<UInt32Type>(&path, batch, "ttl_s")?,
                    version: values_if_any::<UInt16Type>(&path, batch, "version")?,
                    site: values_if_any::<UInt16Type>(&path, batch, "site")?,
                })
            })
            .collect();
        let trace = Self { folder: folder.to_owned(), manifest, blocks: found?, stamp };
        trace.check().map_err(|what| unusable(&path, what))?;
        Ok(trace)
    }

    /// Whether the file of the requests is still the one that was mapped: another program that writes into
    /// it changes what is read here.
    ///
    /// # Errors
    /// If it changed.
    pub fn check_unchanged(&self) -> Result<(), SourceError> {
        let path = self.folder.join(REQUESTS);
        match stamp(&path) {
            // Its name may be gone, and the file still there for who mapped it.
            None => Ok(()),
            found if found == self.stamp => Ok(()),
            Some(_) => Err(unusable(&path, "changed while it was read; what was counted is wrong")),
        }
    }

    /// Whether the columns are what the manifest says: nothing is taken on trust.
    fn check(&self) -> Result<(), String> {
        let (last, others) = match self.blocks.split_last() {
            Some((last, others)) => (last.object.len(), others),
            None => return Err("has no requests".to_owned()),
        };
        let whole = others.iter().all(|block| block.object.len() == BLOCK_ROWS);
        let requests = others.len() * BLOCK_ROWS + last;
        if !whole || last > BLOCK_ROWS || requests as u64 != self.manifest.requests {
            return Err("has other rows than the manifest says".to_owned());
        }
        let largest = self.blocks.iter().filter_map(|block| block.object.iter().max()).max();
        if largest.is_none_or(|&object| u64::from(object) >= self.manifest.objects) {
            return Err("has an object beyond the last".to_owned());
        }
        Ok(())
    }

    /// What stands beside the columns.
    pub fn manifest(&self) -> &DenseManifest {
        &self.manifest
    }

    /// The times of the first and the last request; the beginning of time where there is none.
    pub fn span(&self) -> (SimTime, SimTime) {
        let first = self.blocks.first().and_then(|block| block.time_ns.first());
        let last = self.blocks.last().and_then(|block| block.time_ns.last());
        let time = |ns: Option<&u64>| SimTime(ns.copied().unwrap_or(0));
        (time(first), time(last))
    }

    /// Number of requests.
    pub fn len(&self) -> usize {
        self.manifest.requests as usize
    }

    /// Whether there are no requests.
    pub fn is_empty(&self) -> bool {
        self.manifest.requests == 0
    }

    /// Number of objects.
    pub fn objects(&self) -> usize {
        self.manifest.objects as usize
    }

    /// Whether answers have times to live of their own.
    pub fn has_ttl(&self) -> bool {
        self.blocks.iter().any(|block| block.ttl_s.is_some())
    }

    /// The objects of each block of requests.
    pub fn object_blocks(&self) -> impl Iterator<Item = &[ObjectId]> + '_ {
        self.blocks.iter().map(|block| &block.object[..])
    }

    /// Replaces the content of `batch` by a block of requests; `false` behind the last.
    pub fn block(&self, index: usize, batch: &mut RequestBatch) -> bool {
        batch.clear();
        let Some(block) = self.blocks.get(index) else { return false };
        batch.time.extend(block.time_ns.iter().map(|&ns| SimTime(ns)));
        batch.object.extend_from_slice(&block.object);
        match &block.bytes {
            Sizes::Narrow(bytes) => batch.bytes.extend(bytes.iter().map(|&b| u64::from(b))),
            Sizes::Wide(bytes) => batch.bytes.extend_from_slice(bytes),
        }
        match &block.site {
            Some(site) => batch.site.extend_from_slice(site),
            None => batch.site.resize(batch.object.len(), SiteId::default()),
        }
        batch.ttl_s.extend(block.ttl_s.iter().flat_map(|column| column.iter().copied()));
        batch.version.extend(block.version.iter().flat_map(|column| column.iter().copied()));
        true
    }

    /// The size that a request has.
    ///
    /// # Panics
    /// If there are not so many requests.
    #[inline]
    pub fn bytes_of(&self, number: usize) -> u64 {
        match &self.blocks[number / BLOCK_ROWS].bytes {
            Sizes::Narrow(bytes) => u64::from(bytes[number % BLOCK_ROWS]),
            Sizes::Wide(bytes) => bytes[number % BLOCK_ROWS],
        }
    }

    /// Largest size and number of requests of each object.
    ///
    /// # Errors
    /// If the file is damaged.
    pub fn catalog(&self) -> Result<(Vec<u64>, Vec<u64>), SourceError> {
        let path = self.folder.join(OBJECTS);
        let mapping = map(&path)?;
        if checksum(&mapping) != self.manifest.checksums[1] {
            return Err(unusable(&path, "is damaged: its checksum is not that of the manifest"));
        }
        let (mut bytes, mut requests) = (Vec::new(), Vec::new());
        for batch in blocks(&path, &mapping)? {
            bytes.extend_from_slice(&values::<UInt64Type>(&path, &batch, "bytes")?);
            requests.extend_from_slice(&values::<UInt64Type>(&path, &batch, "requests")?);
        }
        Ok((bytes, requests))
    }

    /// The names of all objects, and where the trace was drawn from a model, their sites and weights.
    ///
    /// # Errors
    /// If the file is damaged.
    pub fn objects_told(&self) -> Result<(Names, Vec<SiteId>, Vec<f64>), SourceError> {
        let path = self.folder.join(OBJECTS);
        let mapping = map(&path)?;
        if checksum(&mapping) != self.manifest.checksums[1] {
            return Err(unusable(&path, "is damaged: its checksum is not that of the manifest"));
        }
        let mut names = Names::default();
        let (mut site, mut weights) = (Vec::new(), Vec::new());
        for batch in blocks(&path, &mapping)? {
            let texts = batch.column_by_name("name").and_then(|c| c.as_string_opt::<i32>());
            let texts = texts.ok_or_else(|| unusable(&path, "has no column name"))?;
            for text in texts.iter() {
                names.push(text.unwrap_or("").as_bytes());
            }
            if let Some(column) = values_if_any::<UInt16Type>(&path, &batch, "site")? {
                site.extend_from_slice(&column);
            }
            if let Some(column) = values_if_any::<Float64Type>(&path, &batch, "weight")? {
                weights.extend_from_slice(&column);
            }
        }
        let objects = self.objects();
        let fits = |length: usize| length == 0 || length == objects;
        if names.len() != objects || !fits(site.len()) || !fits(weights.len()) {
            return Err(unusable(&path, "has other rows than the manifest says"));
        }
        Ok((names, site, weights))
    }

    /// The uses of every object, from the file beside the requests; made if it is not there.
    ///
    /// # Errors
    /// If there are 2^32 requests or more, or the file cannot be written or read.
    pub fn uses(&self) -> Result<Uses, SourceError> {
        if self.len() >= NO_USE as usize {
            let what = "has 2^32 requests or more: their numbers need more than 4 bytes";
            return Err(unusable(&self.folder, what));
        }
        if let Ok(found) = self.read_uses(&self.folder) {
            return Ok(found);
        }
        if self.write_uses(&self.folder).is_ok() {
            return self.read_uses(&self.folder);
        }
        // A folder that others keep for us to read.
        let elsewhere = tempfile::tempdir().map_err(io_error(&self.folder))?;
        self.write_uses(elsewhere.path())?;
        self.read_uses(elsewhere.path())
    }

    fn read_uses(&self, folder: &Path) -> Result<Uses, SourceError> {
        let path = &folder.join(USES);
        let mapping = map(path)?;
        let sums = read_text(&folder.join(USES_SUMS), SUMS_BYTES_MAX).unwrap_or_default();
        if sums != self.uses_sums(&mapping) {
            return Err(unusable(path, "is damaged, or of other requests"));
        }
        let batches = blocks(path, &mapping)?;
        let column = |name: &str| -> Result<Vec<ScalarBuffer<u32>>, SourceError> {
            batches.iter().map(|batch| values::<UInt32Type>(path, batch, name)).collect()
        };
        let uses = Uses { previous: column("previous")?, next: column("next")? };
        let lengths = |columns: &[ScalarBuffer<u32>]| {
            columns.iter().map(|column| column.len()).eq(self.blocks.iter().map(|b| b.object.len()))
        };
        if !lengths(&uses.previous) || !lengths(&uses.next) {
            return Err(unusable(path, "has other rows than the requests"));
        }
        Ok(uses)
    }

    /// What `uses.xxh3` says: which requests the uses are of, and their own checksum.
    fn uses_sums(&self, mapping: &[u8]) -> String {
        format!("{} {}\n", self.manifest.checksums[0], checksum(mapping))
    }

    /// The versions of a block; empty if there are none.
    fn versions(&self, block: usize) -> &[u16] {
        let column = self.blocks[block].version.as_ref().filter(|_| self.manifest.versions);
        column.map_or(&[], |column| &column[..])
    }

    /// Next uses are found from the end on, and kept in a file of their own until their turn to be
    /// written: memory holds a few bytes an object, not a request.
    fn write_uses(&self, folder: &Path) -> Result<(), SourceError> {
        let path = &folder.join(USES);
        let new_file = |path: &Path| std::fs::File::create_new(path).map(|_| ());
        let partial = new_beside(path, new_file)?;
        let sums_path = folder.join(USES_SUMS);
        let sums_partial = new_beside(&sums_path, new_file)?;
        let result = self.write_uses_to(&partial, folder).and_then(|()| {
            let sums = self.uses_sums(&map(&partial)?);
            std::fs::write(&sums_partial, sums).map_err(io_error(&sums_partial))?;
            std::fs::rename(&sums_partial, &sums_path).map_err(io_error(&sums_path))?;
            std::fs::rename(&partial, path).map_err(io_error(path))
        });
        if result.is_err() {
            let _ = std::fs::remove_file(&partial);
            let _ = std::fs::remove_file(&sums_partial);
        }
        result
    }

    fn write_uses_to(&self, path: &Path, folder: &Path) -> Result<(), SourceError> {
        let spill = self.spill_next_uses(folder)?;
        let fields = [("previous", DataType::UInt32), ("next", DataType::UInt32)];
        let mut file = ColumnsWriter::create(path, &fields)?;
        let mut last = vec![NO_USE; self.objects()];
        for (index, block) in self.blocks.iter().enumerate() {
            let first = (index * BLOCK_ROWS) as u32;
            let previous = block.object.iter().zip(first..);
            let previous = previous
                .map(|(&object, number)| std::mem::replace(&mut last[object as usize], number));
            let previous = column_u32(previous.collect());
            let next = spill.read(index, block.object.len()).map_err(io_error(path))?;
            file.write(vec![previous, column_u32(next)])?;
        }
        file.finish()
    }

    fn spill_next_uses(&self, path: &Path) -> Result<Spill, SourceError> {
        let mut spill = Spill::new(path).map_err(io_error(path))?;
        let mut following = vec![NO_USE; self.objects()];
        // The versions of those uses: to a cache, another version is another object.
        let mut version_of = vec![0; if self.manifest.versions { self.objects() } else { 0 }];
        for (index, block) in self.blocks.iter().enumerate().rev() {
            let versions = self.versions(index);
            let first = index * BLOCK_ROWS;
            let mut next = vec![NO_USE; block.object.len()];
            for (at, (&object, next)) in block.object.iter().zip(&mut next).enumerate().rev() {
                *next = std::mem::replace(&mut following[object as usize], (first + at) as u32);
                if let Some(&version) = versions.get(at) {
                    let behind = std::mem::replace(&mut version_of[object as usize], version);
                    if behind != version {
                        *next = NO_USE;
                    }
                }
            }
            spill.write(index, &next).map_err(io_error(path))?;
        }
        Ok(spill)
    }
}

/// Blocks of numbers in a file without a name, which goes when it is closed.
struct Spill {
    file: std::fs::File,
}

impl Spill {
    fn new(folder: &Path) -> std::io::Result<Self> {
        tempfile::tempfile_in(folder).map(|file| Self { file })
    }

    fn write(&mut self, index: usize, values: &[u32]) -> std::io::Result<()> {
        use std::io::{Seek, SeekFrom, Write};
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.file.seek(SeekFrom::Start((index * BLOCK_ROWS * 4) as u64))?;
        self.file.write_all(&bytes)
    }

    fn read(&self, index: usize, length: usize) -> std::io::Result<Vec<u32>> {
        use std::io::{Read, Seek, SeekFrom};
        let mut bytes = vec![0; length * 4];
        let mut file = &self.file;
        file.seek(SeekFrom::Start((index * BLOCK_ROWS * 4) as u64))?;
        file.read_exact(&mut bytes)?;
        let (words, _) = bytes.as_chunks::<4>();
        Ok(words.iter().map(|&word| u32::from_le_bytes(word)).collect())
    }
}

/// The requests of a [`DenseTrace`], in order.
#[derive(Debug)]
pub struct DenseRequests<'a> {
    trace: &'a DenseTrace,
    next: usize,
}

impl DenseTrace {
    /// The requests from the beginning.
    pub fn requests(&self) -> DenseRequests<'_> {
        DenseRequests { trace: self, next: 0 }
    }
}

impl RequestSource for DenseRequests<'_> {
    fn next_batch(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError> {
        let found = self.trace.block(self.next, batch);
        self.next += 1;
        Ok(found)
    }
}
