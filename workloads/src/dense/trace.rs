//! A columnar trace, open: its requests are mapped, and read block by block.

use super::column_names::{
    BYTES, OBJECT, OBJECT_BYTES, OBJECT_NAME_END, OBJECT_NAMES, OBJECT_REQUESTS, OBJECT_SITE,
    OBJECT_WEIGHT, SITE, TIME, TTL, VERSION_OF,
};
use super::columns::{BLOCK_ROWS, ColumnPages, file_of};
use super::errors::unusable;
use super::manifest::{DenseManifest, SourceFile};
use super::mapping::map;
use super::request_blocks::{FolderReader, RequestBlock, Sizes};
use crate::formats::Names;
use crate::{BATCH_REQUESTS, ObjectId, RequestBatch, RequestSource, SimTime, SiteId, SourceError};
use arrow_buffer::ScalarBuffer;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A columnar trace whose requests are mapped.
#[derive(Debug)]
pub struct DenseTrace {
    pub(super) folder: PathBuf,
    pub(super) manifest: DenseManifest,
    pub(super) blocks: Vec<RequestBlock>,
    /// The memory of the requests' columns.
    pages: Vec<ColumnPages>,
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

impl DenseTrace {
    /// Opens the columnar trace in `folder`; with `source` given, only if it was made from that.
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
        let read = FolderReader { folder, manifest: &manifest };
        let (blocks, pages) = read.blocks()?;
        let trace = Self { folder: folder.to_owned(), manifest, blocks, pages, stamps };
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

    /// Whether the columns are what the manifest says: verified before use.
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
        self.release(0..self.blocks.len());
        Ok(())
    }

    /// Gives back the memory of blocks that were read.
    fn release(&self, blocks: Range<usize>) {
        let rows = blocks.start * BLOCK_ROWS..blocks.end * BLOCK_ROWS;
        self.pages.iter().for_each(|pages| pages.release(rows.clone()));
    }

    /// The manifest, which stands beside the columns.
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

    /// Whether responses have times to live of their own.
    pub fn has_ttl(&self) -> bool {
        self.blocks.iter().any(|block| block.ttl_s.is_some())
    }

    /// The objects of each block of requests.
    pub fn object_blocks(&self) -> impl Iterator<Item = &[ObjectId]> + '_ {
        self.blocks.iter().map(|block| &block.object[..])
    }

    /// Replaces the content of `batch` by a block of requests; `false` after the last.
    pub fn block(&self, index: usize, batch: &mut RequestBatch) -> bool {
        batch.clear();
        let Some(block) = self.blocks.get(index) else { return false };
        block.append(0..block.object.len(), batch);
        match &block.site {
            Some(site) => batch.site.extend_from_slice(site),
            None => batch.site.resize(batch.object.len(), SiteId::default()),
        }
        true
    }

    /// The size that a request has.
    ///
    /// # Panics
    /// If the row is out of range.
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

    fn reading(&self) -> FolderReader<'_> {
        FolderReader { folder: &self.folder, manifest: &self.manifest }
    }

    /// The names of all objects, and where the trace was drawn from a model, their sites and weights.
    ///
    /// # Errors
    /// If the file is damaged.
    pub fn object_metadata(&self) -> Result<(Names, Vec<SiteId>, Vec<f64>), SourceError> {
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
}

impl DenseTrace {
    /// The requests from the beginning, with the sites that were addressed, where they are known. Behind the last
    /// one is an error if the files changed meanwhile ([`DenseTrace::check_unchanged`]).
    pub fn requests(&self) -> DenseRequests<'_> {
        DenseRequests { trace: self, site_of: None, next: 0 }
    }

    /// As [`DenseTrace::requests`], each for the site of its object in `site_of`; that is empty if all are in
    /// site 0.
    pub fn requests_by_site<'a>(&'a self, site_of: &'a [SiteId]) -> DenseRequests<'a> {
        DenseRequests { trace: self, site_of: Some(site_of), next: 0 }
    }
}

/// The requests of a [`DenseTrace`], in order.
#[derive(Debug)]
pub struct DenseRequests<'a> {
    trace: &'a DenseTrace,
    /// The sites of the objects, where those of the requests are not meant.
    site_of: Option<&'a [SiteId]>,
    next: usize,
}

impl DenseRequests<'_> {
    /// The end, which is one only if what was read is still what was mapped.
    fn end(&self) -> Result<bool, SourceError> {
        self.trace.check_unchanged().map(|()| false)
    }
}

impl RequestSource for DenseRequests<'_> {
    fn next_batch(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError> {
        batch.clear();
        let (index, start) = (self.next / BLOCK_ROWS, self.next % BLOCK_ROWS);
        if start == 0 && index.is_multiple_of(BLOCKS_KEPT) {
            self.trace.release(index.saturating_sub(2 * BLOCKS_KEPT)..index);
        }
        let Some(block) = self.trace.blocks.get(index) else { return self.end() };
        let end = (start + BATCH_REQUESTS).min(block.object.len());
        if start >= end {
            return self.end();
        }
        self.next += BATCH_REQUESTS;
        block.append(start..end, batch);
        match (self.site_of, &block.site) {
            (None, Some(site)) => batch.site.extend_from_slice(&site[start..end]),
            (None, None) | (Some([]), _) => batch.site.resize(batch.object.len(), 0),
            (Some(site), _) => {
                batch.site.extend(batch.object.iter().map(|&object| site[object as usize]));
            }
        }
        Ok(true)
    }
}

/// Blocks whose memory is given back together: at most 120 MB.
const BLOCKS_KEPT: usize = 32;

// A batch is within a block.
const _: () = assert!(BLOCK_ROWS.is_multiple_of(BATCH_REQUESTS));
