//! Eviction policies of one's own that are registered, so that specs and commands know them by name.

use super::access::Access;
use super::any_eviction::AnyEviction;
use super::eviction::{CacheConfig, EvictionFactory, EvictionPolicy, PolicyInfo};
use super::parameters::Parameter;
use hotset_workloads::ObjectId;
use std::any::TypeId;
use std::sync::{PoisonError, RwLock};

/// A policy that a program registered.
#[derive(Clone, Copy)]
pub struct RegisteredPolicy {
    info: &'static PolicyInfo,
    type_id: fn() -> TypeId,
    new: fn(&CacheConfig<'_>) -> Box<dyn AnyEviction>,
}

static REGISTERED: RwLock<Vec<&RegisteredPolicy>> = RwLock::new(Vec::new());

impl RegisteredPolicy {
    /// Those of this program, in the order in which they were registered.
    pub fn all() -> Vec<&'static Self> {
        REGISTERED.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Registers a policy; `is_taken` tells the names that others have. Once is enough: a second time changes nothing.
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
        let name = this.info.name;
        check_name("policy", name)?;
        check_parameters(name, this.info.parameters)?;
        let mut registered = REGISTERED.write().unwrap_or_else(PoisonError::into_inner);
        if registered.iter().any(|known| (known.type_id)() == TypeId::of::<E>()) {
            return Ok(());
        }
        if is_taken(name)
            || REFERENCES.contains(&name)
            || registered.iter().any(|known| known.info.name == name)
        {
            return Err(format!("found a second policy {name:?}; expected another name"));
        }
        registered.push(this);
        Ok(())
    }

    /// Its description.
    pub fn info(&self) -> &'static PolicyInfo {
        self.info
    }
}

/// Names of bounds that stand beside policies in tables.
const REFERENCES: [&str; 2] = ["infinite", "pfoo-l"];

/// Whether parameters can be given behind a name, each by its own.
pub(crate) fn check_parameters(owner: &str, parameters: &[Parameter]) -> Result<(), String> {
    for (place, Parameter { name, .. }) in parameters.iter().enumerate() {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let is_second = parameters[..place].iter().any(|known| known.name == *name);
        if name.is_empty() || !name.bytes().all(plain) || is_second {
            return Err(format!(
                "found a parameter {name:?} of {owner}; expected small letters, digits and underscores, each name once"
            ));
        }
    }
    Ok(())
}

/// Whether a name can stand in a spec, beside parameters and an admission policy.
pub(crate) fn check_name(what: &str, name: &str) -> Result<(), String> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    match name.bytes().all(plain) && !name.is_empty() {
        true => Ok(()),
        false => Err(format!(
            "found the name {name:?} of a {what}; expected small letters, digits and hyphens"
        )),
    }
}

impl PartialEq for RegisteredPolicy {
    fn eq(&self, other: &Self) -> bool {
        self.info.name == other.info.name
    }
}

impl Eq for RegisteredPolicy {}

impl std::fmt::Debug for RegisteredPolicy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.info.name)
    }
}

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
