//! Writes the columns of requests and of objects.

use super::column_names::{BYTES, OBJECT, OBJECT_NAME_END, OBJECT_NAMES, TIME};
use super::columns::{ColumnWriter, Number};
use super::errors::io_error;
use crate::{ObjectId, RequestBatch, SimTime, SourceError};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

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

/// Writes a column that is there as a whole.
pub(super) fn write_column<T: Number>(
    folder: &Path,
    column: &str,
    values: &[T],
) -> Result<(), SourceError> {
    let mut file = ColumnWriter::create::<T>(folder, column)?;
    file.write(values)?;
    file.finish()
}

/// Writes the names of the first `objects` objects.
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
