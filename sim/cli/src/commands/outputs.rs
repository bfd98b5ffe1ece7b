//! Files that are written where the command line says.

use crate::arguments::WritingArguments;
use crate::diagnostics::Failure;
use hotset_workloads::SourceError;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Refuses to replace what is not to be replaced: an input in any case, a device or pipe, and any file
/// that was there before, unless that is forced, or it is `ours`.
pub(crate) fn check(
    path: &Path,
    inputs: &[PathBuf],
    force: bool,
    ours: impl Fn(&Path) -> bool,
) -> Result<(), Failure> {
    let wrong = |what: &str| Failure::input(format!("{}: {what}", path.display()));
    let Ok(metadata) = std::fs::metadata(path) else { return Ok(()) };
    let place = path.canonicalize().ok();
    if inputs.iter().any(|input| place.is_some() && input.canonicalize().ok() == place) {
        return Err(wrong("is an input; expected another file to write to"));
    }
    if metadata.is_dir() {
        return Err(wrong("is a folder; expected a file"));
    }
    if !metadata.is_file() {
        return Err(wrong("is a pipe or device; expected a regular file, or a name for a new one"));
    }
    if force || ours(path) {
        return Ok(());
    }
    Err(wrong("is there already; expected a name for a new file, or --force"))
}

/// As [`check`], for a trace: a folder that is there is replaced if that is forced.
pub(crate) fn check_target(
    target: Target,
    path: &Path,
    inputs: &[PathBuf],
    force: bool,
) -> Result<(), Failure> {
    if target != Target::Dense {
        return check(path, inputs, force, |_| false);
    }
    match path.exists() && !force {
        true => Err(Failure::input(format!(
            "{}: is there already; expected a name for a new folder, or --force",
            path.display()
        ))),
        false => Ok(()),
    }
}

/// What a trace is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Csv,
    OracleGeneral,
    Dense,
}

const TARGETS: [(&str, Target); 3] =
    [("csv", Target::Csv), ("oracle-general", Target::OracleGeneral), ("dense", Target::Dense)];

/// How the file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

impl Target {
    /// As requested, or by the ending of the file's name.
    pub(crate) fn of(path: &Path, writing: &WritingArguments) -> Result<Self, Failure> {
        if let Some(target) = super::trace::word("--to", writing.to.as_deref(), &TARGETS)? {
            return Ok(target);
        }
        let name = path.to_string_lossy().to_ascii_lowercase();
        let bare = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(&name);
        // Columns are mapped as they are: they are not compressed.
        let name = if bare.ends_with(".hotset") { &name } else { bare };
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        if ends(&[".csv"]) {
            Ok(Self::Csv)
        } else if ends(&[".bin", ".oraclegeneral"]) {
            Ok(Self::OracleGeneral)
        } else if ends(&[".hotset"]) {
            Ok(Self::Dense)
        } else {
            Err(Failure::input(format!(
                "{}: the name does not say which format to write; expected .csv, .bin, .oracleGeneral or \
                 .hotset, or --to csv, oracle-general or dense",
                path.display()
            )))
        }
    }
}

fn packing(path: &Path) -> Packing {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("gz") => Packing::Gzip,
        Some("zst") => Packing::Zstd,
        _ => Packing::None,
    }
}

/// Writes a file that is there whole or not at all, compressed as its name says.
pub(crate) fn write_file<T>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, SourceError>,
) -> Result<T, Failure> {
    let other = |error: std::io::Error| Failure::other(format!("{}: {error}", path.display()));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let partial = hotset_results::temporary_file_in(folder).map_err(other)?;
    let file: File = partial.reopen().map_err(other)?;
    let buffered = BufWriter::with_capacity(1 << 18, file);
    let failed = |error: SourceError| match error {
        // Nothing is wrong with what is written.
        SourceError::Io { error, .. } => other(error),
        error => Failure::input(error),
    };
    let written = match packing(path) {
        Packing::None => {
            let mut out = buffered;
            let written = write(&mut out).map_err(failed)?;
            out.flush().map_err(other)?;
            written
        }
        Packing::Gzip => {
            let mut out = flate2::write::GzEncoder::new(buffered, flate2::Compression::default());
            let written = write(&mut out).map_err(failed)?;
            out.finish().and_then(|mut out| out.flush()).map_err(other)?;
            written
        }
        Packing::Zstd => {
            let mut out = zstd::Encoder::new(buffered, 3).map_err(other)?;
            let written = write(&mut out).map_err(failed)?;
            out.finish().and_then(|mut out| out.flush()).map_err(other)?;
            written
        }
    };
    partial.as_file().sync_all().map_err(other)?;
    partial.persist(path).map_err(|error| other(error.error))?;
    Ok(written)
}
