//! The manifest of a columnar trace: its source, its sizes and its checksums.

use super::errors::{io_error, unusable};
use super::mapping::map;
use crate::SourceError;
use crate::files::{open_regular, read_text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use xxhash_rust::xxh3::Xxh3;

/// The version of the files; files of another version are rebuilt.
pub(super) const VERSION: u32 = 4;

/// How much of a source's beginning and of its end identify it.
const PROBE_BYTES: u64 = 1 << 20;

/// The file that a columnar trace was made from, and how it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Length in bytes.
    pub bytes: u64,
    /// When it was last written, in nanoseconds since 1970.
    pub modified_ns: u64,
    /// XXH3 of the first and the last mebibyte.
    pub probe: String,
    /// How it was read: format, size rule, columns.
    pub read_as: String,
}

impl SourceFile {
    /// Looks at a file, or at several that are one trace; `read_as` says with what options they are
    /// read.
    ///
    /// # Errors
    /// If one cannot be read.
    pub fn of(paths: &[impl AsRef<Path>], read_as: String) -> Result<Self, SourceError> {
        let mut hash = Xxh3::new();
        let (mut bytes, mut modified_ns) = (0, 0);
        for path in paths {
            let path = path.as_ref();
            let (length, modified) = probe(path, &mut hash).map_err(io_error(path))?;
            bytes += length;
            modified_ns = modified.max(modified_ns);
        }
        Ok(Self { bytes, modified_ns, probe: format!("{:016x}", hash.digest()), read_as })
    }
}

/// Hashes what identifies a file; its length, and when it was last written.
fn probe(path: &Path, hash: &mut Xxh3) -> std::io::Result<(u64, u64)> {
    let mut file = open_regular(path)?;
    let metadata = file.metadata()?;
    let bytes = metadata.len();
    let since_1970 =
        metadata.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
    for start in [0, bytes.saturating_sub(PROBE_BYTES)] {
        let mut probe = Vec::new();
        file.seek(SeekFrom::Start(start))?;
        file.by_ref().take(PROBE_BYTES).read_to_end(&mut probe)?;
        hash.update(&probe);
    }
    Ok((bytes, since_1970.map_or(0, |since| since.as_nanos() as u64)))
}

/// The parameters of a trace that was drawn from a model, beside the requests themselves. Sites and
/// weights of the objects stand in `object_site.npy` and `object_weight.npy`, and the sites of the requests
/// in `site.npy`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    /// When the model begins and ends, in nanoseconds; the requests may end before.
    pub span_ns: (u64, u64),
    /// Number of sites.
    pub sites: usize,
    /// The share of the requests that goes to each site.
    pub site_shares: Vec<f64>,
}

/// The manifest, which stands beside the columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DenseManifest {
    /// Version of the files.
    pub version: u32,
    /// Their source.
    pub source: SourceFile,
    /// Number of requests.
    pub requests: u64,
    /// Number of objects.
    pub objects: u64,
    /// Bytes of all requests.
    pub requested_bytes: u64,
    /// Bytes of all objects, each at its largest size.
    pub object_bytes: u64,
    /// Whether every object has one size throughout.
    pub fixed_sizes: bool,
    /// Whether objects are modified: there is a column of versions.
    pub versions: bool,
    /// The parameters of a trace that was drawn from a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn: Option<Drawn>,
    /// The report of the reader, in words.
    pub report: String,
    /// The same as a [`ReadReport`](crate::formats::ReadReport).
    pub read: serde_json::Value,
    /// XXH3 of each file of requests and objects, by its name.
    pub checksums: BTreeMap<String, String>,
    /// XXH3 of all that is above.
    #[serde(default)]
    pub checksum: String,
}

/// No manifest is longer.
const MANIFEST_BYTES_MAX: u64 = 1 << 24;

pub(super) const MANIFEST: &str = "manifest.json";

/// What all manifests have.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

impl DenseManifest {
    pub(super) fn read(folder: &Path) -> Result<Self, SourceError> {
        let path = folder.join(MANIFEST);
        let text = read_text(&path, MANIFEST_BYTES_MAX).map_err(io_error(&path))?;
        let wrong = |error| unusable(&path, format!("is no manifest of a dense trace: {error}"));
        // Those of another version have other fields.
        let Version { version } = serde_json::from_str(&text).map_err(wrong)?;
        if version != VERSION {
            return Err(unusable(&path, format!("is of version {version}, not {VERSION}")));
        }
        serde_json::from_str(&text).map_err(wrong)
    }

    /// Whether there is such a file.
    pub(super) fn has(&self, file: &str) -> bool {
        self.checksums.contains_key(file)
    }

    /// Verifies the checksum of a file.
    pub(super) fn check(&self, folder: &Path, file: &str, bytes: &[u8]) -> Result<(), SourceError> {
        match self.checksums.get(file) {
            Some(sum) if *sum == checksum(bytes) => Ok(()),
            _ => {
                let what = "is damaged: its checksum is not that of the manifest";
                Err(unusable(&folder.join(file), what))
            }
        }
    }

    /// The checksum of the other fields.
    pub fn sum(&self) -> String {
        let others = Self { checksum: String::new(), ..self.clone() };
        checksum(&serde_json::to_vec(&others).unwrap_or_default())
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), SourceError> {
        let path = folder.join(MANIFEST);
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| unusable(&path, error.to_string()))?;
        std::fs::write(&path, text + "\n").map_err(io_error(&path))
    }

    /// Why this was not made from `source` by this version, if it was not.
    pub(super) fn mismatch(&self, source: &SourceFile) -> Option<String> {
        let found = &self.source;
        if self.checksum != self.sum() {
            return Some("is damaged: the manifest's checksum is not its own".to_owned());
        }
        if found.read_as != source.read_as {
            return Some(format!("was read as {}, not as {}", found.read_as, source.read_as));
        }
        (found != source).then(|| "was made from another file than is there now".to_owned())
    }
}

/// The checksums of the columns, and of other files, in a folder.
pub(super) fn checksums(folder: &Path) -> Result<BTreeMap<String, String>, SourceError> {
    let mut sums = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(io_error(folder))? {
        let path = entry.map_err(io_error(folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        sums.insert(name, checksum(&map(&path)?));
    }
    Ok(sums)
}

/// Checksum of a file's bytes.
pub(super) fn checksum(bytes: &[u8]) -> String {
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(bytes))
}
