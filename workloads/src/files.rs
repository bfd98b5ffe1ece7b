//! Opening files: the one place where files are opened.

use std::fs::File;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The file that stands for standard input.
static STDIN: OnceLock<PathBuf> = OnceLock::new();

/// Declares that a file holds a copy of standard input, as which messages refer to it.
pub fn set_stdin_copy(path: &Path) {
    // Once in the life of the program.
    let _ = STDIN.set(path.to_owned());
}

/// The name of a file in messages.
pub fn display_name(path: &Path) -> String {
    match STDIN.get().is_some_and(|stdin| stdin == path) {
        true => "standard input".to_owned(),
        false => path.display().to_string(),
    }
}

/// Opens a regular file for reading. Pipes, devices and sockets are refused before they are opened:
/// reading them could block, or never end.
///
/// # Errors
/// If there is no such file, if it may not be read, or if it is not a regular file.
pub fn open_regular(path: &Path) -> Result<File> {
    check_regular(path)?;
    File::open(path)
}

/// Reads a whole regular file as text.
///
/// # Errors
/// As [`open_regular`], and if it is not UTF-8 or larger than `bytes_max`.
pub fn read_text(path: &Path, bytes_max: u64) -> Result<String> {
    let length = check_regular(path)?;
    if length > bytes_max {
        let what = format!("has {length} bytes; expected at most {bytes_max}");
        return Err(Error::new(ErrorKind::FileTooLarge, what));
    }
    std::fs::read_to_string(path)
}

/// The length of a regular file.
///
/// # Errors
/// As [`open_regular`].
pub fn check_regular(path: &Path) -> Result<u64> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_file() {
        return Ok(metadata.len());
    }
    let (found, kind) = match metadata.is_dir() {
        true => ("a folder", ErrorKind::IsADirectory),
        false => ("a pipe, a device or a socket", ErrorKind::InvalidInput),
    };
    let what = format!("is {found}; expected a regular file (a trace can be -, standard input)");
    Err(Error::new(kind, what))
}
