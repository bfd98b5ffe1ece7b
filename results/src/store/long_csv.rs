//! A CSV table of any length, compressed if it is long.

use super::atomic_file::temporary_file_in;
use super::kept_file::keep;
use crate::FileHash;
use flate2::{Compression, GzBuilder, write::GzEncoder};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Longer tables are compressed.
const PLAIN_BYTES_MAX: u64 = 64 << 20;

/// Higher levels take longer, and leave numbers as long as this one does.
const LEVEL: Compression = Compression::new(3);

type File = BufWriter<NamedTempFile>;

/// Takes the text of a CSV table. It becomes `<name>.csv`, or `<name>.csv.gz` if it is longer than 64 MiB.
pub(super) struct LongCsv {
    folder: PathBuf,
    name: String,
    out: Out,
    bytes: u64,
    plain_bytes_max: u64,
}

enum Out {
    Plain(File),
    /// Without a time and a name: the same text gives the same bytes.
    Gzip(Box<GzEncoder<File>>),
    /// What was plain is being copied, or could not be.
    Failed,
}

impl LongCsv {
    pub(super) fn create(folder: &Path, name: &str) -> io::Result<Self> {
        Self::with_limit(folder, name, PLAIN_BYTES_MAX)
    }

    pub(super) fn with_limit(folder: &Path, name: &str, plain_bytes_max: u64) -> io::Result<Self> {
        let out = Out::Plain(BufWriter::new(temporary_file_in(folder)?));
        Ok(Self {
            folder: folder.to_owned(),
            name: name.to_owned(),
            out,
            bytes: 0,
            plain_bytes_max,
        })
    }

    /// Puts the file in its place, and removes its other form, which an earlier build may have left.
    pub(super) fn finish(self) -> io::Result<FileHash> {
        let [plain, compressed] = forms(&self.name);
        let (file, name, other) = match self.out {
            Out::Plain(file) => (file, plain, compressed),
            Out::Gzip(encoder) => (encoder.finish()?, compressed, plain),
            Out::Failed => return Err(failed()),
        };
        let kept = keep(file.into_inner()?, &self.folder, &name)?;
        let _ = std::fs::remove_file(self.folder.join(other));
        Ok(kept)
    }

    /// Goes on as a compressed file, into which what is there is copied.
    fn compress(&mut self) -> io::Result<()> {
        let Out::Plain(plain) = std::mem::replace(&mut self.out, Out::Failed) else {
            return Err(failed());
        };
        let mut plain = plain.into_inner()?;
        plain.rewind()?;
        let file = BufWriter::new(temporary_file_in(&self.folder)?);
        let mut encoder = GzBuilder::new().write(file, LEVEL);
        io::copy(plain.as_file_mut(), &mut encoder)?;
        self.out = Out::Gzip(Box::new(encoder));
        Ok(())
    }
}

/// The names of both forms of a table.
pub(super) fn forms(name: &str) -> [String; 2] {
    [format!("{name}.csv"), format!("{name}.csv.gz")]
}

fn failed() -> io::Error {
    io::Error::other("an earlier part of it could not be written")
}

impl Write for LongCsv {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.bytes += text.len() as u64;
        if self.bytes > self.plain_bytes_max && matches!(self.out, Out::Plain(_)) {
            self.compress()?;
        }
        match &mut self.out {
            Out::Plain(file) => file.write_all(text)?,
            Out::Gzip(encoder) => encoder.write_all(text)?,
            Out::Failed => return Err(failed()),
        }
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // Only a complete file is of use.
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::CsvFile;
    use std::io::Read;

    #[test]
    fn long_tables_are_compressed_and_have_one_form() {
        let folder = tempfile::tempdir().unwrap();
        let write = |limit: u64| {
            let mut csv = LongCsv::with_limit(folder.path(), "series", limit).unwrap();
            for piece in ["a,b\n", "1,2\n", "3,4\n"] {
                csv.write_all(piece.as_bytes()).unwrap();
            }
            let kept = csv.finish().unwrap();
            let mut text = String::new();
            let file = CsvFile::find(folder.path(), "series").unwrap();
            file.open().unwrap().read_to_string(&mut text).unwrap();
            assert_eq!((text.as_str(), file.name()), ("a,b\n1,2\n3,4\n", kept.file.clone()));
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
            kept
        };
        assert_eq!(write(12).file, "series.csv");
        let compressed = write(11);
        assert_eq!(compressed.file, "series.csv.gz");
        assert_eq!(write(4).sha256, write(4).sha256);
        // Neither a time nor a name, and no system.
        let bytes = std::fs::read(folder.path().join("series.csv.gz")).unwrap();
        assert_eq!(bytes[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
        assert_eq!(write(12).file, "series.csv");
    }
}
