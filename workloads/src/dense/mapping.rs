//! Files mapped into memory: the one place where that is done.

use super::errors::io_error;
use crate::SourceError;
use crate::files::open_regular;
use arrow_buffer::Buffer;
use bytes::Bytes;
use memmap2::Mmap;
use std::path::Path;

/// Maps a file, read-only.
///
/// The bytes of a mapping are those of the file: should another program write into it or cut it
/// while it is mapped, they change (or are gone, which ends the program). So only files are mapped
/// that this crate itself wrote under a name that they got once they were complete, and whose
/// checksum is looked at after they were mapped; nobody else has a reason to touch them. Contents
/// are never trusted: all of them are looked up with checked indices.
pub(super) fn map(path: &Path) -> Result<Buffer, SourceError> {
    let file = open_regular(path).map_err(io_error(path))?;
    #[expect(unsafe_code, reason = "files of our own, as said above")]
    // SAFETY: the file is not written or cut as long as it is mapped, by the rule above.
    let map = unsafe { Mmap::map(&file) }.map_err(io_error(path))?;
    Ok(Buffer::from(Bytes::from_owner(map)))
}
