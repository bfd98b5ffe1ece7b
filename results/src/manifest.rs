//! The provenance of a result: versions, machine, and hashes of inputs and outputs.

use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::{self, Read};

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
#[derive(Clone, Debug, Serialize)]
pub struct FileHash {
    /// Its name, without folders.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
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
