//! What an admission policy is.

use crate::cache::access::Access;
use crate::cache::parameters::Parameter;
use hotset_workloads::ObjectId;

/// What there is to know about a rule.
#[derive(Clone, Copy, Debug)]
pub struct AdmissionInfo {
    /// The name, as in `lru+probability:q=0.1`.
    pub name: &'static str,
    /// Who comes in, in a phrase.
    pub admits: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// What it can be told.
    pub parameters: &'static [Parameter],
    /// Whether it has to know the next victim.
    pub duel: bool,
    /// Whether it goes by the size of an object.
    pub size_aware: bool,
    /// At most so many bytes of memory for each object that is asked for, and for each that the cache can
    /// hold.
    pub bytes_per: [f64; 2],
    /// And as many bytes beside: from the values of its parameters and the numbers of objects, of residents and
    /// of requests.
    pub other_bytes: OtherBytes,
}

/// Bytes of memory, from values of parameters and the numbers of objects, residents and requests.
type OtherBytes = fn(&[(&'static str, f64)], [f64; 3]) -> f64;

/// A rule at work.
pub trait AdmissionRule: Send + std::fmt::Debug {
    /// Takes note of a request.
    fn note(&mut self, access: Access);

    /// Whether an object that missed may come in.
    fn admits(&mut self, access: Access) -> bool;

    /// Whether it may come in at the cost of `victim`.
    fn wins(&mut self, access: Access, victim: ObjectId) -> bool {
        let _ = (access, victim);
        true
    }
}
