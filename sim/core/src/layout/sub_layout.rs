//! The layout of one part of the content: mirrored, hashed or packed.

use super::{Hashed, Layout, Mirrored, Needs, Packed, Route};
use crate::ledger::PowerStateChange;
use hotset_workloads::{ObjectId, Request};

/// A layout of one part of the content.
#[derive(Clone, Debug)]
pub enum SubLayout {
    /// Any of its servers.
    Mirrored(Mirrored),
    /// The owner of the object.
    Hashed(Hashed),
    /// The server of its site.
    Packed(Packed),
}

impl Layout for SubLayout {
    const NEEDS: Needs = Mirrored::NEEDS.or(Hashed::NEEDS).or(Packed::NEEDS);

    fn needs(&self) -> Needs {
        match self {
            Self::Mirrored(part) => part.needs(),
            Self::Hashed(part) => part.needs(),
            Self::Packed(part) => part.needs(),
        }
    }

    #[inline]
    fn route(&mut self, request: &Request, loads: &[u64]) -> Route {
        match self {
            Self::Mirrored(part) => part.route(request, loads),
            Self::Hashed(part) => part.route(request, loads),
            Self::Packed(part) => part.route(request, loads),
        }
    }

    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        match self {
            Self::Mirrored(_) | Self::Packed(_) => {}
            Self::Hashed(part) => part.prefetch(objects),
        }
    }

    fn power_state_changes(&self, until_ns: u64) -> Vec<PowerStateChange> {
        match self {
            Self::Mirrored(part) => part.power_state_changes(until_ns),
            Self::Hashed(part) => part.power_state_changes(until_ns),
            Self::Packed(part) => part.power_state_changes(until_ns),
        }
    }

    fn demand(&self, server: usize, object: ObjectId) -> f64 {
        match self {
            Self::Mirrored(part) => part.demand(server, object),
            Self::Hashed(part) => part.demand(server, object),
            Self::Packed(part) => part.demand(server, object),
        }
    }
}
