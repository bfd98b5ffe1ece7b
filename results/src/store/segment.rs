//! Segments: files of finished results. A process writes one of its own and never touches those of others, so that
//! no lock is needed, on no file system; a line that was cut off has a wrong checksum and is ignored.

use super::atomic_file::StoreError;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// The ending of their names.
const ENDING: &str = ".seg";

/// A line of a segment: a checksum, what kind of thing it holds, of what, and that as JSON.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Line<'a> {
    pub(super) checksum: u64,
    /// Kind and key, with a blank between.
    pub(super) name: &'a str,
    pub(super) json: &'a [u8],
}

impl<'a> Line<'a> {
    /// Reads a line without its end; `None` if it is damaged.
    pub(super) fn parse(line: &'a [u8]) -> Option<Self> {
        let (checksum, rest) = line.split_at_checked(16)?;
        let checksum = u64::from_str_radix(std::str::from_utf8(checksum).ok()?, 16).ok()?;
        let rest = rest.strip_prefix(b" ")?;
        if xxh3_64(rest) != checksum {
            return None;
        }
        let kind = rest.iter().position(|&byte| byte == b' ')?;
        let key = rest[kind + 1..].iter().position(|&byte| byte == b' ')?;
        let (name, json) = rest.split_at(kind + 1 + key);
        Some(Self { checksum, name: std::str::from_utf8(name).ok()?, json: &json[1..] })
    }

    /// The line as it is written, with its end; `name` is a kind and a key.
    pub(super) fn write(name: &str, json: &str) -> (u64, Vec<u8>) {
        let rest = format!("{name} {json}");
        let checksum = xxh3_64(rest.as_bytes());
        (checksum, format!("{checksum:016x} {rest}\n").into_bytes())
    }
}

/// The segments of a folder, by name; none if there is no folder.
pub(super) fn segments_in(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.and_then(Iterator::collect::<io::Result<Vec<_>>>),
    };
    let entries = entries.map_err(StoreError::at(folder))?;
    let mut paths: Vec<PathBuf> = entries.iter().map(|entry| entry.path()).collect();
    paths.retain(|path| path.to_string_lossy().ends_with(ENDING));
    paths.sort();
    Ok(paths)
}

/// Hands over every line with its place; returns how many are damaged.
pub(super) fn read_lines(
    path: &Path,
    mut take: impl FnMut(Line<'_>, Span),
) -> Result<usize, StoreError> {
    let file = File::open(path).map_err(StoreError::at(path))?;
    let mut reader = BufReader::with_capacity(1 << 18, file);
    let (mut line, mut offset, mut damaged) = (Vec::new(), 0, 0);
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line).map_err(StoreError::at(path))?;
        if length == 0 {
            return Ok(damaged);
        }
        match line.strip_suffix(b"\n").and_then(Line::parse) {
            Some(parsed) => take(parsed, Span { offset, length: length as u32 }),
            None => damaged += 1,
        }
        offset += length as u64;
    }
}

/// Where a line is in its segment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) offset: u64,
    pub(super) length: u32,
}

impl Span {
    /// Reads the line, with its end.
    pub(super) fn read(self, file: &mut File) -> io::Result<Vec<u8>> {
        let mut line = vec![0; self.length as usize];
        file.seek(SeekFrom::Start(self.offset))?;
        file.read_exact(&mut line)?;
        Ok(line)
    }
}

/// A segment that this process writes.
#[derive(Debug)]
pub(super) struct SegmentWriter {
    pub(super) path: PathBuf,
    file: File,
    length: u64,
}

impl SegmentWriter {
    /// Creates a segment of a name that begins as given and that no other has.
    pub(super) fn create(folder: &Path, label: &str) -> Result<Self, StoreError> {
        let create = || {
            std::fs::create_dir_all(folder)?;
            let mut builder = tempfile::Builder::new();
            #[cfg(unix)]
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
            let prefix = format!("{label}.");
            let file = builder.prefix(&prefix).suffix(ENDING).rand_bytes(8).tempfile_in(folder)?;
            file.keep().map_err(|error| error.error)
        };
        let (file, path) = create().map_err(StoreError::at(folder))?;
        Ok(Self { path, file, length: 0 })
    }

    /// Appends a line; on an error, as on a disk that is full, none of it.
    pub(super) fn append(&mut self, line: &[u8]) -> Result<Span, StoreError> {
        let span = Span { offset: self.length, length: line.len() as u32 };
        if let Err(error) = self.file.write_all(line) {
            let _ = self.file.set_len(self.length);
            return Err(StoreError::at(&self.path)(error));
        }
        self.length += line.len() as u64;
        Ok(span)
    }

    /// Waits until all lines are on the disk.
    pub(super) fn sync(&self) -> Result<(), StoreError> {
        self.file.sync_data().map_err(StoreError::at(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_and_damaged_ones_do_not() {
        let (checksum, line) = Line::write("run abc", "{\"x\":1}");
        let whole = line.strip_suffix(b"\n").unwrap();
        let parsed = Line::parse(whole).unwrap();
        assert_eq!(parsed, Line { checksum, name: "run abc", json: b"{\"x\":1}" });
        for end in 0..whole.len() {
            assert_eq!(Line::parse(&whole[..end]), None, "{end}");
        }
        for place in 0..whole.len() {
            let mut changed = whole.to_vec();
            changed[place] ^= 1;
            // A digit of the checksum may be written in another way, which is no damage.
            assert!(Line::parse(&changed).is_none(), "{place}");
        }
    }
}
