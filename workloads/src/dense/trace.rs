//! A dense trace, open.

use super::columns::{BLOCK_ROWS, ColumnWriter, MappedColumn, Number, file_of};
use super::manifest::{DenseManifest, SourceFile, checksum};
use super::mapped::map;
use super::write::{
    BYTES, NEXT, OBJECT, OBJECT_BYTES, OBJECT_NAME_END, OBJECT_NAMES, OBJECT_REQUESTS, OBJECT_SITE,
    OBJECT_WEIGHT, PREVIOUS, SITE, TIME, TTL, USES_SUMS, VERSION_OF, new_beside,
};
use super::{io_error, unusable};
use crate::files::read_text;
use crate::formats::Names;
use crate::{ObjectId, RequestBatch, RequestSource, SimTime, SiteId, SourceError};
use arrow_buffer::ScalarBuffer;
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
    /// Lengths of the requests' files and when they were written, as they were mapped.
    stamps: Vec<(PathBuf, Stamp)>,
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

impl Sizes {
    fn len(&self) -> usize {
        match self {
            Self::Narrow(bytes) => bytes.len(),
            Self::Wide(bytes) => bytes.len(),
        }
    }
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

/// The files of a folder, read by what its manifest says.
struct Reading<'a> {
    folder: &'a Path,
    manifest: &'a DenseManifest,
}

impl Reading<'_> {
    /// A column, held to its checksum.
    fn mapped(&self, column: &str) -> Result<MappedColumn, SourceError> {
        let mapped = MappedColumn::open(self.folder, column)?;
        self.manifest.check(self.folder, &file_of(column), mapped.bytes())?;
        Ok(mapped)
    }

    fn column<T: Number>(&self, column: &str) -> Result<ScalarBuffer<T>, SourceError> {
        self.mapped(column)?.values()
    }

    fn column_if_any<T: Number>(
        &self,
        column: &str,
    ) -> Result<Option<ScalarBuffer<T>>, SourceError> {
        self.manifest.has(&file_of(column)).then(|| self.column(column)).transpose()
    }

    /// The requests, in blocks.
    fn blocks(&self) -> Result<Vec<RequestBlock>, SourceError> {
        let time_ns: ScalarBuffer<u64> = self.column(TIME)?;
        let object: ScalarBuffer<u32> = self.column(OBJECT)?;
        let bytes = self.mapped(BYTES)?;
        let sizes = match bytes.holds::<u64>() {
            true => Sizes::Wide(bytes.values()?),
            false => Sizes::Narrow(bytes.values()?),
        };
        let ttl_s: Option<ScalarBuffer<u32>> = self.column_if_any(TTL)?;
        let version: Option<ScalarBuffer<u16>> = self.column_if_any(VERSION_OF)?;
        let site: Option<ScalarBuffer<u16>> = self.column_if_any(SITE)?;
        let rows = object.len();
        let alike = [
            Some(time_ns.len()),
            Some(sizes.len()),
            ttl_s.as_ref().map(|column| column.len()),
            version.as_ref().map(|column| column.len()),
            site.as_ref().map(|column| column.len()),
        ];
        if alike.into_iter().flatten().any(|length| length != rows) {
            return Err(unusable(self.folder, "has columns of different lengths"));
        }
        let block = |start: usize| {
            let length = BLOCK_ROWS.min(rows - start);
            RequestBlock {
                time_ns: time_ns.slice(start, length),
                object: object.slice(start, length),
                bytes: match &sizes {
                    Sizes::Narrow(bytes) => Sizes::Narrow(bytes.slice(start, length)),
                    Sizes::Wide(bytes) => Sizes::Wide(bytes.slice(start, length)),
                },
                ttl_s: ttl_s.as_ref().map(|column| column.slice(start, length)),
                version: version.as_ref().map(|column| column.slice(start, length)),
                site: site.as_ref().map(|column| column.slice(start, length)),
            }
        };
        Ok((0..rows).step_by(BLOCK_ROWS).map(block).collect())
    }
}

