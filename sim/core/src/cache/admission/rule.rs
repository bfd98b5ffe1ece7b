//! What an admission policy is.

use crate::cache::access::Access;
use crate::cache::capacity::Capacity;
use crate::cache::parameters::{Parameter, value};
use hotset_workloads::{ObjectId, Stream};

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

impl AdmissionInfo {
    /// An admission policy without parameters, which compares no victims, looks at no sizes and keeps nothing.
    pub const fn new(name: &'static str, admits: &'static str, source: &'static str) -> Self {
        Self {
            name,
            admits,
            source,
            parameters: &[],
            duel: false,
            size_aware: false,
            bytes_per: [0.0, 0.0],
            other_bytes: |_, _| 0.0,
        }
    }
}

/// What an admission policy is made from.
#[derive(Debug)]
pub struct AdmissionConfig<'a> {
    /// The capacity of the cache behind it.
    pub capacity: Capacity,
    /// Number of objects in the catalog: ids are below it.
    pub objects: usize,
    /// Random numbers, others than those of the eviction policy.
    pub stream: Stream,
    /// Values of its parameters, by name; the others have their defaults.
    pub given: &'a [(&'static str, f64)],
}

impl AdmissionConfig<'_> {
    /// The value of a parameter.
    pub fn value(&self, parameter: &Parameter) -> f64 {
        value(self.given, parameter)
    }
}

/// An admission policy that can be made by its name.
pub trait NamedAdmission: AdmissionRule + Sized + 'static {
    /// The description of the admission policy.
    const INFO: AdmissionInfo;

    /// The admission policy in front of a new cache.
    fn new(config: &AdmissionConfig<'_>) -> Self;
}

/// An admission policy in operation.
pub trait AdmissionRule: Send + std::fmt::Debug {
    /// Notes a request, hit or miss, before it is looked up.
    fn note(&mut self, access: Access) {
        let _ = access;
    }

    /// Whether to admit an object that missed.
    fn admits(&mut self, access: Access) -> bool;

    /// Whether to admit it at the cost of evicting `victim`.
    fn wins(&mut self, access: Access, victim: ObjectId) -> bool {
        let _ = (access, victim);
        true
    }
}
