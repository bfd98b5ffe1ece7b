//! Compressed data: one member or frame after another, and what may follow the last.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    /// Told by a file's first bytes.
    pub(super) fn of(beginning: &[u8]) -> Option<Self> {
        match beginning {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            // A frame, or one to be skipped.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// A buffer in front of a file that can be asked to hold some bytes without moving.
struct Source {
    inner: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

const BUFFER_BYTES: usize = 1 << 16;

impl Source {
    fn new(inner: Box<dyn Read + Send>) -> Self {
        Self { inner, buffer: vec![0; BUFFER_BYTES], start: 0, end: 0 }
    }

    /// The next bytes: as many as requested, unless the file ends before.
    fn peek(&mut self, bytes: usize) -> io::Result<&[u8]> {
        while self.end - self.start < bytes {
            if self.start > 0 {
                self.buffer.copy_within(self.start..self.end, 0);
                (self.start, self.end) = (0, self.end - self.start);
            }
            match self.inner.read(&mut self.buffer[self.end..]) {
                Ok(0) => break,
                Ok(read) => self.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(&self.buffer[self.start..self.end])
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Source {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.peek(1)
    }

    fn consume(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.end);
    }
}

/// The decoded bytes of all members.
pub(super) struct Members {
    packing: Packing,
    member: Member,
    /// Bytes after the last member that are not one.
    left_behind: Arc<AtomicU64>,
}

enum Member {
    /// Between two members.
    Between(Source),
    Gzip(Box<flate2::bufread::GzDecoder<Source>>),
    Zstd(Box<zstd::Decoder<'static, Source>>),
    End,
}

/// Enough to recognise a member.
const HEAD_BYTES: usize = 4;

impl Members {
    pub(super) fn new(
        source: Box<dyn Read + Send>,
        packing: Packing,
        left_behind: Arc<AtomicU64>,
    ) -> Self {
        let source = Source::new(source);
        Self { packing, member: Member::Between(source), left_behind }
    }

    /// Begins the next member, if there is one.
    fn next_member(&mut self, mut source: Source) -> io::Result<Member> {
        let head = source.peek(HEAD_BYTES)?;
        if head.is_empty() {
            return Ok(Member::End);
        }
        if Packing::of(head) != Some(self.packing) {
            // Padding, or something else: it is counted, not read.
            self.left_behind.store(count(&mut source)?, Relaxed);
            return Ok(Member::End);
        }
        Ok(match self.packing {
            Packing::Gzip => Member::Gzip(Box::new(flate2::bufread::GzDecoder::new(source))),
            Packing::Zstd => {
                Member::Zstd(Box::new(zstd::Decoder::with_buffer(source)?.single_frame()))
            }
        })
    }
}

/// Reads to the end; how much that was.
fn count(source: &mut impl BufRead) -> io::Result<u64> {
    let mut bytes = 0;
    loop {
        let buffer = source.fill_buf()?.len();
        if buffer == 0 {
            return Ok(bytes);
        }
        bytes += buffer as u64;
        source.consume(buffer);
    }
}

impl Read for Members {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let read = match &mut self.member {
                Member::Between(_) => 0,
                Member::Gzip(decoder) => decoder.read(buffer)?,
                Member::Zstd(decoder) => decoder.read(buffer)?,
                Member::End => return Ok(0),
            };
            if read > 0 {
                return Ok(read);
            }
            self.member = match std::mem::replace(&mut self.member, Member::End) {
                Member::Between(source) => self.next_member(source)?,
                Member::Gzip(decoder) => Member::Between(decoder.into_inner()),
                Member::Zstd(decoder) => Member::Between(decoder.finish()),
                Member::End => Member::End,
            };
        }
    }
}
