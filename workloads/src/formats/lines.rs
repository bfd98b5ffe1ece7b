//! Text lines of bounded length.

use super::input::Input;
use crate::SourceError;

/// No line of a log is longer; what is beyond is not kept, so that garbage costs no memory.
const LINE_BYTES_MAX: usize = 1 << 16;

/// Lines of an input.
pub(super) struct Lines {
    input: Input,
    line: Vec<u8>,
}

impl Lines {
    pub(super) fn new(input: Input) -> Self {
        Self { input, line: Vec::new() }
    }

    /// The next line without its end; `None` at the end of the file. A line that is too long
    /// comes out empty.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, SourceError> {
        match self.input.line(&mut self.line, LINE_BYTES_MAX)? {
            None => Ok(None),
            Some(complete) => {
                let line = if complete { self.line.as_slice() } else { &[] };
                Ok(Some(line.strip_suffix(b"\r").unwrap_or(line)))
            }
        }
    }

    /// The line that was read last, again.
    pub(super) fn current(&self) -> &[u8] {
        &self.line
    }
}
