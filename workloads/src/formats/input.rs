//! Bytes of a file, decompressed.

use super::decompression::{Members, Packing};
use crate::SourceError;
use crate::files::{display_name, open_regular};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

const BUFFER_BYTES: usize = 1 << 16;

/// A decoded byte stream that knows its name and how far it was read.
pub(crate) struct Input {
    path: String,
    reader: BufReader<Box<dyn Read + Send>>,
    byte: u64,
    /// Length of a file that is not compressed.
    plain_bytes: Option<u64>,
    /// Bytes after the end of the compressed data.
    left_behind: Arc<AtomicU64>,
}

impl Input {
    /// Opens a file; gzip and zstd are recognised by their first bytes.
    pub(crate) fn open(path: &Path) -> Result<Self, SourceError> {
        let name = display_name(path);
        let io_error = |error| SourceError::Io { path: name.clone(), error };
        let mut file = open_regular(path).map_err(io_error)?;
        let bytes = file.metadata().map_err(io_error)?.len();
        let mut magic = Vec::new();
        file.by_ref().take(4).read_to_end(&mut magic).map_err(io_error)?;
        let whole = Cursor::new(magic.clone()).chain(file);
        let packing = Packing::of(&magic);
        let left_behind = Arc::new(AtomicU64::new(0));
        let decoded: Box<dyn Read + Send> = match packing {
            None => Box::new(whole),
            Some(packing) => {
                Box::new(Members::new(Box::new(whole), packing, Arc::clone(&left_behind)))
            }
        };
        let reader = BufReader::with_capacity(BUFFER_BYTES, decoded);
        let plain_bytes = packing.is_none().then_some(bytes);
        Ok(Self { path: name, reader, byte: 0, plain_bytes, left_behind })
    }

    /// What follows the end of the compressed data, in words; known once that was reached.
    pub(crate) fn left_behind(&self) -> Option<String> {
        let bytes = self.left_behind.load(Relaxed);
        (bytes > 0)
            .then(|| format!("{bytes} bytes behind the compressed data are none, and not read"))
    }

    /// Length of the file, unless it is compressed.
    pub(crate) fn plain_bytes(&self) -> Option<u64> {
        self.plain_bytes
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Up to `bytes` bytes from here on, without moving: fewer only at the end of the file.
    pub(crate) fn peek(&mut self, bytes: usize) -> Result<Vec<u8>, SourceError> {
        let mut head = Vec::with_capacity(bytes);
        let result = self.reader.by_ref().take(bytes as u64).read_to_end(&mut head);
        let byte = self.byte + head.len() as u64;
        let result = result.map(|_| ()).map_err(|error| self.broken_at(error, byte));
        // Put back what was read, in front of whatever the buffer still holds.
        let dummy: Box<dyn Read + Send> = Box::new(io::empty());
        let rest = std::mem::replace(&mut self.reader, BufReader::new(dummy));
        let chained = Cursor::new(head.clone()).chain(rest);
        self.reader = BufReader::with_capacity(BUFFER_BYTES, Box::new(chained));
        result.map(|()| head)
    }

    /// Reads one line without its end into `line`; at most `max` bytes of it are kept. `None` at
    /// the end of the file, else whether the line was complete.
    pub(crate) fn line(
        &mut self,
        line: &mut Vec<u8>,
        max: usize,
    ) -> Result<Option<bool>, SourceError> {
        line.clear();
        let mut read_any = false;
        let mut complete = true;
        loop {
            let buffer = match self.reader.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) => return Err(self.broken(error)),
            };
            if buffer.is_empty() {
                return Ok(read_any.then_some(complete));
            }
            read_any = true;
            let end = memchr::memchr(b'\n', buffer);
            let part = &buffer[..end.unwrap_or(buffer.len())];
            let room = max - line.len();
            complete &= part.len() <= room;
            line.extend_from_slice(&part[..part.len().min(room)]);
            let used = part.len() + usize::from(end.is_some());
            self.reader.consume(used);
            self.byte += used as u64;
            if end.is_some() {
                return Ok(Some(complete));
            }
        }
    }

    /// Fills `record` with the next bytes; `false` at the end of the file.
    pub(crate) fn record(&mut self, record: &mut [u8]) -> Result<bool, SourceError> {
        let mut filled = 0;
        while filled < record.len() {
            match self.reader.read(&mut record[filled..]) {
                Ok(0) if filled == 0 => return Ok(false),
                Ok(0) => return Err(self.cut_off(filled, record.len())),
                Ok(bytes) => filled += bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.broken(error)),
            }
        }
        self.byte += filled as u64;
        Ok(true)
    }

    /// Reads up to `records` whole records of `length` bytes to `buffer`: fewer only at the end of the
    /// file.
    pub(crate) fn records(
        &mut self,
        length: usize,
        records: usize,
        buffer: &mut Vec<u8>,
    ) -> Result<(), SourceError> {
        buffer.clear();
        let read = self.reader.by_ref().take((length * records) as u64).read_to_end(buffer);
        let rest = buffer.len() % length;
        self.byte += (buffer.len() - rest) as u64;
        match read {
            Err(error) => Err(self.broken(error)),
            Ok(_) if rest > 0 => Err(self.cut_off(rest, length)),
            Ok(_) => Ok(()),
        }
    }

    fn cut_off(&self, filled: usize, length: usize) -> SourceError {
        let what =
            format!("the last record has {filled} bytes instead of {length}; is the file cut off?");
        SourceError::Broken { path: self.path.clone(), byte: self.byte, what }
    }

    /// How far it was read, in bytes that are decompressed.
    pub(crate) fn byte(&self) -> u64 {
        self.byte
    }

    /// An error at this byte.
    pub(crate) fn broken(&self, error: io::Error) -> SourceError {
        self.broken_at(error, self.byte)
    }

    fn broken_at(&self, error: io::Error, byte: u64) -> SourceError {
        let what = match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                format!("the compressed data end in the middle ({error}); is the file cut off?")
            }
            _ => error.to_string(),
        };
        SourceError::Broken { path: self.path.clone(), byte, what }
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.reader.read(buffer)?;
        self.byte += bytes as u64;
        Ok(bytes)
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.reader.consume(bytes);
        self.byte += bytes as u64;
    }
}
