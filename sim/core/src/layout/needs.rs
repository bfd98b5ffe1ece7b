//! What a layout needs from the engine, stated before a run and checked during it.

use super::route::{Miss, Route};

/// What the routes of a layout depend on, and what they make servers do. The engine keeps only the state
/// that is needed, and panics at the first route that goes beyond it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Routes depend on the loads of the servers; otherwise `loads` is empty.
    pub loads: bool,
    /// A miss is looked up at siblings ([`Miss::Siblings`]): the engine tracks which servers hold which objects.
    pub holders: bool,
    /// Servers have a tier behind them ([`Miss::Tier`]). Every request then enters at the server that
    /// looks it up first.
    pub tiers: bool,
    /// The layout copies objects on its own ([`Migration`](super::Migration)).
    pub migrations: bool,
    /// Servers send each other messages: a request can enter at another server than the one that looks
    /// it up, miss to a sibling or a tier, or an object can migrate.
    pub forwarding: bool,
}

impl Needs {
    /// Every request enters at the server that looks it up, and misses go to the origin.
    pub const NONE: Self =
        Self { loads: false, holders: false, tiers: false, migrations: false, forwarding: false };

    /// All of it.
    pub const ALL: Self =
        Self { loads: true, holders: true, tiers: true, migrations: true, forwarding: true };

    /// What two layouts need together.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self {
            loads: self.loads || other.loads,
            holders: self.holders || other.holders,
            tiers: self.tiers || other.tiers,
            migrations: self.migrations || other.migrations,
            forwarding: self.forwarding || other.forwarding,
        }
    }

    /// Whether requests have to be taken in their order over all servers: what one of them does can change what
    /// another one finds, other than by a miss that goes to the tier behind.
    pub(crate) const fn one_by_one(self) -> bool {
        self.holders || self.migrations
    }

    /// Whether all that `other` needs is among these.
    pub const fn include(self, other: Self) -> bool {
        (self.loads || !other.loads)
            && (self.holders || !other.holders)
            && (self.tiers || !other.tiers)
            && (self.migrations || !other.migrations)
            && (self.forwarding || !other.forwarding)
    }

    /// Checks that a route stays within these needs, which may be more than its layout has.
    ///
    /// # Panics
    /// If it goes beyond them: a bug in the layout.
    #[inline]
    pub(crate) fn assert_include(&self, route: &Route) {
        let direct = route.ingress == route.server;
        match route.miss {
            Miss::Origin => {}
            Miss::Siblings => {
                assert!(self.holders, "a miss goes to siblings without Needs::holders")
            }
            Miss::Tier(_) => assert!(self.tiers, "a miss goes to a tier without Needs::tiers"),
        }
        assert!(direct || self.forwarding, "a request is forwarded without Needs::forwarding");
    }

    /// Checks a route against the needs that its layout states, and the number of servers.
    ///
    /// # Panics
    /// If it goes beyond them: a bug in the layout.
    #[inline]
    pub(crate) fn assert_allow(&self, route: &Route, servers: usize) {
        self.assert_include(route);
        let behind = if let Miss::Tier(behind) = route.miss { behind } else { 0 };
        let last = route.ingress.max(route.server).max(behind);
        assert!(last < servers, "a request goes to server {last} of 0 to {}", servers - 1);
        let direct = route.ingress == route.server;
        assert!(direct || !self.tiers, "a request is forwarded in a layout with tiers");
    }
}
