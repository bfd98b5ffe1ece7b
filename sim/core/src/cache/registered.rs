//! Eviction policies of one's own that are registered, so that specs and commands know them by name.

use super::access::Access;
use super::any_eviction::AnyEviction;
use super::eviction::{CacheConfig, EvictionFactory, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;
use hotset_workloads::parts::Registry;
use std::any::TypeId;

/// A policy that a program registered.
#[derive(Clone, Copy)]
pub struct RegisteredPolicy {
    info: &'static PolicyInfo,
    type_id: fn() -> TypeId,
    new: fn(&CacheConfig<'_>) -> Box<dyn AnyEviction>,
}

static REGISTERED: Registry<RegisteredPolicy> = Registry::new("policy");

impl RegisteredPolicy {
    /// Those of this program, in the order in which they were registered.
    pub fn all() -> Vec<&'static Self> {
        REGISTERED.all()
    }

    /// Registers a policy; `is_taken` tells the names that others have.
    pub(super) fn add<E: EvictionPolicy + 'static>(
        is_taken: impl Fn(&str) -> bool,
    ) -> Result<(), String> {
        let this: &'static Self = const {
            &Self {
                info: &E::INFO,
                type_id: TypeId::of::<E>,
                new: |config| Box::new(E::new(config)),
            }
        };
        REGISTERED.add(this, |name| is_taken(name) || REFERENCES.contains(&name))
    }

    /// Its description.
    pub fn info(&self) -> &'static PolicyInfo {
        self.info
    }
}

/// Names of bounds that stand beside policies in tables.
const REFERENCES: [&str; 2] = ["infinite", "pfoo-l"];

hotset_workloads::named_part!(RegisteredPolicy);

impl EvictionFactory for RegisteredPolicy {
    fn info(&self) -> &'static PolicyInfo {
        self.info
    }

    fn eviction(&self, config: &CacheConfig<'_>) -> Box<dyn AnyEviction> {
        (self.new)(config)
    }
}

impl<E: EvictionPolicy> AnyEviction for E {
    fn contains(&self, object: ObjectId) -> bool {
        EvictionPolicy::contains(self, object)
    }

    fn lookup(&mut self, access: Access) -> bool {
        EvictionPolicy::lookup(self, access)
    }

    fn admits(&mut self, access: Access) -> bool {
        EvictionPolicy::admits(self, access)
    }

    fn peek_victim(&mut self) -> Option<ObjectId> {
        EvictionPolicy::peek_victim(self)
    }

    fn evict(&mut self, incoming: Access) -> Option<(ObjectId, u64)> {
        EvictionPolicy::evict(self, incoming)
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        EvictionPolicy::insert(self, access)
    }

    fn spontaneous_eviction(&mut self) -> Option<(ObjectId, u64)> {
        EvictionPolicy::spontaneous_eviction(self)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        EvictionPolicy::remove(self, object)
    }

    fn residents(&self) -> Box<dyn Iterator<Item = (ObjectId, u64)> + '_> {
        Box::new(EvictionPolicy::residents(self))
    }

    fn prefetch(&self, objects: &[ObjectId]) {
        EvictionPolicy::prefetch(self, objects);
    }
}

/// Stands for the types of registered policies: the one that the configuration of a cache names.
pub struct AnyPolicy {
    info: &'static PolicyInfo,
    eviction: Box<dyn AnyEviction>,
}

impl EvictionPolicy for AnyPolicy {
    const INFO: PolicyInfo = PolicyInfo::new("registered", "that of its policy", "", "");

    fn new(config: &CacheConfig<'_>) -> Self {
        let factory = config.registered.expect("the configuration names a registered policy");
        Self { info: factory.info(), eviction: factory.eviction(config) }
    }

    fn info(&self) -> &'static PolicyInfo {
        self.info
    }

    fn contains(&self, object: ObjectId) -> bool {
        self.eviction.contains(object)
    }

    fn lookup(&mut self, access: Access) -> bool {
        self.eviction.lookup(access)
    }

    fn admits(&mut self, access: Access) -> bool {
        self.eviction.admits(access)
    }

    fn peek_victim(&mut self) -> Option<ObjectId> {
        self.eviction.peek_victim()
    }

    fn evict(&mut self, incoming: Access) -> Option<(ObjectId, u64)> {
        self.eviction.evict(incoming)
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        self.eviction.insert(access)
    }

    fn spontaneous_eviction(&mut self) -> Option<(ObjectId, u64)> {
        self.eviction.spontaneous_eviction()
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        self.eviction.remove(object)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.eviction.residents()
    }

    fn prefetch(&self, objects: &[ObjectId]) {
        self.eviction.prefetch(objects);
    }
}
