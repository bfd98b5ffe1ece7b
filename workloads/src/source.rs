//! The trait of request streams, and the errors of reading one.

use crate::RequestBatch;
use std::sync::atomic::{AtomicBool, Ordering};

/// A stream of requests in time order, with dense object ids.
pub trait RequestSource {
    /// Replaces the content of `batch` by the next requests; `false` (and an empty batch) at the
    /// end of the stream.
    ///
    /// # Errors
    /// Where the requests come from a file: the error, and its line or byte.
    fn next_batch(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError>;
}

/// Why a stream of requests could not be read any further.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The file could not be opened or read.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: String,
        /// What the system or the decompressor said.
        error: std::io::Error,
    },
    /// The compressed or binary data stop or break in the middle.
    #[error("{path}: broken after {byte} bytes of decoded data: {what}")]
    Broken {
        /// The file.
        path: String,
        /// Decoded bytes read before the break.
        byte: u64,
        /// What was found, and what was expected.
        what: String,
    },
    /// A line breaks the file's format in a way that makes the rest meaningless.
    #[error("{path}:{line}: {what}")]
    Line {
        /// The file.
        path: String,
        /// The line, counted from 1.
        line: u64,
        /// What was found, and what was expected.
        what: String,
    },
    /// The file as a whole cannot be used.
    #[error("{path}: {what}")]
    Unusable {
        /// The file.
        path: String,
        /// What was found, and what was expected.
        what: String,
    },
    /// Somebody asked to stop before the end.
    #[error("stopped")]
    Stopped,
}

/// A stream that ends with [`SourceError::Stopped`] once its flag is set.
pub struct Stoppable<'a, S: ?Sized> {
    /// The requests.
    pub source: &'a mut S,
    /// Set to stop.
    pub stop: &'a AtomicBool,
}

impl<S: RequestSource + ?Sized> RequestSource for Stoppable<'_, S> {
    fn next_batch(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError> {
        match self.stop.load(Ordering::Relaxed) {
            true => Err(SourceError::Stopped),
            false => self.source.next_batch(batch),
        }
    }
}
