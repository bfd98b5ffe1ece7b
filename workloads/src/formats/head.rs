//! The beginning of a file, from which its format is recognised.

use super::input::Input;
use crate::SourceError;
use std::path::{Path, PathBuf};

/// How much of a file is looked at to recognise its format.
const HEAD_BYTES: usize = 1 << 18;

/// How much of a binary file is looked at: more of it would only show more that is out of order.
const BINARY_BYTES: usize = 1 << 16;

/// Lines at the beginning of a file that are looked at.
const LINES: usize = 100;

/// The beginning of a file, decompressed.
pub(super) struct Head {
    path: PathBuf,
    /// The file's name in messages.
    name: String,
    bytes: Vec<u8>,
    lines: Vec<Vec<u8>>,
}

impl Head {
    /// Peeks into a file.
    pub(super) fn peek(path: &Path, input: &mut Input) -> Result<Self, SourceError> {
        let bytes = input.peek(HEAD_BYTES)?;
        Ok(Self::of(path, input, bytes))
    }

    /// The head of a file whose first bytes are known.
    pub(super) fn of(path: &Path, input: &Input, bytes: Vec<u8>) -> Self {
        let lines = head_lines(&bytes);
        Self { path: path.to_owned(), name: input.path().to_owned(), bytes, lines }
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Its first bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// As many of its first bytes as are looked at in a binary file.
    pub(super) fn binary_bytes(&self) -> &[u8] {
        &self.bytes[..self.bytes.len().min(BINARY_BYTES)]
    }

    /// Its first lines, without their ends.
    pub(super) fn lines(&self) -> &[Vec<u8>] {
        &self.lines
    }

    /// Whether all bytes are those of text.
    pub(super) fn is_text(&self) -> bool {
        self.bytes.iter().all(|&byte| byte >= b' ' || b"\t\r\n".contains(&byte))
    }

    /// An error of the file as a whole.
    pub(super) fn unusable(&self, what: impl Into<String>) -> SourceError {
        SourceError::Unusable { path: self.name.clone(), what: what.into() }
    }

    /// An error in the line that says how to read the others.
    pub(super) fn wrong_first_line(&self, what: String) -> SourceError {
        SourceError::Line { path: self.name.clone(), line: 1, what }
    }
}

/// The first lines of a file, the last of which may have been cut.
fn head_lines(head: &[u8]) -> Vec<Vec<u8>> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let bare = |line: &[u8]| line.strip_suffix(b"\r").unwrap_or(line).to_vec();
    let mut lines: Vec<Vec<u8>> =
        head.split(|&byte| byte == b'\n').take(LINES + 1).map(bare).collect();
    // Behind the last line end, or cut.
    let is_cut = head.len() >= HEAD_BYTES || lines.len() > LINES;
    if lines.len() > 1 && (is_cut || lines.last().is_some_and(Vec::is_empty)) {
        lines.pop();
    }
    lines
}
