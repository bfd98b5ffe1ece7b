//! The provenance of a result: versions, machine, and hashes of inputs and outputs.

use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::{self, Read};
use std::path::Path;

/// The provenance record beside every result.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    /// Version of hotset.
    pub hotset: String,
    /// Revision of its source, where known.
    pub git_revision: Option<String>,
    /// The experiment's name.
    pub name: String,
    /// Its seed.
    pub seed: u64,
    /// SHA-256 of the resolved spec with the hashes of its inputs: the identity of the result.
    pub identity_sha256: String,
    /// Number of runs, counting replications.
    pub runs: usize,
    /// The machine; no result depends on it.
    pub machine: Machine,
    /// Input files.
    pub inputs: Vec<FileHash>,
    /// Reports on reading the traces.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub read: Vec<serde_json::Value>,
    /// Output files.
    pub outputs: Vec<FileHash>,
}

/// A machine.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    /// Operating system.
    pub os: String,
    /// Processor architecture.
    pub arch: String,
    /// Threads that the run used.
    pub threads: usize,
}

/// A file and the hash of its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileHash {
    /// Its name, without folders.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

impl Manifest {
    /// What a result is of, as names and values that its figures take with them.
    pub fn about(&self) -> Vec<(String, String)> {
        let Self { hotset, git_revision, name, identity_sha256, .. } = self;
        about(name, identity_sha256, hotset, git_revision.as_deref())
    }
}

/// What a result is of: from the manifest in its folder, if it has one.
pub fn about_folder(folder: &Path) -> Vec<(String, String)> {
    let manifest = std::fs::read(folder.join("manifest.json")).ok();
    let manifest = manifest.and_then(|text| serde_json::from_slice(&text).ok());
    let Some(serde_json::Value::Object(manifest)) = manifest else { return Vec::new() };
    let text = |name: &str| manifest.get(name).and_then(serde_json::Value::as_str);
    let of = |name: &str| text(name).unwrap_or_default();
    about(of("name"), of("identity_sha256"), of("hotset"), text("git_revision"))
}

fn about(
    name: &str,
    identity: &str,
    version: &str,
    revision: Option<&str>,
) -> Vec<(String, String)> {
    let pairs = [
        ("experiment", Some(name)),
        ("identity", Some(identity)),
        ("hotset", Some(version)),
        ("revision", revision),
    ];
    let known = pairs.into_iter().filter_map(|(name, value)| Some((name, value?)));
    known.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// SHA-256 in hex.
pub fn sha256_of_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of everything in a reader, in hex.
///
/// # Errors
/// If it cannot be read.
pub fn sha256_of_reader(mut file: impl Read) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hasher.finalize())),
            bytes => hasher.update(&buffer[..bytes]),
        }
    }
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
