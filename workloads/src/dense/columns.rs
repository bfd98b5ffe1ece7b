//! Columns of numbers in Arrow IPC files: written in blocks of rows, found again in a mapping.

use super::{io_error, unusable};
use crate::SourceError;
use arrow_array::types::{Float64Type, UInt16Type, UInt32Type, UInt64Type};
use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, PrimitiveArray, RecordBatch, cast::AsArray,
};
use arrow_buffer::{Buffer, ScalarBuffer};
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::{FileDecoder, read_footer_length};
use arrow_ipc::writer::FileWriter;
use arrow_ipc::{Block, root_as_footer};
use arrow_schema::{DataType, Field, Schema};
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

/// Rows of a block, but for the last.
pub(super) const BLOCK_ROWS: usize = 1 << 17;

/// A file that is being written.
pub(super) struct ColumnsWriter {
    path: std::path::PathBuf,
    schema: Arc<Schema>,
    writer: FileWriter<BufWriter<File>>,
}

impl ColumnsWriter {
    pub(super) fn create(path: &Path, columns: &[(&str, DataType)]) -> Result<Self, SourceError> {
        let fields: Vec<Field> =
            columns.iter().map(|(name, kind)| Field::new(*name, kind.clone(), false)).collect();
        let schema = Arc::new(Schema::new(fields));
        let file = BufWriter::new(File::create(path).map_err(io_error(path))?);
        let writer = FileWriter::try_new(file, &schema)
            .map_err(|error| unusable(path, error.to_string()))?;
        Ok(Self { path: path.to_owned(), schema, writer })
    }

    pub(super) fn write(&mut self, columns: Vec<ArrayRef>) -> Result<(), SourceError> {
        RecordBatch::try_new(self.schema.clone(), columns)
            .and_then(|batch| self.writer.write(&batch))
            .map_err(|error| unusable(&self.path, format!("could not be written: {error}")))
    }

    pub(super) fn finish(mut self) -> Result<(), SourceError> {
        let path = &self.path;
        self.writer.finish().map_err(|error| unusable(path, error.to_string()))?;
        let file = self.writer.into_inner().map_err(|error| unusable(path, error.to_string()))?;
        file.into_inner().map_err(|error| io_error(path)(error.into_error())).map(|_| ())
    }
}

/// A column of fractions for a writer.
pub(super) fn column_f64(values: Vec<f64>) -> ArrayRef {
    Arc::new(PrimitiveArray::<Float64Type>::from_iter_values(values))
}

/// A column of 16-bit numbers for a writer.
pub(super) fn column_u16(values: Vec<u16>) -> ArrayRef {
    Arc::new(PrimitiveArray::<UInt16Type>::from_iter_values(values))
}

/// A column of 32-bit numbers for a writer.
pub(super) fn column_u32(values: Vec<u32>) -> ArrayRef {
    Arc::new(PrimitiveArray::<UInt32Type>::from_iter_values(values))
}

/// A column of 64-bit numbers for a writer.
pub(super) fn column_u64(values: Vec<u64>) -> ArrayRef {
    Arc::new(PrimitiveArray::<UInt64Type>::from_iter_values(values))
}

/// The blocks of a mapped file.
pub(super) fn blocks(path: &Path, mapping: &Buffer) -> Result<Vec<RecordBatch>, SourceError> {
    read(mapping).map_err(|what| unusable(path, what))
}

fn read(mapping: &Buffer) -> Result<Vec<RecordBatch>, String> {
    const TRAILER: usize = 10;
    let words = |error: &dyn std::fmt::Display| format!("is no whole Arrow file: {error}");
    let short = || "is too short for an Arrow file".to_owned();
    let start = mapping.len().checked_sub(TRAILER).ok_or_else(short)?;
    let trailer: [u8; TRAILER] = mapping[start..].try_into().map_err(|_| short())?;
    let length = read_footer_length(trailer).map_err(|error| words(&error))?;
    let footer_start = start.checked_sub(length).ok_or_else(short)?;
    let footer = root_as_footer(&mapping[footer_start..start]).map_err(|error| words(&error))?;
    let schema = footer.schema().ok_or("has no schema")?;
    let schema = try_fb_to_schema(schema).map_err(|error| words(&error))?;
    let decoder = FileDecoder::new(Arc::new(schema), footer.version());
    let mut batches = Vec::new();
    for block in footer.recordBatches().into_iter().flatten() {
        let bytes = slice(mapping, block).ok_or("has a block outside of the file")?;
        let batch = decoder.read_record_batch(block, &bytes).map_err(|error| words(&error))?;
        batches.extend(batch);
    }
    Ok(batches)
}

fn slice(mapping: &Buffer, block: &Block) -> Option<Buffer> {
    let offset = usize::try_from(block.offset()).ok()?;
    let length = usize::try_from(block.bodyLength()).ok()?;
    let length = length.checked_add(usize::try_from(block.metaDataLength()).ok()?)?;
    (offset.checked_add(length)? <= mapping.len())
        .then(|| mapping.slice_with_length(offset, length))
}

/// A column of a block, without a copy, if there is one of that name.
pub(super) fn values_if_any<T: ArrowPrimitiveType>(
    path: &Path,
    batch: &RecordBatch,
    name: &str,
) -> Result<Option<ScalarBuffer<T::Native>>, SourceError> {
    if batch.column_by_name(name).is_none() {
        return Ok(None);
    }
    values::<T>(path, batch, name).map(Some)
}

/// A column of a block, without a copy.
pub(super) fn values<T: ArrowPrimitiveType>(
    path: &Path,
    batch: &RecordBatch,
    name: &str,
) -> Result<ScalarBuffer<T::Native>, SourceError> {
    let column = batch.column_by_name(name).and_then(|column| column.as_primitive_opt::<T>());
    let column = column.filter(|column| column.null_count() == 0);
    column
        .map(|column| column.values().clone())
        .ok_or_else(|| unusable(path, format!("has no column {name} of the right kind")))
}
