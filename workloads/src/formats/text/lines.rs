//! Text lines of bounded length.

use crate::SourceError;
use crate::formats::input::Input;
use std::collections::VecDeque;

/// No line of a log is longer; what is beyond is not kept, so that garbage costs no memory.
const LINE_BYTES_MAX: usize = 1 << 16;

/// A field in quotes does not run over more lines.
const LINES_JOINED_MAX: usize = 16;

/// Nor is it longer: what a quote that was left open costs is bounded.
const JOINED_BYTES_MAX: usize = 1 << 14;

/// Lines of an input.
pub(crate) struct Lines {
    input: Input,
    line: Vec<u8>,
    /// The number of the line, counted from 1.
    number: u64,
    /// Lines that were read ahead.
    ahead: VecDeque<Vec<u8>>,
    /// How many lines the current one was made of, beyond the first.
    joined: u64,
}

impl Lines {
    pub(crate) fn new(input: Input) -> Self {
        Self { input, line: Vec::new(), number: 0, ahead: VecDeque::new(), joined: 0 }
    }

    /// The next line without its end; `None` at the end of the file. A line that is too long
    /// comes out empty.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<&[u8]>, SourceError> {
        self.number += 1 + std::mem::take(&mut self.joined);
        if !self.read()? {
            return Ok(None);
        }
        if self.number == 1 && self.line.starts_with(b"\xef\xbb\xbf") {
            self.line.drain(..3);
        }
        Ok(Some(&self.line))
    }

    #[inline]
    fn read(&mut self) -> Result<bool, SourceError> {
        if let Some(line) = self.ahead.pop_front() {
            self.line = line;
            return Ok(true);
        }
        let Some(complete) = self.input.line(&mut self.line, LINE_BYTES_MAX)? else {
            self.line.clear();
            return Ok(false);
        };
        if !complete {
            self.line.clear();
        }
        if self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        Ok(true)
    }

    /// Joins the current line with those behind it until it is whole, line ends included; if that does
    /// not come, everything stays as it is, and the result is `false`.
    pub(super) fn join(&mut self, is_whole: impl Fn(&[u8]) -> bool) -> Result<bool, SourceError> {
        let mut joined = self.line.clone();
        let mut taken: Vec<Vec<u8>> = Vec::new();
        let first = std::mem::take(&mut self.line);
        let mut whole = false;
        while !whole && taken.len() < LINES_JOINED_MAX && joined.len() < JOINED_BYTES_MAX {
            if !self.read()? {
                break;
            }
            joined.push(b'\n');
            joined.extend_from_slice(&self.line);
            taken.push(std::mem::take(&mut self.line));
            whole = is_whole(&joined);
        }
        if whole {
            self.joined = taken.len() as u64;
            self.line = joined;
        } else {
            self.line = first;
            taken.into_iter().rev().for_each(|line| self.ahead.push_front(line));
        }
        Ok(whole)
    }

    /// The line that was read last, again.
    #[inline]
    pub(crate) fn current(&self) -> &[u8] {
        &self.line
    }

    /// Its number, counted from 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// What follows the end of the compressed data, once it was reached.
    pub(crate) fn left_behind(&self) -> Option<String> {
        self.input.left_behind()
    }
}
