//! Finished runs on disk, known by what they are.

use super::atomic_file::StoreError;
use super::segment::{Line, SegmentWriter, Span, read_lines, segments_in};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a store holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The row of a run: its metrics and warnings.
    Run,
    /// The finer tables of a run.
    Grids,
    /// What belongs to a whole experiment rather than to one of its runs.
    Experiment,
    /// The hash of an input file.
    Input,
    /// Who made the runs of a segment, where, and how long a run took: no part of any result.
    Note,
}

impl Entry {
    fn word(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Grids => "grids",
            Self::Experiment => "experiment",
            Self::Input => "input",
            Self::Note => "note",
        }
    }
}

/// A folder of segments, in which every result is kept under a key that says what it is. Experiments share
/// a store, so that one that grows runs only what is new, and so do processes on several machines.
#[derive(Debug)]
pub struct RunStore {
    folder: PathBuf,
    label: String,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    segments: Vec<Segment>,
    places: BTreeMap<String, Place>,
    writer: Option<SegmentWriter>,
    damaged: usize,
    notes: Vec<String>,
}

#[derive(Debug)]
struct Segment {
    path: PathBuf,
    file: Option<File>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    segment: usize,
    span: Span,
    checksum: u64,
}

impl RunStore {
    /// Reads what a folder has; it need not exist, and is created for the first result that is kept. The names
    /// of the segments that this process writes begin with `label`.
    ///
    /// # Errors
    /// If it cannot be read, or if it has two different results for one key.
    pub fn open(folder: &Path, label: &str) -> Result<Self, StoreError> {
        let mut state = State::default();
        for path in segments_in(folder)? {
            state.read(path)?;
        }
        let (folder, label) = (folder.to_owned(), label.to_owned());
        Ok(Self { folder, label, state: Mutex::new(state) })
    }

    /// Reads the folder again: others may have written to it.
    ///
    /// # Errors
    /// As for [`RunStore::open`].
    pub fn reopen(&self) -> Result<Self, StoreError> {
        Self::open(&self.folder, &self.label)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether a result is there.
    pub fn has(&self, entry: Entry, key: &str) -> bool {
        self.lock().places.contains_key(&name(entry, key))
    }

    /// A result; `None` if it is not there.
    ///
    /// # Errors
    /// If its segment cannot be read any more.
    pub fn get<T: DeserializeOwned>(
        &self,
        entry: Entry,
        key: &str,
    ) -> Result<Option<T>, StoreError> {
        let mut state = self.lock();
        let Some(&place) = state.places.get(&name(entry, key)) else { return Ok(None) };
        let (path, line) = state.line(place)?;
        drop(state);
        let unreadable = |what: &str| StoreError::at(&path)(io::Error::other(what.to_owned()));
        let parsed = line.strip_suffix(b"\n").and_then(Line::parse);
        let parsed = parsed.ok_or_else(|| unreadable("has changed since it was opened"))?;
        let value = serde_json::from_slice(parsed.json);
        value.map(Some).map_err(|error| unreadable(&error.to_string()))
    }

    /// Keeps a result. One that is there already is compared.
    ///
    /// # Errors
    /// If it cannot be written, or if another one is there.
    pub fn put<T: Serialize>(&self, entry: Entry, key: &str, value: &T) -> Result<(), StoreError> {
        let name = name(entry, key);
        let json = serde_json::to_string(value)
            .map_err(|error| StoreError::at(&self.folder)(io::Error::other(error)))?;
        let (checksum, line) = Line::write(&name, &json);
        let mut state = self.lock();
        if let Some(&known) = state.places.get(&name).filter(|_| entry != Entry::Note) {
            return match known.checksum == checksum {
                true => Ok(()),
                false => Err(StoreError::Differs {
                    key: key.to_owned(),
                    segments: [state.path(known), "the one made now".to_owned()],
                }),
            };
        }
        let place = state.append(&self.folder, &self.label, &line, checksum)?;
        if entry != Entry::Note {
            state.places.insert(name, place);
        }
        Ok(())
    }

    /// Waits until everything that was kept is on the disk.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn sync(&self) -> Result<(), StoreError> {
        self.lock().writer.as_ref().map_or(Ok(()), SegmentWriter::sync)
    }

    /// Lines that were cut off or damaged, and are ignored.
    pub fn damaged(&self) -> usize {
        self.lock().damaged
    }

