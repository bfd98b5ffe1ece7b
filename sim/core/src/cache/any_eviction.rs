//! An eviction policy whose type is known at run time alone.

use super::access::Access;
use hotset_workloads::ObjectId;

/// The methods of [`EvictionPolicy`](super::EvictionPolicy), called by address: of a policy that was registered by its
/// name.
pub trait AnyEviction: Send {
    /// See [`EvictionPolicy::contains`](super::EvictionPolicy::contains).
    fn contains(&self, object: ObjectId) -> bool;
    /// See [`EvictionPolicy::lookup`](super::EvictionPolicy::lookup).
    fn lookup(&mut self, access: Access) -> bool;
    /// See [`EvictionPolicy::admits`](super::EvictionPolicy::admits).
    fn admits(&mut self, access: Access) -> bool;
    /// See [`EvictionPolicy::peek_victim`](super::EvictionPolicy::peek_victim).
    fn peek_victim(&mut self) -> Option<ObjectId>;
    /// See [`EvictionPolicy::evict`](super::EvictionPolicy::evict).
    fn evict(&mut self, incoming: Access) -> Option<(ObjectId, u64)>;
    /// See [`EvictionPolicy::insert`](super::EvictionPolicy::insert).
    fn insert(&mut self, access: Access) -> Option<u64>;
    /// See [`EvictionPolicy::spontaneous_eviction`](super::EvictionPolicy::spontaneous_eviction).
    fn spontaneous_eviction(&mut self) -> Option<(ObjectId, u64)>;
    /// See [`EvictionPolicy::remove`](super::EvictionPolicy::remove).
    fn remove(&mut self, object: ObjectId) -> Option<u64>;
    /// See [`EvictionPolicy::residents`](super::EvictionPolicy::residents).
    fn residents(&self) -> Box<dyn Iterator<Item = (ObjectId, u64)> + '_>;
    /// See [`EvictionPolicy::prefetch`](super::EvictionPolicy::prefetch).
    fn prefetch(&self, objects: &[ObjectId]);
}