/// A column in blocks.
fn cut(values: &ScalarBuffer<u32>) -> Vec<ScalarBuffer<u32>> {
    let starts = (0..values.len()).step_by(BLOCK_ROWS);
    starts.map(|start| values.slice(start, BLOCK_ROWS.min(values.len() - start))).collect()
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
        let columns = [TIME, OBJECT, BYTES, TTL, VERSION_OF, SITE].map(file_of);
        let present = columns.into_iter().filter(|file| manifest.has(file));
        let stamps = present.map(|file| folder.join(file)).map(|path| {
            let stamp = stamp(&path);
            (path, stamp)
        });
        let stamps = stamps.collect();
        let read = Reading { folder, manifest: &manifest };
        let blocks = read.blocks()?;
        let trace = Self { folder: folder.to_owned(), manifest, blocks, stamps };
        trace.check().map_err(|what| unusable(folder, what))?;
        Ok(trace)
    }

    /// Whether the files of the requests are still those that were mapped: another program that writes into
    /// them changes what is read here.
    ///
    /// # Errors
    /// If one changed.
    pub fn check_unchanged(&self) -> Result<(), SourceError> {
        for (path, before) in &self.stamps {
            match stamp(path) {
                // Its name may be gone, and the file still there for who mapped it.
                None => {}
                found if found == *before => {}
                Some(_) => {
                    let what = "changed while it was read; what was counted is wrong";
                    return Err(unusable(path, what));
                }
            }
        }
        Ok(())
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
        let read = self.reading();
        let bytes: ScalarBuffer<u64> = read.column(OBJECT_BYTES)?;
        let requests: ScalarBuffer<u64> = read.column(OBJECT_REQUESTS)?;
        if bytes.len() != self.objects() || requests.len() != self.objects() {
            return Err(unusable(&self.folder, "has other objects than the manifest says"));
        }
        Ok((bytes.to_vec(), requests.to_vec()))
    }

    fn reading(&self) -> Reading<'_> {
        Reading { folder: &self.folder, manifest: &self.manifest }
    }

    /// The names of all objects, and where the trace was drawn from a model, their sites and weights.
    ///
    /// # Errors
    /// If the file is damaged.
    pub fn objects_told(&self) -> Result<(Names, Vec<SiteId>, Vec<f64>), SourceError> {
        let read = self.reading();
        let ends: ScalarBuffer<u64> = read.column(OBJECT_NAME_END)?;
        let path = self.folder.join(OBJECT_NAMES);
        let texts = map(&path)?;
        self.manifest.check(&self.folder, OBJECT_NAMES, &texts)?;
        let mut names = Names::default();
        let mut start = 0;
        for &end in ends.iter() {
            let end = usize::try_from(end).unwrap_or(usize::MAX);
            let name = texts.get(start..end);
            let name = name.ok_or_else(|| unusable(&path, "has names beyond its end"))?;
            names.push(name);
            start = end;
        }
        let site: Option<ScalarBuffer<u16>> = read.column_if_any(OBJECT_SITE)?;
        let weights: Option<ScalarBuffer<f64>> = read.column_if_any(OBJECT_WEIGHT)?;
        let site = site.map_or(Vec::new(), |column| column.to_vec());
        let weights = weights.map_or(Vec::new(), |column| column.to_vec());
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
        let columns = [MappedColumn::open(folder, PREVIOUS)?, MappedColumn::open(folder, NEXT)?];
        let sums = read_text(&folder.join(USES_SUMS), SUMS_BYTES_MAX).unwrap_or_default();
        if sums != self.uses_sums([columns[0].bytes(), columns[1].bytes()]) {
            return Err(unusable(folder, "has uses that are damaged, or of other requests"));
        }
        let column = |column: &MappedColumn| -> Result<Vec<ScalarBuffer<u32>>, SourceError> {
            let values = column.values()?;
            match values.len() == self.len() {
                true => Ok(cut(&values)),
                false => Err(unusable(folder, "has other uses than requests")),
            }
        };
        Ok(Uses { previous: column(&columns[0])?, next: column(&columns[1])? })
    }

    /// What `uses.xxh3` says: which requests the uses are of, and their own checksums.
    fn uses_sums(&self, mappings: [&[u8]; 2]) -> String {
        let of =
            |column: &str| self.manifest.checksums.get(&file_of(column)).map_or("", String::as_str);
        let [previous, next] = mappings.map(checksum);
        format!("{} {} {previous} {next}\n", of(OBJECT), of(VERSION_OF))
    }

    /// The versions of a block; empty if there are none.
    fn versions(&self, block: usize) -> &[u16] {
        let column = self.blocks[block].version.as_ref().filter(|_| self.manifest.versions);
        column.map_or(&[], |column| &column[..])
    }

    /// Next uses are found from the end on, and kept in a file of their own until their turn to be
    /// written: memory holds a few bytes an object, not a request.
    fn write_uses(&self, folder: &Path) -> Result<(), SourceError> {
        let new_file = |path: &Path| std::fs::File::create_new(path).map(|_| ());
        let targets = [file_of(PREVIOUS), file_of(NEXT), USES_SUMS.to_owned()];
        let targets = targets.map(|file| folder.join(file));
        let mut partial = Vec::new();
        for target in &targets {
            partial.push(new_beside(target, new_file)?);
        }
        let result = self.write_uses_to(&partial[0], &partial[1], folder).and_then(|()| {
            let sums = self.uses_sums([&map(&partial[0])?, &map(&partial[1])?]);
            std::fs::write(&partial[2], sums).map_err(io_error(&partial[2]))?;
            // What is complete says so last; until then it is of no use to others.
            for (partial, target) in partial.iter().zip(&targets) {
                std::fs::rename(partial, target).map_err(io_error(target))?;
            }
            Ok(())
        });
        if result.is_err() {
            partial.iter().for_each(|partial| drop(std::fs::remove_file(partial)));
        }
        result
    }

    fn write_uses_to(
        &self,
        previous_path: &Path,
        next_path: &Path,
        folder: &Path,
    ) -> Result<(), SourceError> {
        let spill = self.spill_next_uses(folder)?;
        let mut previous_file = ColumnWriter::create_at::<u32>(previous_path)?;
        let mut next_file = ColumnWriter::create_at::<u32>(next_path)?;
        let mut last = vec![NO_USE; self.objects()];
        for (index, block) in self.blocks.iter().enumerate() {
            let first = (index * BLOCK_ROWS) as u32;
            let previous = block.object.iter().zip(first..);
            let previous = previous
                .map(|(&object, number)| std::mem::replace(&mut last[object as usize], number));
            previous_file.write(&previous.collect::<Vec<u32>>())?;
            let next = spill.read(index, block.object.len()).map_err(io_error(next_path))?;
            next_file.write(&next)?;
        }
        previous_file.finish()?;
        next_file.finish()
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
