//! A CSV table on disk, plain or compressed.

use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

/// A CSV table on disk: `<name>.csv`, or `<name>.csv.gz` where it is long.
#[derive(Clone, Debug)]
pub(crate) struct CsvFile {
    path: PathBuf,
    is_compressed: bool,
}

impl CsvFile {
    /// The table of this name in a folder, if there is one.
    pub(crate) fn find(folder: &Path, name: &str) -> Option<Self> {
        let forms = [(".csv", false), (".csv.gz", true)];
        let file = |(ending, is_compressed)| {
            let path = folder.join(format!("{name}{ending}"));
            Self { path, is_compressed }
        };
        forms.into_iter().map(file).find(|file| file.path.exists())
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The file's name.
    pub(crate) fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Its text.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub(crate) fn open(&self) -> io::Result<Box<dyn Read>> {
        let file = BufReader::new(File::open(&self.path)?);
        Ok(match self.is_compressed {
            true => Box::new(MultiGzDecoder::new(file)),
            false => Box::new(file),
        })
    }
}
