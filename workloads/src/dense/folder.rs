//! Writes the folder of a columnar trace: it appears when it is complete.

use super::column_names::{COLUMNS, OBJECT, OBJECT_NAMES, USES_SUMS};
use super::columns::file_of;
use super::errors::{io_error, unusable};
use super::manifest::{DenseManifest, MANIFEST, SourceFile};
use super::partial::{PARTIAL, new_beside};
use super::trace::DenseTrace;
use crate::SourceError;
use std::io::ErrorKind;
use std::path::Path;

/// Writes a folder that appears when it is complete.
pub(super) fn write_folder<T>(
    folder: &Path,
    source: &SourceFile,
    write: impl FnOnce(&Path) -> Result<T, SourceError>,
) -> Result<T, SourceError> {
    if folder.exists() && !is_dense(folder) {
        let what = "is there and is no dense trace, or more than one; expected one, or a folder \
                    that is yet to be made";
        return Err(unusable(folder, what));
    }
    let partial = new_beside(folder, |path| std::fs::create_dir(path))?;
    let result =
        write(&partial).and_then(|written| install(&partial, folder, source).map(|()| written));
    if result.is_err() {
        remove(&partial);
    }
    result
}

/// Files of a columnar trace beside its columns, and those of earlier versions.
const FILES: [&str; 6] =
    [MANIFEST, OBJECT_NAMES, USES_SUMS, "requests.arrow", "objects.arrow", "uses.arrow"];

/// Whether a folder holds a columnar trace, perhaps a damaged one, and nothing else.
fn is_dense(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    let ours = |name: &str| {
        let column = COLUMNS.iter().any(|column| file_of(column) == name);
        column || FILES.contains(&name) || name.ends_with(PARTIAL)
    };
    let only_ours = entries.into_iter().all(|entry| {
        entry.is_ok_and(|entry| {
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            is_file && entry.file_name().to_str().is_some_and(ours)
        })
    });
    let requests = [file_of(OBJECT), "requests.arrow".to_owned()];
    let has_some = requests.iter().any(|file| folder.join(file).is_file());
    only_ours && (has_some || DenseManifest::read(folder).is_ok())
}

/// Gives a complete folder its name. What was there before gives way, unless it is as good: another
/// process may have made it meanwhile, and be about to use it.
fn install(partial: &Path, folder: &Path, source: &SourceFile) -> Result<(), SourceError> {
    loop {
        let Err(error) = std::fs::rename(partial, folder) else { return Ok(()) };
        if DenseTrace::open(folder, Some(source)).is_ok() {
            remove(partial);
            return Ok(());
        }
        if !is_dense(folder) {
            return Err(io_error(folder)(error));
        }
        // Of another version, from another source, or damaged.
        let aside = new_beside(folder, |path| std::fs::create_dir(path))?;
        let gone = std::fs::rename(folder, &aside);
        remove(&aside);
        match gone {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(io_error(folder)(error));
            }
            _ => {}
        }
    }
}

/// Removes a folder of a columnar trace, file by file: never more than it is made of.
fn remove(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let _ = std::fs::remove_file(entry.path());
    }
    let _ = std::fs::remove_dir(folder);
}