    /// All notes of all segments, as JSON.
    pub fn notes(&self) -> Vec<String> {
        self.lock().notes.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves what is kept as it is.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name of a result in its segment.
fn name(entry: Entry, key: &str) -> String {
    format!("{} {key}", entry.word())
}

impl State {
    /// Reads a segment.
    fn read(&mut self, path: PathBuf) -> Result<(), StoreError> {
        let segment = self.segments.len();
        let note = name(Entry::Note, "");
        let Self { places, notes, segments, .. } = self;
        let mut differing: BTreeSet<String> = BTreeSet::new();
        let damaged = read_lines(&path, |line, span| {
            if line.name.starts_with(&note) {
                notes.push(String::from_utf8_lossy(line.json).into_owned());
                return;
            }
            let place = Place { segment, span, checksum: line.checksum };
            match places.get(line.name) {
                None => drop(places.insert(line.name.to_owned(), place)),
                Some(known) if known.checksum == line.checksum => {}
                Some(_) => drop(differing.insert(line.name.to_owned())),
            }
        })?;
        segments.push(Segment { path, file: None });
        self.damaged += damaged;
        let Some(name) = differing.pop_first() else { return Ok(()) };
        let first = self.places[&name];
        Err(StoreError::Differs {
            key: name.split(' ').next_back().unwrap_or_default().to_owned(),
            segments: [self.path(first), self.segments[segment].path.display().to_string()],
        })
    }

    fn path(&self, place: Place) -> String {
        self.segments[place.segment].path.display().to_string()
    }

    /// The line at a place, with the path of its segment.
    fn line(&mut self, place: Place) -> Result<(PathBuf, Vec<u8>), StoreError> {
        let Segment { path, file } = &mut self.segments[place.segment];
        let mut read = || {
            let open = match file {
                Some(open) => open,
                None => file.insert(File::open(&*path)?),
            };
            place.span.read(open)
        };
        let line = read().map_err(StoreError::at(path))?;
        Ok((path.clone(), line))
    }

    /// Appends a line to the segment of this process.
    fn append(
        &mut self,
        folder: &Path,
        label: &str,
        line: &[u8],
        checksum: u64,
    ) -> Result<Place, StoreError> {
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => {
                let writer = SegmentWriter::create(folder, label)?;
                self.segments.push(Segment { path: writer.path.clone(), file: None });
                writer
            }
        };
        // After an error, the next result goes into another segment.
        let span = writer.append(line)?;
        self.writer = Some(writer);
        Ok(Place { segment: self.segments.len() - 1, span, checksum })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RunRecord;
    use std::fs;

    fn record(x: f64) -> RunRecord {
        let mut record = RunRecord::default();
        record.run.insert("x".into(), x.into());
        record
    }

    #[test]
    fn finished_runs_are_found_by_whoever_made_them() {
        let folder = tempfile::tempdir().unwrap();
        let runs = folder.path().join("out/runs");
        let store = RunStore::open(&runs, "a").unwrap();
        assert!(!runs.exists(), "a store without results leaves nothing behind");
        assert_eq!(store.get::<RunRecord>(Entry::Run, "1").unwrap(), None);
        store.put(Entry::Run, "1", &record(0.1)).unwrap();
        store.put(Entry::Run, "2", &record(0.2)).unwrap();
        store.put(Entry::Note, "time", &3).unwrap();
        let other = RunStore::open(&runs, "b").unwrap();
        // What is there is not written again.
        other.put(Entry::Run, "1", &record(0.1)).unwrap();
        assert_eq!(fs::read_dir(&runs).unwrap().count(), 1);
        other.put(Entry::Run, "3", &record(0.3)).unwrap();
        other.put(Entry::Note, "time", &4).unwrap();
        let all = store.reopen().unwrap();
        for (key, x) in [("1", 0.1), ("2", 0.2), ("3", 0.3)] {
            assert_eq!(all.get(Entry::Run, key).unwrap(), Some(record(x)));
        }
        assert!(!all.has(Entry::Grids, "1"));
        let mut notes = all.notes();
        notes.sort();
        assert_eq!(notes, ["3", "4"]);
    }

    #[test]
    fn torn_and_damaged_lines_are_as_if_they_were_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let store = RunStore::open(folder.path(), "a").unwrap();
        for (key, x) in [("1", 0.1), ("2", 0.2), ("3", 0.3)] {
            store.put(Entry::Run, key, &record(x)).unwrap();
        }
        let path = segments_in(folder.path()).unwrap().remove(0);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text[..text.len() - 4].replace("0.2", "0.7")).unwrap();
        let store = store.reopen().unwrap();
        assert_eq!(store.damaged(), 2);
        let has = ["1", "2", "3"].map(|key| store.has(Entry::Run, key));
        assert_eq!(has, [true, false, false]);
        // A segment is not appended to by another process.
        store.put(Entry::Run, "3", &record(0.3)).unwrap();
        assert_eq!(segments_in(folder.path()).unwrap().len(), 2);
    }

    #[test]
    fn two_results_for_one_run_are_an_error_that_names_both() {
        let folder = tempfile::tempdir().unwrap();
        let [a, b] = ["a", "b"].map(|label| RunStore::open(folder.path(), label).unwrap());
        a.put(Entry::Run, "1", &record(0.1)).unwrap();
        assert!(matches!(a.put(Entry::Run, "1", &record(0.3)), Err(StoreError::Differs { .. })));
        b.put(Entry::Run, "1", &record(0.2)).unwrap();
        let error = a.reopen().unwrap_err();
        let StoreError::Differs { key, segments } = &error else { panic!("{error}") };
        assert_eq!(key, "1");
        assert!(segments[0].contains("/a.") && segments[1].contains("/b."), "{segments:?}");
        assert!(error.to_string().contains(&segments[1]), "{error}");
    }
}
