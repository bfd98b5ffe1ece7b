//! Files mapped into memory: the one place where that is done.

use super::errors::io_error;
use crate::SourceError;
use crate::files::open_regular;
use arrow_buffer::Buffer;
use bytes::Bytes;
use memmap2::Mmap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Maps a file, read-only.
///
/// The bytes of a mapping are those of the file: should another program write into it or cut it
/// while it is mapped, they change (or are gone, which ends the program). So only files are mapped
/// that this crate itself wrote under a name that they got once they were complete, and whose
/// checksum is looked at after they were mapped; nobody else has a reason to touch them. Contents
/// are never trusted: all of them are looked up with checked indices.
pub(super) fn map(path: &Path) -> Result<Buffer, SourceError> {
    Ok(Mapping::open(path)?.buffer())
}

/// A mapped file, parts of which can be given back.
#[derive(Clone, Debug)]
pub(super) struct Mapping(Arc<Mmap>);

impl AsRef<[u8]> for Mapping {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Mapping {
    /// Maps a file, as [`map`] does.
    pub(super) fn open(path: &Path) -> Result<Self, SourceError> {
        let file = open_regular(path).map_err(io_error(path))?;
        #[expect(unsafe_code, reason = "files of our own, as said above")]
        // SAFETY: the file is not written or cut as long as it is mapped, by the rule above.
        let map = unsafe { Mmap::map(&file) }.map_err(io_error(path))?;
        Ok(Self(Arc::new(map)))
    }

    /// The bytes of the file, without a copy.
    pub(super) fn buffer(&self) -> Buffer {
        Buffer::from(Bytes::from_owner(self.clone()))
    }

    /// Gives back the memory of these bytes: when they are looked at again, they are read again. What is mapped of a
    /// long trace would else be counted as memory of this program, all of it.
    pub(super) fn release(&self, bytes: Range<usize>) {
        // Only pages all of whose bytes are among them.
        let first = bytes.start.next_multiple_of(PAGE_BYTES);
        let end = bytes.end.min(self.0.len()) / PAGE_BYTES * PAGE_BYTES;
        if first < end {
            self.release_pages(first, end - first);
        }
    }

    #[cfg(unix)]
    fn release_pages(&self, offset: usize, length: usize) {
        let advice = memmap2::UncheckedAdvice::DontNeed;
        #[expect(unsafe_code, reason = "a mapping that nobody writes to")]
        // SAFETY: the mapping is that of a file, shared and read-only: pages that are given back come again with the
        // bytes of the file, so that no slice of them changes. A system that refuses does nothing.
        let _ = unsafe { self.0.unchecked_advise_range(advice, offset, length) };
    }

    #[cfg(not(unix))]
    fn release_pages(&self, _: usize, _: usize) {}
}

/// A multiple of the pages of all systems.
const PAGE_BYTES: usize = 1 << 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_back_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("column");
        let bytes: Vec<u8> = (0..5 * PAGE_BYTES + 7).map(|byte| (byte % 251) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        let mapping = Mapping::open(&path).unwrap();
        let buffer = mapping.buffer();
        assert!(buffer.as_slice() == bytes);
        for range in [0..bytes.len(), 1..2 * PAGE_BYTES, PAGE_BYTES..PAGE_BYTES, 0..usize::MAX] {
            mapping.release(range);
            assert!(buffer.as_slice() == bytes);
        }
    }
}
