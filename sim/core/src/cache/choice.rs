//! The policy of a run: a named one, or a type of one's own.

use super::admission::Admission;
use super::capacity::Capacity;
use super::eviction::{AdmissionFactory, CacheConfig, EvictionPolicy, PolicyInfo};
use super::parameters::{Parameter, ParameterValues};
use super::registry::{Policy, PolicyKind, PolicyVisitor};
use hotset_workloads::Stream;
use std::marker::PhantomData;

/// A policy with its parameter values and admission policy, as a run takes it: [`PolicyKind`] or
/// [`Policy`] by name, [`CustomPolicy`] by type.
pub trait PolicyChoice: Sync {
    /// The description of the policy.
    fn info(&self) -> &'static PolicyInfo;

    /// The configuration of a cache with this policy, without a placement.
    fn config(&self, capacity: Capacity, objects: usize, stream: Stream) -> CacheConfig<'_>;

    /// Calls `visitor` with the policy's type.
    fn visit<V: PolicyVisitor>(&self, visitor: V) -> V::Output;
}

impl PolicyChoice for PolicyKind {
    fn info(&self) -> &'static PolicyInfo {
        PolicyKind::info(*self)
    }

    fn config(&self, capacity: Capacity, objects: usize, stream: Stream) -> CacheConfig<'_> {
        let registered = self.registered();
        CacheConfig { registered, ..CacheConfig::new(capacity, objects, stream) }
    }

    fn visit<V: PolicyVisitor>(&self, visitor: V) -> V::Output {
        PolicyKind::visit(*self, visitor)
    }
}

impl PolicyChoice for Policy {
    fn info(&self) -> &'static PolicyInfo {
        self.kind.info()
    }

    fn config(&self, capacity: Capacity, objects: usize, stream: Stream) -> CacheConfig<'_> {
        Policy::config(self, capacity, objects, stream)
    }

    fn visit<V: PolicyVisitor>(&self, visitor: V) -> V::Output {
        self.kind.visit(visitor)
    }
}

/// An eviction policy by its type, which may be defined in any crate.
#[derive(Clone, Debug)]
pub struct CustomPolicy<E> {
    given: ParameterValues,
    admission: Option<Admission>,
    eviction: PhantomData<fn() -> E>,
}

impl<E> CustomPolicy<E> {
    /// The policy with its default parameters and no admission policy.
    pub fn new() -> Self {
        Self { given: ParameterValues::new(), admission: None, eviction: PhantomData }
    }

    /// The same with a value for one of its parameters.
    #[must_use]
    pub fn with(mut self, parameter: &Parameter, value: f64) -> Self {
        self.given.retain(|(name, _)| *name != parameter.name);
        self.given.push((parameter.name, value));
        self
    }

    /// The same behind an admission policy.
    #[must_use]
    pub fn behind(self, admission: Admission) -> Self {
        Self { admission: Some(admission), ..self }
    }
}

impl<E> Default for CustomPolicy<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: EvictionPolicy + 'static> PolicyChoice for CustomPolicy<E> {
    fn info(&self) -> &'static PolicyInfo {
        const { &E::INFO }
    }

    fn config(&self, capacity: Capacity, objects: usize, stream: Stream) -> CacheConfig<'_> {
        let admission = self.admission.as_ref().map(|rule| rule as &dyn AdmissionFactory);
        CacheConfig { given: &self.given, admission, ..CacheConfig::new(capacity, objects, stream) }
    }

    fn visit<V: PolicyVisitor>(&self, visitor: V) -> V::Output {
        visitor.visit::<E>()
    }
}
