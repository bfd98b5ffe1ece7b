//! Writes a trace as a table.

use crate::{ObjectId, RequestBatch};
use std::io::{self, Write};

/// Writes requests as CSV: times in nanoseconds, names, sizes, and times to live where there are
/// any. What [`TraceReader`](super::TraceReader) reads of it is what was written.
pub struct CsvWriter<W: Write> {
    inner: csv::Writer<W>,
    has_ttl: bool,
}

impl<W: Write> CsvWriter<W> {
    /// Begins with the header.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn new(inner: W, has_ttl: bool) -> io::Result<Self> {
        let mut inner = csv::Writer::from_writer(inner);
        let header = ["time(ns)", "object", "bytes", "ttl(s)"];
        inner.write_record(&header[..if has_ttl { 4 } else { 3 }])?;
        Ok(Self { inner, has_ttl })
    }

    /// Writes a batch; `name` appends the name of an object.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn write(
        &mut self,
        batch: &RequestBatch,
        mut name: impl FnMut(usize, ObjectId, &mut Vec<u8>),
    ) -> io::Result<()> {
        let mut buffer = Vec::new();
        for (row, (time, &object)) in batch.time.iter().zip(&batch.object).enumerate() {
            buffer.clear();
            write!(buffer, "{}", time.0)?;
            self.inner.write_field(&buffer)?;
            buffer.clear();
            name(row, object, &mut buffer);
            self.inner.write_field(&buffer)?;
            buffer.clear();
            write!(buffer, "{}", batch.bytes[row])?;
            self.inner.write_field(&buffer)?;
            if self.has_ttl {
                buffer.clear();
                write!(buffer, "{}", batch.ttl_s_at(row))?;
                self.inner.write_field(&buffer)?;
            }
            self.inner.write_record(None::<&[u8]>)?;
        }
        Ok(())
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn finish(self) -> io::Result<W> {
        self.inner.into_inner().map_err(|error| io::Error::other(error.to_string()))
    }
}
