//! Columns of numbers, one file each, as numpy writes them (the NPY format, version 1.0: NumPy Enhancement
//! Proposal 1): a header in words, and the values, which are found again in a mapping.

use super::errors::{io_error, unusable};
use super::mapping::Mapping;
use crate::SourceError;
use arrow_buffer::{ArrowNativeType, Buffer, ScalarBuffer};
use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Rows of a block, but for the last.
pub(super) const BLOCK_ROWS: usize = 1 << 17;

/// The header is as long whatever it says: the number of rows is known at the end.
const HEADER_BYTES: usize = 128;
const MAGIC: &[u8; 8] = b"\x93NUMPY\x01\x00";

/// A kind of number, by its name in the header.
pub(super) trait Number: ArrowNativeType {
    const KIND: &'static str;

    /// The values, byte by byte, the lowest first.
    fn bytes(values: &[Self]) -> Vec<u8>;
}

macro_rules! numbers {
    ($($number:ty: $kind:literal),+) => {
        $(impl Number for $number {
            const KIND: &'static str = $kind;

            fn bytes(values: &[Self]) -> Vec<u8> {
                values.iter().flat_map(|value| value.to_le_bytes()).collect()
            }
        })+
    };
}

numbers!(u16: "<u2", u32: "<u4", u64: "<u8", f64: "<f8");

/// The file of a column.
pub(super) fn file_of(column: &str) -> String {
    format!("{column}.npy")
}

/// A column that is being written.
pub(super) struct ColumnWriter {
    path: PathBuf,
    kind: &'static str,
    file: BufWriter<File>,
    rows: u64,
}

impl ColumnWriter {
    /// Begins a column of such numbers in a folder.
    pub(super) fn create<T: Number>(folder: &Path, column: &str) -> Result<Self, SourceError> {
        Self::create_at::<T>(&folder.join(file_of(column)))
    }

    pub(super) fn create_at<T: Number>(path: &Path) -> Result<Self, SourceError> {
        let file = File::create(path).map_err(io_error(path))?;
        let mut file = BufWriter::with_capacity(1 << 16, file);
        file.write_all(&[0; HEADER_BYTES]).map_err(io_error(path))?;
        Ok(Self { path: path.to_owned(), kind: T::KIND, file, rows: 0 })
    }

    /// Writes more values, of the kind that it was begun with.
    pub(super) fn write<T: Number>(&mut self, values: &[T]) -> Result<(), SourceError> {
        debug_assert_eq!(self.kind, T::KIND);
        self.rows += values.len() as u64;
        for part in values.chunks(1 << 13) {
            let bytes = T::bytes(part);
            self.file.write_all(&bytes).map_err(io_error(&self.path))?;
        }
        Ok(())
    }

    /// Ends the column.
    pub(super) fn finish(self) -> Result<(), SourceError> {
        let Self { path, kind, file, rows } = self;
        let mut file = file.into_inner().map_err(|error| io_error(&path)(error.into_error()))?;
        let header = header(kind, rows);
        let write = file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(&header));
        write.map_err(io_error(&path))
    }
}

fn header(kind: &str, rows: u64) -> Vec<u8> {
    let mut header = MAGIC.to_vec();
    header.extend(((HEADER_BYTES - MAGIC.len() - 2) as u16).to_le_bytes());
    header.extend(
        format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({rows},), }}").bytes(),
    );
    header.resize(HEADER_BYTES - 1, b' ');
    header.push(b'\n');
    header
}

/// A column that is mapped.
pub(super) struct MappedColumn {
    path: PathBuf,
    file: Mapping,
    mapping: Buffer,
}

impl MappedColumn {
    /// Maps a column of a folder.
    pub(super) fn open(folder: &Path, column: &str) -> Result<Self, SourceError> {
        let path = folder.join(file_of(column));
        let file = Mapping::open(&path)?;
        Ok(Self { mapping: file.buffer(), file, path })
    }

    /// What gives back the memory of rows that were read, of these numbers.
    pub(super) fn pages<T: Number>(&self) -> ColumnPages {
        ColumnPages { file: self.file.clone(), number_bytes: size_of::<T>() }
    }

    /// All bytes of the file.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.mapping
    }

    /// Whether the numbers are of that kind.
    pub(super) fn holds<T: Number>(&self) -> bool {
        self.mapping.starts_with(&header(T::KIND, self.rows::<T>()))
    }

    fn rows<T: Number>(&self) -> u64 {
        (self.mapping.len().saturating_sub(HEADER_BYTES) / size_of::<T>()) as u64
    }

    /// The values, without a copy.
    pub(super) fn values<T: Number>(&self) -> Result<ScalarBuffer<T>, SourceError> {
        if cfg!(target_endian = "big") {
            let what = "is of a machine with the other order of bytes";
            return Err(unusable(&self.path, what));
        }
        let rows = self.rows::<T>() as usize;
        let whole = self.mapping.len() == HEADER_BYTES + rows * size_of::<T>();
        if !whole || !self.holds::<T>() {
            let what = format!("is no whole NPY file of numbers of the kind {}", T::KIND);
            return Err(unusable(&self.path, what));
        }
        Ok(ScalarBuffer::new(self.mapping.clone(), HEADER_BYTES / size_of::<T>(), rows))
    }
}

/// The memory of a column that is mapped.
#[derive(Debug)]
pub(super) struct ColumnPages {
    file: Mapping,
    number_bytes: usize,
}

impl ColumnPages {
    /// Gives back the memory of rows.
    pub(super) fn release(&self, rows: Range<usize>) {
        let byte = |row: usize| HEADER_BYTES + row * self.number_bytes;
        self.file.release(byte(rows.start)..byte(rows.end));
    }
}
