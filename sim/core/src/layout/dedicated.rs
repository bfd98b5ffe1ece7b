//! Every site on a server of its own.

use super::{Controller, Layout, lookup_or_fetch};
use hotset_workloads::{ObjectId, Request, SiteId};

/// Site `i` has server `i` and nobody else's traffic: every site holds its own reserve. Clients
/// go straight to their site's server.
#[derive(Clone, Debug)]
pub struct Dedicated {
    site_of: Vec<SiteId>,
}

impl Dedicated {
    /// `site_of` is the site column of the catalog; empty if there is but one site.
    pub fn new(site_of: Vec<SiteId>) -> Self {
        Self { site_of }
    }

    #[inline]
    fn server_of(&self, object: ObjectId) -> usize {
        self.site_of.get(object as usize).map_or(0, |&site| usize::from(site))
    }
}

impl Layout for Dedicated {
    #[inline]
    fn handle<C: Controller>(&mut self, request: &Request, servers: &mut C) {
        let server = self.server_of(request.object);
        lookup_or_fetch(server, request, servers);
        servers.serve(server, request);
    }

    fn demand(&self, server: usize, object: ObjectId) -> f64 {
        f64::from(u8::from(self.server_of(object) == server))
    }
}
