//! Files and folders under a temporary name, until they are complete.

use super::errors::io_error;
use crate::SourceError;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

pub(super) const PARTIAL: &str = ".partial";

/// Makes a file or folder of a name that nobody else has, beside the one that it is to become.
pub(super) fn new_beside(
    path: &Path,
    make: impl Fn(&Path) -> std::io::Result<()>,
) -> Result<PathBuf, SourceError> {
    let mut number = 0u64;
    loop {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}-{number}{PARTIAL}", std::process::id()));
        let name = PathBuf::from(name);
        match make(&name) {
            // Processes on other machines can have the same number.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            made => return made.map(|()| name.clone()).map_err(io_error(&name)),
        }
    }
}
