//! Layouts: which servers answer a request, and by which path.
//!
//! A layout sees the world through a [`View`] and acts only through a [`Controller`], which bills
//! every act: no layout can forget to count. One file a layout.

mod cooperative;
mod doors;
mod group;
mod hashed;
mod hot;
mod mirrored;
mod owners;
mod packed;
mod packing;

pub use cooperative::Cooperative;
pub use doors::Doors;
pub use group::Group;
pub use hashed::{Entry, Hashed};
pub use hot::{Hot, HotSet};
pub use mirrored::Mirrored;
pub use owners::{HashKind, Owners};
pub use packed::Packed;
pub use packing::{PackBy, ServerCapacity, SiteLoad, pack};

use hotset_workloads::{ObjectId, Request};

/// What a layout can see.
pub trait View {
    /// Number of servers.
    fn servers(&self) -> usize;

    /// The next server after `door`, round the circle, that holds the object; only for layouts
    /// that say [`Layout::READS_HOLDERS`].
    fn holder_beside(&self, door: usize, object: ObjectId) -> Option<usize>;
}

/// What a layout can do. Every request is begun by the engine and must end with one
/// [`Controller::serve`].
pub trait Controller: View {
    /// Looks the object up in a server's cache and reads it there if it is in.
    fn lookup(&mut self, server: usize, request: &Request) -> bool;

    /// Fetches the object from the origin into a server's cache.
    fn fetch(&mut self, server: usize, request: &Request);

    /// Copies the object from a sibling that holds it into the cache of `to`; the sibling's order
    /// is not touched.
    fn copy(&mut self, from: usize, to: usize, request: &Request);

    /// Passes the object, read or fetched at `from`, on to `to`, which does not keep it. From a
    /// server to itself nothing moves.
    fn relay(&mut self, from: usize, to: usize, request: &Request);

    /// Answers the client.
    fn serve(&mut self, server: usize, request: &Request);
}

/// A way to spread content and requests over servers.
pub trait Layout: Send {
    /// Whether it asks which servers hold an object: only then the books on that are kept.
    const READS_HOLDERS: bool = false;

    /// Takes one request from the door to the answer.
    fn handle<C: Controller>(&mut self, request: &Request, servers: &mut C);

    /// The share of the requests for an object that are looked up in a server's cache: what that
    /// server should hold follows from it.
    fn demand(&self, server: usize, object: ObjectId) -> f64;

    /// Whether a placement made ahead of time puts an object before all that are not pinned,
    /// wherever it is in demand.
    fn pins(&self, object: ObjectId) -> bool {
        let _ = object;
        false
    }
}

/// The commonest path: the cache of `server`, else the origin.
#[inline]
fn lookup_or_fetch<C: Controller>(server: usize, request: &Request, servers: &mut C) {
    if !servers.lookup(server, request) {
        servers.fetch(server, request);
    }
}
