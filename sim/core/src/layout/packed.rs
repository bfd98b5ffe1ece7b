//! The packed layout: every site on one server.

use super::{Layout, Route};
use hotset_workloads::{Catalog, ObjectId, Request, SiteId};

/// Clients go straight to the server of their site. With a server a site this is the dedicated
/// layout, where every site holds its own reserve; with sites packed on fewer servers the reserve
/// is shared.
#[derive(Clone, Debug)]
pub struct Packed {
    server_of_site: Vec<usize>,
    /// Site of each object; empty if there is but one site.
    site_of: Vec<SiteId>,
}

impl Packed {
    /// `server_of_site` has an entry for each site of the catalog.
    pub fn new(server_of_site: Vec<usize>, catalog: &Catalog) -> Self {
        Self { server_of_site, site_of: catalog.site.clone() }
    }

    /// The server of each site.
    pub fn server_of_site(&self) -> &[usize] {
        &self.server_of_site
    }

    /// Site `i` on server `i`.
    pub fn dedicated(catalog: &Catalog) -> Self {
        Self::new((0..catalog.sites.max(1)).collect(), catalog)
    }
}

impl Layout for Packed {
    #[inline]
    fn route(&mut self, request: &Request, _: &[u64]) -> Route {
        Route::straight(self.server_of_site[usize::from(request.site)])
    }

    fn demand(&self, server: usize, object: ObjectId) -> f64 {
        let site = self.site_of.get(object as usize).map_or(0, |&site| usize::from(site));
        f64::from(u8::from(self.server_of_site[site] == server))
    }
}
