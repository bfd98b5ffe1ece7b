//! Counts of malformed records, by reason, with the first one; and of well-formed records that are
//! no requests.

use crate::SimTime;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why a record with a larger size is malformed.
pub(super) const SIZE_IMPOSSIBLE: &str = "size above 1 TiB";

/// A record that does not fit the format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Malformed {
    /// The file, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The number of its line, or its own, counted from 1.
    pub number: u64,
    /// Why it does not fit.
    pub reason: &'static str,
}

/// What a reader left out, and why.
#[derive(Clone, Debug, Default)]
pub(super) struct RecordCounts {
    /// Lines or records seen, kept or not.
    pub(super) records: u64,
    /// Well-formed records that are not requests a cache could serve, by reason.
    skipped: BTreeMap<String, u64>,
    /// Of them those with a status, by status: most that a log has beside requests.
    statuses: Vec<u64>,
    /// And those with a method or an operation, by what it is and its word.
    words: Vec<(&'static str, Vec<u8>, u64)>,
    /// Records that do not fit the format, by reason.
    pub(super) malformed: BTreeMap<&'static str, u64>,
    /// Well-formed records with a time earlier than the one before them, kept or not.
    pub(super) stepped_back: u64,
    /// The line that is being read, counted from 1; 0 where there are none.
    pub(super) line: u64,
    /// The file that is being read, where there are several.
    pub(super) file: Option<Arc<str>>,
    /// The first record that does not fit the format.
    pub(super) first_malformed: Option<Malformed>,
    /// What follows the end of compressed data.
    pub(super) left_behind: Option<String>,
    pub(super) time_before: SimTime,
}

fn word_reason(what: &str, word: &[u8]) -> String {
    let is_of_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match std::str::from_utf8(word) {
        Ok(word) if (1..=12).contains(&word.len()) && word.bytes().all(is_of_word) => {
            format!("{what} {word}")
        }
        _ => format!("{what} not known"),
    }
}

impl RecordCounts {
    /// Reasons are few; should garbage make many, the rest share one name.
    const REASONS_MAX: usize = 64;

    pub(super) fn skip(&mut self, reason: impl Into<String>) {
        self.skip_times(reason.into(), 1);
    }

    fn skip_times(&mut self, reason: String, times: u64) {
        let known = self.skipped.len() < Self::REASONS_MAX || self.skipped.contains_key(&reason);
        *self.skipped.entry(if known { reason } else { "other".into() }).or_default() += times;
    }

    /// Notes what follows the end of a file's compressed data.
    pub(super) fn note_left_behind(&mut self, left_behind: Option<String>) {
        self.left_behind = left_behind.or(self.left_behind.take());
    }

    /// Skips a record for its status.
    #[inline]
    pub(super) fn skip_status(&mut self, status: u16) {
        let status = usize::from(status);
        if status >= self.statuses.len() {
            self.statuses.resize(status + 1, 0);
        }
        self.statuses[status] += 1;
    }

    /// Skips a record for its method or operation.
    #[inline]
    pub(super) fn skip_word(&mut self, what: &'static str, word: &[u8]) {
        let place = self.words.iter().position(|known| known.0 == what && known.1 == word);
        match place {
            Some(place) => self.words[place].2 += 1,
            None if self.words.len() < Self::WORDS_MAX => self.words.push((what, word.to_vec(), 1)),
            None => self.skip(word_reason(what, word)),
        }
    }

    /// Words are few; garbage has others each time.
    const WORDS_MAX: usize = 16;

    /// How many records were skipped, by reason.
    pub(super) fn skipped(&self) -> BTreeMap<String, u64> {
        let mut all = self.clone();
        for (status, &count) in self.statuses.iter().enumerate().filter(|(_, count)| **count > 0) {
            all.skip_times(format!("status {status}"), count);
        }
        for (what, word, count) in &self.words {
            all.skip_times(word_reason(what, word), *count);
        }
        all.skipped
    }

    /// Notes the time of a well-formed record.
    pub(super) fn at(&mut self, time: SimTime) {
        self.stepped_back += u64::from(time < self.time_before);
        self.time_before = time;
    }

    /// Notes the times of many well-formed records.
    pub(super) fn at_all(&mut self, times: &[SimTime]) {
        let Some((&first, &last)) = times.first().zip(times.last()) else { return };
        let steps = times.array_windows().filter(|[before, after]| after < before).count();
        self.stepped_back += u64::from(first < self.time_before) + steps as u64;
        self.time_before = last;
    }

    pub(super) fn malformed(&mut self, reason: &'static str) {
        let number = if self.line > 0 { self.line } else { self.records };
        self.first_malformed.get_or_insert_with(|| {
            let file = self.file.as_ref().map(ToString::to_string);
            Malformed { file, number, reason }
        });
        *self.malformed.entry(reason).or_default() += 1;
    }
}
