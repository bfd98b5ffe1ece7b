//! The columns of requests in a folder, mapped and verified by their checksums, in blocks of equal length.

use super::column_names::{BYTES, OBJECT, SITE, TIME, TTL, VERSION_OF};
use super::columns::{BLOCK_ROWS, ColumnPages, MappedColumn, Number, file_of};
use super::errors::unusable;
use super::manifest::DenseManifest;
use crate::{RequestBatch, SimTime, SourceError};
use arrow_buffer::ScalarBuffer;
use std::ops::Range;
use std::path::Path;

/// A block of requests, in columnar form.
#[derive(Debug)]
pub(super) struct RequestBlock {
    pub(super) time_ns: ScalarBuffer<u64>,
    pub(super) object: ScalarBuffer<u32>,
    pub(super) bytes: Sizes,
    /// Times to live and versions, where there are any.
    pub(super) ttl_s: Option<ScalarBuffer<u32>>,
    pub(super) version: Option<ScalarBuffer<u16>>,
    /// Sites that were addressed, where they are known.
    pub(super) site: Option<ScalarBuffer<u16>>,
}

impl RequestBlock {
    /// Appends some of its requests, without their sites.
    pub(super) fn append(&self, rows: Range<usize>, batch: &mut RequestBatch) {
        batch.time.extend(self.time_ns[rows.clone()].iter().map(|&ns| SimTime(ns)));
        batch.object.extend_from_slice(&self.object[rows.clone()]);
        match &self.bytes {
            Sizes::Narrow(bytes) => {
                batch.bytes.extend(bytes[rows.clone()].iter().map(|&b| u64::from(b)));
            }
            Sizes::Wide(bytes) => batch.bytes.extend_from_slice(&bytes[rows.clone()]),
        }
        batch.ttl_s.extend(self.ttl_s.iter().flat_map(|column| &column[rows.clone()]));
        batch.version.extend(self.version.iter().flat_map(|column| &column[rows.clone()]));
    }
}

#[derive(Debug)]
pub(super) enum Sizes {
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

/// The files of a folder, read by what its manifest says.
pub(super) struct FolderReader<'a> {
    pub(super) folder: &'a Path,
    pub(super) manifest: &'a DenseManifest,
}

impl FolderReader<'_> {
    /// A column, verified by its checksum.
    fn mapped(&self, column: &str) -> Result<MappedColumn, SourceError> {
        let mapped = MappedColumn::open(self.folder, column)?;
        self.manifest.check(self.folder, &file_of(column), mapped.bytes())?;
        Ok(mapped)
    }

    pub(super) fn column<T: Number>(&self, column: &str) -> Result<ScalarBuffer<T>, SourceError> {
        self.mapped(column)?.values()
    }

    pub(super) fn column_if_any<T: Number>(
        &self,
        column: &str,
    ) -> Result<Option<ScalarBuffer<T>>, SourceError> {
        self.manifest.has(&file_of(column)).then(|| self.column(column)).transpose()
    }

    /// A column of the requests, whose memory is given back.
    fn of_requests<T: Number>(
        &self,
        column: &str,
        pages: &mut Vec<ColumnPages>,
    ) -> Result<ScalarBuffer<T>, SourceError> {
        let mapped = self.mapped(column)?;
        let values = mapped.values::<T>()?;
        let of_column = mapped.pages::<T>();
        // It was read for its checksum.
        of_column.release(0..values.len());
        pages.push(of_column);
        Ok(values)
    }

    fn of_requests_if_any<T: Number>(
        &self,
        column: &str,
        pages: &mut Vec<ColumnPages>,
    ) -> Result<Option<ScalarBuffer<T>>, SourceError> {
        self.manifest.has(&file_of(column)).then(|| self.of_requests(column, pages)).transpose()
    }

    /// The requests, in blocks, and the memory of their columns.
    pub(super) fn blocks(&self) -> Result<(Vec<RequestBlock>, Vec<ColumnPages>), SourceError> {
        let mut pages = Vec::new();
        let time_ns: ScalarBuffer<u64> = self.of_requests(TIME, &mut pages)?;
        let object: ScalarBuffer<u32> = self.of_requests(OBJECT, &mut pages)?;
        let sizes = match MappedColumn::open(self.folder, BYTES)?.holds::<u64>() {
            true => Sizes::Wide(self.of_requests(BYTES, &mut pages)?),
            false => Sizes::Narrow(self.of_requests(BYTES, &mut pages)?),
        };
        let ttl_s: Option<ScalarBuffer<u32>> = self.of_requests_if_any(TTL, &mut pages)?;
        let version: Option<ScalarBuffer<u16>> = self.of_requests_if_any(VERSION_OF, &mut pages)?;
        let site: Option<ScalarBuffer<u16>> = self.of_requests_if_any(SITE, &mut pages)?;
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
        Ok(((0..rows).step_by(BLOCK_ROWS).map(block).collect(), pages))
    }
}
