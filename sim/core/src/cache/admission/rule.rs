//! What an admission policy is.

use crate::cache::access::Access;
use crate::cache::parameters::Parameter;
use hotset_workloads::ObjectId;

/// The description of an admission policy.
#[derive(Clone, Copy, Debug)]
pub struct AdmissionInfo {
    /// The name, as in `lru+probability:q=0.1`.
    pub name: &'static str,
    /// What it admits, in a phrase.
    pub admits: &'static str,
    /// The paper that introduced it.
    pub source: &'static str,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// Whether it compares a new object with the next victim.
    pub duel: bool,
    /// Whether its decisions depend on the sizes of objects.
    pub size_aware: bool,
    /// A bound on memory: bytes for each requested object, and for each that the cache can hold.
    pub bytes_per: [f64; 2],
    /// A bound on other memory in bytes.
    pub other_bytes: OtherBytes,
}

/// Bytes of memory, from values of parameters and the numbers of objects, residents and requests.
type OtherBytes = fn(&[(&'static str, f64)], [f64; 3]) -> f64;

/// An admission policy in operation.
pub trait AdmissionRule: Send + std::fmt::Debug {
    /// Notes a request.
    fn note(&mut self, access: Access);

    /// Whether to admit an object that missed.
    fn admits(&mut self, access: Access) -> bool;

    /// Whether to admit it at the cost of evicting `victim`.
    fn wins(&mut self, access: Access, victim: ObjectId) -> bool {
        let _ = (access, victim);
        true
    }
}
